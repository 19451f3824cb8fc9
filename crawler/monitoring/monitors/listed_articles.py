"""The monitor `listings`."""

from pydantic import Field

from crawler.monitoring.monitors.history import usual
from crawler.monitoring.monitors.monitor import NOTHING_USUAL, Case, Findings, Monitor, Share, named

#: Of a listing with fewer articles than this, half of them may well be taken down.
_LEAST_LISTED = 4


class ListedArticles(Monitor):
    """A listing is missing, or its first page names far fewer articles than usual."""

    name = "listings"
    remedy = (
        "`vnportal probe` shows what is found; pin selectors.navigation or selectors.listing in the profile if need be"
    )

    listing_share: Share | None = Field(
        default=None, description="articles on a listing's first page, as a share of the usual number"
    )

    def judge(self, case: Case) -> Findings:
        """A run that was restricted to some categories misses no other."""
        seen, least = case.run.statistics.listings, self.listing_share
        if least is None or not (seen or case.run.whole):
            return
        before = [one.statistics.listings for one in case.before(self.name) if one.statistics.listings]
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
        summary = named(wrong) if wrong else f"{len(seen)} listings, {sum(seen.values())} articles on their first pages"
        yield self.finding(
            case, not wrong, summary, f"{usual(map(len, before)):g} listings" if before else NOTHING_USUAL
        )
