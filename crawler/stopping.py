"""SIGTERM and SIGINT as an error that ends a command where it stands: everything it works on survives that."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from crawler.errors import VnportalError


class StoppedError(VnportalError):
    """The process was told to stop; what is finished is kept, and the same command goes on from there."""


@contextmanager
def stoppable() -> Iterator[None]:
    """While the block runs, SIGTERM and SIGINT raise `StoppedError` in it; a second one finds the usual handlers.

    Only the main thread of a process may use this.
    """
    usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def restore() -> None:
        for number, handler in usual.items():
            # A handler that was not set from Python cannot be set again either.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def stop(number: int, _frame: FrameType | None) -> None:
        restore()
        raise StoppedError(f"{signal.Signals(number).name}: stopped; what is finished is kept: run it again to go on")

    for number in usual:
        signal.signal(number, stop)
    try:
        yield
    finally:
        restore()
