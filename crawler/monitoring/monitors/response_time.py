"""Monitor `response_time`: answers slower than allowed, or many times slower than usual."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.history import usual
from crawler.monitoring.monitor import Case, Monitor, Thresholds, expected
from crawler.store.alerts import Finding

#: Seconds: quicker answers than this are never slow, whatever is usual.
_NEVER_SLOW = 1.0


class Limits(Thresholds):
    """Its keys."""

    response_seconds: float | None = Field(default=None, gt=0, description="mean time to an answer, at the most")
    response_factor: float | None = Field(
        default=None,
        gt=1,
        description="mean time to an answer, as a multiple of the usual one; answers within a second are never slow",
    )


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when the mean time to an answer is above either threshold."""
    statistics, limits, least = case.run.statistics, Limits.of(case.profile), case.usual.least_requests
    if statistics.timed < least:
        return
    seen = statistics.seconds / statistics.timed
    before = [one.statistics for one in case.before("response_time") if one.statistics.timed >= least]
    known = usual(one.seconds / one.timed for one in before[: case.usual.usual_runs])
    slow = limits.response_seconds is not None and seen > limits.response_seconds
    if known is not None and limits.response_factor is not None and seen > _NEVER_SLOW:
        slow = slow or seen > known * limits.response_factor
    yield case.finding(
        "response_time",
        not slow,
        f"{seen:.2f} s to an answer in the mean",
        expected(
            f"{known:.2f} s" if known is not None else None,
            f"at most {limits.response_seconds:g} s" if limits.response_seconds is not None else None,
        ),
        "crawl at another hour, or with a longer limits.delay: the portal is slow or slows the crawler down",
    )


MONITOR = Monitor(
    name="response_time",
    limits=Limits,
    judge=judge,
    saw="answers slower than `response_seconds`, or many times slower than usual",
    remedy="as for `errors`: the portal is slow, or slows the crawler down",
)
