"""The monitor `retries`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, Share


class Retries(Monitor):
    """Requests that were further tries."""

    name = "retries"
    remedy = "crawl at another hour, or with a longer limits.delay"

    retries: Share | None = Field(default=None, description="share of the requests that were further tries")

    def judge(self, case: Case) -> Findings:
        """Tries after a failure that may pass count, whether they worked or not."""
        number = case.run.statistics.retries
        yield from self.share_of_requests(case, number, self.retries, "requests were further tries")
