"""Scrapy's item pipelines: a thin adapter that has a stored article annotated."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import CloseSpider

from crawler.records.article import Article, Problem
from pipelines.annotate_articles import annotated, annotators
from pipelines.stages import pipeline_version
from pipelines.workers import Workers, WorkersError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


logger = logging.getLogger(__name__)


class Annotate:
    """Has the article annotated by worker processes; the event loop goes on meanwhile.

    The workers are those that the spider was given, or `VNPORTAL_WORKERS` of the crawl's own; without any the article
    is left to a later run.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._own: Workers | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Get workers, unless the spider has some: they start when there is work."""
        spider: Any = self._crawler.spider
        count = self._crawler.settings.getint("VNPORTAL_WORKERS")
        if spider.workers is None and count > 0:
            spider.workers = self._own = annotators(count)

    def close_spider(self) -> None:
        """End the workers that were made here."""
        if self._own is not None:
            self._own.close()

    async def process_item(self, item: Article) -> Article:
        """The annotated article; one that fails stays stored, marked for the next run. A text that was seen again as it
        was has its annotations in the store.
        """
        spider: Any = self._crawler.spider
        if spider.workers is None or spider.run.store.annotations.has(item.id, item.version, pipeline_version()):
            return item
        if item.attachments:  # the texts of those that were read before stand in the store alone
            item = spider.run.store.articles.get(item.id, annotated=False) or item
        try:
            work = asyncio.ensure_future(annotated(spider.workers, item, spider.portal))
            done: Article | Problem = await spider.unless_closing(work)
        except CloseSpider:  # the crawl is being ended: left to the next run
            return item
        except WorkersError as error:
            # The crawl goes on: what is stored is annotated by the next run that has workers.
            logger.error("%s", error)
            spider.workers = None
            return item
        if isinstance(done, Problem):
            spider.run.store.annotations.fail(item.id, item.version, done)
            return item
        spider.run.store.annotations.save(done)
        return done
