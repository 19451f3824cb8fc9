"""Why an address could not be had, in the words of problems: a short stable kind and one sentence."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.crawling.outcome import of_status


class RefusedError(IgnoreRequest):
    """We do not ask for this address: raised by `crawler.crawling.downloader.middlewares` and
    `crawler.crawling.downloader.robots`; `kind` says why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
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
    return "connection_lost", "the connection was lost before a whole answer came", True
