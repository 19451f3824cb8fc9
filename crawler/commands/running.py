"""Run crawls to their end, and annotate what is left: what `vnportal crawl` and `vnportal nightly` have in common."""

import asyncio
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import settings
from crawler.commands.holding import Held
from crawler.commands.spreading import mark_with
from crawler.commands.stopping import handlers_kept
from crawler.crawling import reading
from crawler.crawling.arguments import Arguments
from crawler.crawling.live import LiveRun
from crawler.crawling.progress import Progress, log_to
from crawler.crawling.summary import Summary
from crawler.crawling.web_archives import WebArchive
from crawler.records.article import Article, Problem
from crawler.records.profile import Portal
from crawler.spider_loader import spider_class
from crawler.spiders.portal import PortalSpider
from crawler.spiders.web_archive import ArchiveSpider
from crawler.store import lock
from crawler.store.collection import Collection
from crawler.store.store import Store
from pipelines.annotate_articles import annotate_all
from pipelines.file_texts.pages import READER_VERSION
from pipelines.stages import pipeline_version
from pipelines.workers import Workers


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
    # Scrapy leaves its own handlers behind, which ask a loop to stop that has ended: nobody could stop what follows.
    count = min(sum(profile.limits.concurrent_requests for profile, *_ in shards), processes or os.cpu_count() or 1)
    with handlers_kept(), Progress(console) as progress, reading.readers(count) as readers:
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


def _tell_of(crawler: Crawler, name: str, ended: Callable[[str, Summary], None], _: "asyncio.Task[None]") -> None:
    run = getattr(crawler.spider, "run", None)
    if run is not None and run.summary is not None:
        ended(name, run.summary)


def nightly_arguments(profile: Portal) -> Arguments:
    """The arguments of a portal's nightly crawl."""
    return Arguments(profile.base_url, incremental=True, attachments=profile.attachments == "fetch")


def read_pending(shards: Sequence[Held], *, until: float | None = None, processes: int | None = None) -> Counter[str]:
    """Read the fetched files whose text is not read yet; returns how many by what became of them.

    `until`, of `time.monotonic`, is when no further file is begun. `processes` read, as many as there are cores if none
    are named.

    Raises:
        WorkersError: no worker process can be started.
    """
    done: Counter[str] = Counter()
    waiting = [
        shard for shard in shards if shard.store.files.unread(shard.profile.name, READER_VERSION, recognises=True)
    ]
    if waiting:
        # Its libraries take a third of a second to load, and most crawls fetch no files.
        from crawler.rebuilding.read_files import read_files
    for profile, store, archive in waiting:
        done += read_files(store, archive, profile.name, processes or os.cpu_count() or 1, until)
    return done


def annotate_pending(shards: Sequence[Held], workers: Workers, *, until: float | None = None) -> tuple[int, int]:
    """Annotate what earlier runs left: never annotated, failed, or done by an older pipeline.

    `until`, of `time.monotonic`, is when no further article is begun. Returns how many were done and how many failed.

    Raises:
        WorkersError: no worker process can be started.
    """
    begun: deque[tuple[Article, Store]] = deque()
    done = failed = 0

    def works() -> Iterator[tuple[Article, Portal]]:
        for profile, store, _ in shards:
            for article in store.annotations.pending(profile.name, pipeline_version()):
                if until is not None and time.monotonic() >= until:
                    return
                begun.append((article, store))
                yield article, profile

    for outcome in annotate_all(workers, works()):
        article, store = begun.popleft()
        if isinstance(outcome, Problem):
            store.annotations.fail(article.id, article.version, outcome)
            failed += 1
        else:
            store.annotations.save(outcome)
            done += 1
    return done, failed


def mark_repeats(data: Path, shards: Sequence[Held]) -> None:
    """Find what the articles of these portals nearly repeat on any portal, and what repeats them.

    Raises:
        StoreError: a store cannot be read, or the findings cannot be written.
    """
    with lock.hold(data, wait=True), Collection(data, [profile.name for profile, *_ in shards]) as collection:
        mark_with(collection, os.cpu_count() or 1)
