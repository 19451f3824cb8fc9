"""Reading the pages of a crawl in a worker process: no page can hold the event loop up, or take the crawl down.

The process reads while the next page comes in. Answers are settled in the order in which they came all the same.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from crawler.archive.warc import Exchange, Stored
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_reading import Reading, unread
from crawler.crawling.capture_reading import read as read_capture
from crawler.crawling.other_shapes import reads_as_article
from crawler.crawling.outcome import Outcome
from crawler.crawling.reading_processes import article_task, problem_of
from crawler.pages.listing.entries import Listing, Theme, listing
from crawler.pages.listing.feeds import Feed, feed, feeds_of
from crawler.pages.listing.navigation import MenuLink, navigation
from crawler.pages.listing.pager import page_links
from crawler.pages.page.tree import read as read_page
from crawler.records.article import Problem
from crawler.records.profile import Portal
from pipelines.worker import Failure
from pipelines.workers import Task, Workers

if TYPE_CHECKING:  # the process that reads is up in half the time without Scrapy
    from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class Page:
    """A page that may lead to articles. `links` are those of its navigation, `feeds` those that its head names,
    `is_article` tells of a page that may be one of a shape that nobody knows whether it reads as one.
    """

    links: list[MenuLink]
    listing: Listing
    feeds: tuple[str, ...] = ()
    is_article: bool = False


class Reader:
    """Reads the pages of a run. What cannot be read is a problem of kind `page_too_costly`, or `internal_error`.

    Every method begins to read at once and returns an awaitable, which raises `WorkersError` if no process can be
    started.
    """

    def __init__(self, workers: Workers, portal: Portal, arguments: Arguments) -> None:
        self._workers = workers
        self._article = article_task(portal, arguments)
        self._capture = Task(partial(read_capture, portal, arguments))
        self._page = Task(partial(_page, portal))
        self._listing = Task(partial(_listing, portal))
        self._feed = Task(partial(_feed, portal))

    def begin(self) -> None:
        """Have the process started while the first answer is on its way."""
        self._begun = self._workers.run(Task(_loaded), [None])
        self._begun.add_done_callback(lambda task: task.cancelled() or task.exception())  # it comes again with a page

    def article(self, answer: Stored) -> "asyncio.Task[Outcome]":
        """What the answer to the request for an article means."""

        def failed(why: Failure) -> Outcome:
            assert answer.article_id is not None
            problem = problem_of(why, answer.url)
            return Outcome(answer.article_id, "failed", answer.moment, answer.capture, problem=problem)

        return self._read(self._article, answer, failed)

    def capture(self, came: Exchange) -> "asyncio.Task[Reading | Problem]":
        """What a capture holds."""
        return self._read(self._capture, came, lambda why: unread(came, problem_of(why, came.url)))

    def page(self, response: "Response", name: str | None, *, suspect: bool = False) -> "asyncio.Task[Page | Problem]":
        """A page of the navigation, which calls it `name`; the home page without a name. A `suspect` may be an article
        of a shape that nobody knows.
        """
        return self._read_response(self._page, response, name, suspect)

    def listing(
        self,
        response: "Response",
        name: str | None,
        number: int,
        theme: Theme,
        script: str = "",
        form: str | None = None,
        within: str | None = None,
    ) -> "asyncio.Task[Listing | Problem]":
        """The page of that number of a listing; `script` is what the script files of a first page hold, `form` how
        records of a further one make addresses, `within` the page into which a script puts what it brings.
        """
        return self._read_response(self._listing, response, name, number, theme, script, form, within)

    def feed(self, response: "Response") -> "asyncio.Task[Feed | Problem]":
        """A feed or a sitemap."""
        return self._read_response(self._feed, response)

    def _read_response(self, task: Task, response: "Response", *more: Any) -> "asyncio.Task[Any]":
        url = response.url
        return self._read(task, (response.body, url, *more), lambda why: problem_of(why, url))

    def _read(self, task: Task, item: Any, failed: Callable[[Failure], Any]) -> "asyncio.Task[Any]":
        async def read() -> Any:
            (found,) = await reading
            return failed(found) if isinstance(found, Failure) else found

        reading = self._workers.work(task, [item])
        return asyncio.get_running_loop().create_task(read())


def _loaded(_item: object) -> None:
    """Nothing: a process that is given it loads this module, and with it what reads listings."""


def _page(portal: Portal, item: tuple[bytes, str, str | None, bool]) -> Page:
    body, url, name, suspect = item
    page = read_page(body)
    turning = page_links(page, url, portal)
    listed = listing(page, url, portal, name=name, links=turning)
    is_article = suspect and reads_as_article(body, url, portal)
    return Page(navigation(page, url, portal, turning), listed, feeds_of(page, url, portal), is_article)


def _feed(portal: Portal, item: tuple[bytes, str]) -> Feed:
    body, url = item
    return feed(body, url, portal)


def _listing(portal: Portal, item: tuple[bytes, str, str | None, int, Theme, str, str | None, str | None]) -> Listing:
    body, url, name, number, theme, script, form, within = item
    return listing(body, url, portal, name=name, number=number, theme=theme, script=script, form=form, within=within)
