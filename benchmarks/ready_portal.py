"""Serves a demonstration portal from memory, so that a benchmark measures its client.

Called as `ready_portal.py ARTICLES LAYOUT`.

A page is rendered when it is first asked for, so whoever measures asks for all of them before. The first line of
standard output is the base URL. Counts of views stand still.
"""

import asyncio
import sys

from crawler.demo.application import Application
from crawler.demo.layouts import LAYOUTS
from crawler.demo.server import HOST
from crawler.demo.site import Site
from crawler.demo.wire import wire


class Pages(dict[str, bytes]):
    """The answers over the wire by the target of the request; one is worked out when it is missed."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._application = application

    def __missing__(self, target: str) -> bytes:
        self[target] = wire(self._application.respond(target, counted=False))
        return self[target]


class Connection(asyncio.Protocol):
    """Requests one after the other until the client closes."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's: a client came."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Asyncio's: answer every request that is whole."""
        *heads, self._came = (self._came + data).split(b"\r\n\r\n")
        for head in heads:
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(self._pages[head.split(b" ", 2)[1].decode("latin-1")])


async def main() -> None:
    """Read the arguments, serve until terminated."""
    pages = Pages(Application(LAYOUTS[sys.argv[2]](Site(1, int(sys.argv[1])))))
    server = await asyncio.get_running_loop().create_server(lambda: Connection(pages), HOST, 0)
    print(f"http://{HOST}:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
