"""The monitor `maintenance`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, such_as


class MaintenanceNotices(Monitor):
    """Answers that are a notice of maintenance, after all further tries."""

    name = "maintenance"
    remedy = "wait; the next crawl asks again"
    always = True

    maintenance: int | None = Field(default=None, ge=0, description="answers that are a notice of maintenance")

    def judge(self, case: Case) -> Findings:
        """A notice may come with the status of an error, or as a page that should be an article."""
        number = max(case.run.statistics.maintenance, case.run.problems.get("not_an_article_maintenance", 0))
        seen = f"{number} answers are a notice of maintenance{such_as(case.run.statistics.maintenance_url)}"
        yield from self.at_most(case, number, self.maintenance, seen)
