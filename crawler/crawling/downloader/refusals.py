"""Why an address could not be had, in the words of problems: a short stable kind and one sentence."""

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError
from twisted.internet.error import ConnectError

from crawler.crawling.downloader.statuses import of_status


class RefusedError(IgnoreRequest):
    """We do not ask for this address: raised by `crawler.crawling.downloader.middlewares` and
    `crawler.crawling.downloader.robots`; `kind` says why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class CertificateError(Exception):
    """The portal's certificate is not valid: raised by `crawler.crawling.downloader.handler`, with what is wrong."""


class ProxyError(Exception):
    """The proxy of the environment is of no use: raised by `crawler.crawling.downloader.handler`."""


class NoAnswerError(DownloadTimeoutError):
    """Nothing came in time, not even a first byte: raised by `crawler.crawling.downloader.handler`."""


class HeadersTooLargeError(Exception):
    """An answer's headers have no end: raised by `crawler.crawling.downloader.handler`."""


_NO_ANSWER = (
    "no answer began in time: the portal is down, or drops connections from this network,"
    " as these portals do with data centres: try from another one"
)
_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (NoAnswerError, "timeout", _NO_ANSWER),
    (DownloadTimeoutError, "timeout", "no whole answer in time"),
    (ResponseDataLossError, "truncated", "the answer broke off"),
    (DownloadCancelledError, "too_large", "the answer is larger than limits.response_bytes"),
    (DownloadConnectionRefusedError, "connection_refused", "the connection was refused"),
    (CannotResolveHostError, "unknown_host", "the host's name is not known"),
)


def described(error: BaseException) -> tuple[str, str, bool]:
    """(kind, message, whether it may pass) of what kept an address from being had."""
    if isinstance(error, RefusedError):
        return error.kind, str(error), False
    if isinstance(error, HttpError):
        return of_status(error.response.status)
    if isinstance(error, CertificateError):
        return "certificate", f"the certificate is not valid: {error}", True
    if isinstance(error, ProxyError):
        return "proxy", f"the proxy cannot be used: {error}", True
    if any(isinstance(one, HeadersTooLargeError) for one in _behind(error)):
        return "too_large", "the headers of the answer have no end", False
    for form, kind, message in _KINDS:
        if isinstance(error, form):
            return kind, message, kind != "too_large"
    if isinstance(error, IgnoreRequest):
        said = str(error)
        if "robots" in said:
            return "robots_forbidden", "robots.txt forbids it", False
        if "exceeded" in said:  # a compressed body that unpacks to too much
            return "too_large", "the answer is larger than limits.response_bytes", False
        if "redirect" in said:
            return "redirect_loop", "redirected too often", False
        return "refused", said or "refused", False
    if isinstance(error, ConnectError):
        return "no_connection", f"no connection: {error.osError or error}", True
    return "connection_lost", "the connection was lost before a whole answer came", True


def certificate_fault(error: BaseException) -> str | None:
    """What is wrong with a certificate, where that is behind an error."""
    for one in _behind(error):
        if isinstance(one, VerificationError):
            return "it is of another name"
        if isinstance(one, SSL.Error):
            said = [text for part in one.args for *_, text in part]
            return "; ".join(said) if any("certificate" in text for text in said) else None
    return None


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it was raised from."""
    while error is not None:
        yield error
        for failure in getattr(error, "reasons", ()):
            yield from _behind(failure.value)
        error = error.__cause__
