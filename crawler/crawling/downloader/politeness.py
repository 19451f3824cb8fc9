"""A profile's limits in Scrapy's words."""

from typing import Any

from crawler.crawling.run import SOFTWARE
from crawler.records.profile import Portal


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
