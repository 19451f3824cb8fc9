"""The raw archive: every response with its request, in WARC files (ISO 28500) in the folder `archive` of a shard.

A run writes `RUN-00000.warc.gz`, and the next number when a file is full. Bytes within the length that the store has
committed (`crawler.store.archives`) never change. Every record is a gzip member of its own, so its offset is enough to
read it.

A body is stored decoded, as the parser reads it; the stored headers of the response agree with the decoded body.
"""

import mmap
import os
import re
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crawler.archive import warc
from crawler.archive.warc import BrokenRecordError, Content, Exchange, Stored
from crawler.records.disk import sync
from crawler.records.errors import StoreError, hint
from crawler.store.shards import data_of

#: Bytes beyond which a run goes on in its next file: what tools and people still handle easily.
MOST_BYTES = 1_000_000_000

#: Seconds after which what was written is brought onto the disk: a power cut takes no more than this.
_SYNC_SECONDS = 30

_NAME = re.compile(r"(?P<run_id>.+)-(?P<number>\d{5})\.warc\.gz")
_MAGIC = b"\x1f\x8b\x08"


class Archive:
    """The archive file that a run writes; `close` it.

    Args:
        folder: of the archive; made if it is not there.
        run_id: the run that the responses belong to.
        about: what `warcinfo` says of it.
        number: of the file.
        length: bytes of the file that are committed; what lies behind them is cut off.
        most_bytes: beyond these the next record goes to the next file.

    Raises:
        StoreError: the folder or the file cannot be written. Every method raises it, too.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        about: Mapping[str, str],
        *,
        number: int = 0,
        length: int = 0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._folder = folder
        self._run_id = run_id
        self._about = about
        self._most_bytes = most_bytes
        self._number = number
        self._length = length
        self._open()

    @property
    def path(self) -> Path:
        """The file that is written now."""
        return self._folder / self.name

    @property
    def length(self) -> int:
        """Its bytes so far."""
        return self._length

    def write(self, one: Exchange) -> int:
        """Append a response and its request; returns the offset of the response record in `path`.

        The bytes have left the process when this returns: a row of the store that points to them survives `kill -9`.
        """
        self._ready(one.moment)
        return self._append(warc.exchange(self._here(), one))

    def write_listed(self, url: str, told: warc.Listed, page: str | None) -> None:
        """Append what the page at `url` lists; `page` is the id of its response's record."""
        self._ready(told.moment)
        self._append(warc.listed(self._here(), url, told, page))

    def cut_back(self, length: int) -> None:
        """Remove the bytes behind `length`: the transaction that they belonged to was undone."""
        if self._length > length:
            self._file.truncate(length)
            self._file.seek(length)
            self._length = length

    def sync(self) -> None:
        """Return when everything written is on the disk: rows of the store that point to it outlive a power cut."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._synced = time.monotonic()

    def close(self) -> None:
        """Bring the file onto the disk and close it; one without a record is removed."""
        if self._file.closed:
            return
        try:
            self.sync()
        finally:
            self._file.close()
            if not self._length:
                self.path.unlink()

    def _here(self) -> str:
        return _place(self.name, self._length)

    def _open(self) -> None:
        #: The name of the file that is written now.
        self.name = file_name(self._run_id, self._number)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Unbuffered: what was written is in the kernel's hands, whatever becomes of this process.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            for folder in (self._folder, self._folder.parent):  # their names of what is new in them
                sync(folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from None
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._file.truncate(self._length)
        self._file.seek(self._length)
        self._synced = time.monotonic()

    def _ready(self, moment: datetime) -> None:
        """Begin the next file when this one is full, and a file with its `warcinfo` record."""
        if time.monotonic() - self._synced > _SYNC_SECONDS:
            self.sync()
        if self._length >= self._most_bytes:
            self.close()
            self._number += 1
            self._length = 0
            self._open()
        if not self._length:
            self._append(warc.info(self._here(), self.name, self._about, moment))

    def _append(self, data: bytes) -> int:
        offset = self._length
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise _unwritable(self.path, error) from None
        self._length += len(data)
        return offset


class Place(NamedTuple):
    """Where an answer is archived (file and offset of its record), and the moment at which it came."""

    file: str
    offset: int
    moment: datetime


class Record(NamedTuple):
    """A record that is no request, and its offset."""

    offset: int
    content: Content


class Gap(NamedTuple):
    """Bytes from `offset` up to `end` that hold no whole record."""

    offset: int
    end: int


def file_name(run_id: str, number: int) -> str:
    """The name of a run's archive file."""
    return f"{run_id}-{number:05}.warc.gz"


def record_id(file: str, offset: int) -> str:
    """The id of the response's record at that place."""
    return warc.record_id(_place(file, offset), "response")


def number_of(file: str) -> int | None:
    """The number in an archive file's name, `None` when it is no such name."""
    found = _NAME.fullmatch(file)
    return int(found["number"]) if found else None


def read(folder: Path, file: str, offset: int) -> Stored:
    """The response at `offset` of a file, as it was given to `Archive.write`.

    Raises:
        StoreError: there is no such file, or no whole response at that offset.
    """
    path = folder / file
    with _opened(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        if offset < size:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                try:
                    found = warc.content(warc.unpacked(data, offset, size)[0])
                except BrokenRecordError:
                    raise _broken(path, offset) from None
            if isinstance(found, Stored):
                return found
    raise StoreError(f"{path}: no response at offset {offset}: restore the archive file that fits the store")


def records(path: Path, length: int | None = None) -> Iterator[Record | Gap]:
    """The records in a file's first `length` bytes, in the order of writing; gaps where bytes are damaged or missing.

    Raises:
        StoreError: the file cannot be read.
    """
    with _opened(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        end = size if length is None else min(size, length)
        if end:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _records(data, end)
        if length is not None and size < length:
            yield Gap(size, length)


def records_in(data: bytes) -> Iterator[Record | Gap]:
    """The records in bytes of a file that begin with a record; their offsets are those in these bytes."""
    return _records(data, len(data))


def whole(path: Path) -> int:
    """The length of the beginning of a file that holds whole records alone."""
    return next((found.offset for found in records(path) if isinstance(found, Gap)), path.stat().st_size)


def _records(data: bytes | mmap.mmap, length: int) -> Iterator[Record | Gap]:
    offset = 0
    while offset < length:
        try:
            raw, end = warc.unpacked(data, offset, length)
        except BrokenRecordError:
            end = _next_record(data, offset + 1, length)
            yield Gap(offset, end)
        else:
            try:
                found = warc.content(raw)
            except BrokenRecordError:
                yield Gap(offset, end)
            else:
                if found is not None:
                    yield Record(offset, found)
        offset = end


def _next_record(data: bytes | mmap.mmap, start: int, length: int) -> int:
    """Where behind damaged bytes a record begins again; the end of the data when none does."""
    while (start := data.find(_MAGIC, start, length)) >= 0:
        if warc.begins_record(data[start : start + 4096]):
            return start
        start += 1
    return length


def _place(file: str, offset: int) -> str:
    return f"{file}@{offset}"


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}: restore the archive file") from None


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written: {error.strerror}: free space, or mend the folder's rights")


def _broken(path: Path, offset: int) -> StoreError:
    return StoreError(
        f"{path}: broken at byte {offset}: the records before it are whole; "
        f"the articles of the rest come back with `{hint('crawl PORTAL --full', data_of(path))}`"
    )
