"""Monitor `listings`: a listing is missing, or its first page names far fewer articles than usual."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.history import usual
from crawler.monitoring.monitor import NOTHING_USUAL, Case, Monitor, Share, Thresholds, named
from crawler.store.alerts import Finding

#: Of a listing with fewer articles than this, half of them may well be taken down.
_LEAST_LISTED = 4


class Limits(Thresholds):
    """Its keys."""

    listing_share: Share | None = Field(
        default=None, description="articles on a listing's first page, as a share of the usual number"
    )


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when a usual listing is missing from a whole run, or names too few articles."""
    least, seen = Limits.of(case.profile).listing_share, case.run.statistics.listings
    if least is None or not (seen or case.run.whole):
        return
    before = [one.statistics.listings for one in case.before("listings") if one.statistics.listings]
    before = before[: case.usual.usual_runs]
    wrong = []
    for name in sorted({name for listings in before for name in listings}):
        known = usual(listings.get(name, 0) for listings in before)
        if known is None or known < _LEAST_LISTED or (name not in seen and not case.run.whole):
            continue
        if name not in seen:
            wrong.append(f'"{name}" is missing (usual: {known:g} articles)')
        elif seen[name] < known * least:
            wrong.append(f'"{name}" names {seen[name]} articles (usual: {known:g})')
    yield case.finding(
        "listings",
        not wrong,
        named(wrong) if wrong else f"{len(seen)} listings, {sum(seen.values())} articles on their first pages",
        f"{usual(map(len, before)):g} listings" if before else NOTHING_USUAL,
        "`vnportal probe` shows what is found; pin selectors.navigation or selectors.listing in the profile if need be",
    )


MONITOR = Monitor(
    name="listings",
    limits=Limits,
    judge=judge,
    saw="a listing is missing, or its first page names far fewer articles than usual",
    remedy="`vnportal probe PORTAL` shows what is found; pin `selectors.navigation` or `selectors.listing` if need be",
)
