"""Monitor `paging`: listings whose chain of pages broke before its end."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, at_most, named
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    incomplete: int | None = Field(default=None, ge=0, description="listings whose chain of pages may break")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when more listings broke than allowed."""
    broken = case.run.incomplete
    which = f": {named(broken)}" if broken else ""
    yield from at_most(
        case,
        "paging",
        f"{len(broken)} listings not walked to their end{which}",
        len(broken),
        Limits.of(case.profile).incomplete,
        "open the page named in a browser; if it stays so, pin selectors.listing or raise monitors.incomplete",
    )


MONITOR = Monitor(
    name="paging",
    limits=Limits,
    judge=judge,
    saw="listings whose chain of pages broke before its end",
    remedy="open the page named; if it stays so, pin `selectors.listing`, or raise `monitors.incomplete`",
)
