"""How a crawl goes: a table on a terminal, a log line now and then elsewhere, and a summary at the end."""

import asyncio
import logging
import os
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table
from scrapy import Request, Spider, logformatter, signals
from twisted.python.failure import Failure

from crawler.crawling.live import LiveRun
from crawler.crawling.summary import Summary
from crawler.records import logs
from crawler.records.errors import VnportalError
from crawler.store import shards
from crawler.store.alerts import Finding
from crawler.store.frontier import Queue
from crawler.store.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger("vnportal")

_TERMINAL_SECONDS, _LOG_SECONDS = 0.5, 15.0
#: What a row shows, each with its colour on a terminal.
_COLUMNS = {
    "portal": "bold",
    "phase": "cyan",
    "done": "green",
    "left": "green",
    "articles": "",
    "pages": "",
    "queue": "",
    "problems": "yellow",
    "articles/s": "",
}
_UNKNOWN = "?"
#: Of an end summary, how many listings are named.
_MOST_NAMED = 10


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines, but for failed downloads: the spider reports those as problems, in a line of its own."""

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> logformatter.LogFormatterResult:
        """At DEBUG instead of ERROR, which would print a traceback for each."""
        return {**super().download_error(failure, request, spider, errmsg), "level": logging.DEBUG}


class _ToldOnce(logging.Filter):
    """Leaves out the errors that end a command: it tells them itself, in one line without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is shown."""
        return not (record.exc_info and isinstance(record.exc_info[1], VnportalError))


class Progress:
    """Shows how the crawls go while the event loop runs; a context manager.

    Args:
        console: where to; a table if it is a terminal, log lines if not.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._crawlers: list[Crawler] = []
        self._began = time.monotonic()
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> "Progress":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._live is not None:
            self._live.stop()

    def watch(self, crawler: "Crawler") -> None:
        """Show this crawl, too, from when its spider is open."""
        self._crawlers.append(crawler)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    def _opened(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._tick())

    def _closed(self) -> None:
        if self._task is not None and not any(crawler.crawling for crawler in self._crawlers):
            self._task.cancel()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_LOG_SECONDS if self._live is None else _TERMINAL_SECONDS)
            # All spiders of the project that crawl have a run.
            runs: list[LiveRun] = [one.spider.run for one in self._crawlers if one.spider is not None]  # type: ignore[attr-defined]
            rows = [self._row(run) for run in runs]
            if self._live is None:
                for row in rows:
                    logger.info("%s", ", ".join(f"{name} {value}" for name, value in zip(_COLUMNS, row, strict=True)))
            else:
                self._live.update(table(rows), refresh=True)

    def _row(self, run: LiveRun) -> tuple[str, ...]:
        done = run.done
        seconds = max(time.monotonic() - self._began, 0.001)
        return (
            run.portal.name,
            *standing(run.frontier, done["pages"], seconds),
            str(done["articles"]),
            str(done["pages"]),
            str(run.frontier.waiting()),
            str(done["problems"]),
            f"{done['articles'] / seconds:.1f}",
        )


def table(rows: Iterable[tuple[str, ...]]) -> Table:
    """What a terminal shows: a row for each crawl."""
    shown = Table(box=None)
    for name, style in _COLUMNS.items():
        shown.add_column(name, style=style)
    for row in rows:
        shown.add_row(*row)
    return shown


def standing(frontier: Queue, pages: int, seconds: float) -> tuple[str, str, str]:
    """The phase of a crawl, the share that is done and the time left.

    How much there is to do is known once no listing waits.

    Args:
        frontier: of the run.
        pages: that this process has read.
        seconds: that it took.
    """
    if frontier.noted("survey") is None:
        return "exploring", _UNKNOWN, _UNKNOWN
    if frontier.count("listing", "waiting", "taken"):
        return "listings", _UNKNOWN, _UNKNOWN
    waiting = sum(frontier.count(kind, "waiting", "taken") for kind in ("article", "capture"))
    settled = sum(frontier.outcomes().values())
    share = f"{100 * settled // max(settled + waiting, 1)} %"
    return "articles", share, str(timedelta(seconds=round(waiting * seconds / pages))) if pages else _UNKNOWN


def log_to(console: Console) -> None:
    """Send log lines to the console: problems alone beside a table, all of ours where lines are read later."""
    if console.is_terminal and not logs.in_json(os.environ):
        handler: logging.Handler = RichHandler(console=console, show_path=False, show_time=False)
        handler.setLevel(logging.WARNING)
    else:
        handler = logging.StreamHandler(console.file)
        handler.setFormatter(logs.formatter(os.environ))
    handler.addFilter(_ToldOnce())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in ("scrapy", "twisted", "protego"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # A robots.txt that cannot be had ends the crawl with a line of our own, not with a traceback.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


def print_summary(name: str, summary: Summary, data: Path, console: Console) -> None:
    """Say what a run has come to: articles by outcome and category, problems by kind, broken listings."""
    console.print(f"{name}: {_counted(summary.articles) or 'no articles'}")
    if summary.files:
        console.print(f"files: {_counted(summary.files)}")
    for category, count in summary.categories.items():
        console.print(f"  {count:6}  {category}")
    if summary.problems:
        console.print(f"problems: {_counted(summary.problems)}")
    for message in summary.incomplete[:_MOST_NAMED]:
        console.print(f"  incomplete: {message}")
    if len(summary.incomplete) > _MOST_NAMED:
        console.print(f"  and {len(summary.incomplete) - _MOST_NAMED} more")
    for message in summary.missed[:_MOST_NAMED]:
        console.print(f"  missed: {message}")
    if summary.statistics.unlisted:
        console.print(f"in no listing: {summary.statistics.unlisted} articles, named by feeds and sitemaps alone")
    console.print(f"store: {shards.store(data, name)}")


def print_captured(store: Store, portal: str, console: Console) -> None:
    """Say how many of the articles that archived listings name were captured."""
    listed, captured = store.captures.listed(portal)
    if listed:
        console.print(f"{listed:,} listed, {captured:,} captured: the others are in missing_articles")


def print_findings(findings: Iterable[Finding], console: Console) -> None:
    """Say what monitors found wrong, but for a failed run, which ends the command with an error of its own."""
    for finding in findings:
        if not finding.ok and finding.monitor != "run":
            console.print(f"unusual: {finding}")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
