"""What a crawl asks for next: the rules, and Scrapy's scheduler over the frontier that stands in the store."""

from collections import deque
from typing import TYPE_CHECKING, Protocol, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from crawler.crawling.arguments import Arguments
from crawler.crawling.downloader.patience import Patience
from crawler.records.errors import VnportalError
from crawler.records.profile import Portal
from crawler.store.frontier import PRIORITIES, Queue, Waiting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Pages of listings that are asked for in a row with one request at a time: one is read while the next one comes.
_IN_A_ROW = 8
#: Requests in a row that failed before the portal counts as out of reach.
_UNREACHABLE_AFTER = 10


class Scheduler:
    """The rules by which the addresses of a run's frontier are asked for."""

    def __init__(self, frontier: Queue, portal: Portal, arguments: Arguments) -> None:
        self.patience = Patience()
        self.failures_in_a_row = 0
        self._frontier = frontier
        self._arguments = arguments
        self._one_at_a_time = portal.limits.concurrent_requests == 1
        #: The keys of articles, and of further pages of listings, that are under way.
        self._articles: set[str] = set()
        self._listings: set[str] = set()
        #: How many articles the run has had, over all its processes.
        self.had = 0
        #: With one request at a time: how many more listings may be taken in a row, up to which place in the frontier.
        self._further = self._last = 0

    def begin(self) -> None:
        """Count what earlier processes of the run have saved: the run's limit holds for all of them."""
        self.had = self._frontier.count("article", "new", "changed", "unchanged")

    def take(self) -> Waiting | None:
        """The next address, which is now under way; `None` when none may be asked for now."""
        # The limit is one of articles: their files are fetched all the same.
        below = self._is_below_limit(self.had + len(self._articles))
        if self._must_wait():
            return self._take_further_listing() if below else None
        waiting = self._frontier.take(self._least_priority(), kind=None if below else "file")
        if waiting is not None and waiting.kind == "article":
            self._articles.add(waiting.key)
        elif waiting is not None and waiting.kind == "listing":
            self._listings.add(waiting.key)
            self._further = _IN_A_ROW - 1 if self._arguments.limit is None else 0
            self._last = self._frontier.last() if self._further and self._one_at_a_time else 0
        return waiting

    def _take_further_listing(self) -> Waiting | None:
        """One more of the listings' pages that waited when the first of them was taken."""
        waiting = self._frontier.take(kind="listing", last=self._last) if self._further else None
        self._further = self._further - 1 if waiting is not None else 0
        if waiting is not None:
            self._listings.add(waiting.key)
        return waiting

    def settled(self, key: str, *, had: bool = False) -> None:
        """An address is no longer under way. `had`: the portal has the article, which counts towards the limit."""
        self._articles.discard(key)
        self._listings.discard(key)
        self.had += had

    def answered(self) -> None:
        """The portal has answered a request."""
        self.failures_in_a_row = 0

    def failed(self) -> None:
        """A request failed for a reason that may pass."""
        self.failures_in_a_row += 1

    @property
    def is_out_of_reach(self) -> bool:
        """Whether so many requests in a row failed that it makes no sense to go on."""
        return self.failures_in_a_row >= _UNREACHABLE_AFTER

    def has_more(self) -> bool:
        """Whether anything of the run is left to be asked for, now or later."""
        if self.patience.backing_off:
            return True
        return self._frontier.waits(None if self._is_below_limit(self.had) else "file")

    def _is_below_limit(self, articles: int) -> bool:
        return self._arguments.limit is None or articles < self._arguments.limit

    def _least_priority(self) -> int:
        """The priority below which nothing may be asked for now.

        With `since`, the dates of a page's articles decide whether its listing goes on: the next page waits for them.
        A listing may know a new address of an article that is to be visited again: visits wait for the listings.
        """
        if self._arguments.since is not None and self._articles:
            return PRIORITIES["article"]
        return PRIORITIES["listing"] if self._arguments.incremental and self._listings else 0

    def _must_wait(self) -> bool:
        """Whether nothing but further listings may be taken now. With one request at a time, the articles of listings'
        pages come before all else that waits, so that the order of requests does not depend on which of two answers is
        read first.
        """
        if not self._one_at_a_time:
            return False
        aside = {request.cb_kwargs.get("key") for request in self.patience.backing_off}  # robots.txt has no key
        return not self._listings <= aside


class Asker(Protocol):
    """The spider, as far as Scrapy's scheduler knows it."""

    @property
    def scheduler(self) -> Scheduler:
        """The rules of its run."""

    def request(self, waiting: Waiting) -> Request:
        """The request for an address of the frontier."""

    def stop(self, error: VnportalError) -> None:
        """End the crawl because of an error that all further work would meet, too."""


class Frontier(BaseScheduler):
    """Scrapy's scheduler."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        #: Retries and redirects of what is under way: at most as many as there are requests at a time.
        self._again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether anything waits, also for a failure to pass: a crawl with nothing pending ends."""
        return bool(self._again) or self._asker.scheduler.has_more()

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request that is to be asked again: a retry, or what a redirect leads to."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request, `None` when none may be sent now."""
        asker = self._asker
        if asker.scheduler.patience.is_paused:
            return None
        if self._again:  # it has its place within the limit already
            return self._again.popleft()
        try:
            waiting = asker.scheduler.take()
            return asker.request(waiting) if waiting is not None else None
        except VnportalError as error:
            asker.stop(error)
        except Exception as error:  # whatever it is: Scrapy would log it, and ask again for ever
            asker.stop(VnportalError(f"the next request cannot be made: {error!r}: report it"))
        return None

    @property
    def _asker(self) -> Asker:
        spider: Asker = self._crawler.spider  # type: ignore[assignment] # the project has no other with a frontier
        return spider
