"""Runs a command line in a process of its own that has its libraries already: to load them takes longer than many a
command.

A server process of the standard library (`multiprocessing`) has loaded `tests.preloaded` once. It forks a process for
each command, which has its own arguments, environment, folder and output, as if it had been started; the workers of the
command are forked, too (`tests.nursery`).
"""

import importlib
import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler import settings
from tests import nursery

#: The command that crawls; its pauses before another try, 3 s of five tries, are a hundredth as long. Its browser waits
#: 0.1 s, not 3, for what a page asks for when it is scrolled: no portal that is crawled by it asks for anything.
CRAWLING = """
from crawler.cli import main
from crawler.crawling import browser
from crawler.crawling.downloader import middlewares
middlewares._SHORTEST_WAIT = 0.001
browser._SCROLLED = 100
main()
"""
#: Seconds after which a command hangs.
_HANGS = 300
_INPUT, _OUTPUTS = "stdin", ("stdout", "stderr")
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.preloaded"])


class Started:
    """A command that runs, with what is used of `subprocess.Popen`."""

    def __init__(
        self, line: Sequence[object], environment: Mapping[str, str], cwd: Path, given: bytes, folder: Path
    ) -> None:
        interpreter, *self.args = map(str, line)
        assert interpreter == sys.executable
        self._folder = folder
        (folder / _INPUT).write_bytes(given)
        for name in _OUTPUTS:
            (folder / name).touch()
        arguments = (self.args, dict(environment), cwd, folder)
        self._process = _SERVER.Process(target=_command, args=arguments)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, or the number of the signal that ended it, below zero; `None` while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def wait(self, timeout: float = _HANGS) -> int:
        """The exit status, when it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not, after so many seconds.
        """
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def communicate(self, timeout: float = _HANGS) -> tuple[str, str]:
        """What it has printed and what it has said, when it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not, after so many seconds.
        """
        self.wait(timeout)
        printed, said = ((self._folder / name).read_text("utf-8") for name in _OUTPUTS)
        return printed, said

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()


@contextmanager
def started(
    line: Sequence[object], *, env: Mapping[str, str] | None = None, cwd: Path | None = None, given: bytes = b""
) -> Iterator[Started]:
    """A line that runs (this Python, `-c` with a program or `-m` with a module, arguments), with what it is given on
    its standard input. It is killed when the block ends.

    The process ends without `atexit`. Of what the environment tells Python itself, only a `sitecustomize.py` in the
    folders of PYTHONPATH is heeded.
    """
    with TemporaryDirectory() as folder:
        process = Started(line, os.environ if env is None else env, cwd or Path.cwd(), given, Path(folder))
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def run(
    line: Sequence[object], *, env: Mapping[str, str] | None = None, cwd: Path | None = None, given: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """Run a line, see `started`, to its end; returns its status and what it printed."""
    with started(line, env=env, cwd=cwd, given=given) as process:
        printed = process.communicate()
        assert process.returncode is not None
        return subprocess.CompletedProcess(process.args, process.returncode, *printed)


def _command(line: list[str], environment: dict[str, str], cwd: Path, folder: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    os.dup2(os.open(folder / _INPUT, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0, encoding="utf-8")  # `multiprocessing` has closed it
    for number, name in enumerate(_OUTPUTS, 1):
        os.dup2(os.open(folder / name, os.O_WRONLY), number)
    importlib.reload(settings)  # they read the environment
    option, program, *words = line
    with nursery.forking():
        nursery.customise(environment)
        sys.argv = [option, *words]
        if option == "-m":
            runpy.run_module(program, run_name="__main__")
        else:
            exec(compile(program, "-c", "exec"), {"__name__": "__main__"})
