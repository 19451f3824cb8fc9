"""Monitor `retries`: requests that were further tries."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Share, Thresholds, share_of_requests
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    retries: Share | None = Field(default=None, description="share of the requests that were further tries")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when a larger share of the requests was so."""
    yield from share_of_requests(
        case,
        "retries",
        case.run.statistics.retries,
        Limits.of(case.profile).retries,
        "requests were further tries",
        "crawl at another hour, or with a longer limits.delay",
    )


MONITOR = Monitor(
    name="retries",
    limits=Limits,
    judge=judge,
    saw="requests that were further tries",
    remedy="as for `errors`",
)
