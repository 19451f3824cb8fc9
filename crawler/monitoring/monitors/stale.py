"""The monitor `stale`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor


class Stale(Monitor):
    """No crawl came to its end for `stale_days` days, or none ever did."""

    name = "stale"
    remedy = (
        "see why the crawls failed or were interrupted (`vnportal status`), and whether the portal makes up pages; else"
        " give the night more time"
    )
    always = True

    stale_days: int | None = Field(default=None, ge=1, description="days without a crawl that came to its end")
    first_days: int | None = Field(
        default=None, ge=1, description="the same for a portal of which no crawl has ever come to its end"
    )

    def judge(self, case: Case) -> Findings:
        """The last end is this run's, or that of a good run before it. Where no run has ended, the first one's begin
        tells.
        """
        ends = [case.run] if case.run.status == "finished" else case.before("run")[:1]
        last = (ends[0].finished_at or ends[0].started_at) if ends else None
        if last is None and not case.before("run"):
            began = case.store.runs.first(case.profile.name)
            had = case.store.articles.count(case.profile.name)
            seen = f"crawled for {{}} days, {had} articles, and no crawl came to its end"
            yield from self.days_since(case, began, self.first_days, seen)
            return
        yield from self.days_since(case, last, self.stale_days, "the last crawl that came to its end was {} days ago")
