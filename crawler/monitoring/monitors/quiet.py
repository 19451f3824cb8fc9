"""Monitor `quiet`: days without a new article."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, overdue
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    quiet_days: int | None = Field(default=None, ge=1, description="days without a new article")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when the newest article is too old."""
    yield from overdue(
        case,
        "quiet",
        case.store.articles.newest(case.profile.name),
        Limits.of(case.profile).quiet_days,
        "no new article for {} days",
        "look whether the portal publishes; if it does, its listings are not found any more: `vnportal probe`",
    )


MONITOR = Monitor(
    name="quiet",
    limits=Limits,
    judge=judge,
    saw="no new article for `quiet_days` days",
    remedy="if the portal does publish, its listings are not found any more: `vnportal probe PORTAL`",
    always=True,
)
