"""A crawl that is being ended: what nobody needs any more is given up. No signal of Scrapy's says that it ends."""

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from scrapy.exceptions import CloseSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Result = TypeVar("Result")

#: Seconds between two looks whether the crawl is being ended.
GLANCE = 0.25


def is_closing(crawler: "Crawler") -> bool:
    """Whether the crawl is being ended: by a signal, at its time limit, or because of an error."""
    slot = crawler.engine._slot if crawler.engine is not None else None
    return slot is not None and slot.closing is not None


class Awaited:
    """The work that a crawl waits for. When the crawl is being ended, what is not done is cancelled, which also kills
    its process.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._works: set[asyncio.Task[Any]] = set()
        #: The works that were there at the last look.
        self._seen: set[asyncio.Task[Any]] = set()
        #: When the next look is, for all that wait: a timer for each would cost each page.
        self._look_at: asyncio.TimerHandle | None = None

    async def unless_closing(self, work: "asyncio.Task[Result]") -> Result:
        """The result of the work.

        Raises:
            CloseSpider: the crawl is being ended.
        """
        if not work.done():
            self._works.add(work)
            work.add_done_callback(self._works.discard)
            if self._look_at is None:
                self._look_later()
        try:
            return await work
        except asyncio.CancelledError:
            if is_closing(self._crawler):
                raise CloseSpider("shutdown") from None
            raise

    def _look_later(self) -> None:
        self._look_at = asyncio.get_running_loop().call_later(GLANCE, self._look)

    def _look(self) -> None:
        self._look_at = None
        if is_closing(self._crawler):
            for work in self._works & self._seen:  # what has only just begun may be done in a moment
                work.cancel()
        self._seen = set(self._works)
        if self._works:
            self._look_later()
