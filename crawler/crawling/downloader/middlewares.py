"""Downloader middlewares: stay where the spider may ask, and be patient with it."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.misc import load_object
from scrapy.utils.response import response_status_message

from crawler.crawling.downloader.client import client
from crawler.crawling.downloader.closing import GLANCE, is_closing
from crawler.crawling.downloader.decompression import TRUNCATED
from crawler.crawling.downloader.refusals import RefusedError
from crawler.pages.page.lexicon import MAINTENANCE
from crawler.pages.page.tree import folded, read

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: The first wait before another try is the delay between requests, but no less than this; each further one doubles.
_SHORTEST_WAIT = 0.1
#: Of an answer that seems to have broken off: its bytes, in the request for the next try.
_LENGTH = "bytes_before"
#: Bytes at an answer's end in which a page says that it ends; counters and comments may follow that.
_LAST = 2_000
#: Bytes, tags and visible characters of an answer that may be an excuse: a page with a menu and an article has more.
_LONGEST_EXCUSE, _MOST_TAGS, _LONGEST_SAID = 20_000, 120, 400


class Stay:
    """Refuses requests to where the spider has no business: what a redirect leads to, above all."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse the request unless it stays.

        Raises:
            RefusedError: it leads elsewhere.
        """
        stray = client(self._crawler).strays(request)
        if stray is not None:
            raise RefusedError("off_host", stray)


class BackOff:
    """Tries again what may pass: server errors, 429, timeouts, dropped and truncated answers.

    Waits without holding up the event loop: `Retry-After` (seconds or a date) for the whole portal, up to
    `limits.longest_wait`; else for this request alone, twice as long each time.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self._errors = tuple(map(load_object, settings.getlist("RETRY_EXCEPTIONS")))

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Try again after an answer that may pass."""
        if TRUNCATED in response.flags or seems_cut(response):
            return await self._whole(request, response)
        if response.status == 200 and is_maintenance(response):
            return await self._again(request, "maintenance", None) or response
        if response.status not in self._codes:
            return response
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        return await self._again(request, response_status_message(response.status), asked) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try again after no whole answer came."""
        if not isinstance(exception, self._errors):
            return None
        return await self._again(request, exception, None)

    async def _whole(self, request: Request, response: Response) -> Request | Response:
        """Try again after an answer that is not all there.

        One without a length or a mark at its end is taken for whole when the next try brings as many bytes.

        Raises:
            ResponseDataLossError: every try broke off.
        """
        length = len(response.body)
        if TRUNCATED not in response.flags and request.meta.get(_LENGTH) == length:
            return response
        again = await self._again(request, ResponseDataLossError(), None)
        if again is None:
            raise ResponseDataLossError
        again.meta[_LENGTH] = length
        return again

    async def _again(self, request: Request, reason: str | Exception, asked: float | None) -> Request | None:
        asker = client(self._crawler)
        assert self._crawler.spider is not None
        again = get_retry_request(request, spider=self._crawler.spider, reason=reason)
        if again is None:
            return None
        if asked is None:
            first = max(self._crawler.settings.getfloat("DOWNLOAD_DELAY"), _SHORTEST_WAIT)
            wait = first * 2 ** (again.meta["retry_times"] - 1)
        else:
            wait = asked
        wait = min(wait, asker.portal.limits.longest_wait)
        if asked is not None:
            asker.patience.pause(wait)
        # Whoever waits holds no place: the addresses behind it need not wait with it.
        places = self._crawler.engine.downloader.active if self._crawler.engine is not None else set()
        places.discard(request)
        asker.patience.backing_off.add(request)
        try:
            await self._sleep(wait)
        finally:
            asker.patience.backing_off.discard(request)
            places.add(request)
        return again

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not while the crawl is being ended: the request is then left to the run that takes it up."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if is_closing(self._crawler):
                return
            await asyncio.sleep(min(left, GLANCE))


def seems_cut(response: Response) -> bool:
    """Whether an answer that ended with its connection lacks the end of its page."""
    if "partial" not in response.flags or not isinstance(response, HtmlResponse):
        return False
    return b"</html" not in response.body[-_LAST:].lower()


def is_maintenance(response: Response) -> bool:
    """Whether an answer says, in a few words and in spite of its status, that the portal is down."""
    if len(response.body) > _LONGEST_EXCUSE or response.body.count(b"<") > _MOST_TAGS:
        return False
    if not isinstance(response, TextResponse):
        return False
    said = folded(" ".join(text.text for text in read(response.text).texts))
    return len(said) <= _LONGEST_SAID and MAINTENANCE.search(said) is not None


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3), `None` when it says nothing.

    >>> retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
