"""Faults on demand: the ways in which portals of the family fail, each as a function that spoils an answer.

Which request fails follows from the seed and the address alone, and by default each address fails once and then
works, so that a crawl that tries again loses nothing.
"""

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from zlib import crc32

from crawler.demo.wire import Response, wire

#: An endless answer ends here, so that a client without a limit does not fill a disk.
ENDLESS_BYTES = 200_000_000
BOMB_BYTES = 64_000_000
HUGE_BYTES = 50_000_000
#: A silent server closes the connection after this time, so that a client without a timeout does not wait for ever.
SILENT_SECONDS = 600
_RETRY_SECONDS = 1

#: The faults that pass when a client asks again.
PASSING = ("500", "503", "503_date", "429", "dropped", "truncated")

Spoil = Callable[[asyncio.StreamWriter, Response, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Faults:
    """Which requests fail and how.

    A share `rate` of all addresses fails in one of `kinds`, each the first `times` times it is asked for (`None`:
    always); with `anew` chance decides about each of these requests by itself. `rules` come first: (pattern, kind)
    pairs, the pattern searched for in path and query. From request number `down_after` on, `down_for` requests find the
    portal down. robots.txt fails by rules only: portals that refuse it forbid the crawl.
    """

    rate: float = 0.0
    seed: int = 0
    kinds: tuple[str, ...] = PASSING
    times: int | None = 1
    anew: bool = False
    rules: tuple[tuple[str, str], ...] = ()
    down_after: int | None = None
    down_for: int = 10

    def __post_init__(self) -> None:
        unknown = {*self.kinds, *(kind for _, kind in self.rules)} - KINDS.keys()
        if unknown:
            raise ValueError(f"unknown faults {sorted(unknown)}: expected some of {sorted(KINDS)}")

    def choose(self, target: str, asked_before: int, requests_before: int) -> str | None:
        """The kind of fault for a request, `None` for a good answer; both numbers count requests before this one."""
        if self.down_after is not None and 0 <= requests_before - self.down_after < self.down_for:
            return "dropped"
        if self.times is not None and asked_before >= self.times:
            return None
        for pattern, kind in self.rules:
            if re.search(pattern, target):
                return kind
        if target == "/robots.txt" or not self.kinds:
            return None
        drawn = crc32(f"{self.seed}:{target}{f':{asked_before}' if self.anew else ''}".encode())
        return self.kinds[drawn % len(self.kinds)] if (drawn >> 8) / 2**24 < self.rate else None


async def spoil(kind: str, writer: asyncio.StreamWriter, good: Response, target: str) -> None:
    """Write the spoilt answer; the connection is of no use afterwards."""
    await KINDS[kind](writer, good, target)


def _instead(answer: Response) -> Spoil:
    """Another answer in the place of the good one."""

    async def send(writer: asyncio.StreamWriter, _good: Response, _target: str) -> None:
        await _send(writer, wire(answer))

    return send


def _error(status: int, *headers: tuple[str, str]) -> Spoil:
    return _instead(Response(f"<h1>{status}</h1>".encode(), status, headers=headers))


async def _unavailable_until(writer: asyncio.StreamWriter, _good: Response, _target: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=_RETRY_SECONDS), usegmt=True)
    await _send(writer, wire(Response(b"<h1>503</h1>", 503, headers=(("Retry-After", until),))))


async def _dropped(writer: asyncio.StreamWriter, _good: Response, _target: str) -> None:
    writer.transport.abort()


async def _truncated(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    whole = wire(good)
    await _send(writer, whole[: len(whole) - len(good.body) // 2])


async def _endless(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {good.content_type}\r\nConnection: close\r\n\r\n"
    await _send(writer, head.encode() + good.body)
    filler = b"<p>&nbsp;</p>\n" * 5000
    for _ in range(ENDLESS_BYTES // len(filler)):
        await _send(writer, filler)


async def _slow(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    for byte in wire(good):
        await _send(writer, bytes([byte]))
        await asyncio.sleep(1)


async def _silent(_writer: asyncio.StreamWriter, _good: Response, _target: str) -> None:
    await asyncio.sleep(SILENT_SECONDS)


async def _redirect_loop(writer: asyncio.StreamWriter, _good: Response, target: str) -> None:
    await _send(writer, wire(Response(status=302, headers=(("Location", target),))))


async def _huge(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    filling = b"<p>x</p>" * (HUGE_BYTES // 8)
    await _send(writer, wire(replace(good, body=good.body + filling)))


async def _bomb(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    headers = (*good.headers, ("Content-Encoding", "gzip"))
    await _send(writer, wire(replace(good, body=_gzipped_zeros(), headers=headers)))


async def _wrong_charset(writer: asyncio.StreamWriter, good: Response, _target: str) -> None:
    kind = good.content_type.replace("UTF-8", "ISO-8859-1")
    await _send(writer, wire(replace(good, content_type=kind)))


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


@cache
def _gzipped_zeros() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(bytes(BOMB_BYTES)) + packer.flush()


_MAINTENANCE = "<html><body><h2>Hệ thống đang bảo trì, vui lòng quay lại sau.</h2></body></html>"

KINDS: Mapping[str, Spoil] = {
    "404": _error(404),
    "429": _error(429, ("Retry-After", str(_RETRY_SECONDS))),
    "500": _error(500),
    "503": _error(503, ("Retry-After", str(_RETRY_SECONDS))),
    "503_date": _unavailable_until,
    "503_bare": _error(503),
    "503_long": _error(503, ("Retry-After", "120")),
    "bomb": _bomb,
    "dropped": _dropped,
    "endless": _endless,
    "error_text": _instead(Response(_MAINTENANCE.encode())),
    "huge": _huge,
    "off_host": _instead(Response(status=302, headers=(("Location", "http://quang-cao.example/"),))),
    "redirect_loop": _redirect_loop,
    "silent": _silent,
    "slow": _slow,
    "truncated": _truncated,
    "wrong_charset": _wrong_charset,
}
