"""The raw archive: every response that made a record, with its request, in WARC files (ISO 28500).

They stand in `DATA/archive/`. Each process writes a file of its own, `PORTAL-STARTED-NNNNN.warc.gz`, and nothing is
ever appended to an older one: a crash can only leave a broken tail behind the last whole record of one file.
Every record is a gzip member of its own and is read by its offset alone.

A body is stored decoded, as the parser saw it, with the response's headers made to agree with it.
"""

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import clock
from crawler.errors import StoreError

Headers = Iterable[tuple[str, str]]

#: Headers that speak of the bytes as they were sent, not as they are stored.
_OF_TRANSFER = frozenset(
    {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive", "trailer"}
)
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_GZIP = zlib.MAX_WBITS + 16
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


class Stored(NamedTuple):
    """A response as it was archived; `headers` agree with the decoded `body`."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fetched_at: datetime


class Archive:
    """A WARC file being written; a context manager that closes it.

    Args:
        folder: `DATA/archive`; made if it is not there.
        portal: the portal's name, for the file's name and its `warcinfo` record.
        run_id: the run that the responses belong to.
        software: name and version of the crawler, such as `vnportal/0.1.0`.
        robots: the policy towards robots.txt: `obey` or `ignore`.

    Raises:
        StoreError: the folder or the file cannot be written.
    """

    def __init__(self, folder: Path, portal: str, *, run_id: str, software: str, robots: str = "obey") -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.path, self._file = _new_file(folder, portal)
        except OSError as error:
            raise _unwritable(folder, error) from None
        # Records are made whole in memory first: a full disk never leaves half of one in the middle of the file.
        self._buffer = BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version="1.1")
        info = {
            "software": software,
            "isPartOf": portal,
            "description": f"run {run_id}",
            "robots": robots,
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, info))
        self._append()

    def write(
        self,
        url: str,
        method: str,
        request_headers: Headers,
        status: int,
        response_headers: Headers,
        body: bytes,
        fetched_at: datetime,
    ) -> tuple[str, int]:
        """Append a response and its request; returns the file's name and the offset of the response record.

        The bytes have left the process when this returns: a row of the store that points to them survives `kill -9`.

        Args:
            url: the address that was answered.
            method: `GET`, as a rule; a request is archived without a body.
            request_headers: as sent.
            status: of the answer.
            response_headers: as received, repeated names in their order.
            body: decoded: without content or transfer encoding.
            fetched_at: when the answer came; aware of its time zone.

        Raises:
            StoreError: the disk is full, or the file cannot be written.
        """
        url = _ascii(url)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        date = {"WARC-Date": fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        response = self._writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            warc_headers_dict=date,
            http_headers=StatusAndHeaders(
                f"{status} {_reason(status)}",
                [*_clean(response_headers, _OF_TRANSFER), ("Content-Length", str(len(body)))],
                protocol="HTTP/1.1",
            ),
        )
        request = self._writer.create_warc_record(
            url,
            "request",
            warc_headers_dict=date,
            http_headers=StatusAndHeaders(
                f"{method} {target} HTTP/1.1",
                [("Host", parts.netloc), *_clean(request_headers, frozenset({"host"}))],
                is_http_request=True,
            ),
        )
        for one, other in ((response, request), (request, response)):
            one.rec_headers.add_header("WARC-Concurrent-To", other.rec_headers.get_header("WARC-Record-ID"))
        self._writer.write_record(response)
        self._writer.write_record(request)
        return self.path.name, self._append()

    def close(self) -> None:
        """Close the file; writing is over."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self) -> int:
        offset = self._file.tell()
        data = memoryview(self._buffer.getvalue())
        self._buffer.seek(0)
        self._buffer.truncate()
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            self._file.seek(offset)
            self._file.truncate()
            raise _unwritable(self.path, error) from None
        return offset


def read(folder: Path, file: str, offset: int) -> Stored:
    """The response at `offset` of a file, as it was given to `Archive.write`.

    Raises:
        StoreError: there is no such file, or no whole response at that offset.
    """
    path = folder / file
    with _opened(path) as stream:
        stream.seek(offset)
        raw = _member(stream, path)
    response = _response(raw, path, offset) if raw else None
    if response is None:
        raise StoreError(f"{path}: no response at offset {offset}: restore the archive file that fits the store")
    return response


def responses(path: Path) -> Iterator[tuple[int, Stored]]:
    """Every response of a file with its offset, in the order of writing.

    Raises:
        StoreError: the file is broken, as a crash of the machine can cut off its tail; raised after the last whole
            response was given.
    """
    with _opened(path) as stream:
        while True:
            offset = stream.tell()
            raw = _member(stream, path)
            if raw is None:
                return
            response = _response(raw, path, offset)
            if response is not None:
                yield offset, response


def _new_file(folder: Path, portal: str) -> tuple[Path, BinaryIO]:
    started = clock.now().strftime("%Y%m%dT%H%M%SZ")
    number = 0
    while True:
        path = folder / f"{portal}-{started}-{number:05}.warc.gz"
        try:
            # Unbuffered: what was written is in the kernel's hands, whatever becomes of this process.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        except FileExistsError:
            number += 1
        else:
            return path, os.fdopen(descriptor, "wb", buffering=0)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}: restore the archive file") from None


def _member(stream: BinaryIO, path: Path) -> bytes | None:
    """The gzip member that begins here, unpacked, the stream then behind it; `None` at the end of the file."""
    offset = stream.tell()
    unpacker = zlib.decompressobj(_GZIP)
    parts = []
    while not unpacker.eof:
        packed = stream.read(1 << 16)
        if not packed and stream.tell() == offset:
            return None
        try:
            parts.append(unpacker.decompress(packed))
        except zlib.error:
            raise _broken(path, offset) from None
        if not packed and not unpacker.eof:
            raise _broken(path, offset)
    stream.seek(-len(unpacker.unused_data), os.SEEK_CUR)
    return b"".join(parts)


def _response(raw: bytes, path: Path, offset: int) -> Stored | None:
    try:
        record = next(iter(WARCIterator(BytesIO(raw), check_digests="raise")), None)
        if record is None or record.rec_type != "response":
            return None
        body = record.raw_stream.read()
    except ArchiveLoadFailed:
        raise _broken(path, offset) from None
    return Stored(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        status=int(record.http_headers.get_statuscode()),
        headers=record.http_headers.headers,
        body=body,
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
    )


def _ascii(url: str) -> str:
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _clean(headers: Headers, dropped: frozenset[str]) -> list[tuple[str, str]]:
    """The headers in a form that can be written.

    A name that is none, or a line break in a value, would break the record; what is not ASCII is percent-encoded
    here because warcio's own encoding of it fails on some cookies.
    """
    return [
        (name, quote(" ".join(value.split()), safe=_PRINTABLE, errors="replace"))
        for name, value in headers
        if _HEADER_NAME.fullmatch(name) and name.lower() not in dropped
    ]


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written: {error.strerror}: free space, or mend the folder's rights")


def _broken(path: Path, offset: int) -> StoreError:
    return StoreError(
        f"{path}: broken at byte {offset}: the records before it are whole; "
        "the articles of the rest come back with `vnportal crawl --full`"
    )
