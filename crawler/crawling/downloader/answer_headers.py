"""Downloader middlewares: headers of answers that Scrapy cannot make anything of, and would lose the answer for."""

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.crawling.downloader.refusals import RefusedError


class WebRedirects:
    """Refuses a redirect to what is no web address: `javascript:`, `file:`, `data:`."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Let any other answer pass.

        Raises:
            RefusedError: the redirect leads to no web address.
        """
        place = response.headers.get("Location")
        if place is not None and 300 <= response.status < 400:
            url = urljoin(request.url, place.decode("latin-1"))
            if urlsplit(url).scheme not in {"http", "https"}:
                raise RefusedError("off_host", f"leads off the portal, to {url}")
        return response


class TextCharset:
    """Has a page read as UTF-8 whose character set is none of a text (`hex`) or decodes no page (`idna`).

    The parser reads the bytes by rules of its own; this is for what Scrapy asks of a page.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, with a character set that can be decoded."""
        if isinstance(response, TextResponse):
            try:
                b"<".decode(response.encoding, "replace")
            except (LookupError, UnicodeError):
                return response.replace(encoding="utf-8")
        return response
