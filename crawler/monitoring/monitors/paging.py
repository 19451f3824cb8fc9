"""The monitor `paging`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, named


class Paging(Monitor):
    """Listings whose chain of pages broke before its end."""

    name = "paging"
    remedy = "open the page named in a browser; if it stays so, pin selectors.listing or raise monitors.incomplete"

    incomplete: int | None = Field(default=None, ge=0, description="listings whose chain of pages may break")

    def judge(self, case: Case) -> Findings:
        """Names the first of them."""
        broken = case.run.incomplete
        which = f": {named(broken)}" if broken else ""
        seen = f"{len(broken)} listings not walked to their end{which}"
        yield from self.at_most(case, len(broken), self.incomplete, seen)
