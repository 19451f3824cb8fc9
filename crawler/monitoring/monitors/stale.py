"""Monitor `stale`: days without a crawl that came to its end."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, overdue
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    stale_days: int | None = Field(default=None, ge=1, description="days without a crawl that came to its end")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when the last crawl that came to its end is too long ago."""
    ends = [case.run] if case.run.status == "finished" else case.before("run")[:1]
    yield from overdue(
        case,
        "stale",
        (ends[0].finished_at or ends[0].started_at) if ends else None,
        Limits.of(case.profile).stale_days,
        "the last crawl that came to its end was {} days ago",
        "see why the crawls since then failed or were interrupted (`vnportal status`); give the night more time",
    )


MONITOR = Monitor(
    name="stale",
    limits=Limits,
    judge=judge,
    saw="no crawl came to its end for `stale_days` days",
    remedy="see in `vnportal status` why: failures, or nights whose time is too short",
    always=True,
)
