"""SIGTERM and SIGINT as an error that ends a command where it stands: everything it works on survives that."""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from crawler.records.errors import INTERRUPTED, VnportalError

#: What is done on a signal, as `signal.signal` takes it; `None` for what was not set from Python.
Handlers = Mapping[signal.Signals, Callable[[int, FrameType | None], Any] | int | None]


class StoppedError(VnportalError):
    """The process was told to stop; what is finished is kept, and the same command goes on from there.

    `number` is that of the signal.
    """

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number
        if number == signal.SIGINT:
            self.exit_status = INTERRUPTED


@contextmanager
def stoppable() -> Iterator[None]:
    """While the block runs, SIGTERM and SIGINT raise `StoppedError` in it; a second one finds the usual handlers.

    Only the main thread of a process may use this.

    Raises:
        StoppedError: at the end of the block at the latest, should something in it have kept the error to itself.
    """
    stopped: StoppedError | None = None
    usual = _handlers()

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        _set(usual)
        name = signal.Signals(number).name
        stopped = StoppedError(f"{name}: stopped; what is finished is kept: run it again to go on", number)
        raise stopped

    _set(dict.fromkeys(usual, stop))
    try:
        yield
    finally:
        _set(usual)
    if stopped is not None:
        raise stopped


@contextmanager
def handlers_kept() -> Iterator[None]:
    """Whatever the block sets as handlers of SIGTERM and SIGINT, after it those of before are back."""
    usual = _handlers()
    try:
        yield
    finally:
        _set(usual)


def _handlers() -> Handlers:
    return {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}


def _set(handlers: Handlers) -> None:
    for number, handler in handlers.items():
        # A handler that was not set from Python cannot be set again either.
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
