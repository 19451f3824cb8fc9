"""Rendering: what a browser's scripts make of a page that is empty without them, for profiles with `fetch = "browser"`.

The browser has no way to the network. The page has come like any other, and what its scripts ask for goes through the
crawl's own downloader: it stays on the portal, obeys robots.txt, waits its turn, and has the same limits.
"""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Headers, HtmlResponse, Response

from crawler.crawling.downloader import chromium
from crawler.crawling.downloader.client import client
from crawler.crawling.downloader.refusals import RefusedError, described
from crawler.pages.page.address import is_on_portal, sent_url
from crawler.records.profile import Portal

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright, Route
    from playwright.async_api import Request as Asked
    from scrapy.crawler import Crawler

#: In a request's `meta`: the answer is not to be rendered.
PLAIN = "plain"
#: What a page may ask for: pictures, fonts and styles do not change what it says.
_ASKED_FOR = frozenset({"script", "xhr", "fetch"})
#: Headers of such a request that the portal gets.
_SENT_ON = ("content-type", "accept", "x-requested-with")
#: What the headers of the answer say of its body, which is another one now.
_OF_THE_BODY = ("Content-Encoding", "Content-Length", "Transfer-Encoding", "ETag", "Last-Modified")
#: Scripts that are kept: all pages of a portal ask for the same few.
_MOST_SCRIPTS = 100
#: The browser's proxy, where nobody answers.
_NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}

logger = logging.getLogger(__name__)


class Rendering:
    """A downloader middleware. The browser is started by the first page, and ends with the crawl."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._context: BrowserContext | None = None
        self._scripts: dict[str, Response] = {}
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Scrapy's factory."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as its scripts make it; any other answer as it is.

        Raises:
            DownloadTimeoutError: the page did not become whole within `limits.timeout`.
            DownloadCancelledError: it is larger than `limits.response_bytes`.
            RefusedError: the browser failed.
        """
        portal = client(self._crawler).portal
        is_page = isinstance(response, HtmlResponse) and response.status == 200 and request.method == "GET"
        if portal.fetch != "browser" or not is_page or request.meta.get(PLAIN):
            return response
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(portal.limits.timeout + 1):
                body = (await self._rendered(response, portal)).encode()
        except TimeoutError:
            raise DownloadTimeoutError from None
        except Error as error:
            said = str(error).partition("\n")[0]
            raise RefusedError("not_rendered", f"the browser cannot render the page: {said}") from None
        if len(body) > portal.limits.response_bytes:
            raise DownloadCancelledError
        headers = Headers(response.headers)
        for name in _OF_THE_BODY:
            headers.pop(name, None)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return response.replace(body=body, headers=headers, encoding="utf-8")

    async def _rendered(self, response: Response, portal: Portal) -> str:
        from playwright.async_api import TimeoutError as NotIdleError

        page = await (await self._ready()).new_page()
        try:
            await page.route("**/*", partial(self._answer, response, portal))
            await page.goto(sent_url(response.url, portal), wait_until="load", timeout=portal.limits.timeout * 1000)
            with suppress(NotIdleError):  # a page that asks for ever is taken as it is
                await page.wait_for_load_state("networkidle", timeout=portal.limits.timeout * 500)
            return await page.content()
        finally:
            await page.close()

    async def _ready(self) -> "BrowserContext":
        from playwright.async_api import async_playwright

        async with self._starting:
            if self._context is None or self._browser is None or not self._browser.is_connected():
                await self._close()
                binary = chromium.binary('fetch = "browser"')
                self._playwright = await async_playwright().start()
                self._browser = await self._playwright.chromium.launch(
                    executable_path=binary,
                    args=chromium.arguments(),
                    proxy={"server": _NOWHERE["server"], "bypass": _NOWHERE["bypass"]},
                )
                self._context = await self._browser.new_context(locale="vi-VN", service_workers="block")
            return self._context

    async def _close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()
        self._playwright = self._browser = self._context = None

    async def _answer(self, page: Response, portal: Portal, route: "Route") -> None:
        """Answer what a page asks for: itself first, then what its scripts need from the portal."""
        asked = route.request
        answer: Response | None = None
        if asked.is_navigation_request() and asked.frame.parent_frame is None:
            answer = page if asked.frame.url in {"", "about:blank"} else None
        elif asked.resource_type in _ASKED_FOR and is_on_portal(asked.url, portal):
            answer = await self._from_portal(asked, portal)
        if answer is None:
            await route.abort()
            return
        kind = (answer.headers.get("Content-Type") or b"text/html").decode("latin-1")
        await route.fulfill(status=answer.status, body=answer.body, headers={"Content-Type": kind})

    async def _from_portal(self, asked: "Asked", portal: Portal) -> Response | None:
        base = urlsplit(portal.base_url)
        url = urlsplit(asked.url)._replace(scheme=base.scheme, netloc=base.netloc, fragment="").geturl()
        if url in self._scripts:
            return self._scripts[url]
        headers = {name: value for name, value in asked.headers.items() if name in _SENT_ON}
        body = asked.post_data_buffer or b""
        request = Request(url, method=asked.method, headers=headers, body=body, meta={PLAIN: True}, dont_filter=True)
        assert self._crawler.engine is not None
        try:
            answer = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever keeps it from being had, the page may be whole without it
            logger.info("%s: a page asks for it in vain: %s", url, described(error)[1])
            return None
        if asked.resource_type == "script" and len(self._scripts) < _MOST_SCRIPTS:
            self._scripts[url] = answer
        return answer
