"""Counts a crawl while it runs: how its requests went, and how its articles were read. Monitors judge the counts."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.http import Response, TextResponse
from scrapy.statscollectors import MemoryStatsCollector

from crawler.crawling.downloader.middlewares import is_maintenance
from crawler.crawling.file_requests import FILE
from crawler.pages.page.challenge import challenge, may_be_challenge
from crawler.records.article import Article
from crawler.records.crawl_statistics import COUNTED, CrawlStatistics

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Of so many latest bodies it is known how often they came: memory stays flat, and a stand-in comes again and again.
_BODIES = 2_000
#: Why an address may be given up without anything being wrong.
_NO_FAULT = frozenset({"http_404", "http_410", "robots_forbidden", "off_host"})


class Counts(MemoryStatsCollector):
    """Scrapy's statistics, without its look at each use whether arguments are given that it no longer takes."""

    __getattribute__ = object.__getattribute__


class Watch:
    """The statistics of a crawl while it runs."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._statistics = CrawlStatistics()
        #: Of the fields of `_ADDED` that are counted here.
        self._sums: defaultdict[str, Any] = defaultdict(int)
        self._unlisted: set[str] = set()
        self._bodies: OrderedDict[bytes, int] = OrderedDict()
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(self._received, signal=signals.response_received)
        crawler.signals.connect(self._saved, signal=signals.item_scraped)

    def listed(self, category: str | None, articles: int) -> None:
        """A category's first page names so many articles."""
        name = category or ""
        self._statistics.listings[name] = self._statistics.listings.get(name, 0) + articles

    def unlisted(self, articles: Iterable[str]) -> None:
        """A feed or a sitemap names articles of these ids that no listing has named so far."""
        self._unlisted |= set(articles)
        self._sums["unlisted"] = len(self._unlisted)

    def named(self, articles: Iterable[str]) -> None:
        """A page of a listing names the articles of these ids."""
        self._unlisted -= set(articles)
        self._sums["unlisted"] = len(self._unlisted)

    def gave_up(self, kind: str) -> None:
        """An address failed for good; `kind` is that of its problem."""
        if kind not in _NO_FAULT:
            self._add(given_up=1)

    def taken(self, earlier: Mapping[str, Any]) -> CrawlStatistics:
        """The statistics so far, with those in the stats that an earlier process of the run left."""
        count: Any = self._crawler.stats.get_value if self._crawler.stats else lambda _key, default: default
        prefix = "downloader/response_status_count/"
        stats = self._crawler.stats.get_stats() if self._crawler.stats else {}
        own = replace(
            self._statistics,
            requests=count("downloader/request_count", 0),
            retries=count("retry/count", 0),
            broken=count("downloader/exception_count", 0),
            answers={key.removeprefix(prefix): stats[key] for key in sorted(stats) if key.startswith(prefix)},
            **{**self._sums, "seconds": round(self._sums["seconds"], 3)},
        )
        return own.after(CrawlStatistics.of(earlier))

    def _downloaded(self, response: Response, request: Request) -> None:
        seconds = request.meta.get("download_latency")
        if seconds is not None:
            self._add(timed=1, seconds=seconds)

    def _received(self, response: Response, request: Request) -> None:
        key = request.cb_kwargs.get("key")
        if key is None or not isinstance(response, TextResponse):
            return  # robots.txt, a file
        if may_be_challenge(response.body) and challenge(response.text) is not None:
            self._add(challenges=1)
            self._statistics = replace(self._statistics, challenge=self._statistics.challenge or response.url)
        elif is_maintenance(response):
            self._add(maintenance=1)
            self._statistics = replace(
                self._statistics, maintenance_url=self._statistics.maintenance_url or response.url
            )
        if response.status == 200 and not key.startswith(("page:", "listing:", FILE)):
            self._same(response)

    def _saved(self, item: Article) -> None:
        self._add(read=1)
        fields, doubts = self._statistics.fields, self._statistics.doubts
        for name in COUNTED:
            fields[name] = fields.get(name, 0) + item.has(name)
        for kind in {problem.kind for problem in item.problems}:
            doubts[kind] = doubts.get(kind, 0) + 1

    def _same(self, response: Response) -> None:
        digest = blake2b(response.body, digest_size=16).digest()
        times = self._bodies.pop(digest, 0) + 1
        self._bodies[digest] = times
        if len(self._bodies) > _BODIES:
            self._bodies.popitem(last=False)
        if times > max(1, self._statistics.same_body):
            self._statistics = replace(self._statistics, same_body=times, same_body_url=response.url)

    def _add(self, **more: float) -> None:
        for name, amount in more.items():
            self._sums[name] += amount
