"""The spider: from a portal's home page over its listings to its articles. The only one; portals differ by profile.

It makes requests, and hands what comes to the parts of a run: pages of the navigation to the exploration, further pages
of listings to the listings, articles to `outcome.of` and `Run.settle`.
"""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.archive.warc import Exchange
from crawler.crawling import file_outcome, outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.downloader import chromium
from crawler.crawling.downloader.middlewares import seems_cut
from crawler.crawling.downloader.refusals import described
from crawler.crawling.downloader.rendering import PLAIN
from crawler.crawling.exploration import HOME, Exploration
from crawler.crawling.file_outcome import FileOutcome
from crawler.crawling.file_requests import FILE
from crawler.crawling.listings import Listings
from crawler.crawling.live import INTERRUPTIONS, LiveRun, exchange
from crawler.crawling.outcome import Outcome
from crawler.crawling.pagination import Walk
from crawler.crawling.reading import Page
from crawler.crawling.script_requests import SCRIPT
from crawler.crawling.sitemaps import WITNESS
from crawler.crawling.statistics import Watch
from crawler.pages.listing.entries import Listing
from crawler.pages.page.address import same_host
from crawler.records import clock
from crawler.records.article import Article, Problem
from crawler.records.errors import VnportalError
from crawler.spiders.run_spider import RunSpider
from crawler.store.frontier import Waiting
from crawler.store.store import Store
from pipelines.workers import Workers

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_NOT_MODIFIED = 304


class PortalSpider(RunSpider):
    """Crawls one portal; `crawler.spider_loader` makes a class of it for each profile.

    Arguments (`scrapy crawl NAME -a KEY=VALUE`): `base_url`, `category` (names separated by `;`), `since`, `until`
    (days), `limit` (articles), `full`, `incremental`, `attachments`. The data directory is the setting VNPORTAL_DATA.
    """

    def __init__(self, run: LiveRun, watch: Watch, workers: Workers | None, readers: Workers | None) -> None:
        super().__init__(run, watch, workers, readers)
        self.listings = Listings(run, watch)
        self.exploration = Exploration(run, self.listings, watch)

    @classmethod
    def from_crawler(
        cls,
        crawler: "Crawler",
        *args: Any,
        arguments: Arguments | None = None,
        store: Store | None = None,
        workers: Workers | None = None,
        readers: Workers | None = None,
        **texts: str,
    ) -> Self:
        """Scrapy's factory. `store`, `workers` (which annotate) and `readers` are those of a caller who holds the lock
        on the data directory.
        """
        base_url = arguments.base_url if arguments else texts.get("base_url", "")
        portal = cls.profile.at(base_url) if base_url and base_url != cls.profile.base_url else cls.profile
        arguments = arguments or Arguments.of(portal, texts)
        if portal.fetch == "browser":
            chromium.binary(f'{portal.name}: fetch = "browser"')
        run = LiveRun(Path(crawler.settings["VNPORTAL_DATA"]), portal, arguments, store)
        spider = cls(run, Watch(crawler), workers, readers)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._broken_page, signal=signals.spider_error)
        crawler.signals.connect(spider._broken_article, signal=signals.item_error)
        return spider

    def strays(self, request: Request) -> str | None:
        """See `Client.strays`: a file may stand on another host, if the profile names that."""
        if request.url.startswith(f"{self.portal.base_url}/"):  # most do, and need not be taken apart
            return None
        # A request for a file, or for the robots.txt of its host, which has no key.
        of_file = str(request.cb_kwargs.get("key", FILE)).startswith(FILE)
        if same_host(request.url, self.portal.base_url) or (of_file and self.portal.files.has(request.url)):
            return None
        return f"leads off the portal, to {request.url}"

    def keep_robots(self, response: Response) -> None:
        """Archive robots.txt, and learn which sitemaps it names."""
        self.run.recorder.keep_robots(exchange(response))
        if response.status == 200:
            self.listings.witnesses.meet_robots(response.body)

    # Requests

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the home page, unless an earlier process of the run has explored the portal."""
        self.run.began = time.monotonic()
        self.reader.begin()
        if not self.exploration.is_done:
            yield self._request(HOME, f"{self.portal.base_url}/", self.read_page)

    def request(self, waiting: Waiting) -> Request:
        """The request for an address of the frontier."""
        if waiting.kind == "listing":
            walk = Walk.of(waiting.meta)
            ask = walk.ask(waiting.url)
            is_feed = walk.key.startswith(WITNESS)
            read = self.read_feed if is_feed else self.read_listing
            request = self._request(waiting.key, ask.url, read, walk=walk)
            request.meta[PLAIN] = walk.turn > 0 or is_feed
            if not walk.turn:
                return request
            cookies = {"Cookie": walk.cookies} if ask.method == "POST" and walk.cookies else {}
            return request.replace(method=ask.method, body=ask.body, headers={**dict(ask.headers), **cookies})
        if waiting.kind == "page":
            is_script = waiting.key.startswith(SCRIPT)
            return self._request(waiting.key, waiting.url, self.read_script if is_script else self.read_page)
        if waiting.kind == "file":
            request = self._request(waiting.key, waiting.url, self.read_file)
            request.meta["download_maxsize"] = self.portal.files.bytes
            conditions = self.run.files.conditions(waiting.key.removeprefix(FILE))
        else:
            request = self._request(waiting.key, waiting.url, self.read_article)
            conditions = self.run.visits.conditions(waiting.key, waiting.url)
        if conditions:
            request.headers.update(conditions)
            request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
        return request

    def _request(self, key: str, url: str, callback: Any, **arguments: Any) -> Request:
        return Request(
            url, callback=callback, errback=self.give_up, cb_kwargs={"key": key, **arguments}, dont_filter=True
        )

    # Callbacks

    async def read_page(self, response: Response, key: str) -> None:
        """Read the home page, or a page that the navigation leads to."""
        self._answered()
        came = exchange(response)
        async with self._turn:  # what the pages before it say of the navigation tells how it is read
            page: Page | Problem | None = None
            if isinstance(response, TextResponse):
                name, suspect = self.exploration.category(key), self.exploration.is_suspect(key)
                page = await self.unless_closing(self.reader.page(response, name, suspect=suspect))
            if not isinstance(page, Problem):
                self.exploration.take(key, came, page)
            elif key == HOME:
                self._lose_home(response.url, page.message, came)
            else:
                self._lose(response, page, came, passing=True)

    async def read_script(self, response: Response, key: str) -> None:
        """Keep a script file: it may say how a listing goes on."""
        self._answered()
        came = exchange(response)
        async with self._turn:
            with self.run.store.transaction():
                self.run.recorder.keep(came)
                self.listings.scripts.settled(key, came.body)

    async def read_listing(self, response: Response, key: str, walk: Walk) -> None:
        """Read a further page of a listing."""
        self._answered()
        came = exchange(response)
        reading = None
        if isinstance(response, TextResponse):
            script = self.listings.scripts.text if walk.number == 1 else ""
            form = walk.recipes[0].address if walk.turn else None
            within = walk.key if walk.turn else None
            theme = self.listings.theme
            reading = self.reader.listing(response, walk.category, walk.number, theme, script, form, within)
        async with self._turn:
            page = await self.unless_closing(reading) if reading is not None else Listing()
            if isinstance(page, Problem):
                self._lose(response, page, came, passing=True)
            else:
                self.listings.take_further(key, walk, page, came)

    async def read_feed(self, response: Response, key: str, walk: Walk) -> None:
        """Read a feed or a sitemap."""
        self._answered()
        came = exchange(response)
        reading = self.reader.feed(response)
        async with self._turn:
            feed = await self.unless_closing(reading)
            if isinstance(feed, Problem):
                self._lose(response, feed, came, passing=True)
            else:
                self.listings.witnesses.take(key, feed, came)

    async def read_article(self, response: Response, key: str) -> AsyncIterator[Article]:
        """Read the answer to the request for an article."""
        self._answered()
        came = exchange(response, key)._replace(unended=seems_cut(response))
        reading = self.reader.article(outcome.answer(came, self.run.store.articles.listed_dates(key)))
        async with self._turn:
            found = await self.unless_closing(reading)
            if came.unended and (whole := self.run.unless_less(found)) is not found:
                # Not archived: a rebuild could not tell that it is less.
                self.run.settle(whole)
                return
            self.run.settle(found, came)
        if found.article is not None:
            yield found.article

    async def read_file(self, response: Response, key: str) -> None:
        """Keep the answer to the request for a file; its text is read when the crawl is over."""
        self._answered()
        came = exchange(response, key)
        async with self._turn:
            self.run.settle_file(file_outcome.of(outcome.answer(came)), came)

    # What goes wrong

    async def give_up(self, failure: Failure) -> None:
        """A request failed for good: every try did, or it was refused."""
        async with self._turn:
            self._give_up(failure)

    def _give_up(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it on what errbacks get
        kind, message, passing = described(failure.value or Exception())
        if request.cb_kwargs["key"].startswith(FILE):
            self._give_up_file(request, kind, message, getattr(failure.value, "response", None))
            return
        self.watch.gave_up(kind)
        if passing:
            self.run.scheduler.failed()
        response: Response | None = getattr(failure.value, "response", None)
        key: str = request.cb_kwargs["key"]
        came = exchange(response, None if _is_page(key) else key) if response is not None else None
        if key == HOME:
            self._lose_home(request.url, message, came)
        self._lose(request, Problem("fetch", kind, message, request.url), came, passing=passing)
        if self.run.scheduler.is_out_of_reach:
            self.run.fail(
                f"{self.portal.base_url}: out of reach: {self.run.scheduler.failures_in_a_row} addresses in a row"
                f" failed, the last with: {message}: the same command goes on where this run stopped",
                reason="unreachable",
            )

    def _give_up_file(self, request: Request, kind: str, message: str, response: Response | None) -> None:
        """A file that cannot be had costs nothing else: it may stand on a host of its own."""
        key: str = request.cb_kwargs["key"]
        if response is not None:
            came = exchange(response, key)
            self.run.settle_file(file_outcome.of(outcome.answer(came)), came)
            return
        url, is_large = key.removeprefix(FILE), kind == "too_large"
        said = f"the file is larger than files.bytes = {self.portal.files.bytes}" if is_large else f"{kind}: {message}"
        problem = Problem(file_outcome.STAGE, "file_too_large" if is_large else "file_failed", said, url)
        status: file_outcome.FileKind = "too_large" if is_large else "failed"
        self.run.settle_file(FileOutcome(url, status, clock.now(), problem=problem))

    def _lose_home(self, url: str, message: str, came: Exchange | None) -> None:
        if came is not None:
            self.run.recorder.keep(came)
        self.run.fail(f"{url}: the home page cannot be had: {message}: check base_url, or try again later")

    def _lose(self, asked: Request | Response, problem: Problem, came: Exchange | None, *, passing: bool) -> None:
        """Give an address up. `passing`: it might work another time. `came` is an answer that was no use."""
        key: str = asked.cb_kwargs["key"]
        if not _is_page(key):
            # A 304 to a question without conditions says nothing: there is no content to be the same.
            came = came if came is None or came.status != _NOT_MODIFIED else None
            found = Outcome(key, "failed", came.moment if came else clock.now(), problem=problem)
            if came is not None and not 200 <= came.status < 300:
                found = outcome.of(outcome.answer(came), self.portal, self.run.arguments)
            self.run.settle(found, came)
            return
        with self.run.store.transaction():
            if came is not None:
                self.run.recorder.keep(came)
            if key.startswith(SCRIPT):
                self.listings.scripts.settled(key)
                return
            if key.startswith("listing:"):
                self.listings.lose(key, asked.cb_kwargs["walk"], asked.url, problem)
                return
            self.run.add_problem(problem)
            if passing:
                why = f"its first page cannot be had: {problem.message}"
                self.listings.incomplete(self.exploration.category(key), why, asked.url)
        if key.startswith("page:"):
            self.exploration.lose(key)

    def _broken_page(self, failure: Failure, response: Response) -> None:
        """A fault of ours while a page was read: it costs that page, not the crawl, and is counted like any other."""
        if isinstance(failure.value, VnportalError):
            self.stop(failure.value)
        elif response.request is not None and response.request.cb_kwargs["key"].startswith(FILE):
            self._give_up_file(response.request, "internal_error", repr(failure.value), None)
        elif response.request is not None and response.request.cb_kwargs["key"] != HOME:
            problem = Problem("read", "internal_error", repr(failure.value), response.url)
            # A page of the exploration is archived before it is read, anything else in the transaction that failed.
            key: str = response.request.cb_kwargs["key"]
            again = exchange(response, None if _is_page(key) else key) if not key.startswith("page:") else None
            self._lose(response.request, problem, again, passing=True)
        else:
            self.stop(VnportalError(f"{response.url}: the home page cannot be read: {failure.value!r}: report it"))

    def _broken_article(self, failure: Failure, item: Article) -> None:
        if isinstance(failure.value, VnportalError):
            self.stop(failure.value)
        else:
            problem = Problem("annotate", "internal_error", repr(failure.value), item.url)
            self.run.add_problem(problem, item.id)

    def closed(self, reason: str) -> None:
        """See `RunSpider.closed`; what was left out is told when the crawl came to its end."""
        if reason not in INTERRUPTIONS:
            for problem in self.listings.left_out():
                self.run.add_problem(problem)
        super().closed(reason)


def _is_page(key: str) -> bool:
    """Whether a key is that of a page that leads to articles."""
    return key.startswith(("page:", "listing:"))
