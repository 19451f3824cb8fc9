"""The monitor `run`."""

from collections.abc import Iterator

from crawler.monitoring.monitor import Case, Monitor
from crawler.store.alerts import Finding


class Ended(Monitor):
    """The crawl failed: no home page or robots.txt, no listing, portal out of reach, or more articles failed than were
    had.
    """

    name = "run"
    remedy = "open the portal in a browser; then crawl again"
    always = True

    def judge(self, case: Case) -> Iterator[Finding]:
        """Judges no run that was interrupted: it is taken up again."""
        if case.run.status in {"finished", "failed"}:
            ok = case.run.status == "finished"
            seen = (None if ok else case.store.problems.failure(case.run.run_id)) or f"the crawl {case.run.status}"
            yield self.finding(case, ok, seen, "a crawl comes to its end")
