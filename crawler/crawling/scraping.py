"""What a callback yields goes to the pipelines one after the other."""

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.core.scraper import Scraper
from scrapy.http import Response
from scrapy.utils.asyncgen import as_async_generator
from scrapy.utils.defer import aiter_errback
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class OneByOne:
    """An extension: what Scrapy does at the same time for what one callback yields, it does one after the other.

    Scrapy makes a queue and two tasks for each answer. Ours bring one item at the most.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        crawler.signals.connect(self._opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def _opened(self) -> None:
        assert self._crawler.engine is not None
        self._crawler.engine.scraper.__class__ = _Scraper  # no setting names it


class _Scraper(Scraper):
    async def handle_spider_output_async(
        self, result: Iterable[Any] | AsyncIterator[Any], request: Request, response: Response | Failure
    ) -> None:
        """Take what a callback yields."""
        outputs = result if isinstance(result, AsyncIterator) else as_async_generator(result)
        async for output in aiter_errback(outputs, self.handle_spider_error, request, response):
            await self._process_spidermw_output_async(output, response)
