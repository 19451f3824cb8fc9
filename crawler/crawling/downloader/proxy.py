"""A proxy that the environment names: said when it is used, and never between this machine and itself."""

import logging
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import NotConfigured

from crawler.crawling.downloader.politeness import is_loopback

logger = logging.getLogger(__name__)


class Proxy(HttpProxyMiddleware):
    """Scrapy's middleware for `http_proxy`, `https_proxy` and `no_proxy`, with a log line for the first request."""

    def __init__(self, auth_encoding: str | None = "latin-1") -> None:
        super().__init__(auth_encoding)
        if not self.proxies:
            raise NotConfigured
        self._said = False

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Send the request through the proxy of its scheme, if there is one."""
        if is_loopback(request.url):
            request.meta["proxy"] = None
        super().process_request(request)
        proxy = request.meta.get("proxy")
        if proxy and not self._said:
            self._said = True
            logger.warning("requests go through the proxy %s, which the environment names (http_proxy)", proxy)
