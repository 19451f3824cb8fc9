"""The monitor `response_time`."""

from pydantic import Field

from crawler.monitoring.monitors.history import usual
from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, expected

#: Seconds: quicker answers than this are never slow, whatever is usual.
_NEVER_SLOW = 1.0


class ResponseTime(Monitor):
    """Answers slower than `response_seconds`, or many times slower than usual."""

    name = "response_time"
    remedy = "crawl at another hour, or with a longer limits.delay: the portal is slow or slows the crawler down"

    response_seconds: float | None = Field(default=None, gt=0, description="mean time to an answer, at the most")
    response_factor: float | None = Field(
        default=None,
        gt=1,
        description="mean time to an answer, as a multiple of the usual one; answers within a second are never slow",
    )

    def judge(self, case: Case) -> Findings:
        """The mean over a run's answers is compared with the usual mean."""
        statistics, least = case.run.statistics, case.usual.least_requests
        if statistics.timed < least:
            return
        seen = statistics.seconds / statistics.timed
        before = [one.statistics for one in case.before(self.name) if one.statistics.timed >= least]
        known = usual(one.seconds / one.timed for one in before[: case.usual.usual_runs])
        slow = self.response_seconds is not None and seen > self.response_seconds
        if known is not None and self.response_factor is not None and seen > _NEVER_SLOW:
            slow = slow or seen > known * self.response_factor
        bounds = expected(
            f"{known:.2f} s" if known is not None else None,
            f"at most {self.response_seconds:g} s" if self.response_seconds is not None else None,
        )
        yield self.finding(case, not slow, f"{seen:.2f} s to an answer in the mean", bounds)
