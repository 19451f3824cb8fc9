"""Processes that end when the one that started them is gone, also when it was killed."""

import fcntl
import os
import select
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most processes make no pool
    from concurrent.futures import ProcessPoolExecutor


def end_with(pipe: int) -> None:
    """Kill this process when the other end of a pipe closes, whatever it does then. Its parent holds that end, and
    writes nothing more.

    A process may hang in compiled code, where no thread of Python runs. So the kernel kills it; a thread does where the
    kernel cannot.
    """
    if not hasattr(fcntl, "F_SETSIG"):
        threading.Thread(target=_die, args=(pipe, None), daemon=True).start()
        return
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    _die(pipe, 0)  # the other end may have closed before


def pool(count: int) -> "ProcessPoolExecutor":
    """A pool of so many processes. They are started anew, never forked."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    end_with(parent.sentinel)


def _die(pipe: int, seconds: float | None) -> None:
    if select.select([pipe], [], [], seconds)[0]:
        os.kill(os.getpid(), signal.SIGKILL)
