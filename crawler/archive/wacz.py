"""WACZ files: a zip with WARC files in `archive/`, and their digests in `datapackage.json`."""

import hashlib
import json
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from crawler.archive.foreign import Span
from crawler.records.article import Problem

#: A member that unpacks to so many times its size is an attack. WARC files in a WACZ are packed already.
_MOST_RATIO = 20
_MOST_LISTED = 50_000_000
_PIECE = 1 << 20
#: A member's own header in the file, before its name and its data.
_LOCAL, _LOCAL_LENGTH = struct.Struct("<26xHH"), 30


class Member(NamedTuple):
    """A WARC file in a WACZ file, and what is wrong with it."""

    name: str
    info: zipfile.ZipInfo
    problem: Problem | None = None


def members(path: Path) -> list[Member]:
    """The WARC files in a WACZ file, in the order of their names.

    Raises:
        zipfile.BadZipFile: it is none.
        OSError: it cannot be read.
    """
    with zipfile.ZipFile(path) as archive:
        digests = _digests(archive)
        infos = [info for info in archive.infolist() if info.filename.endswith((".warc", ".warc.gz"))]
        return [
            Member(info.filename, info, _wrong(archive, path, info, digests.get(info.filename)))
            for info in sorted(infos, key=lambda one: one.filename)
        ]


@contextmanager
def opened(path: Path, member: Member) -> Iterator[tuple[mmap, Span]]:
    """The bytes of a member: where they stand in the file, or unpacked into a file of their own.

    Raises:
        zipfile.BadZipFile: they are damaged.
        OSError: they cannot be read, or there is no room to unpack them.
    """
    info = member.info
    with path.open("rb") as file:
        if info.compress_type == zipfile.ZIP_STORED:
            file.seek(info.header_offset)
            start = info.header_offset + _LOCAL_LENGTH + sum(_LOCAL.unpack(file.read(_LOCAL_LENGTH)))
            with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield data, Span(start, min(start + info.file_size, len(data)))
            return
        with TemporaryFile() as copy, zipfile.ZipFile(file) as archive, archive.open(info) as packed:
            while piece := packed.read(_PIECE):
                copy.write(piece)
            copy.flush()
            with mmap(copy.fileno(), 0, access=ACCESS_READ) as data:
                yield data, Span(0, len(data))


def _digests(archive: zipfile.ZipFile) -> dict[str, str]:
    """The digests that the file itself gives for its members, by their names."""
    try:
        info = archive.getinfo("datapackage.json")
        with archive.open(info) as file:
            listed: Any = json.loads(file.read(_MOST_LISTED))
        return {str(one["path"]): str(one["hash"]) for one in listed["resources"] if one.get("hash")}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}  # the WARC records have digests of their own


def _wrong(archive: zipfile.ZipFile, path: Path, info: zipfile.ZipInfo, digest: str | None) -> Problem | None:
    name = f"{path.name}: {info.filename}"
    if info.file_size > _MOST_RATIO * max(info.compress_size, 1) and info.compress_type != zipfile.ZIP_STORED:
        return Problem("read", "zip_bomb", f"{name}: {info.compress_size} bytes unpack to {info.file_size}: not read")
    algorithm, _, value = (digest or "").partition(":")
    if algorithm.lower() not in hashlib.algorithms_available or not value:
        return None
    try:
        with archive.open(info) as file:
            found = _digest(file, algorithm.lower())
    except zipfile.BadZipFile as error:
        return Problem("read", "damaged_archive", f"{name}: {error}: what is whole in it is read")
    if found == value.lower():
        return None
    message = f"{name}: its {algorithm} is not the one in datapackage.json: what is whole in it is read"
    return Problem("read", "wrong_digest", message)


def _digest(file: IO[bytes], algorithm: str) -> str:
    made = hashlib.new(algorithm)
    while piece := file.read(_PIECE):
        made.update(piece)
    return made.hexdigest()
