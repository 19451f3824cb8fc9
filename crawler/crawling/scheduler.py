"""Scrapy's scheduler over the frontier that stands in the store."""

from collections import deque
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Frontier(BaseScheduler):
    """Scrapy's scheduler over the `queue` of the spider."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        #: Retries and redirects of what is taken: as many as are in flight, at the most.
        self._again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether anything waits, be it for a failure to pass: a crawl with nothing pending ends."""
        return bool(self._again) or bool(self._spider.backing_off) or self._spider.has_more()

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request that is to be asked again: a retry, or what a redirect leads to."""
        self._again.append(request)
        return True

    def next_request(self) -> Any:
        """The next `Request`, `None` when none waits or the spider may not ask now."""
        spider = self._spider
        if spider.is_paused():
            return None
        if self._again:  # its place within the limit is its own
            return self._again.popleft()
        if not spider.may_ask() or spider.must_wait():
            return None
        waiting = spider.queue.take(spider.least_priority())
        return spider.request(waiting) if waiting is not None else None

    @property
    def _spider(self) -> Any:
        return self._crawler.spider
