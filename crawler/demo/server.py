"""Serves the demonstration portal on loopback: a small HTTP/1.1 server with keep-alive and a log of requests.

with serve(Site(), layout="soup") as server:
    fetch(server.base_url)
    server.requests          # what was asked, in order
"""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from crawler.demo.application import Application
from crawler.demo.elsewhere import PlatformApplication
from crawler.demo.faults import Faults, spoil
from crawler.demo.layouts import DEFAULT, LAYOUTS, PLATFORMS
from crawler.demo.site import Site
from crawler.demo.wire import wire

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in; `fault` names what was done to its answer, if anything; `conditional` says that the
    client holds a copy; `body` is the form that it sent.
    """

    method: str
    target: str
    user_agent: str
    fault: str | None = None
    conditional: bool = False
    body: str = ""


class Server:
    """A portal being served. `base_url` is without a trailing slash; `requests` grows as requests come in."""

    def __init__(
        self,
        application: Application | PlatformApplication,
        faults: Faults | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.application = application
        self.faults = faults or Faults()
        self.tls = tls
        self.requests: list[Request] = []
        self.base_url = ""
        self._asked: Counter[str] = Counter()
        self._asking = threading.Condition()

    def targets(self) -> list[str]:
        """Paths with queries that were asked for, in order."""
        return [request.target for request in self.requests]

    def wait_for(self, count: int, seconds: float = 300) -> bool:
        """Wait in another thread until `count` requests have come in; false when they did not within `seconds`."""
        with self._asking:
            return self._asking.wait_for(lambda: len(self.requests) >= count, seconds)

    async def run(self, started: "Future[Callable[[], object]]", port: int = 0) -> None:
        """Serve. `started` receives a function that stops the server from any thread, or the error of the start."""
        stopping = asyncio.Event()
        try:
            listening = await asyncio.start_server(self._converse, HOST, port, limit=2**16, ssl=self.tls)
        except OSError as error:
            started.set_exception(error)
            return
        self.base_url = f"{'https' if self.tls else 'http'}://{HOST}:{listening.sockets[0].getsockname()[1]}"
        started.set_result(partial(asyncio.get_running_loop().call_soon_threadsafe, stopping.set))
        await stopping.wait()
        listening.close()  # not `async with`: since Python 3.12 that waits for clients that keep their connection

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: requests one after the other until either side closes."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if not await self._answer(head.decode("latin-1"), reader, writer):
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # the client left or talks nonsense: nothing to answer
        except asyncio.CancelledError:
            pass  # the server stops: asyncio would report a cancelled conversation as an error
        finally:
            writer.close()

    async def _answer(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *lines = head.split("\r\n")
        method, target, _ = (*first.split(" "), "", "")[:3]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(min(int(headers.get("content-length") or 0), 2**16))
        fault = self.faults.choose(target, self._asked[target], len(self.requests))
        self._asked[target] += 1
        with self._asking:
            conditional = not headers.keys().isdisjoint({"if-none-match", "if-modified-since"})
            self.requests.append(
                Request(method, target, headers.get("user-agent", ""), fault, conditional, body.decode())
            )
            self._asking.notify_all()
        is_form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        form = parse_qsl(body.decode() if is_form else "", keep_blank_values=True) if method == "POST" else None
        answer = self.application.respond(target, counted=fault is None, headers=headers, form=form)
        if fault:
            await spoil(fault, writer, answer, target)
            return False
        writer.write(wire(answer, with_body=method != "HEAD"))
        await writer.drain()
        return headers.get("connection", "").lower() != "close"


@contextmanager
def serve(
    site: Site,
    layout: str = DEFAULT,
    faults: Faults | None = None,
    *,
    port: int = 0,
    crawl_delay: float | None = None,
    validators: bool = False,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Server]:
    """Serve a site in a thread for the length of a `with` block: with ETag and Last-Modified, if `validators` says so;
    over https with `tls`.

    Raises:
        KeyError: there is no such layout.
        OSError: the port is taken.
    """
    application = (
        PlatformApplication(PLATFORMS[layout](site), crawl_delay=crawl_delay, validators=validators)
        if layout in PLATFORMS
        else Application(LAYOUTS[layout](site), crawl_delay=crawl_delay, validators=validators)
    )
    server = Server(application, faults, tls)
    started: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(server.run(started, port)), daemon=True)
    thread.start()
    stop = started.result()
    try:
        yield server
    finally:
        stop()
        thread.join()
