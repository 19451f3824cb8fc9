"""robots.txt: obeyed, with its Crawl-delay; a portal that cannot say what is allowed is not crawled (RFC 9309)."""

import logging
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.crawling.downloader.client import client
from crawler.crawling.downloader.refusals import RefusedError, described

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt, but for one that cannot be had: a server error or no answer forbids all, 404 allows all."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._spider_of = crawler
        self._answered: set[str] = set()
        #: By host with port, why robots.txt could not be had.
        self._causes: dict[str, str] = {}
        crawler.signals.connect(self._received, signal=signals.response_received)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host.

        Raises:
            RefusedError: robots.txt cannot be had.
        """
        parser: RobotParser | None = await super().robot_parser(request)
        if urlsplit(request.url).netloc not in self._answered:
            cause = self._causes.get(urlsplit(request.url).netloc, "no answer")
            said = f"robots.txt cannot be had ({cause}), so nothing is known to be allowed"
            raise RefusedError("robots_unavailable", said)
        if parser is None:
            # Of several requests that wait for robots.txt Scrapy gives the rules to the first alone.
            parser = await super().robot_parser(request)
        return parser

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._causes[netloc] = described(exc)[1]
        super()._robots_error(exc, netloc)

    def _received(self, response: Response, request: Request) -> None:
        # It may be served elsewhere (RFC 9309, section 2.3.1.2): what was asked for counts.
        parts = urlsplit(request.meta.get("redirect_urls", [request.url])[0])
        if parts.path != "/robots.txt":
            return
        client(self._spider_of).keep_robots(response)
        if response.status < 500 and response.status != 429:
            self._answered.add(parts.netloc)
        else:
            self._causes[parts.netloc] = f"the server answered {response.status}"


class CrawlDelay:
    """Slows down to the Crawl-delay of robots.txt where it is longer than the profile's delay."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        crawler.signals.connect(self._parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def _parsed(self, robotparser: RobotParser, request: Request) -> None:
        settings = self._crawler.settings
        delay: Any = robotparser.crawl_delay(settings["ROBOTSTXT_USER_AGENT"])
        if delay is None or float(delay) <= settings.getfloat("DOWNLOAD_DELAY"):
            return
        logger.info("robots.txt asks for %s s between requests", delay)
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        # The slot in use, and the one that follows when it was idle for long.
        downloader.per_slot_settings[key] = {"delay": float(delay), "concurrency": 1, "jitter": 0.0}
        if key in downloader.slots:
            downloader.slots[key].delay = float(delay)
            downloader.slots[key].concurrency = 1
