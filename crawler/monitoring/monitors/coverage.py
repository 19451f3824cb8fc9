"""The monitor `coverage`, one for each field."""

from typing import Annotated

from pydantic import AfterValidator, Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, Share, beyond_chance, expected, percent, shares
from crawler.records.crawl_statistics import COUNTED

#: The selector that finds a field, where it is not named as the field.
_SELECTORS = {"text": "body", "published_at": "meta", "images": "body"}


def _counted(by_field: dict[str, float]) -> dict[str, float]:
    for name in by_field:
        if name not in COUNTED:
            raise ValueError(f"expected some of {', '.join(COUNTED)}, not {name!r}")
    return by_field


class Coverage(Monitor):
    """Fewer articles than usual have the field, or fewer than any portal of the family."""

    name = "coverage.FIELD"
    remedy = (
        "`vnportal probe` shows how pages are read; pin selectors.FIELD in the profile,"
        " or set monitors.since if it is well"
    )

    coverage: Annotated[dict[str, Share], AfterValidator(_counted)] = Field(
        default={},
        description=f"least share of the articles with a field: `{'`, `'.join(COUNTED)}`",
    )
    coverage_drop: Share | None = Field(
        default=None, description="how far a field's share may fall below the usual one"
    )

    def judge(self, case: Case) -> Findings:
        """A finding for each field that can be judged."""
        for name in COUNTED:
            monitor = self.name.replace("FIELD", name)
            pool, known = shares(case, monitor, (name,), lambda statistics: statistics.fields)
            if pool is None:
                continue
            share, least = pool.share(name), self.coverage.get(name)
            low = least is not None and share < least
            if known is not None and self.coverage_drop is not None:
                low = low or share < known - beyond_chance(self.coverage_drop, known, pool.read)
            bound = f"at least {percent(least)}" if least is not None else None
            bounds = expected(percent(known) if known is not None else None, bound)
            found = self.finding(case, not low, f"{percent(share)} of {pool.read} articles have {name}", bounds)
            yield found._replace(monitor=monitor, remedy=self.remedy.replace("FIELD", _SELECTORS.get(name, name)))
