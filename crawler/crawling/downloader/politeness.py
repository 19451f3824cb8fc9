"""A profile's limits in Scrapy's words, and who the crawl says it is."""

import ipaddress
import logging
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import signals

from crawler.records.profile import Portal
from crawler.records.release import SOFTWARE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def settings_of(portal: Portal, contact: str | None) -> dict[str, Any]:
    """Scrapy's settings for the portal; `contact` goes before the profile's."""
    limits = portal.limits
    contact = contact or portal.contact
    return {
        "DOWNLOAD_DELAY": limits.delay,
        # No request is taken off the frontier before there is a place for it: taken ahead, the order of requests, and
        # with it that of the archive, would hang on which of two answers is read first.
        "CONCURRENT_REQUESTS": limits.concurrent_requests,
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.concurrent_requests,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "DOWNLOAD_MAXSIZE": limits.response_bytes,
        "RETRY_TIMES": limits.retries,
        "USER_AGENT": f"{SOFTWARE} (+{contact})" if contact else SOFTWARE,
    }


class Contact:
    """An extension: warns when a portal's operators cannot tell from its requests whom to ask."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        crawler.signals.connect(self._opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def _opened(self) -> None:
        spider: Any = self._crawler.spider
        portal: Portal = spider.portal
        if "(+" not in self._crawler.settings["USER_AGENT"] and not is_loopback(portal.base_url):
            logger.warning(
                "VNPORTAL_CONTACT is not set: %s cannot see who crawls it: set it to a web or mail address of yours",
                portal.base_url,
            )


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine.

    >>> is_loopback("http://127.0.0.1:8002/"), is_loopback("http://localhost/"), is_loopback("https://sontay.gov.vn/")
    (True, True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
