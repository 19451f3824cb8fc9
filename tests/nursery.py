"""Has the worker processes of a command forked: to load the models takes longer than many a command.

Those of `pipelines.workers` are forked from a process that has only `tests.preloaded`, not from the command with its
event loop, and they are children of the command, as if it had started them. Those of `crawler.records.processes` are
forked from the command, which has no threads and no event loop when it makes such a pool.
"""

import ctypes
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.records import processes
from crawler.records.processes import end_with
from pipelines import worker, workers

#: The option of `prctl` that makes a process the parent of those below it whose own parent has ended.
_SUBREAPER = 36


@contextmanager
def forking() -> Iterator[None]:
    """Fork the nursery, and have it fork every worker of this process that is started in the `with` block."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    nursery = os.fork()
    if not nursery:
        ours.close()
        _serve(its)
    its.close()
    vars(workers)["subprocess"] = _Forking(ours)
    vars(processes)["pool"] = partial(ProcessPoolExecutor, mp_context=multiprocessing.get_context("fork"))
    try:
        yield
    finally:
        ours.close()
        os.waitpid(nursery, 0)


def customise(environment: Mapping[str, str]) -> None:
    """Run the first `sitecustomize.py` of PYTHONPATH, as Python does when it starts."""
    for folder in environment.get("PYTHONPATH", "").split(os.pathsep):
        if folder and (file := Path(folder, "sitecustomize.py")).exists():
            sys.path.insert(0, folder)  # the workers of a command are told its path
            exec(
                compile(file.read_text("utf-8"), str(file), "exec"),
                {"__name__": "sitecustomize", "__file__": str(file)},
            )
            return


class _Forking:
    """Stands for the module `subprocess`."""

    DEVNULL = subprocess.DEVNULL

    def __init__(self, nursery: socket.socket) -> None:
        self._nursery, self._lock = nursery, threading.Lock()

    def Popen(self, _line: list[str], *, pass_fds: list[int], env: dict[str, str], **_: Any) -> "_Worker":  # noqa: N802
        with self._lock:
            socket.send_fds(self._nursery, [pickle.dumps(env)], pass_fds)
            number = int(self._nursery.recv(100))
            self._nursery.recv(100)
            return _Worker(number)


class _Worker:
    """Stands for a worker's `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode


def _serve(told: socket.socket) -> None:
    """Fork a worker for each message, until the command has ended. Never returns."""
    with suppress(OSError):  # the command was killed before it heard of its worker
        while True:
            environment, given, *_ = socket.recv_fds(told, 1 << 20, 2)
            if not environment:
                break
            between = os.fork()
            if not between:  # it ends at once, so that the worker becomes the command's
                if number := os.fork():
                    told.send(str(number).encode())
                    break
                _work(pickle.loads(environment), *given)
            for one in given:
                os.close(one)
            os.waitpid(between, 0)
            told.send(b"its parent has ended")
    os._exit(0)


def _work(environment: dict[str, str], connection: int, alive: int) -> None:
    """Be a worker. Never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        ends = [2, *sorted([connection, alive]), 1 << 16]
        for before, after in pairwise(ends):
            os.closerange(before + 1, after)
        os.environ.clear()
        os.environ.update(environment)
        customise(environment)
        end_with(alive)
        worker.serve(socket.socket(fileno=connection))
        status = 0
    finally:
        os._exit(status)
