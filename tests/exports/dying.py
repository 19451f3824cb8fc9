"""Run something in a process that is killed at a chosen step of its work on files."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path


def dies_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Run `work` in a child that is killed before its `step`-th change or opening of a file below `folder`.

    False when the work was done before that.
    """
    child = os.fork()
    if child == 0:
        try:
            _arm(step, str(folder))
            work()
        finally:
            # Whatever happens, the child must not go on as a second test run.
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _arm(step: int, folder: str) -> None:
    left = step

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"} and str(arguments[0]).startswith(folder):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
