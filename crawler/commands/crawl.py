"""`vnportal crawl`: crawl portals into the store, and annotate what is not annotated yet."""

import asyncio
import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import lock, portal, settings
from crawler.errors import UsageError, VnportalError
from crawler.items import Article
from crawler.portal import Portal
from crawler.progress import Progress, log_to, print_summary
from crawler.spider_loader import spider_class
from crawler.spiders.portal import PortalSpider
from crawler.store import Store
from crawler.workplace import Arguments
from pipelines.mark_near_duplicates import mark_near_duplicates
from pipelines.stages import PIPELINE_VERSION
from pipelines.workers import AnnotationError, Workers

#: Articles handed to the workers at a time after a crawl: enough to keep them busy.
_UNDER_WAY = 8


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What the command line asked for; `delay` overrides the profile's seconds between requests."""

    base_url: str | None
    data: Path
    categories: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    delay: float | None = None
    full: bool = False
    annotate: bool = True


def run(portals: Sequence[str], options: CrawlOptions) -> int:
    """Crawl the portals at the same time; returns the exit status: 0 done, 1 when a run failed or was interrupted.

    What keeps the status at 0 although it is a problem: single articles or pages that cannot be had, and listings
    whose chain of pages breaks. They are in the summary and in the store's problems. A run fails when the home page
    or robots.txt cannot be had, when no listing is found, when the portal goes out of reach, or when more articles
    failed than were had.

    Raises:
        UsageError: two portals with one base URL, or a category that the portal does not have.
        ProfileError: there is no such portal, or its profile is wrong.
        LockHeldError: another run works on the data directory.
        StoreError: the data directory cannot be used.
    """
    profiles = [portal.load(name) for name in dict.fromkeys(portals)]
    if options.base_url is not None:
        if len(profiles) > 1:
            raise UsageError("--base-url: one address cannot be several portals: name one portal")
        profiles = [profiles[0].at(options.base_url)]
    errors, output = Console(stderr=True), Console(soft_wrap=True, highlight=False, markup=False)
    with lock.hold(options.data), Store(options.data / "store.sqlite") as store:
        workers = Workers(os.cpu_count() or 1) if options.annotate else None
        try:
            spiders = _crawl(profiles, options, store, workers, errors)
            for spider in spiders:
                if spider.summary is not None and not spider.usage:
                    print_summary(spider.name, spider.summary, options.data, output)
            status = _status(spiders, errors)
            if workers is not None and status == 0:
                _annotate_pending(profiles, store, workers)
            if status == 0:
                mark_near_duplicates(store)
        finally:
            if workers is not None:
                workers.close()
    if status == 0:
        output.print(f"next: vnportal export --data {options.data}")
    return status


def _crawl(
    profiles: Sequence[Portal], options: CrawlOptions, store: Store, workers: Workers | None, console: Console
) -> list[PortalSpider]:
    """Run all crawls to their end in one event loop; SIGINT and SIGTERM stop them cleanly, a second one at once."""
    process = AsyncCrawlerProcess(_settings(options))
    log_to(console)  # only now: Scrapy has set its loggers' levels
    crawls: list[tuple[Crawler, asyncio.Task[None]]] = []
    with Progress(console) as progress:
        for profile in profiles:
            crawler = process.create_crawler(spider_class(profile))
            progress.watch(crawler)
            arguments = Arguments(
                profile.base_url, options.categories, options.since, options.until, options.limit, options.full
            )
            task = process.crawl(crawler, arguments=arguments, store=store, workers=workers)
            crawls.append((crawler, task))
        process.start()
    for _, task in crawls:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            raise error
    return [crawler.spider for crawler, _ in crawls if isinstance(crawler.spider, PortalSpider)]


def _settings(options: CrawlOptions) -> Settings:
    chosen = Settings()
    chosen.setmodule(settings, priority="project")
    chosen.set("VNPORTAL_DATA", str(options.data), priority="cmdline")
    chosen.set("VNPORTAL_WORKERS", 0, priority="cmdline")  # the command's own annotate for all portals
    chosen.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # `log_to` says where log lines go
    if options.delay is not None:
        chosen.set("DOWNLOAD_DELAY", options.delay, priority="cmdline")
    return chosen


def _annotate_pending(profiles: Sequence[Portal], store: Store, workers: Workers) -> None:
    """Annotate what earlier runs left: never annotated, failed, or done by an older pipeline.

    Raises:
        WorkersError: no worker process can be started.
    """
    under_way: deque[tuple[Article, Future[Article]]] = deque()

    def settle() -> None:
        article, future = under_way.popleft()
        try:
            store.save_annotation(future.result())
        except AnnotationError as error:
            store.fail_annotation(article.id, article.version, error.problem)

    for profile in profiles:
        for article in store.pending_annotations(profile.name, PIPELINE_VERSION):
            under_way.append((article, workers.submit(article, profile)))
            if len(under_way) >= _UNDER_WAY:
                settle()
    while under_way:
        settle()


def _status(spiders: Sequence[PortalSpider], errors: Console) -> int:
    """The exit status that the runs amount to.

    Raises:
        UsageError: the arguments do not fit a portal.
        VnportalError: a run failed.
    """
    for spider in spiders:
        if spider.failure is not None:
            raise UsageError(spider.failure) if spider.usage else VnportalError(spider.failure)
    interrupted = [spider.name for spider in spiders if spider.interrupted]
    for name in interrupted:
        errors.print(f"{name}: interrupted: the same command goes on where it stopped")
    return 1 if interrupted else 0
