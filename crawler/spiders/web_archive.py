"""The spider of web archives: it asks an index which captures of a portal there are, and then for those chosen.

Archives offer both to programs, so their robots.txt, which is meant for search engines, is not asked for. All other
politeness holds: one request at a time, the profile's pause, `Retry-After`.
"""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.archive.warc import Exchange
from crawler.crawling import web_archives
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_run import CAPTURE, CaptureRun
from crawler.crawling.downloader.refusals import described
from crawler.crawling.downloader.robots import Robots
from crawler.crawling.file_requests import FILE
from crawler.crawling.live import plain_headers
from crawler.crawling.statistics import Watch
from crawler.crawling.web_archives import Question, WebArchive
from crawler.records.article import Problem
from crawler.records.errors import VnportalError
from crawler.spiders.run_spider import RunSpider
from crawler.store.captures import Indexed
from crawler.store.frontier import Waiting
from crawler.store.store import Store
from pipelines.workers import Workers

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_COLLECTIONS, _INDEX = "collections", "index:"
#: An index's answer is larger than a page, and takes longer.
_INDEX_BYTES, _INDEX_SECONDS = 200_000_000, 300
#: Pages that may list articles come after the articles.
_LISTINGS = 10


class ArchiveSpider(RunSpider):
    """Reads what a web archive has of one portal."""

    run: CaptureRun

    def __init__(self, run: CaptureRun, archive: WebArchive, watch: Watch, readers: Workers | None) -> None:
        super().__init__(run, watch, None, readers)
        self.archive = archive
        self._hosts = web_archives.hosts(archive)
        run.is_wanted = lambda key: self._next(key) is not None

    @classmethod
    def update_settings(cls, settings: "BaseSettings") -> None:
        """Lay the archive's rules over those of a portal."""
        super().update_settings(settings)
        settings.setdict({"CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}, priority="spider")
        settings.set("METAREFRESH_ENABLED", False, priority="spider")  # a page that leads on is told as such
        middlewares = settings["DOWNLOADER_MIDDLEWARES"].items()
        kept = {name: place for name, place in middlewares if load_object(name) is not Robots}
        settings.set("DOWNLOADER_MIDDLEWARES", kept, priority="spider")

    @classmethod
    def from_crawler(
        cls,
        crawler: "Crawler",
        *args: Any,
        arguments: Arguments,
        archive: WebArchive,
        store: Store | None = None,
        readers: Workers | None = None,
        **_: Any,
    ) -> Self:
        """Scrapy's factory."""
        here = arguments.base_url == cls.profile.base_url
        portal = cls.profile if here else cls.profile.at(arguments.base_url)
        run = CaptureRun(Path(crawler.settings["VNPORTAL_DATA"]), portal, arguments, store)
        spider = cls(run, archive, Watch(crawler), readers)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._broken, signal=signals.spider_error)
        return spider

    def strays(self, request: Request) -> str | None:
        """See `Client.strays`: index and captures may stand on hosts of their own."""
        return None if urlsplit(request.url).netloc in self._hosts else f"leads off the archive, to {request.url}"

    def keep_robots(self, response: Response) -> None:
        """Nothing: it is not asked for."""

    # Requests

    async def start(self) -> AsyncIterator[Any]:
        """Let the questions to the index wait, or what an earlier process of the run has left."""
        self.run.began = time.monotonic()
        self.reader.begin()
        frontier = self.run.frontier
        frontier.ask_again()
        if frontier.noted("survey") is None and frontier.noted("asked") is None:
            with self.run.store.transaction():
                frontier.note("asked", {})
                if self.archive.name == "commoncrawl":
                    frontier.add(_COLLECTIONS, self.archive.endpoint, "page")
                else:
                    self._ask(web_archives.questions(self.archive, self.portal, files=self.run.arguments.attachments))
        self._plan()
        nothing: tuple[Request, ...] = ()  # the frontier holds all that is asked for
        for request in nothing:
            yield request

    def request(self, waiting: Waiting) -> Request:
        """The request for an address of the frontier."""
        if waiting.kind == "page":
            meta: dict[str, Any] = {"download_maxsize": _INDEX_BYTES, "download_timeout": _INDEX_SECONDS}
            meta["handle_httpstatus_list"] = [400, 404]  # how Common Crawl says that it has no more
            return self._request(waiting.key, waiting.url, self.read_index, meta, asked=waiting.meta.get("asked"))
        one = self._next(waiting.key)
        assert one is not None, "a page whose captures are all read waits no longer"
        url, headers = web_archives.capture_address(self.archive, one)
        meta = {"handle_httpstatus_list": [404, 410]}
        if one.page.startswith(FILE):
            meta["download_maxsize"] = self.portal.files.bytes
        request = self._request(waiting.key, url, self.read_capture, meta, one=one)
        request.headers.update(headers)
        return request

    def _request(self, key: str, url: str, callback: Any, meta: dict[str, Any], **more: Any) -> Request:
        arguments = {"key": key, **more}
        return Request(url, callback=callback, errback=self.give_up, cb_kwargs=arguments, meta=meta, dont_filter=True)

    def _ask(self, questions: list[Question]) -> None:
        for one in questions:
            url = web_archives.question_address(one)
            self.run.frontier.add(f"{_INDEX}{url}", url, "page", meta={"asked": one})

    def _sources(self) -> list[str]:
        noted = self.run.frontier.noted("sources")
        return noted["names"] if noted is not None else [self.archive.collection]

    def _next(self, key: str) -> Indexed | None:
        found = self.run.store.captures.of_page(self.portal.name, key.removeprefix(CAPTURE), self._sources())
        return web_archives.next_capture(found, self.archive.captures, self.portal)

    def _plan(self) -> None:
        """When the index is read, and what it says is committed, let the pages wait of which a capture is wanted."""
        run = self.run
        if run.frontier.noted("survey") is not None or run.frontier.count("page", "waiting", "taken"):
            return
        sources = self._sources()
        with run.store.transaction():
            for articles in (True, False):
                for page in run.store.captures.pages(self.portal.name, sources, articles=articles):
                    if self._next(page) is not None:
                        priority = None if articles else _LISTINGS
                        run.frontier.add(f"{CAPTURE}{page}", page, "capture", priority=priority)
                        self._settled(f"{CAPTURE}{page}")
            run.frontier.note("survey", {})

    # Callbacks

    async def read_index(self, response: Response, key: str, asked: list[Any] | None) -> None:
        """Read an index's answer, or the list of its collections."""
        self._answered()
        run = self.run
        try:
            with run.store.transaction():
                if key == _COLLECTIONS:
                    questions = web_archives.questions(
                        self.archive, self.portal, response.body, files=run.arguments.attachments
                    )
                    run.frontier.note("sources", {"names": sorted({one.source for one in questions})})
                    self._ask(questions)
                elif response.status == 200:
                    question = Question(*(asked or ()))
                    rows, resume = web_archives.rows_of(response.body)
                    self._enter(
                        list(web_archives.captures_of(rows, question, self.portal, files=run.arguments.attachments))
                    )
                    self._ask(web_archives.further(question, len(rows), resume))
                run.frontier.mark(key, "done")
            self._plan()
        except (ValueError, KeyError, TypeError) as error:
            run.fail(f"{response.url}: no answer of an index (CDX): {error}: check --cdx")

    def _enter(self, found: list[Indexed]) -> None:
        """Note the captures that an index names. One that it calls truncated is not fetched."""
        for one in found:
            if one.outcome is not None and one.article_id is not None:
                message = f"the capture of {one.moment:%Y-%m-%d} is not whole, says {one.source}"
                self.run.add_problem(Problem("read", one.outcome, message, one.url), one.article_id)
        self.run.store.captures.add(self.portal.name, found)

    async def read_capture(self, response: Response, key: str, one: Indexed) -> None:
        """Read a capture, and let the next one of its page wait if another is wanted."""
        self._answered()
        came = self._captured(response, one)
        async with self._turn:
            if isinstance(came, Problem):
                self._lose(key, one, came)
                return
            if one.page.startswith(FILE):
                self.run.keep_indexed_file(came, one)
            else:
                self.run.keep_indexed(came, await self.unless_closing(self.reader.capture(came)), one)
            self._settled(key)

    def _captured(self, response: Response, one: Indexed) -> Exchange | Problem:
        if one.place is not None:
            most = self.portal.files.bytes if one.page.startswith(FILE) else self.portal.limits.response_bytes
            return web_archives.recorded(response.body, one, most)
        return web_archives.replayed(response.url, response.status, plain_headers(response.headers), response.body, one)

    def _settled(self, key: str) -> None:
        """Let the next capture of a page wait. One whose answer is archived already, by its digest, is not fetched."""
        one = self._next(key)
        while (
            one is not None
            and one.digest is not None
            and not one.page.startswith(FILE)
            and self.run.repeat_indexed(one)
        ):
            one = self._next(key)
        self.run.frontier.mark(key, "waiting" if one is not None else "done")

    def _lose(self, key: str, one: Indexed, problem: Problem) -> None:
        with self.run.store.transaction():
            self.run.add_problem(problem, one.article_id)
            self.run.store.captures.settle(self.portal.name, one, problem.kind)
            self._settled(key)

    # What goes wrong

    async def give_up(self, failure: Failure) -> None:
        """A request failed for good: every try did, or it was refused."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy sets it on what errbacks get
        kind, message, passing = described(failure.value or Exception())
        self.watch.gave_up(kind)
        key, run = request.cb_kwargs["key"], self.run
        if passing:
            run.scheduler.failed()
        if not key.startswith(CAPTURE):
            run.fail(f"{request.url}: the index of the archive cannot be had: {message}: try again later")
        async with self._turn:
            self._lose(key, request.cb_kwargs["one"], Problem("fetch", kind, message, request.url))
        if run.scheduler.is_out_of_reach:
            run.fail(
                f"{urlsplit(request.url).netloc}: out of reach: {run.scheduler.failures_in_a_row} captures in a row"
                f" failed, the last with: {message}: the same command goes on where this run stopped",
                reason="unreachable",
            )

    def _broken(self, failure: Failure, response: Response) -> None:
        """A fault of ours while a capture was read: it costs that capture, not the crawl."""
        asked = response.request.cb_kwargs if response.request is not None else {}
        if isinstance(failure.value, VnportalError):
            self.stop(failure.value)
        elif "one" in asked:
            self._lose(asked["key"], asked["one"], Problem("read", "internal_error", repr(failure.value), response.url))
        else:
            self.stop(VnportalError(f"{response.url}: the index cannot be read: {failure.value!r}: report it"))
