"""The monitor `fallback`, one for each field."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, Share, beyond_chance, expected, percent, shares

#: By which problems a field shows that it was found in a less certain way than by its own landmark.
FALLBACKS = {
    "title": ("title_from_head", "title_by_place"),
    "published_at": ("missing_date",),  # no meta line: the date, if any, is from elsewhere on the page
    "category": ("category_from_menu",),
    "id": ("id_from_address",),
    "encoding": ("charset_guessed", "bytes_replaced"),
    "markup": ("nesting_flattened", "page_truncated"),
}


class Fallback(Monitor):
    """More articles than usual have the field read in a less certain way."""

    name = "fallback.FIELD"
    remedy = (
        "`vnportal probe` shows how pages are read; pin selectors in the profile, or set monitors.since if it is well"
    )

    fallback_share: Share | None = Field(
        default=None,
        description="share of the articles with a field read in a less certain way, while nothing is usual yet",
    )
    fallback_rise: Share | None = Field(default=None, description="how far such a share may rise above the usual one")

    def judge(self, case: Case) -> Findings:
        """A finding for each field that can be judged."""
        for name, kinds in FALLBACKS.items():
            monitor = self.name.replace("FIELD", name)
            pool, known = shares(case, monitor, kinds, lambda statistics: statistics.doubts)
            if pool is None:
                continue
            share, most = pool.share(*kinds), self.fallback_share
            if known is None:
                high = most is not None and share > most
                bounds = expected(None, f"at most {percent(most)}" if most is not None else None)
            else:
                rise = self.fallback_rise
                high = rise is not None and share > known + beyond_chance(rise, known, pool.read)
                bounds = percent(known)
            seen = f"{percent(share)} of {pool.read} articles have {name} read in a less certain way"
            yield self.finding(case, not high, f"{seen} ({', '.join(kinds)})", bounds)._replace(monitor=monitor)
