"""A worker process, started by `pipelines.workers`: it answers batches of work until its parent hangs up.

Parent and worker talk over a pair of sockets. Each message is a pickle behind its length in bytes. The end of a pipe
tells a worker in the middle of work that its parent is gone.
"""

import gc
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

from crawler.records.processes import end_with

#: Bytes before a message that hold its length.
SIZE = 8
#: The kind of failure of an item that needs more memory than its process may have.
MEMORY_LIMIT = "memory_limit"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result: it `failed` with an exception, passed its `time_limit` or `memory_limit`, its
    `worker_died`, or the workers were `closed`.
    """

    kind: str
    message: str


def packed(message: object) -> bytes:
    """A message as it goes over the socket."""
    content = pickle.dumps(message)
    return len(content).to_bytes(SIZE) + content


def serve(connection: socket.socket) -> None:
    """Prepare, say that all is well, and answer batches.

    The first message is the pickled function that prepares; the answer is `None`, or what is wrong. Each further one is
    (pickled function, items, processor seconds that one item may take or `None`); the answer holds for each item the
    function's result or a `Failure`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with connection, connection.makefile("rb") as given, suppress(EOFError, OSError):
        try:
            gc.disable()
            pickle.loads(_received(given))()  # noqa: S301 - the parent made it
        except Exception as error:  # whatever it is, the parent tells it
            connection.sendall(packed(described(error)))
            return
        # What is loaded now stays until the end: the garbage collector need not look through it again and again. While
        # models load that took a fifth of the time.
        gc.freeze()
        gc.enable()
        connection.sendall(packed(None))
        while True:
            function, items, seconds = pickle.loads(_received(given))  # noqa: S301 - the parent made it
            connection.sendall(packed([_outcome(_function(function), item, seconds) for item in items]))


def described(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


@lru_cache(maxsize=16)
def _function(pickled: bytes) -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301 - the parent made it
    return function


def _outcome(function: Callable[[Any], Any], item: Any, seconds: float | None) -> Any:
    if seconds is not None:
        # The kernel ends the process when the time is up, also in the middle of compiled code.
        signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return function(item)
    except (KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        return Failure(MEMORY_LIMIT, described(error))
    except BaseException as error:  # a panic in the taggers' compiled code is no `Exception`
        return Failure("failed", described(error))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _received(given: BinaryIO) -> bytes:
    size = int.from_bytes(_exactly(given, SIZE))
    return _exactly(given, size)


def _exactly(given: BinaryIO, size: int) -> bytes:
    content = given.read(size)
    if len(content) < size:
        raise EOFError
    return content


if __name__ == "__main__":
    from pipelines import worker  # under its own name, which is that of its classes in pickles

    end_with(int(sys.argv[2]))
    worker.serve(socket.socket(fileno=int(sys.argv[1])))
