"""Compressed bodies: whole, or told as cut short; and plain ones whose header claims that they are compressed."""

import zlib
from collections.abc import Callable, Iterator
from gzip import BadGzipFile, GzipFile
from io import BytesIO
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.utils._compression import _check_max_size, brotli, zstd  # type: ignore[attr-defined] # as it chose them

#: The flag of a response whose body is not all there.
TRUNCATED = "truncated"
_CHUNK = 65536


class Decompression(HttpCompressionMiddleware):
    """Scrapy's decompression, which takes what it gets of a body that breaks off for the whole.

    A body that is not whole gets the flag `TRUNCATED` and no content.
    """

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Decompress an answer's body."""
        try:
            return super().process_response(request, response)
        except _CutShortError:
            return response.replace(body=b"", flags=[*response.flags, TRUNCATED])

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if not body:
            return body
        reader = _READERS.get(encoding, _gzip)
        decoded = bytearray()
        try:
            for chunk in reader(body):
                decoded += chunk
                _check_max_size(len(decoded), max_size)
        except _FAULTS as error:
            if not decoded and _is_plain(body):
                return body
            raise _CutShortError from error
        return bytes(decoded)


class _CutShortError(Exception):
    """A compressed body ends before its end, or is damaged."""


def _is_plain(body: bytes) -> bool:
    """Whether a body begins as text does: with a tag, or a JSON value."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"<", b"{", b"["}


def _gzip(body: bytes) -> Iterator[bytes]:
    file = GzipFile(fileobj=BytesIO(body))
    some = False
    try:
        while chunk := file.read1(_CHUNK):
            some = True
            yield chunk
    except BadGzipFile:
        # All of the content was there: a wrong checksum, or something behind the end. Browsers take no notice either.
        if not some:
            raise


def _deflate(body: bytes) -> Iterator[bytes]:
    decoder = zlib.decompressobj()
    try:
        chunk = decoder.decompress(body, _CHUNK)
    except zlib.error:  # without the header that the standard asks for, as some servers send it
        decoder = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        chunk = decoder.decompress(body, _CHUNK)
    yield chunk
    while decoder.unconsumed_tail and not decoder.eof:
        yield decoder.decompress(decoder.unconsumed_tail, _CHUNK)
    if not decoder.eof:
        raise EOFError


def _brotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    yield decoder.process(body, output_buffer_limit=_CHUNK)
    while not decoder.is_finished():
        chunk = decoder.process(b"", output_buffer_limit=_CHUNK)
        if not chunk:
            raise EOFError
        yield chunk


def _zstd(body: bytes) -> Iterator[bytes]:
    file = zstd.ZstdFile(BytesIO(body))
    while chunk := file.read(_CHUNK):
        yield chunk


_FAULTS = (EOFError, OSError, zlib.error, brotli.error, zstd.ZstdError)
_READERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {b"deflate": _deflate, b"br": _brotli, b"zstd": _zstd}
