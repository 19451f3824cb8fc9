"""Who reads the answers of a crawl: the crawl itself, and a process beside it where that would hold the crawl up.

Reading an article takes as long as all the rest of a page. With a delay between requests nobody waits for that; without
one, the next page can come in while the process reads. It starts once that is worth it, and finds in an answer what the
crawl would have found.
"""

import asyncio
import logging
import os
import pickle
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from crawler.archive.warc import Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.crawling.reader import SIZE
from crawler.records.profile import Portal

logger = logging.getLogger(__name__)

#: Seconds of reading after which a process is worth its start, and the share of all time that they must come to.
WORTH_SECONDS, WORTH_SHARE = 0.05, 0.1
#: Seconds within which the process reads an answer, once those before it are read: it takes two at the most.
PATIENCE = 60.0


class Readers:
    """Reads answers for a run; `close` ends the process."""

    def __init__(self, portal: Portal, arguments: Arguments) -> None:
        self._portal = portal
        self._arguments = arguments
        self._began = time.monotonic()
        self._spent = 0.0
        self._process: _Process | None = None
        self._may_start = True

    def read(self, answer: Stored) -> Awaitable[Outcome]:
        """What `outcome.of` makes of the answer: the process begins with it now, the crawl when it is awaited.

        To be awaited in the order of the calls. A fault in reading is raised as what it is, or as a `RuntimeError` that
        names it.
        """
        process = self._process
        return self._taken(answer, process.submit(answer) if process is not None and process.ready.is_set() else None)

    def close(self) -> None:
        """End the process."""
        self._may_start = False
        process, self._process = self._process, None
        if process is not None:
            process.close()

    async def _taken(self, answer: Stored, submitted: "asyncio.Future[Outcome] | None") -> Outcome:
        if submitted is not None:
            try:
                return await asyncio.wait_for(submitted, PATIENCE)
            except (_DiedError, TimeoutError) as error:
                if self._process is not None:
                    self._lost("their process " + ("has died" if isinstance(error, _DiedError) else "does not answer"))
        began = time.perf_counter()
        try:
            return outcome.of(answer, self._portal, self._arguments)
        finally:
            self._spent += time.perf_counter() - began
            if self._is_worth_it():
                self._start()

    def _is_worth_it(self) -> bool:
        elapsed = time.monotonic() - self._began
        return self._may_start and self._spent >= WORTH_SECONDS and self._spent >= WORTH_SHARE * elapsed

    def _start(self) -> None:
        self._may_start = False
        try:
            self._process = _Process(self._portal, self._arguments)
        except OSError as error:
            self._lost(f"no process can be started for them: {error}")

    def _lost(self, why: str) -> None:
        logger.warning("answers are read by the crawl itself from now on: %s", why)
        self.close()


class _DiedError(Exception):
    """The process is no more."""


class _Process:
    """A process that reads answers, one after the other (`crawler.crawling.reader`)."""

    def __init__(self, portal: Portal, arguments: Arguments) -> None:
        self._own, other = socket.socketpair()
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)  # so that it finds what the crawl found
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                [sys.executable, "-P", "-m", "crawler.crawling.reader", str(other.fileno())],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for the crawl, which ends its reader
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError:
            self._own.close()
            raise
        finally:
            other.close()
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: deque[asyncio.Future[Outcome]] = deque()
        #: Whether it can read now: it has started, and lives as far as is known.
        self.ready = asyncio.Event()
        self._receiving = asyncio.ensure_future(self._receive(pickle.dumps((portal, arguments))))

    def submit(self, answer: Stored) -> "asyncio.Future[Outcome]":
        """Give it an answer; what it reads in it comes later, or `_DiedError`."""
        assert self._writer is not None
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._writer.write(pickle.dumps(answer))
        return future

    def close(self) -> None:
        """End it at once: what it has not read is lost."""
        self.ready.clear()
        self._receiving.cancel()
        if self._writer is None:
            self._own.close()
        self._process.kill()
        self._process.wait()

    async def _receive(self, task: bytes) -> None:
        reader, self._writer = await asyncio.open_connection(sock=self._own)
        try:
            self._writer.write(task)
            await _said(reader)
            self.ready.set()
            while True:
                result = await _said(reader)
                future = self._waiting.popleft()
                if future.cancelled():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)
        except (asyncio.IncompleteReadError, OSError, pickle.UnpicklingError):
            pass  # it has died, maybe in the middle of a result
        finally:
            self.ready.clear()
            self._writer.close()
            for future in self._waiting:
                if not future.done():
                    future.set_exception(_DiedError())


async def _said(reader: asyncio.StreamReader) -> Any:
    length = int.from_bytes(await reader.readexactly(SIZE))
    return pickle.loads(await reader.readexactly(length))  # noqa: S301 - a process of ours made it
