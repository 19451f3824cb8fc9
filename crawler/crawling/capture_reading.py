"""What a capture of a web archive or of a file holds, read without a run: a worker process needs no Scrapy for it."""

from typing import NamedTuple

from crawler.archive.warc import Exchange, ListedArticle
from crawler.crawling import file_outcome, outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.file_outcome import FileOutcome
from crawler.crawling.outcome import Outcome
from crawler.pages.listing.entries import listing
from crawler.records.article import Problem
from crawler.records.profile import Portal


class Named(NamedTuple):
    """The articles that a captured page lists, and the category whose listing it is, if its heading says so."""

    category: str | None
    articles: tuple[ListedArticle, ...]


#: What a capture holds: what became of an article or of a file, or the articles that a page lists.
Reading = Outcome | FileOutcome | Named


def read(portal: Portal, arguments: Arguments, came: Exchange) -> Reading:
    """What a capture holds; of an article if it names one. A pure function."""
    if came.article_id is not None:
        return outcome.of(outcome.answer(came), portal, arguments)
    page = listing(came.body, came.url, portal)
    articles = tuple(
        ListedArticle(f"{portal.name}:{one.article_id}", one.url, one.title, str(one.day) if one.day else None)
        for one in page.entries
    )
    shown = {one.article_id for one in page.entries}
    headings = (one.block.above[-1] for one in page.candidates if one.named and one.block.ids <= shown)
    return Named(next(headings, None) if articles else None, articles)


def read_file(came: Exchange, name: str) -> tuple[Exchange, FileOutcome]:
    """The capture of the file that articles call `name`, and what it holds. A pure function."""
    named = came._replace(article_id=None, attached=name)
    return named, file_outcome.of(outcome.answer(named))


def unread(came: Exchange, problem: Problem) -> Outcome | Problem:
    """What a capture comes to that could not be read: of an article a failure, else the problem alone."""
    if came.article_id is None or came.capture is None:
        return problem
    return Outcome(came.article_id, "failed", came.capture.moment, came.capture, problem=problem)
