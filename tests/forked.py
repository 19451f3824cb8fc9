"""Runs a command line in a process of its own that has its libraries already: to load them takes longer than many a
command.

A server process of the standard library (`multiprocessing`) has loaded them once. It forks a process for each command,
which has its own arguments, environment, folder and output, as if it had been started.
"""

import importlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler import settings

#: What commands load.
_LOADED = (
    "scrapy.core.engine",
    "crawler.spiders.web_archive",
    "crawler.commands.ingest",
    "crawler.commands.nightly",
    "crawler.commands.reprocess",
    "crawler.commands.status",
)
#: The command that crawls; its pauses before another try, 3 s of five tries, are a hundredth as long.
CRAWLING = """
from crawler.cli import main
from crawler.crawling.downloader import middlewares
middlewares._SHORTEST_WAIT = 0.001
main()
"""
_OUTPUTS = ("stdout", "stderr")
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(list(_LOADED))


def run(
    line: Sequence[object], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a line (this Python, `-c`, a program, its arguments) to its end; returns its status and what it printed.

    The program's process ends without `atexit`.
    """
    interpreter, option, program, *words = map(str, line)
    assert (interpreter, option) == (sys.executable, "-c")
    with TemporaryDirectory() as folder:
        arguments = (program, words, dict(os.environ if env is None else env), cwd or Path.cwd(), folder)
        process = _SERVER.Process(target=_command, args=arguments)
        process.start()
        process.join(300)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, 300)
        printed = [Path(folder, name).read_text("utf-8") for name in _OUTPUTS]
    return subprocess.CompletedProcess(words, process.exitcode, *printed)


def _command(program: str, words: list[str], environment: dict[str, str], cwd: Path, folder: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, name in enumerate(_OUTPUTS, 1):
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT), number)
    importlib.reload(settings)  # they read the environment
    sys.argv = ["-c", *words]
    exec(compile(program, "-c", "exec"), {"__name__": "__main__"})
