"""Who reads the answers of a crawl: the crawl itself, or processes beside it where several requests are under way.

Reading an article takes as long as all the rest of a page. With one request at a time nobody waits for that, since the
portal's delay is longer; with more the crawl would. Answers may then be done with in another order than they came in,
as they also come in another order than they were asked for.
"""

import asyncio
import logging
import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from crawler import intake
from crawler.intake import Answer, Taken
from crawler.portal import Portal
from crawler.workplace import Arguments

logger = logging.getLogger(__name__)

#: One keeps up with a crawl: both take about the same time for a page.
_PROCESSES = 1

#: In a reading process, what it reads for.
_task: tuple[Portal, Arguments] | None = None


class Readers:
    """Reads answers for a run; `close` ends the processes."""

    def __init__(self, portal: Portal, arguments: Arguments) -> None:
        self._portal = portal
        self._arguments = arguments
        self._pool: ProcessPoolExecutor | None = None
        if portal.limits.concurrent_requests > 1:
            # Spawned, not forked: a fork would copy a running event loop with its sockets.
            self._pool = ProcessPoolExecutor(
                _PROCESSES, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(portal, arguments)
            )
            self._pool.submit(int)  # it starts with the first work, and is wanted right after the survey

    async def read(self, answer: Answer) -> Taken:
        """What `intake.read` makes of the answer; raises what that raises."""
        if self._pool is not None:
            try:
                return await asyncio.wrap_future(self._pool.submit(_read, answer))
            except (BrokenProcessPool, OSError) as error:
                logger.warning("answers are read by the crawl itself from now on: %s", error)
                self.close()
        return intake.read(answer, self._portal, self._arguments)

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin(portal: Portal, arguments: Arguments) -> None:
    global _task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl, which ends its readers
    _task = (portal, arguments)


def _read(answer: Answer) -> Taken:
    assert _task is not None
    return intake.read(answer, *_task)
