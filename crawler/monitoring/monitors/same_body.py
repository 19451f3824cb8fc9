"""The monitor `same_body`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, such_as


class SameBody(Monitor):
    """Many articles with one and the same answer."""

    name = "same_body"
    remedy = "open that address in a browser: a page that is no article stands in for many"
    always = True

    same_body: int | None = Field(default=None, ge=1, description="articles whose answers are one and the same")

    def judge(self, case: Case) -> Findings:
        """Equal bytes are the same answer."""
        number, url = case.run.statistics.same_body, case.run.statistics.same_body_url
        seen = f"{number} articles with one and the same answer{such_as(url)}"
        yield from self.at_most(case, number, self.same_body, seen)
