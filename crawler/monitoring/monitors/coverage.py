"""Monitor `coverage.FIELD`: fewer articles than usual have a field."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from crawler.monitoring.monitor import Case, Monitor, Share, Thresholds, beyond_chance, expected, percent, shares
from crawler.records.crawl_statistics import COUNTED
from crawler.store.alerts import Finding

#: The selector that finds a field, where it is not named as the field.
_SELECTORS = {"text": "body", "published_at": "meta", "images": "body"}


def _counted(by_field: dict[str, float]) -> dict[str, float]:
    for name in by_field:
        if name not in COUNTED:
            raise ValueError(f"expected some of {', '.join(COUNTED)}, not {name!r}")
    return by_field


class Limits(Thresholds):
    """Its keys."""

    coverage: Annotated[dict[str, Share], AfterValidator(_counted)] = Field(
        default={},
        description="least share of the articles with a field: " + ", ".join(f"`{name}`" for name in COUNTED),
    )
    coverage_drop: Share | None = Field(
        default=None, description="how far a field's share may fall below the usual one"
    )


def judge(case: Case) -> Iterator[Finding]:
    """Wrong, for each field, when its share is below the least one, or falls too far below the usual one."""
    limits = Limits.of(case.profile)
    for name in COUNTED:
        monitor = f"coverage.{name}"
        pool, known = shares(case, monitor, (name,), lambda statistics: statistics.fields)
        if pool is None:
            continue
        share = pool.share(name)
        low = share < limits.coverage.get(name, 0.0)
        if known is not None and limits.coverage_drop is not None:
            low = low or share < known - beyond_chance(limits.coverage_drop, known, pool.read)
        yield case.finding(
            monitor,
            not low,
            f"{percent(share)} of {pool.read} articles have {name}",
            expected(
                percent(known) if known is not None else None,
                f"at least {percent(limits.coverage[name])}" if name in limits.coverage else None,
            ),
            f"`vnportal probe` shows how pages are read; pin selectors.{_SELECTORS.get(name, name)} in the profile,"
            " or set monitors.since if it is well",
        )


MONITOR = Monitor(
    name="coverage.FIELD",
    limits=Limits,
    judge=judge,
    saw="fewer articles than usual have the field, or fewer than any portal of the family",
    remedy="`vnportal probe PORTAL`; pin the selector named, or set `monitors.since` if the portal is so now",
)
