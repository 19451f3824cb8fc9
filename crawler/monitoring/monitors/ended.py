"""The monitor `run`."""

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor


class Ended(Monitor):
    """The crawl failed: no home page or robots.txt, no listing, portal out of reach, or more articles failed than were
    had.
    """

    name = "run"
    remedy = "open the portal in a browser; then crawl again"
    always = True

    def judge(self, case: Case) -> Findings:
        """Judges no run that was interrupted: it is taken up again."""
        if case.run.status in {"finished", "failed"}:
            ok = case.run.status == "finished"
            seen = (None if ok else case.store.problems.failure(case.run.run_id)) or f"the crawl {case.run.status}"
            yield self.finding(case, ok, seen, "a crawl comes to its end")
