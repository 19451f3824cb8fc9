"""Whether the files of a published version are still those that were published: `SHA256SUMS` tells."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.records.storage import Folder

#: The file of a version that holds the checksum of every other file.
SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def named_files(folder: Folder) -> list[str]:
    """The names of the files that a version has, but for `SHA256SUMS` itself."""
    lines = folder.read(SUMS).decode().splitlines()
    return [found[2] for line in lines if (found := _LINE.fullmatch(line))]


def wrong_files(version: Path, known: dict[tuple[int, int], str] | None = None) -> Iterator[tuple[str, str]]:
    """The names of the files of a version that are damaged, each with what is wrong with it.

    `known` holds the checksums of files that were read already, by device and number: versions share most of theirs.
    """
    known = {} if known is None else known
    try:
        lines = (version / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield SUMS, "cannot be read"
        return
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            yield SUMS, "has a line that is no checksum"
            continue
        digest, name = found.groups()
        try:
            with (version / name).open("rb") as file:
                status = os.fstat(file.fileno())
                place = status.st_dev, status.st_ino
                if place not in known:
                    known[place] = hashlib.file_digest(file, "sha256").hexdigest()
            if known[place] != digest:
                yield name, "its bytes have changed"
        except FileNotFoundError:
            yield name, "is missing"
        except OSError as error:
            yield name, f"cannot be read ({error.strerror})"
