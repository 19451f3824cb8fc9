"""Run crawls to their end: what `vnportal crawl` and `vnportal nightly` have in common."""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import settings
from crawler.commands.holding import Held
from crawler.commands.stopping import handlers_kept
from crawler.crawling import reading_processes
from crawler.crawling.arguments import Arguments
from crawler.crawling.live import LiveRun
from crawler.crawling.progress import Progress, log_to
from crawler.crawling.summary import Summary
from crawler.crawling.web_archives import WebArchive
from crawler.records.profile import Portal
from crawler.spider_loader import spider_class
from crawler.spiders.portal import PortalSpider
from crawler.spiders.web_archive import ArchiveSpider
from pipelines.workers import Workers

#: Pages that wait for a process before another one is started: it takes as long to start as a hundred pages to read.
_BACKLOG = 32
#: Objects that are made and not freed before the garbage collector looks at them: those of some ten pages.
_GARBAGE = 5_000


class Crawls(NamedTuple):
    """Crawls that are over: their runs, by portal the errors of crawls that could not even begin, and the number of the
    signal that ended them, 0 if none did.
    """

    runs: list[LiveRun]
    errors: dict[str, Exception]
    signal: int


class _Process(AsyncCrawlerProcess):
    """Knows by which signal it was told to stop."""

    signal = 0

    def _signal_shutdown(self, signum: int, _: Any) -> None:
        self.signal = signum
        super()._signal_shutdown(signum, _)


def run_settings(data: Path, *, delay: float | None = None, seconds: float | None = None) -> Settings:
    """Scrapy's settings of a command's crawls.

    Args:
        data: the data directory.
        delay: seconds between requests, instead of the profile's.
        seconds: after which a crawl stops, to be taken up by a later run.
    """
    chosen = Settings()
    chosen.setmodule(settings, priority="project")
    chosen.set("VNPORTAL_DATA", str(data), priority="cmdline")
    chosen.set("VNPORTAL_WORKERS", 0, priority="cmdline")  # the command's own annotate for all portals
    chosen.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # `log_to` says where log lines go
    if delay is not None:
        chosen.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    if seconds is not None:
        chosen.set("CLOSESPIDER_TIMEOUT", max(1, round(seconds)), priority="cmdline")
    return chosen


def run_crawls(
    shards: Sequence[Held],
    arguments: Callable[[Portal], Arguments],
    chosen: Settings,
    workers: Workers | None,
    console: Console,
    archive: WebArchive | None = None,
    processes: int | None = None,
    ended: Callable[[str, Summary], None] | None = None,
) -> Crawls:
    """Run all crawls to their end in one event loop, of the portals or of what a web archive has of them.

    SIGINT and SIGTERM stop them cleanly, a second one at once. `processes` read pages at the most, as many as there are
    cores if none are named. `ended` is told what the crawl of a portal has come to, as soon as it has.

    A process can do this once, as Twisted's loop runs once.
    """
    process = _Process(chosen)
    log_to(console)  # only now: Scrapy has set its loggers' levels
    crawls: list[tuple[Crawler, asyncio.Task[None]]] = []
    # One process more than there are requests at a time, as some portals answer faster than one process reads.
    wanted = sum(1 + profile.limits.concurrent_requests for profile, *_ in shards)
    count = min(wanted, processes or os.cpu_count() or 1)
    # Scrapy leaves its own handlers behind, which ask a loop to stop that has ended: nobody could stop what follows.
    with handlers_kept(), Progress(console) as progress, reading_processes.readers(count, backlog=_BACKLOG) as readers:
        readers.begin()
        for profile, store, _ in shards:
            crawler = process.create_crawler(spider_class(profile, PortalSpider if archive is None else ArchiveSpider))
            progress.watch(crawler)
            more = {"archive": archive} if archive is not None else {}
            task = process.crawl(
                crawler, arguments=arguments(profile), store=store, workers=workers, readers=readers, **more
            )
            if ended is not None:
                task.add_done_callback(partial(_tell_of, crawler, profile.name, ended))
            crawls.append((crawler, task))
        with _little_garbage():
            process.start()
    errors = {}
    for (profile, *_), (_, task) in zip(shards, crawls, strict=True):
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, Exception):
            errors[profile.name] = error
        elif error is not None:
            raise error
    return Crawls(
        [crawler.spider.run for crawler, _ in crawls if isinstance(crawler.spider, PortalSpider | ArchiveSpider)],
        errors,
        process.signal,
    )


@contextmanager
def _little_garbage() -> Iterator[None]:
    """What is loaded now stays: the garbage collector need not look through it again and again. What comes is mostly
    freed without it, and it looks at that less often than it would.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_GARBAGE, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _tell_of(crawler: Crawler, name: str, ended: Callable[[str, Summary], None], _: "asyncio.Task[None]") -> None:
    run = getattr(crawler.spider, "run", None)
    if run is not None and run.summary is not None:
        ended(name, run.summary)


def nightly_arguments(profile: Portal) -> Arguments:
    """The arguments of a portal's nightly crawl."""
    return Arguments(profile.base_url, incremental=True, attachments=profile.attachments == "fetch")
