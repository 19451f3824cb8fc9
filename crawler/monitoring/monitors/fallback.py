"""Monitor `fallback.FIELD`: more articles than usual have a field read in a less certain way."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Share, Thresholds, beyond_chance, expected, percent, shares
from crawler.store.alerts import Finding

#: By which problems a field shows that it was found in a less certain way than by its own landmark.
FALLBACKS = {
    "title": ("title_from_head", "title_by_place"),
    "published_at": ("missing_date",),  # no meta line: the date, if any, is from elsewhere on the page
    "category": ("category_from_menu",),
    "id": ("id_from_address",),
    "encoding": ("charset_guessed", "bytes_replaced"),
    "markup": ("nesting_flattened", "page_truncated"),
}


class Limits(Thresholds):
    """Its keys."""

    fallback_share: Share | None = Field(
        default=None,
        description="share of the articles with a field read in a less certain way, while nothing is usual yet",
    )
    fallback_rise: Share | None = Field(default=None, description="how far such a share may rise above the usual one")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong, for each field, when its share rises too far above the usual one, or at first above its threshold."""
    limits = Limits.of(case.profile)
    for name, kinds in FALLBACKS.items():
        monitor = f"fallback.{name}"
        pool, known = shares(case, monitor, kinds, lambda statistics: statistics.doubts)
        if pool is None:
            continue
        share = pool.share(*kinds)
        bound = f"at most {percent(limits.fallback_share)}" if limits.fallback_share is not None else None
        if known is None:
            high = limits.fallback_share is not None and share > limits.fallback_share
        else:
            rise = limits.fallback_rise
            high = rise is not None and share > known + beyond_chance(rise, known, pool.read)
        yield case.finding(
            monitor,
            not high,
            f"{percent(share)} of {pool.read} articles have {name} read in a less certain way ({', '.join(kinds)})",
            percent(known) if known is not None else expected(None, bound),
            "`vnportal probe` shows how pages are read; pin selectors in the profile,"
            " or set monitors.since if it is well",
        )


MONITOR = Monitor(
    name="fallback.FIELD",
    limits=Limits,
    judge=judge,
    saw="more articles than usual have the field read in a less certain way",
    remedy="as for `coverage.FIELD`",
)
