"""WARC records (ISO 28500) as bytes and back: each a gzip member of its own, the same bytes for the same content.

Ids of records are made from where they stand (run, file, offset), not at random: a crawl that was interrupted and
taken up again writes what an undisturbed one writes.
"""

import json
import re
import uuid
import zlib
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus
from io import BytesIO
from mmap import mmap
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.records.article import Evidence
from crawler.records.dates import Witness

Headers = Iterable[tuple[str, str]]

#: The header that names the article of a request. After a redirect the address alone would mislead.
ARTICLE = "VNPortal-Article"
#: The header that names the file of a request by the address that articles link, percent-encoded.
FILE = "VNPortal-File"
#: The header of an answer that ended with its connection, and lacks the end of its page.
_UNENDED = "VNPortal-Unended"

#: The headers of a capture: where it was had, which collection holds it, and its digest there.
_ORIGIN, _SOURCE, _DIGEST = "VNPortal-Capture", "VNPortal-Capture-Source", "VNPortal-Capture-Digest"

#: Headers that describe the bytes as they were sent, not as they are stored.
_OF_TRANSFER = frozenset(
    {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive", "trailer"}
)
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_GZIP = zlib.MAX_WBITS + 16
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
#: Signs of an address that need no escape in a header; the percent sign does.
_UNQUOTED = "!#$&'()*+,/:;=?@[]~"
_CONTENT_TYPES = {
    "warcinfo": "application/warc-fields",
    "response": "application/http; msgtype=response",
    "request": "application/http; msgtype=request",
    "metadata": "application/json",
}
#: What every record begins with, unpacked.
_BEGIN = b"WARC/1."
#: Bytes unpacked at a time.
_PIECE = 1 << 16


class Capture(NamedTuple):
    """Where an answer comes from that was not asked of the portal itself, and when it was captured or saved.

    `source` names the archive's collection or the folder; `record_id` and `digest` are those of the archive's record.
    """

    origin: Literal["archive", "file"]
    source: str
    moment: datetime
    record_id: str | None = None
    digest: str | None = None


class Exchange(NamedTuple):
    """A request and its answer. `body` is decoded: without content or transfer encoding; `moment` is when it came,
    aware of its time zone; `article_id` is the article that was asked for, if one was.
    """

    url: str
    request_headers: Headers
    status: int
    response_headers: Headers
    body: bytes
    moment: datetime
    article_id: str | None = None
    #: What was sent besides the headers: the form of a POST.
    method: str = "GET"
    sent: bytes = b""
    #: The address of the file that was asked for, as articles link it.
    attached: str | None = None
    #: Where it comes from, if the portal itself was not asked. Then there is no request.
    capture: Capture | None = None
    #: Whether the answer ended with its connection, and its page lacks an end: it may have broken off.
    unended: bool = False


class Stored(NamedTuple):
    """A response as it was archived; `headers` agree with the decoded `body`. `listed` is what listings and feeds print
    as the article's date, where the reader has added it.
    """

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fetched_at: datetime
    article_id: str | None = None
    listed: Sequence[Witness] = ()
    attached: str | None = None
    capture: Capture | None = None
    unended: bool = False

    @property
    def moment(self) -> datetime:
        """When the page was as it is here."""
        return self.capture.moment if self.capture is not None else self.fetched_at


class Info(NamedTuple):
    """What a file's `warcinfo` record says of it, and when it was written."""

    fields: dict[str, str]
    moment: datetime


class ListedArticle(NamedTuple):
    """An article as a listing names it; `day` is an ISO 8601 date."""

    article_id: str
    url: str
    title: str | None
    day: str | None


class Listed(NamedTuple):
    """Which articles a page listed, by category, and the dates that it printed beside them, by kind of witness and
    article: what their own pages do not tell. A page of an archive has `articles`.
    """

    categories: dict[str, list[str]]
    dates: dict[Evidence, dict[str, str]]
    moment: datetime
    articles: tuple[ListedArticle, ...] = ()
    capture: Capture | None = None


Content = Stored | Info | Listed


class BrokenRecordError(Exception):
    """The bytes are no whole record."""


def exchange(place: str, one: Exchange) -> bytes:
    """A response and its request, each naming the other; `place` is unique to where they are to stand.

    A capture's response stands alone, and refers to the record that it was taken from.
    """
    url = ascii_address(one.url)
    dated = {"WARC-Date": _date(one.moment)}
    ids = {kind: record_id(place, kind) for kind in ("response", "request")}
    asked = {ARTICLE: one.article_id} if one.article_id is not None else {}
    asked |= {FILE: quote(one.attached, safe=_UNQUOTED)} if one.attached is not None else {}
    asked |= {_UNENDED: "yes"} if one.unended else {}
    asked |= _of_capture(one.capture, url) if one.capture is not None else {}
    answered = [*_clean(one.response_headers, _OF_TRANSFER), ("Content-Length", str(len(one.body)))]
    response = _packed(
        "response",
        {"WARC-Record-ID": ids["response"], **dated, **asked, "WARC-Type": "response", "WARC-Target-URI": url},
        {"WARC-Concurrent-To": ids["request"]} if one.capture is None else {},
        one.body,
        _head(f"HTTP/1.1 {one.status} {_reason(one.status)}", answered),
    )
    if one.capture is not None:
        return response
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = [("Host", parts.netloc), *_clean(one.request_headers, frozenset({"host"}))]
    return response + _packed(
        "request",
        {"WARC-Record-ID": ids["request"], **dated, "WARC-Type": "request", "WARC-Target-URI": url},
        {"WARC-Concurrent-To": ids["response"]},
        one.sent,
        _head(f"{one.method} {target} HTTP/1.1", sent),
    )


def info(place: str, file: str, fields: Mapping[str, str], moment: datetime) -> bytes:
    """The record that a file begins with."""
    named = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": record_id(place, "warcinfo"),
        "WARC-Filename": file,
        "WARC-Date": _date(moment),
    }
    said = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return _packed("warcinfo", named, {}, said.encode())


def listed(place: str, url: str, told: Listed, page: str | None) -> bytes:
    """A `metadata` record: what the page at `url` lists. `page` is its response's id."""
    said: dict[str, Any] = {"listed": told.categories} | ({"dates": told.dates} if told.dates else {})
    said |= {"articles": told.articles} if told.articles else {}
    named = {"WARC-Record-ID": record_id(place, "metadata"), "WARC-Date": _date(told.moment)}
    named |= _of_capture(told.capture._replace(record_id=None), url) if told.capture is not None else {}
    named |= {"WARC-Refers-To": page} if page is not None else {}
    named |= {"WARC-Type": "metadata", "WARC-Target-URI": ascii_address(url)}
    return _packed("metadata", named, {}, json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())


def record_id(place: str, kind: str) -> str:
    """The id of a record of that kind at that place."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'vnportal:{place}/{kind}')}>"


def unpacked(data: bytes | mmap, offset: int, end: int) -> tuple[bytes, int]:
    """The gzip member that begins at `offset` of data that end at `end`, unpacked, and where it ends.

    Raises:
        BrokenRecordError: there is no whole member.
    """
    unpacker = zlib.decompressobj(_GZIP)
    parts = []
    position = offset
    while not unpacker.eof:
        packed = data[position : min(position + _PIECE, end)]
        if not packed:
            raise BrokenRecordError
        try:
            parts.append(unpacker.decompress(packed))
        except zlib.error:
            raise BrokenRecordError from None
        position += len(packed)
    return b"".join(parts), position - len(unpacker.unused_data)


def begins_record(data: bytes) -> bool:
    """Whether these bytes are the beginning of a packed record."""
    try:
        return zlib.decompressobj(_GZIP).decompress(data, len(_BEGIN)) == _BEGIN
    except zlib.error:
        return False


def content(raw: bytes) -> Content | None:
    """What an unpacked record holds, `None` when it is a request or another record that says nothing new.

    Raises:
        BrokenRecordError: it is no record, or its digest is not that of its bytes.
    """
    try:
        record = next(iter(WARCIterator(BytesIO(raw), check_digests="raise")), None)
        if record is None:
            raise BrokenRecordError
        return _content(record)
    # A record that was damaged and still unpacks can fail anywhere: a missing header, a date that is none.
    except (ArchiveLoadFailed, ValueError, TypeError, AttributeError, KeyError):
        raise BrokenRecordError from None


def _content(record: ArcWarcRecord) -> Content | None:
    headers = record.rec_headers
    body = record.raw_stream.read()
    moment = datetime.fromisoformat(headers.get_header("WARC-Date"))
    if record.rec_type == "response":
        return Stored(
            url=headers.get_header("WARC-Target-URI"),
            status=int(record.http_headers.get_statuscode()),
            headers=record.http_headers.headers,
            body=body,
            fetched_at=moment,
            article_id=headers.get_header(ARTICLE),
            attached=unquote(headers.get_header(FILE)) if headers.get_header(FILE) else None,
            capture=captured(record),
            unended=headers.get_header(_UNENDED) is not None,
        )
    if record.rec_type == "warcinfo":
        pairs = (line.partition(":") for line in body.decode().splitlines())
        return Info({name.strip(): value.strip() for name, colon, value in pairs if colon}, moment)
    if record.rec_type == "metadata" and headers.get_header("Content-Type") == "application/json":
        data: dict[str, Any] = json.loads(body)
        if "listed" not in data:
            return None
        articles = tuple(ListedArticle(*one) for one in data.get("articles", ()))
        return Listed(data["listed"], data.get("dates", {}), moment, articles, captured(record))
    return None


def _of_capture(capture: Capture, url: str) -> dict[str, str]:
    """The headers that say where a record was taken from."""
    said = {
        "WARC-Refers-To": capture.record_id,
        "WARC-Refers-To-Target-URI": url,
        "WARC-Refers-To-Date": _date(capture.moment),
        _ORIGIN: capture.origin,
        _SOURCE: quote(capture.source),
        _DIGEST: printable(capture.digest) if capture.digest else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def captured(record: ArcWarcRecord) -> Capture | None:
    """Where a record of ours was taken from; `None` for an answer of the portal itself, and for other records."""
    header = record.rec_headers.get_header
    origin = header(_ORIGIN)
    if origin is None:
        return None
    return Capture(
        origin,
        unquote(header(_SOURCE)),
        datetime.fromisoformat(header("WARC-Refers-To-Date")),
        header("WARC-Refers-To"),
        header(_DIGEST),
    )


def ascii_address(url: str) -> str:
    """The address in ASCII, as records hold it."""
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~", errors="replace")


def printable(value: str) -> str:
    """The value of a header as records hold it: in one line of ASCII."""
    value = " ".join(value.split())
    if value.isascii() and value.isprintable():
        return value
    return quote(value, safe=_PRINTABLE, errors="replace")


def _packed(
    kind: str, named: Mapping[str, str], further: Mapping[str, str], payload: bytes, head: bytes = b""
) -> bytes:
    """A record as a gzip member. `head` is that of an HTTP message; `further` headers follow the payload's digest.

    warcio writes the same bytes and takes longer: it looks for every header before it sets one.
    """
    headers = dict(named)
    if kind != "warcinfo":
        headers["WARC-Payload-Digest"] = _digest(payload)
    headers |= further
    headers["WARC-Block-Digest"] = _digest(head + payload)
    headers["Content-Type"] = _CONTENT_TYPES[kind]
    headers["Content-Length"] = str(len(head) + len(payload))
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    beginning = _head("WARC/1.1", headers.items())
    return packer.compress(beginning + head + payload + b"\r\n\r\n") + packer.flush()


def _head(first: str, headers: Headers) -> bytes:
    """The lines of a head with the empty line that ends it."""
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""]).encode()


def _digest(data: bytes) -> str:
    return f"sha1:{b32encode(sha1(data, usedforsecurity=False).digest()).decode()}"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
        (name, printable(value))
        for name, value in headers
        if _HEADER_NAME.fullmatch(name) and name.lower() not in dropped
    ]
