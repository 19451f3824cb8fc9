"""Pages whose character set is none: Scrapy would lose the answer for it."""

from scrapy import Request
from scrapy.http import Response, TextResponse


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
