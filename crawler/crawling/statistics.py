"""A crawl's vital signs, which monitors judge: how its requests went, and how its articles were read."""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.http import Response, TextResponse

from crawler.crawling.downloader.middlewares import is_maintenance
from crawler.pages.page.challenge import challenge
from crawler.records.article import Article
from crawler.records.profile import COUNTED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Of so many latest bodies it is known how often they came: memory stays flat, and a stand-in comes again and again.
_BODIES = 2_000
#: Why an address may be given up without anything being wrong.
_NO_FAULT = frozenset({"http_404", "http_410", "robots_forbidden", "off_host"})
_ADDED = ("requests", "retries", "given_up", "broken", "timed", "seconds", "challenges", "maintenance", "read")
_COUNTED = ("answers", "fields", "doubts")


@dataclass(frozen=True, slots=True)
class Vitals:
    """Counts of a run, over all its processes but those that were killed.

    `answers` counts by status, tries that failed among them; `broken` are tries that brought no whole answer,
    `given_up` addresses that failed for good (gone and forbidden ones aside). `seconds` is the sum over the `timed`
    answers, each from the request to the end of its headers. `challenges` and `maintenance` are final answers that
    stand in for a page of the portal, `same_body` the most articles whose answers were one and the same, each with the
    address of one. `listings` has the number of articles on each category's first page. Of the articles `read`, that is
    parsed and saved, `fields` counts those that have each field, `doubts` those with a problem of each kind.
    """

    requests: int = 0
    retries: int = 0
    given_up: int = 0
    broken: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    timed: int = 0
    seconds: float = 0.0
    challenges: int = 0
    challenge: str | None = None
    maintenance: int = 0
    maintenance_url: str | None = None
    same_body: int = 0
    same_body_url: str | None = None
    listings: dict[str, int] = field(default_factory=dict)
    read: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stats: Mapping[str, Any]) -> Self:
        """The vitals in a run's stats; those of an earlier release have none, or fewer."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stats.get("vitals", {}).items() if name in known})

    def after(self, earlier: "Vitals") -> "Vitals":
        """These with those of an earlier process of the run."""
        most = self if self.same_body >= earlier.same_body else earlier
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(earlier, name) for name in _ADDED}
        for name in _COUNTED:
            own, other = getattr(self, name), getattr(earlier, name)
            sums[name] = {key: own.get(key, 0) + other.get(key, 0) for key in sorted({*own, *other})}
        return replace(
            self,
            **sums,
            challenge=self.challenge or earlier.challenge,
            maintenance_url=self.maintenance_url or earlier.maintenance_url,
            same_body=most.same_body,
            same_body_url=most.same_body_url,
            listings={**earlier.listings, **self.listings},
        )


class Watch:
    """Takes a crawl's vitals while it runs."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._vitals = Vitals()
        #: Of the fields of `_ADDED` that are counted here.
        self._sums: defaultdict[str, Any] = defaultdict(int)
        self._bodies: OrderedDict[bytes, int] = OrderedDict()
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(self._received, signal=signals.response_received)
        crawler.signals.connect(self._saved, signal=signals.item_scraped)

    def listed(self, category: str | None, articles: int) -> None:
        """A category's first page names so many articles."""
        name = category or ""
        self._vitals.listings[name] = self._vitals.listings.get(name, 0) + articles

    def gave_up(self, kind: str) -> None:
        """An address failed for good; `kind` is that of its problem."""
        if kind not in _NO_FAULT:
            self._add(given_up=1)

    def taken(self, earlier: Mapping[str, Any]) -> Vitals:
        """The vitals so far, with those in the stats that an earlier process of the run left."""
        count: Any = self._crawler.stats.get_value if self._crawler.stats else lambda _key, default: default
        prefix = "downloader/response_status_count/"
        stats = self._crawler.stats.get_stats() if self._crawler.stats else {}
        own = replace(
            self._vitals,
            requests=count("downloader/request_count", 0),
            retries=count("retry/count", 0),
            broken=count("downloader/exception_count", 0),
            answers={key.removeprefix(prefix): stats[key] for key in sorted(stats) if key.startswith(prefix)},
            **{**self._sums, "seconds": round(self._sums["seconds"], 3)},
        )
        return own.after(Vitals.of(earlier))

    def _downloaded(self, response: Response, request: Request) -> None:
        seconds = request.meta.get("download_latency")
        if seconds is not None:
            self._add(timed=1, seconds=seconds)

    def _received(self, response: Response, request: Request) -> None:
        key = request.cb_kwargs.get("key")
        if key is None or not isinstance(response, TextResponse):
            return  # robots.txt, a file
        if challenge(response.text) is not None:
            self._add(challenges=1)
            self._vitals = replace(self._vitals, challenge=self._vitals.challenge or response.url)
        elif is_maintenance(response):
            self._add(maintenance=1)
            self._vitals = replace(self._vitals, maintenance_url=self._vitals.maintenance_url or response.url)
        if response.status == 200 and not key.startswith(("page:", "listing:")):
            self._same(response)

    def _saved(self, item: Article) -> None:
        self._add(read=1)
        fields, doubts = self._vitals.fields, self._vitals.doubts
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
        if times > max(1, self._vitals.same_body):
            self._vitals = replace(self._vitals, same_body=times, same_body_url=response.url)

    def _add(self, **more: float) -> None:
        for name, amount in more.items():
            self._sums[name] += amount
