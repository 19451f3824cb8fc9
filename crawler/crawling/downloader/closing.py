"""A crawl that is being ended: what nobody needs any more is given up. No signal of Scrapy's says that it ends."""

import asyncio
from typing import TYPE_CHECKING, TypeVar

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


async def unless_closing(crawler: "Crawler", work: "asyncio.Task[Result]") -> Result:
    """The result of the work. It is cancelled when the crawl is being ended, which also kills its process.

    Raises:
        CloseSpider: the crawl is being ended.
    """
    while not work.done():
        await asyncio.wait({work}, timeout=GLANCE)
        if not work.done() and is_closing(crawler):
            work.cancel()
            raise CloseSpider("shutdown")
    return work.result()
