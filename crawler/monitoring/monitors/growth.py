"""The monitor `growth`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import NOTHING_USUAL, Case, Findings, Monitor, Share, percent


class Growth(Monitor):
    """A crawl, together with those before it that did not end, brought many more new articles than a known portal can
    have published.
    """

    name = "growth"
    remedy = "look at the newest articles: the portal may make up pages without end; else wait, it has been rearranged"
    always = True

    growth_share: Share | None = Field(
        default=None, description="new articles of a run, as a share of those known before it"
    )
    growth_least: int = Field(default=500, ge=1, description="so many new articles are no growth that is told")

    def judge(self, case: Case) -> Findings:
        """A portal is known when a crawl of it has come to its end before.

        Runs that do not end count together: a slow portal that makes up pages brings few in each night.
        """
        if self.growth_share is None:
            return
        new = sum(run.new for run in (case.run, *case.unended))
        known = case.store.articles.count(case.profile.name) - new
        most = max(self.growth_least, round(known * self.growth_share))
        if case.before(self.name):
            seen = f"{new} new articles, where {known} were known"
            yield self.finding(case, new <= most, seen, f"at most {percent(self.growth_share)} of these, or {most}")
        else:
            yield self.finding(case, True, f"{new} new articles", NOTHING_USUAL)
