"""Processes that end when the one that started them is gone, also when it was killed; and whether one is gone."""

import fcntl
import os
import select
import signal
import threading
from contextlib import suppress
from pathlib import Path
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


def itself() -> str:
    """A name of this process that no other one has: machine, number, and when it began. Empty where that is not told:
    the machine is told by its last start, and by the container.
    """
    with suppress(OSError):
        return f"{_machine()}/{os.getpid()}/{_began(os.getpid())}"
    return ""


def is_dead(name: str) -> bool:
    """Whether a process of that name is known to be gone: it ran on this machine, and runs no more."""
    machine, _, process = name.partition("/")
    with suppress(OSError):
        if machine != _machine():
            return False
        number, _, began = process.partition("/")
        try:
            return _began(int(number)) != began
        except FileNotFoundError:
            return True
    return False


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


def _machine() -> str:
    """Where numbers of processes mean the same: a machine since its last start, within one container."""
    started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{started} {Path('/proc/self/ns/pid').readlink()}"


def _began(process: int) -> str:
    """When a process began, in ticks since the machine started; `FileNotFoundError` if it is gone, or dead already."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    if fields[0] in "ZX":
        raise FileNotFoundError(process)
    return fields[19]
