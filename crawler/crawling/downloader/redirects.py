"""Scrapy's two middlewares that follow redirects. They look for none that handles a Referer header: none is sent."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.http import Response

from crawler.crawling.downloader.refusals import RefusedError

#: Bytes in which Scrapy's middleware looks: it takes 4,096 characters, each of up to four bytes.
_BEGINNING = 4 * 4_096


class Redirects(RedirectMiddleware):
    """Follows what the server says; refuses what is no web address: `javascript:`, `file:`, `data:`."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Follow a redirect.

        Raises:
            RefusedError: it leads to no web address.
        """
        place = response.headers.get("Location")
        if place is not None and 300 <= response.status < 400:
            url = urljoin(request.url, place.decode("latin-1"))
            if urlsplit(url).scheme not in {"http", "https"}:
                raise RefusedError("off_host", f"leads off the portal, to {url}")
        return super().process_response(request, response)

    def _engine_started(self) -> None:
        """See above; Scrapy would warn of it."""


class PageRedirects(MetaRefreshMiddleware):
    """Follows what a page says (`meta refresh`)."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Follow what the page says; most pages do not hold the word, and need not be decoded for it."""
        if b"refresh" not in response.body[:_BEGINNING].replace(b"\0", b"").lower():
            return response
        return super().process_response(request, response)

    def _engine_started(self) -> None:
        """See above; Scrapy would warn of it."""
