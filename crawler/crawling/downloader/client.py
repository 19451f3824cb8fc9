"""What the middlewares know of the spider whose requests they see."""

from typing import TYPE_CHECKING, Protocol

from scrapy import Request
from scrapy.http import Response

from crawler.crawling.downloader.patience import Patience
from crawler.records.profile import Portal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Client(Protocol):
    """A spider that asks one portal."""

    portal: Portal

    @property
    def patience(self) -> Patience:
        """When the portal must be left alone."""

    def strays(self, request: Request) -> str | None:
        """Why the request leads to where the spider may not ask; `None` when it does not."""

    def keep_robots(self, response: Response) -> None:
        """Archive robots.txt."""


def client(crawler: "Crawler") -> Client:
    """The spider of a crawler."""
    spider: Client = crawler.spider  # type: ignore[assignment] # all spiders of the project are clients
    return spider
