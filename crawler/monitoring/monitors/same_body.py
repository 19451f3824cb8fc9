"""Monitor `same_body`: many articles with one and the same answer."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, at_most
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    same_body: int | None = Field(default=None, ge=1, description="articles whose answers are one and the same")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when more articles share their answer than allowed."""
    number = case.run.statistics.same_body
    example = f", such as {case.run.statistics.same_body_url}" if number else ""
    yield from at_most(
        case,
        "same_body",
        f"{number} articles with one and the same answer{example}",
        number,
        Limits.of(case.profile).same_body,
        "open that address in a browser: a page that is no article stands in for many",
    )


MONITOR = Monitor(
    name="same_body",
    limits=Limits,
    judge=judge,
    saw="many articles with one and the same answer",
    remedy="open the address named: a page that is no article stands in for many",
    always=True,
)
