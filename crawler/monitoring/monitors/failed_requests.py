"""Monitor `errors`: requests that failed."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Share, Thresholds, share_of_requests
from crawler.store.alerts import Finding

#: Statuses that say that an article is gone: no failure.
_GONE = frozenset({"404", "410"})


class Limits(Thresholds):
    """Its keys."""

    errors: Share | None = Field(
        default=None, description="share of the requests that failed, those that were tried again included"
    )


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when a larger share of the requests was so."""
    statistics = case.run.statistics
    refused = sum(count for status, count in statistics.answers.items() if status >= "400" and status not in _GONE)
    yield from share_of_requests(
        case,
        "errors",
        statistics.broken + refused,
        Limits.of(case.profile).errors,
        "requests failed",
        "crawl at another hour, or with a longer limits.delay",
    )


MONITOR = Monitor(
    name="errors",
    limits=Limits,
    judge=judge,
    saw="requests that failed, though a further try may have worked",
    remedy="crawl at another hour, or with a longer `limits.delay`",
)
