"""Counts of what goes to and fro."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.stats import DownloaderStats


class Traffic(DownloaderStats):
    """Scrapy's counts, without the bytes that are sent: each request would be written out to count them."""

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Count a request."""
        self.stats.inc_value("downloader/request_count")
