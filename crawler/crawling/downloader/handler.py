"""Scrapy's way to the network, bounded where it is not, and with the cause of each failed connection."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader._idna_patch import _patched_idna_bytes
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    TunnelError,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Response
from twisted.internet import endpoints

from crawler.crawling.downloader.certificates import Policy, Proxy
from crawler.crawling.downloader.client import client
from crawler.crawling.downloader.refusals import (
    CertificateError,
    HeadersTooLargeError,
    NoAnswerError,
    ProxyError,
    certificate_fault,
)
from crawler.pages.page.address import sent_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Bytes of an answer's status line and headers. Servers send some hundred; browsers stop at 256 kB.
_LONGEST_HEAD = 256_000
#: What OpenSSL says of a certificate whose issuer is not known.
_NO_ISSUER = "certificate verify failed"
#: When the first byte of an answer came, as Scrapy notes it.
_ANSWERED = "download_latency"


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler of `http` and `https`."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        endpoints._idnaBytes = _host_written  # type: ignore[attr-defined]
        self._policy: Policy | None = None

    async def download_request(self, request: Request) -> Response:
        """Ask for an address.

        Raises:
            CertificateError: the portal's certificate is not valid.
            ProxyError: the proxy of the environment cannot be reached, or refuses.
            NoAnswerError: no answer began in time.
            Exception: what Scrapy raises of other failures.
        """
        self._secure()
        try:
            return await self._asked(request)
        except CertificateError as error:
            if self._policy is None or _NO_ISSUER not in str(error):
                raise
            parts, proxy = urlsplit(request.url), None
            if address := request.meta.get("proxy"):
                proxy = Proxy(address, (request.headers.get("Proxy-Authorization") or b"").decode("latin-1"))
            if not await asyncio.to_thread(self._policy.complete, parts.hostname or "", parts.port or 443, proxy):
                raise
        return await self._asked(request)

    def _secure(self) -> None:
        """Verify certificates, unless the profile says otherwise."""
        tls = client(self._crawler).portal.tls
        if self._policy is None and tls.verify:
            self._policy = Policy(tls.intermediates)
            self._contextFactory = self._policy  # type: ignore[assignment] # zope's interface

    async def _asked(self, request: Request) -> Response:
        request.meta.pop(_ANSWERED, None)  # an earlier try may have left it
        proxy = request.meta.get("proxy")
        try:
            return await self._sent(request)
        except (TunnelError, CannotResolveHostError, DownloadConnectionRefusedError) as error:
            if proxy is None:
                raise
            raise ProxyError(f"{proxy}: {error}") from error
        except DownloadTimeoutError as error:
            if _ANSWERED in request.meta:
                raise
            raise NoAnswerError from error
        except Exception as error:
            if (said := certificate_fault(error)) is None:
                raise
            raise CertificateError(said) from error

    async def _sent(self, request: Request) -> Response:
        """Ask for an address as the server knows it: see `sent_url`. The answer keeps the address asked for."""
        url = sent_url(request.url, client(self._crawler).portal)
        if url == request.url:
            return await super().download_request(request)
        sent = request.replace(url=url)
        try:
            return (await super().download_request(sent)).replace(url=request.url)
        finally:
            request.meta.update(sent.meta)


@lru_cache(maxsize=256)
def _host_written(host: str) -> bytes:
    """A host's name as connections want it. Twisted asks for it at each request, though the connection is kept."""
    return _patched_idna_bytes(host)


class _Parser(_LenientHTTPClientParser):
    """Gives an answer up whose headers have no end."""

    #: Set on the class: Scrapy makes an object of another class one of this.
    _head = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take a line of the head."""
        self._head += len(line)
        if self._head > _LONGEST_HEAD:
            raise HeadersTooLargeError
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        """Send a request, and read its answer with our parser.

        Scrapy's own method would set another parser, and look for the certificate of each answer: nobody reads it.
        """
        answer = super(_LenientHTTP11ClientProtocol, self).request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        """The protocol of a new connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
