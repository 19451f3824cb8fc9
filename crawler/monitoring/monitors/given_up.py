"""The monitor `given_up`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, Share


class GivenUp(Monitor):
    """Addresses that failed for good, all tries used."""

    name = "given_up"
    remedy = "see the kinds of the problems; the next crawl asks for them again"

    given_up: Share | None = Field(default=None, description="share of the requests: addresses that failed for good")

    def judge(self, case: Case) -> Findings:
        """Addresses that are gone or forbidden do not count."""
        number = case.run.statistics.given_up
        yield from self.share_of_requests(case, number, self.given_up, "addresses failed for good")
