"""What the spiders of a run have in common: pages are read in processes, limits are heeded, and the run is ended."""

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Spider

from crawler.crawling.downloader import politeness
from crawler.crawling.downloader.closing import Awaited, Result
from crawler.crawling.downloader.patience import Patience
from crawler.crawling.live import LiveRun
from crawler.crawling.reading import Reader
from crawler.crawling.reading_processes import readers as processes
from crawler.crawling.run_limits import EVERY, LIMIT_REACHED, reached
from crawler.crawling.scheduler import Scheduler
from crawler.crawling.statistics import Watch
from crawler.records.errors import VnportalError
from crawler.records.profile import Portal
from pipelines.workers import Workers

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class RunSpider(Spider):
    """Asks for what the frontier of a run holds. `workers` annotate, `readers` read pages; without readers of a caller
    the spider has a process of its own.
    """

    profile: Portal

    def __init__(self, run: LiveRun, watch: Watch, workers: Workers | None, readers: Workers | None) -> None:
        super().__init__()
        self.run = run
        self.portal = run.portal
        self.watch = watch
        self.workers = workers
        pool = readers or processes(1)
        self._own = pool if pool is not readers else None
        self.reader = Reader(pool, run.portal, run.arguments)
        #: Answers are settled one after the other, in the order in which they came: so they stand in the archive.
        self._turn = asyncio.Lock()
        self._stopping: asyncio.Future[None] | None = None
        run.scheduler.begin()

    @classmethod
    def update_settings(cls, settings: "BaseSettings") -> None:
        """Lay the profile's limits over the project's settings; the command line's go over both."""
        super().update_settings(settings)
        own = politeness.settings_of(cls.profile, settings.get("VNPORTAL_CONTACT"))
        settings.setdict(own, priority="spider")

    @property
    def scheduler(self) -> Scheduler:
        """The rules of what is asked for next."""
        return self.run.scheduler

    @property
    def patience(self) -> Patience:
        """When whoever is asked must be left alone."""
        return self.run.scheduler.patience

    async def unless_closing(self, work: "asyncio.Task[Result]") -> Result:
        """The result of a worker's work. A crawl that is being ended does not wait for it: a later run does it again.

        Raises:
            CloseSpider: the crawl is being ended.
        """
        return await self._awaited.unless_closing(work)

    @cached_property
    def _awaited(self) -> Awaited:
        return Awaited(self.crawler)

    def stop(self, error: VnportalError) -> None:
        """End the crawl because of an error that all further work would meet, too: a full disk, say."""
        self.run.failure = self.run.failure or str(error)
        if self._stopping is None:
            self._close("broken_off")

    def closed(self, reason: str) -> None:
        """End the run, and the processes that read for it alone."""
        if self._own is not None:
            self._own.close()
        count = self.crawler.stats.get_value if self.crawler.stats else lambda _key, default: default
        self.run.end(
            reason,
            requests=count("downloader/request_count", 0),
            received=count("downloader/response_bytes", 0),
            statistics=self.watch.taken(self.run.store.runs.stats(self.run.run_id)),
        )

    def _answered(self) -> None:
        self.run.scheduler.answered()
        self.run.done["pages"] += 1
        if self.run.done["pages"] % EVERY == 0 and self._stopping is None:
            self._heed_limits()

    def _heed_limits(self) -> None:
        """End the crawl cleanly when it has reached a limit of the profile."""
        run = self.run
        data = Path(self.crawler.settings["VNPORTAL_DATA"])
        problem = reached(run.store, run.scheduler.had, run.portal, run.run_id, data)
        if problem is not None:
            run.add_problem(problem)
            self._close(LIMIT_REACHED)

    def _close(self, reason: str) -> None:
        self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))
