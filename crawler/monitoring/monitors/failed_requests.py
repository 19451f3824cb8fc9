"""The monitor `errors`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, Share

_GONE = frozenset({"404", "410"})


class FailedRequests(Monitor):
    """Requests that failed, though a further try may have worked."""

    name = "errors"
    remedy = "crawl at another hour, or with a longer limits.delay"

    errors: Share | None = Field(
        default=None, description="share of the requests that failed, those that were tried again included"
    )

    def judge(self, case: Case) -> Findings:
        """An answer that says that an article is gone is no failure."""
        answers = case.run.statistics.answers
        refused = sum(count for status, count in answers.items() if status >= "400" and status not in _GONE)
        number = case.run.statistics.broken + refused
        yield from self.share_of_requests(case, number, self.errors, "requests failed")
