"""A process that dies by `kill -9` at a step of its own: the same moment, however busy the machine is.

A step is a transaction of the store, a file opened for writing, or a name made, moved or removed. The environment says
at which step to die (`DYING_AT`, 0 for never) and where to write how many steps there were (`DYING_COUNT`).
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.store.database import Database

AT, COUNT = "DYING_AT", "DYING_COUNT"
_NAMES = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class _Steps:
    def __init__(self, last: int) -> None:
        self.taken = 0
        self._last = last
        self._process = os.getpid()

    def step(self) -> None:
        """Count a step, which may be the last one."""
        self.taken += 1
        if self.taken == self._last and os.getpid() == self._process:
            os.kill(self._process, signal.SIGKILL)

    def heed(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count what the interpreter tells of files."""
        if event in _NAMES or (event == "open" and (arguments[2] or 0) & _WRITING):
            self.step()


@contextmanager
def counting() -> Iterator[None]:
    """Count in the `with` block."""
    steps = _Steps(int(os.environ.get(AT, "0")))
    transaction: Callable[..., Any] = Database.transaction

    def counted(*arguments: Any) -> Any:
        steps.step()
        return transaction(*arguments)

    Database.transaction = counted  # type: ignore[method-assign, assignment]
    sys.addaudithook(steps.heed)
    try:
        yield
    finally:
        if COUNT in os.environ:
            Path(os.environ[COUNT]).write_text(str(steps.taken), encoding="utf-8")
