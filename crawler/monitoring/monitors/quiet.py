"""The monitor `quiet`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor


class Quiet(Monitor):
    """No new article for `quiet_days` days."""

    name = "quiet"
    remedy = "look whether the portal publishes; if it does, its listings are not found any more: `vnportal probe`"
    always = True

    quiet_days: int | None = Field(default=None, ge=1, description="days without a new article")

    def judge(self, case: Case) -> Findings:
        """The newest article tells, whatever run found it."""
        newest = case.store.articles.newest(case.profile.name)
        yield from self.days_since(case, newest, self.quiet_days, "no new article for {} days")
