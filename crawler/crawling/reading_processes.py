"""Processes that read pages, under limits, and what they are told to read answers to the requests for articles.

Who only hands work over and settles what comes back loads neither Scrapy nor the parser: together they take a second.
"""

import resource
from functools import partial

from crawler.archive.warc import Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.records.article import Problem
from crawler.records.profile import Portal
from pipelines.worker import MEMORY_LIMIT, Failure
from pipelines.workers import Task, Workers

#: What reading one page may take: seconds of processor time, seconds by the clock, bytes of memory of its process.
#: Pages take some hundredths of a second, and a process 100 MB.
PROCESSOR_SECONDS, CLOCK_SECONDS, MEMORY_BYTES = 2.0, 30.0, 2 << 30
#: Failures that are the page's own.
_LIMITS = {"time_limit": "takes too long to read", MEMORY_LIMIT: "takes too much memory to read"}


def readers(count: int, *, backlog: int = 0) -> Workers:
    """At most so many processes that read pages; `backlog` as in `Workers`. A page lies ready while the one before it
    is read.
    """
    return Workers(
        count,
        prepare=_limited,
        time_limit=CLOCK_SECONDS,
        processor_limit=PROCESSOR_SECONDS,
        tries=1,
        ahead=1,
        backlog=backlog,
    )


def article_task(portal: Portal, arguments: Arguments) -> Task:
    """What reads answers to the requests for articles (`Stored`) as outcomes."""
    return Task(partial(_article, portal, arguments))


def problem_of(failure: Failure, url: str) -> Problem:
    """Why a page could not be read: it costs too much, or the reading failed."""
    if failure.kind in _LIMITS:
        return Problem("read", "page_too_costly", f"the page {_LIMITS[failure.kind]}: {failure.message}", url)
    return Problem("read", "internal_error", failure.message, url)


def _limited() -> None:
    from crawler.pages.article import parse  # noqa: F401 - no page's time goes into loading it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _article(portal: Portal, arguments: Arguments, answer: Stored) -> Outcome:
    return outcome.of(answer, portal, arguments)
