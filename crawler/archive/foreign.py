"""WARC files that others have made (wget, Browsertrix, Heritrix, Common Crawl, replay tools), and our own, as answers.

A file is read record by record. What is damaged costs that record alone: the next one is looked for behind it. A record
is unpacked up to a limit, so no file can fill the memory.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from mmap import mmap
from typing import NamedTuple

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.archive import warc
from crawler.archive.warc import Capture, Exchange
from crawler.records import clock
from crawler.records.article import Problem

#: Bytes of a record besides its body: the headers of WARC and HTTP.
_HEADS = 1_000_000
#: Bytes to which one packed record may unpack before the rest of it is not looked at: more is an attack.
_MOST_UNPACKED = 4_000_000_000
_PIECE = 1 << 20
_GZIP = zlib.MAX_WBITS + 16
_GZIP_MAGIC = b"\x1f\x8b"
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^warc-target-uri:\s*<?([^\s>]+)", re.IGNORECASE | re.MULTILINE)
_NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/\d)|\x1f\x8b\x08")
_BEHIND = re.compile(rb"[\r\n]*")


class Revisit(NamedTuple):
    """A record that says: the answer was the one of that digest again."""

    url: str
    digest: str
    capture: Capture


Found = Exchange | Revisit | Problem


class Item(NamedTuple):
    """What a source holds next, nothing where it is of no use here; `place` is where to go on behind it."""

    place: int
    found: Found | None = None


class Span(NamedTuple):
    """The part of a file that holds records: of a WARC file all of it, of a WACZ file a member."""

    start: int
    end: int


def answers(
    data: mmap, span: Span, place: int, name: str, most: int, wanted: Callable[[str], bool] = bool
) -> Iterator[Item]:
    """The answers in the records of a file, from `place` on.

    Args:
        data: the file.
        span: the bytes with records.
        place: where to begin, 0 or what an `Item` said.
        name: of the file; the collection's name where no record names it.
        most: bytes of a body; larger ones are problems.
        wanted: whether the answer of an address is wanted; others are not unpacked.
    """
    source = _Source(name, most, wanted)
    offset = span.start
    if place:  # the first record may name the collection
        source.of(_record(data, span.start, span.end, most).raw)
        offset = place
    while offset < span.end:
        record = _record(data, offset, span.end, most)
        if record.raw is None:
            end = _next(data, offset + 1, span.end)
            message = f"{name}: no whole record in bytes {offset} to {end}"
            yield Item(end, Problem("read", "damaged_record", message))
        elif record.several:
            message = f"{name}: packed as a whole, not record by record: `warcio recompress` mends that"
            yield Item(span.end, Problem("read", "damaged_archive", message))
            return
        else:
            end = record.end
            yield Item(end, source.of(record.raw, cut=record.cut))
        offset = end


def of_member(packed: bytes, name: str, most: int) -> Found | None:
    """What one packed record holds; see `answers`."""
    try:
        record = _member(packed, 0, len(packed), most + _HEADS)
    except warc.BrokenRecordError:
        return Problem("read", "damaged_record", f"{name}: no whole record where one should be")
    return _Source(name, most, bool).of(record.raw, cut=record.cut)


class _Record(NamedTuple):
    """The bytes of a record, `None` where there is no whole one, and where it ends. `cut`: it is longer than is read;
    `several`: others follow in one packed member.
    """

    raw: bytes | None
    end: int
    cut: bool = False
    several: bool = False


def _record(data: mmap, offset: int, end: int, most: int) -> _Record:
    limit = most + _HEADS
    if data[offset : offset + 2] == _GZIP_MAGIC:
        try:
            return _member(data, offset, end, limit)
        except warc.BrokenRecordError:
            return _Record(None, offset)
    head = _head(data[offset : offset + _HEADS])
    if head is None:
        return _Record(None, offset)
    stop = offset + head + _length(data[offset : offset + head])
    if stop > end:
        return _Record(None, offset)
    found = _BEHIND.match(data, stop, min(end, stop + 8))
    return _Record(data[offset : min(stop, offset + limit)], found.end() if found else stop, stop - offset > limit)


def _member(data: mmap | bytes, offset: int, end: int, limit: int) -> _Record:
    """The packed record at an offset.

    Raises:
        BrokenRecordError: there is none, or it has no end.
    """
    unpacker, raw, total, position = zlib.decompressobj(_GZIP), bytearray(), 0, offset
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or data[position : min(position + _PIECE, end)]
        if not unpacker.unconsumed_tail:
            position += len(packed)
        if not packed or total > _MOST_UNPACKED:
            raise warc.BrokenRecordError
        try:
            piece = unpacker.decompress(packed, _PIECE)
        except zlib.error:
            raise warc.BrokenRecordError from None
        total += len(piece)
        raw += piece[: limit - len(raw)]
    head = _head(bytes(raw[:_HEADS]))
    if head is None:
        raise warc.BrokenRecordError
    whole = head + _length(bytes(raw[:head]))
    if total < whole:
        raise warc.BrokenRecordError
    several = total > whole + 4 and b"WARC/" in raw[whole : whole + 16]
    return _Record(bytes(raw), position - len(unpacker.unused_data), total > limit, several)


def _head(raw: bytes) -> int | None:
    """The bytes of a record's own headers; `None` when it does not begin with such."""
    if not raw.startswith(b"WARC/"):
        return None
    found = re.search(rb"\r?\n\r?\n", raw)
    return found.end() if found and _LENGTH.search(raw, 0, found.end()) else None


def _length(head: bytes) -> int:
    found = _LENGTH.search(head)
    return int(found[1]) if found else 0


def _next(data: mmap, start: int, end: int) -> int:
    """Where behind damaged bytes a record begins again; the end when none does."""
    while (found := _NEXT.search(data, start, end)) is not None:
        if found[0].startswith(_GZIP_MAGIC):
            if warc.begins_record(data[found.start() : found.start() + 4096]):
                return found.start()
            start = found.start() + 1
        else:
            return found.end()
    return end


class _Source:
    """Reads the records of one file."""

    def __init__(self, name: str, most: int, wanted: Callable[[str], bool]) -> None:
        self.collection = name
        self._name = name
        self._most = most
        self._wanted = wanted

    def of(self, raw: bytes | None, *, cut: bool = False) -> Found | None:
        """What a record holds for us; `None` when that is nothing."""
        if cut:
            assert raw is not None  # what is cut was read
            return self._too_large(raw)
        try:
            record = next(iter(WARCIterator(BytesIO(raw or b""), check_digests=True)), None)
            return self._of_record(record) if record is not None else None
        # A record that was damaged and still unpacks can fail anywhere: a missing header, a date that is none.
        except (ArchiveLoadFailed, ValueError, TypeError, AttributeError, KeyError, EOFError, zlib.error) as error:
            return Problem("read", "damaged_record", f"{self._name}: a record cannot be read: {error}")

    def _of_record(self, record: ArcWarcRecord) -> Found | None:
        header = record.rec_headers.get_header
        if record.rec_type == "warcinfo":
            self._name_collection(record)
            return None
        url = (header("WARC-Target-URI") or "").strip("<>")
        if record.rec_type not in {"response", "resource", "revisit"} or not self._is_wanted(url):
            return None
        digest = plain_digest(header("WARC-Payload-Digest"))
        capture = warc.captured(record) or Capture(
            "archive", self.collection, _moment(header("WARC-Date")), header("WARC-Record-ID"), digest
        )
        if record.rec_type == "revisit":
            return Revisit(url, digest, capture) if digest else None
        return self._answer(record, url, capture)

    def _answer(self, record: ArcWarcRecord, url: str, capture: Capture) -> Found:
        stream = record.content_stream()
        body = bytearray()
        while len(body) <= self._most and (piece := stream.read(_PIECE)):
            body += piece
        if len(body) > self._most:
            return _problem("too_large", f"larger than limits.response_bytes = {self._most}", url)
        damage = _damage(record)
        if damage is not None:
            return _problem("damaged_record", f"{self._name}: {damage}", url)
        headers = list(record.http_headers.headers) if record.http_headers is not None else _headers(record)
        reason = record.rec_headers.get_header("WARC-Truncated")
        if reason or is_cut(headers, len(body)):
            return _problem("truncated", f"the capture of {capture.moment:%Y-%m-%d} is not whole", url)
        status = record.http_headers.get_statuscode() if record.http_headers is not None else "200"
        return Exchange(url, (), int(status), headers, bytes(body), clock.now(), capture=capture)

    def _is_wanted(self, url: str) -> bool:
        return url.startswith(("http:", "https:")) and self._wanted(url)

    def _name_collection(self, record: ArcWarcRecord) -> None:
        said = record.raw_stream.read(_HEADS).decode("utf-8", "replace")
        found = re.search(r"^isPartOf:\s*(\S.*?)\s*$", said, re.IGNORECASE | re.MULTILINE)
        self.collection = found[1] if found else self._name

    def _too_large(self, raw: bytes) -> Found | None:
        found = _TARGET.search(raw[:_HEADS])
        url = found[1].decode("utf-8", "replace") if found else ""
        if not self._is_wanted(url):
            return None
        return _problem("too_large", f"larger than limits.response_bytes = {self._most}", url)


def plain_digest(value: str | None) -> str | None:
    """A digest as indexes have it: `sha1:ABC` is `ABC`."""
    return value.rpartition(":")[2].upper() or None if value else None


def is_cut(headers: list[tuple[str, str]], length: int) -> bool:
    """Whether a body is shorter than its headers say. What was packed has another length."""
    told = {name.lower(): value for name, value in headers}
    if "content-encoding" in told or "transfer-encoding" in told:
        return False
    said = told.get("content-length", "").strip()
    return said.isascii() and said.isdigit() and int(said) > length


def _damage(record: ArcWarcRecord) -> str | None:
    """What the digests of a record say against it. Tools disagree on the payload's where its encoding is stored."""
    found = [str(problem) for problem in record.digest_checker.problems if "failed" in problem]
    encoded = record.http_headers is not None and any(
        record.http_headers.get_header(name) for name in ("Transfer-Encoding", "Content-Encoding")
    )
    block = record.rec_headers.get_header("WARC-Block-Digest")
    wrong = [one for one in found if one.startswith("block") or not (block or encoded)]
    return wrong[0] if wrong else None


def _headers(record: ArcWarcRecord) -> list[tuple[str, str]]:
    kind = record.rec_headers.get_header("Content-Type")
    return [("Content-Type", kind)] if kind else []


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _problem(kind: str, message: str, url: str) -> Problem:
    return Problem("read", kind, message, url)
