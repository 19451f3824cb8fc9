"""Monitor `given_up`: addresses that failed for good."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Share, Thresholds, share_of_requests
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    given_up: Share | None = Field(default=None, description="share of the requests: addresses that failed for good")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when a larger share of the requests was so."""
    yield from share_of_requests(
        case,
        "given_up",
        case.run.statistics.given_up,
        Limits.of(case.profile).given_up,
        "addresses failed for good",
        "see the kinds of the problems; the next crawl asks for them again",
    )


MONITOR = Monitor(
    name="given_up",
    limits=Limits,
    judge=judge,
    saw="addresses that failed for good, all tries used",
    remedy="see the kinds of the problems below; the next crawl asks again",
)
