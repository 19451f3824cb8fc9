"""Monitor `run`: a crawl comes to its end."""

from collections.abc import Iterator

from crawler.monitoring.monitor import Case, Monitor, Thresholds
from crawler.store.alerts import Finding


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when the crawl failed; one that was interrupted is not judged."""
    if case.run.status in {"finished", "failed"}:
        ok = case.run.status == "finished"
        seen = (None if ok else case.store.problems.failure(case.run.run_id)) or f"the crawl {case.run.status}"
        remedy = "open the portal in a browser; then crawl again"
        yield case.finding("run", ok, seen, "a crawl comes to its end", remedy)


MONITOR = Monitor(
    name="run",
    limits=Thresholds,
    judge=judge,
    saw="the crawl failed: no home page or robots.txt, no listing, portal out of reach, or more articles failed than"
    " were had",
    remedy="open the portal in a browser; the same command goes on where the run stopped",
    always=True,
)
