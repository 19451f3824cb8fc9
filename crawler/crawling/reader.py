"""The process that reads answers beside a crawl: `crawler.crawling.readers` starts it, with one end of a connection.

It is told what it reads for, says that it is ready, and answers each `crawler.archive.warc.Stored` with what it
means, both pickled, the latter behind its length. It ends when the crawl closes the connection, or is no more.
"""

import pickle
import socket
import sys
from contextlib import suppress

from crawler.archive.warc import Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.records.profile import Portal

#: Bytes in front of what it says, that tell its length.
SIZE = 4


def serve(connection: socket.socket) -> None:
    """Read answers until the crawl has no more."""
    with connection, connection.makefile("rb") as given:
        portal, arguments = pickle.load(given)  # noqa: S301 - the crawl made it
        _say(connection, None)
        while given.peek(1):
            _say(connection, _read(pickle.load(given), portal, arguments))  # noqa: S301 - the crawl made it


def _read(answer: Stored, portal: Portal, arguments: Arguments) -> Outcome | Exception:
    try:
        return outcome.of(answer, portal, arguments)
    except Exception as error:  # whatever it is, it is the crawl's to tell
        return RuntimeError(repr(error))


def _say(connection: socket.socket, what: object) -> None:
    said = pickle.dumps(what)
    connection.sendall(len(said).to_bytes(SIZE) + said)


if __name__ == "__main__":
    with suppress(ConnectionError, EOFError, pickle.UnpicklingError):  # the crawl is no more
        serve(socket.socket(fileno=int(sys.argv[1])))
