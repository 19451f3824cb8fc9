"""The monitor `limits`."""

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor


class Limits(Monitor):
    """The crawl reached a limit of the profile on articles, bytes or the disk, and ended there."""

    name = "limits"
    remedy = "see whether the portal makes up pages without end (problems of kind limit_reached); else raise the limit"

    def judge(self, case: Case) -> Findings:
        """The run has noted the limit as a problem."""
        reached = case.run.problems.get("limit_reached", 0)
        yield self.finding(case, not reached, "a limit was reached" if reached else "no limit was reached", "none")
