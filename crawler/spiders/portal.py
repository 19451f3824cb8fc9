"""The spider: from a portal's home page over its listings to its articles. The only one; portals differ by profile.

A run has two parts. The survey reads the home page and every page of the navigation once and decides which of them list
articles (`crawler.crawling.discovery`). Then the frontier holds the articles of the first pages and the next pages of
the listings, and each page that arrives adds to it (`crawler.crawling.pagination`). What a page brings is saved in the
transaction that marks the page done.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.archive.files import Place
from crawler.crawling import answers, intake
from crawler.crawling.answers import Answer, Kind, Taken
from crawler.crawling.arguments import Arguments
from crawler.crawling.discovery import Survey, wanted
from crawler.crawling.downloader import politeness
from crawler.crawling.downloader.refusals import described
from crawler.crawling.pagination import Rules, Step, Walk, past_gap, step
from crawler.crawling.readers import Readers
from crawler.crawling.run import Workplace, plain_headers
from crawler.crawling.statistics import Watch
from crawler.crawling.summary import Summary
from crawler.crawling.visits import Visits
from crawler.pages.listing.entries import Entry, Listing, Theme, listing
from crawler.pages.listing.navigation import MenuLink, navigation
from crawler.pages.page.address import canonical_url
from crawler.records import clock
from crawler.records.article import Article, Problem
from crawler.records.errors import VnportalError
from crawler.records.profile import Portal
from crawler.store.frontier import PRIORITIES, STRAY, State, Waiting
from crawler.store.runs import RunStatus
from crawler.store.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

#: Addresses in a row that could not be had before the portal counts as out of reach.
UNREACHABLE_AFTER = 10
#: Why a crawl was closed whose time (Scrapy's CLOSESPIDER_TIMEOUT) was up.
OUT_OF_TIME = "closespider_timeout"
_HOME = "page:home"
_NOT_MODIFIED = 304
#: Reasons of closing after which the same command goes on where the run stopped.
_INTERRUPTIONS = frozenset({"shutdown", "unreachable", "broken_off", OUT_OF_TIME})
#: What becomes of an article's address when its answer brings no article.
_STATES: dict[Kind, State] = {"seen": "unchanged", "skipped": "skipped", "gone": "gone", "failed": "failed"}


class PortalSpider(Spider):
    """Crawls one portal; `crawler.spider_loader` makes a class of it for each profile.

    Arguments (`scrapy crawl NAME -a KEY=VALUE`): `base_url`, `category` (names parted by `;`), `since`, `until`
    (days), `limit` (articles), `full`, `incremental`. The data directory is the setting VNPORTAL_DATA.
    """

    profile: Portal
    watch: Watch

    def __init__(self, portal: Portal, arguments: Arguments, workplace: Workplace, workers: Any = None) -> None:
        super().__init__()
        self.portal = portal
        self.arguments = arguments
        self.workplace = workplace
        self.queue = workplace.queue
        self.store = workplace.store
        self.run_id = workplace.run.run_id
        self._most = float("inf") if arguments.limit is None else arguments.limit
        self.visits = Visits(self.store, self.queue, portal, arguments)
        self.readers = Readers(portal, arguments)
        self.survey = Survey(portal.limits.categories)
        self._pages: dict[str, Place] = {}
        self.theme = Theme()
        #: Why the run failed, in one line; `usage` when the arguments do not fit the portal.
        self.failure: str | None = None
        self.usage = False
        self.workers = workers
        self.summary: Summary | None = None
        self.interrupted = True
        #: Why the crawl ended, in Scrapy's words or ours.
        self.reason: str | None = None
        #: What this process has done: pages read, articles saved, problems met.
        self.done: Counter[str] = Counter()
        self.failures_in_a_row = 0
        #: Requests that wait, without a place of their own, for a failure to pass.
        self.backing_off: set[Request] = set()
        #: Answers are settled one after the other in the order that they came: so stand the records in the archive.
        self._turn = asyncio.Lock()
        self._flying: set[str] = set()
        #: The further pages of listings under way, until their articles wait.
        self._walking: set[str] = set()
        self._stopping: asyncio.Future[None] | None = None
        self._paused_until = 0.0
        self._began = time.monotonic()

    @classmethod
    def update_settings(cls, settings: "BaseSettings") -> None:
        """Lay the profile's limits over the project's settings; the command line's go over both."""
        super().update_settings(settings)
        own = politeness.settings_of(cls.profile, settings.get("VNPORTAL_CONTACT"))
        settings.setdict(own, priority="spider")

    @classmethod
    def from_crawler(
        cls,
        crawler: "Crawler",
        *args: Any,
        arguments: Arguments | None = None,
        store: Store | None = None,
        workers: Any = None,
        **texts: str,
    ) -> Self:
        """Scrapy's factory. `store` and `workers` (`pipelines.workers.Workers`) are those of a caller who holds the
        lock on the data directory.
        """
        base_url = arguments.base_url if arguments else texts.get("base_url", "")
        portal = cls.profile.at(base_url) if base_url and base_url != cls.profile.base_url else cls.profile
        arguments = arguments or Arguments.of(portal, texts)
        workplace = Workplace(Path(crawler.settings["VNPORTAL_DATA"]), portal, arguments, store)
        spider = cls(portal, arguments, workplace, workers)
        spider._set_crawler(crawler)
        spider.watch = Watch(crawler)
        crawler.signals.connect(spider._broken_page, signal=signals.spider_error)
        crawler.signals.connect(spider._broken_article, signal=signals.item_error)
        spider._begin()
        return spider

    def _begin(self) -> None:
        surveyed = self.queue.noted("survey")
        if surveyed is None:
            self.queue.forget()
        else:
            listings = frozenset(surveyed["listings"])
            self.theme = Theme(listings, frozenset((shape, frozenset(ids)) for shape, ids in surveyed["boxes"]))
            for name, articles in surveyed.get("listed", ()):  # a process that was killed has left no figures
                self.watch.listed(name, articles)
            self.queue.ask_again()
        self.surveyed = surveyed is not None
        self.stored = self.queue.count("article", "new", "changed", "unchanged")

    async def start(self) -> AsyncIterator[Any]:
        """The home page, unless an earlier process of the run has surveyed the portal."""
        self._began = time.monotonic()
        if not self.surveyed:
            yield self._request(_HOME, f"{self.portal.base_url}/", self.read_page)

    # Between frontier and engine

    def request(self, waiting: Waiting) -> Request:
        """The request for an address of the frontier."""
        if waiting.kind == "article":
            self._flying.add(waiting.key)
            return self._visit_request(waiting)
        if waiting.kind == "listing":
            self._walking.add(waiting.key)
            return self._request(waiting.key, waiting.url, self.read_listing, walk=Walk.of(waiting.meta))
        return self._request(waiting.key, waiting.url, self.read_page)

    def _visit_request(self, waiting: Waiting) -> Request:
        request = self._request(waiting.key, waiting.url, self.read_answer)
        conditions = self.visits.conditions(waiting.key, waiting.url)
        if conditions:
            request.headers.update(conditions)
            request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
        return request

    def _request(self, key: str, url: str, callback: Any, **arguments: Any) -> Request:
        return Request(
            url, callback=callback, errback=self.give_up, cb_kwargs={"key": key, **arguments}, dont_filter=True
        )

    def is_paused(self) -> bool:
        """Whether nothing may be sent now: the portal asked for a pause."""
        return time.monotonic() < self._paused_until

    def may_ask(self) -> bool:
        """Whether anything else may be asked for: not over the limit, which what is under way counts towards."""
        return self.stored + len(self._flying) < self._most

    def least_priority(self) -> int:
        """The priority below which nothing may be asked for now: with `since`, the dates of a page's articles decide
        whether its listing goes on, so the next page waits for them; a listing may know where an article now stands
        that is to be visited again, so visits wait for the listings.
        """
        if self.arguments.since is not None and self._flying:
            return PRIORITIES["article"]
        return PRIORITIES["listing"] if self.arguments.incremental and self._walking else 0

    def must_wait(self) -> bool:
        """Whether nothing may be taken off the frontier now: with one request at a time, the articles of a listing's
        page come before all else that waits, so that the order of requests does not hang on who is faster.
        """
        if self.portal.limits.concurrent_requests > 1:
            return False
        aside = {request.cb_kwargs.get("key") for request in self.backing_off}  # robots.txt has none
        return not self._walking <= aside

    def has_more(self) -> bool:
        """Whether anything of the run is left to be asked for."""
        return self.stored < self._most and self.queue.waits()

    def pause(self, seconds: float) -> None:
        """Ask nothing of the portal for a while: it said so."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    # The survey

    def read_page(self, response: Response, key: str) -> None:
        """Read the home page, or a page that the navigation leads to."""
        self._read_one()
        self._pages[key.removeprefix("page:")] = self.workplace.keep(response)
        if isinstance(response, TextResponse):
            links = navigation(response.body, response.url, self.portal)
            link = self.survey.links.get(key.removeprefix("page:"))
            page = listing(response.body, response.url, self.portal, name=link.name if link else None)
            self.survey.read(link, response.url, canonical_url(response.url, self.portal), page)
            self._visit(self.survey.meet(links))
        elif key == _HOME:
            self.fail(f"{response.url}: the home page is no web page: check the portal's base_url")
        self._page_done(key, failed=not isinstance(response, TextResponse))

    def _visit(self, links: list[MenuLink]) -> None:
        with self.store.transaction():
            for link in links:
                self.queue.add(f"page:{link.key}", link.url, "page")

    def _page_done(self, key: str, *, failed: bool = False) -> None:
        if failed and key != _HOME:
            self.survey.failed.add(key.removeprefix("page:"))
        self.queue.mark(key, "done")
        if self.survey.complete():
            self._end_survey()

    def _end_survey(self) -> None:
        self._visit(self.survey.further())
        if not self.survey.complete():
            return
        unread = self.survey.unread()
        if unread is not None:
            self._problem(Problem("listing", "pages_left_out", unread, self.portal.base_url))
        categories = self.survey.categories()
        if not categories:
            self.fail(
                f"{self.portal.base_url}: no listing of articles found in {len(self.survey.links)} pages of the"
                " navigation: check base_url, or pin selectors.navigation and selectors.listing in the profile"
            )
        chosen = categories
        if self.arguments.categories:
            chosen, unknown = wanted(categories, self.arguments.categories)
            if unknown:
                self.usage = True
                found = ", ".join(dict.fromkeys(f'"{category.name}"' for category in categories))
                self.fail(f'--category "{unknown[0]}": no such category on {self.portal.base_url}: found {found}')
        self.theme = self.survey.theme()
        self.logger.info("%d categories: %s", len(chosen), ", ".join(str(category.name) for category in chosen))
        with self.store.transaction():
            boxes = [[shape, sorted(ids)] for shape, ids in self.theme.boxes]
            listed = [[category.name, len(category.page.entries)] for category in chosen]
            self.queue.note("survey", {"listings": sorted(self.theme.listings), "boxes": boxes, "listed": listed})
            full = self.visits.plan([category.key for category in chosen])
            for category in chosen:
                walk = Walk(category.name, category.key, full=category.key in full)
                self._take(walk, category.page, category.url, self._pages.get(category.key, self._pages.get("home")))
            if not self.arguments.categories:
                for article_id, url in self.survey.strays(categories).items():
                    self.visits.ask(Entry(url, article_id), priority=STRAY)
        self.survey = Survey(0)
        self._pages.clear()

    # Listings and articles

    async def read_listing(self, response: Response, key: str, walk: Walk) -> None:
        """Read a further page of a listing."""
        self._read_one()
        page = Listing()
        if isinstance(response, TextResponse):
            page = listing(
                response.body, response.url, self.portal, name=walk.category, number=walk.number, theme=self.theme
            )
        async with self._turn:
            with self.store.transaction():
                self._take(walk, page, response.url, self.workplace.keep(response))
                self.queue.mark(key, "done")
            self._walking.discard(key)

    def _take(self, walk: Walk, page: Listing, url: str, place: Place | None) -> None:
        """Let a listing page's articles wait, and the next page after them."""
        if walk.number == 1:
            self.watch.listed(walk.category, len(page.entries))
        rules = Rules(
            self.portal.limits.listing_pages,
            self.visits.day_of,
            self.arguments.since,
            None if walk.full else partial(self.visits.met, category=walk.category),
            self.portal.incremental.known_in_a_row,
        )
        taken = step(walk, page, rules, url)
        if walk.category is not None:
            self.workplace.keep_listed(
                url, walk.category, [self.visits.key(entry.article_id) for entry in taken.entries], place
            )
        for entry in taken.entries:
            self.visits.ask(entry)
        self._walked(walk, taken, url)
        if taken.next_url is not None:
            self._go_on(taken.walk, taken.next_url)

    def _go_on(self, walk: Walk, url: str) -> None:
        key = f"listing:{walk.key}:{canonical_url(url, self.portal)}"
        if not self.queue.add(key, url, "listing", meta=asdict(walk)):
            ahead = walk.last is not None and walk.last >= walk.number
            broken = f"page {walk.number - 1} of {walk.last} leads back to a page read before" if ahead else None
            self._walked(walk, Step(walk, broken=broken, at_end=not ahead), url)

    def _walked(self, walk: Walk, taken: Step, url: str) -> None:
        self.visits.walked(walk, taken)
        if taken.broken is not None:
            self._incomplete(walk.category, taken.broken, url)

    async def read_answer(self, response: Response, key: str) -> AsyncIterator[Article]:
        """Read the answer to a visit: an article, or that it is as it was; what is neither is gone or a problem."""
        self._read_one()
        reading = self.readers.read(_answer(key, response))
        async with self._turn:
            taken = await reading
            with self.store.transaction():
                self._keep(key, taken, response)
            if taken.kind in {"article", "seen"}:
                self.stored += 1
                self.done["articles"] += 1
        if taken.article is not None:
            yield taken.article

    def _keep(self, key: str, taken: Taken, response: Response) -> None:
        """Archive what came for an article, and save what it means, in the transaction that is open."""
        place = self.workplace.keep(response, key)
        self.visits.answered(key, response)
        saved = intake.keep(taken, key, self.portal, self.run_id, place, self.store, self.visits)
        if taken.problem is not None:
            self._problem(taken.problem, key)
        state: State = saved or _STATES[taken.kind]
        self._landed(key, state, **({"day": str(taken.day)} if taken.day is not None else {}))

    def _read_one(self) -> None:
        self.failures_in_a_row = 0
        self.done["pages"] += 1

    # What goes wrong

    async def give_up(self, failure: Failure) -> None:
        """A request failed for good: every try did, or it was refused."""
        async with self._turn:
            self._give_up(failure)

    def _give_up(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it on what errbacks get
        kind, message, passing = described(failure.value or Exception())
        self.watch.gave_up(kind)
        if passing:
            self.failures_in_a_row += 1
        response: Response | None = getattr(failure.value, "response", None)
        if request.cb_kwargs["key"] == _HOME:
            if response is not None:
                self.workplace.keep(response)
            self.fail(f"{request.url}: the home page cannot be had: {message}: check base_url, or try again later")
        self._lost(request, Problem("fetch", kind, message, request.url), response, passing=passing)
        if self.failures_in_a_row >= UNREACHABLE_AFTER:
            self.fail(
                f"{self.portal.base_url}: out of reach: {self.failures_in_a_row} addresses in a row failed, the last"
                f" with: {message}: the same command goes on where this run stopped",
                reason="unreachable",
            )

    def _lost(self, request: Request, problem: Problem, response: Response | None, *, passing: bool) -> None:
        """An address is given up. `passing`: it might work another time. `response` is an answer that was no use."""
        key: str = request.cb_kwargs["key"]
        with self.store.transaction():
            if not key.startswith(("page:", "listing:")):
                self._article_lost(key, problem, response)
                return
            if response is not None:
                self.workplace.keep(response)
            self._problem(problem)
            if key.startswith("listing:"):
                self._listing_failed(request, problem)
            elif passing:
                category = self.survey.links[key.removeprefix("page:")].name
                self._incomplete(category, f"its first page cannot be had: {problem.message}", request.url)
        if key.startswith("page:"):
            self._page_done(key, failed=True)

    def _article_lost(self, key: str, problem: Problem, response: Response | None) -> None:
        status = response.status if response is not None else 0
        taken = Taken("failed", problem=problem)
        if response is not None and not 200 <= status < 300:
            taken = answers.read(_answer(key, response), self.portal, self.arguments)
        if response is not None:
            self._keep(key, taken, response)
        else:
            self.visits.lost(key, "failed", intake.moment_of(self.portal, clock.now()))
            self._problem(problem, key)
            self._landed(key, "failed")

    def _broken_page(self, failure: Failure, response: Response) -> None:
        """A fault of ours while a page was read: it costs that page, not the crawl, and is counted like any other."""
        if isinstance(failure.value, VnportalError):
            self._stop(failure.value)
        elif response.request is not None and response.request.cb_kwargs["key"] != _HOME:
            problem = Problem("read", "internal_error", repr(failure.value), response.url)
            # A page of the survey is archived before it is read, anything else in the transaction that failed.
            again = None if response.request.cb_kwargs["key"].startswith("page:") else response
            self._lost(response.request, problem, again, passing=True)
        else:
            self._stop(VnportalError(f"{response.url}: the home page cannot be read: {failure.value!r}: report it"))

    def _broken_article(self, failure: Failure, item: Article) -> None:
        if isinstance(failure.value, VnportalError):
            self._stop(failure.value)
        else:
            self._problem(Problem("annotate", "internal_error", repr(failure.value), item.url), item.id)

    def _stop(self, error: VnportalError) -> None:
        """End the crawl because of an error that all further work would meet, too: a full disk, say."""
        self.failure = self.failure or str(error)
        if self._stopping is None:
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="broken_off"))

    def _listing_failed(self, request: Request, problem: Problem) -> None:
        walk: Walk = request.cb_kwargs["walk"]
        self._walking.discard(request.cb_kwargs["key"])
        self._incomplete(walk.category, f"page {walk.number} cannot be had: {problem.message}", request.url)
        self.visits.broke(walk)
        self.queue.mark(request.cb_kwargs["key"], "failed")
        onward = past_gap(walk, request.url)
        if onward is not None:
            self._go_on(*onward)

    def _incomplete(self, category: str | None, why: str, url: str) -> None:
        self._problem(Problem("listing", "listing_incomplete", f"{category or url}: {why}", url))

    def _problem(self, problem: Problem, article_id: str | None = None) -> None:
        self.done["problems"] += 1
        self.logger.warning("%s: %s (%s)", problem.kind, problem.message, problem.url)
        self.store.problems.add(self.run_id, self.portal.name, problem, article_id)

    def fail(self, message: str, *, reason: str = "failed") -> None:
        """End the run as a failure, with one line that says what, where and the remedy.

        Raises:
            CloseSpider: always.
        """
        if self.failure is None:  # what else is in flight fails of the same cause
            self.failure = message
            problem = Problem("crawl", reason, message, self.portal.base_url)
            self.store.problems.add(self.run_id, self.portal.name, problem)
        raise CloseSpider(reason)

    def closed(self, reason: str) -> None:
        """Sum the run up and end it; one that was interrupted is taken up by the next with the same arguments."""
        seconds = round(time.monotonic() - self._began, 3)
        count = self.crawler.stats.get_value if self.crawler.stats else lambda _key, default: default
        summary = replace(
            self.workplace.summary(),
            pages=self.done["pages"],
            requests=count("downloader/request_count", 0),
            bytes=count("downloader/response_bytes", 0),
            seconds=seconds,
            vitals=self.watch.taken(self.store.runs.stats(self.run_id)),
        )
        self.summary = summary
        self.reason = reason
        self.interrupted = interrupted = reason in _INTERRUPTIONS
        if not interrupted and self.failure is None:
            self.failure = summary.failure(self.portal.base_url)
        status: RunStatus = "interrupted" if interrupted else "failed" if self.failure else "finished"
        self.readers.close()
        try:
            self.workplace.close(status, asdict(summary))
        except VnportalError as error:  # Scrapy would only log it
            self.failure = self.failure or str(error)

    # Small things

    def _landed(self, key: str, state: State, **meta: Any) -> None:
        self._flying.discard(key)
        self.visits.landed(key)
        self.queue.mark(key, state, **meta)


def _answer(article_id: str, response: Response) -> Answer:
    return intake.answer(article_id, response.url, response.status, plain_headers(response.headers), response.body)
