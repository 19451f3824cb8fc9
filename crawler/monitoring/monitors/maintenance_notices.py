"""Monitor `maintenance`: answers that are a notice of maintenance."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, at_most
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    maintenance: int | None = Field(default=None, ge=0, description="answers that are a notice of maintenance")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when more answers are such a page than allowed."""
    statistics = case.run.statistics
    number = max(statistics.maintenance, case.run.problems.get("not_an_article_maintenance", 0))
    example = f", such as {statistics.maintenance_url}" if statistics.maintenance_url and number else ""
    yield from at_most(
        case,
        "maintenance",
        f"{number} answers are a notice of maintenance{example}",
        number,
        Limits.of(case.profile).maintenance,
        "wait; the next crawl asks again",
    )


MONITOR = Monitor(
    name="maintenance",
    limits=Limits,
    judge=judge,
    saw="answers that are a notice of maintenance, after all further tries",
    remedy="wait: the next crawl asks again",
    always=True,
)
