"""The base of all monitors: thresholds in a portal's profile, a judgement of a run, and a row of documentation."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import sqrt
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from crawler.monitoring.monitors.history import Past, Pool, pools, usual
from crawler.records import clock
from crawler.records.crawl_statistics import CrawlStatistics
from crawler.records.profile import Portal
from crawler.store.alerts import Finding
from crawler.store.store import Store

NOTHING_USUAL = "nothing usual yet"
#: What chance explains, in standard deviations of a share.
_CHANCE = 3.0
_MOST_NAMED = 3

Share = Annotated[float, Field(ge=0, le=1)]
Findings = Iterator[Finding]


class Thresholds(BaseModel):
    """Keys of a profile's `[monitors]`; what is not set is not watched."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def of(cls, profile: Portal) -> Self:
        """These keys of a profile."""
        return cls.model_validate({name: value for name, value in profile.monitors.items() if name in cls.model_fields})


class Usual(Thresholds):
    """The keys by which all monitors learn what is usual."""

    since: date | None = Field(
        default=None,
        description="the portal changed on this day: earlier runs do not tell what is usual. Set it to the day on which"
        " an alert was opened, or later, when the new state is well",
    )
    usual_runs: int = Field(default=7, ge=1, le=100, description="good runs whose median is what is usual")
    least_articles: int = Field(default=20, ge=1, description="from how many articles on a share is judged")
    least_requests: int = Field(default=20, ge=1, description="from how many requests on a rate is judged")


class Case(NamedTuple):
    """What monitors look at; `before` gives the good runs that tell a monitor what is usual, the latest first.

    `unended` are the runs just before this one that did not come to their end.
    """

    profile: Portal
    usual: Usual
    run: Past
    before: Callable[[str], list[Past]]
    store: Store
    unended: Sequence[Past]


class Monitor(Thresholds):
    """A monitor: its fields are its thresholds. The documentation of the class says what the monitor saw.

    A monitor judges runs that came to their end; with `always`, all runs. It brings no finding when it cannot judge.
    """

    name: ClassVar[str]
    remedy: ClassVar[str]
    always: ClassVar[bool] = False

    @abstractmethod
    def judge(self, case: Case) -> Findings:
        """The findings about a run, right or wrong."""

    def finding(self, case: Case, ok: bool, seen: str, usual: str) -> Finding:
        """A finding of this monitor."""
        return Finding(case.profile.name, self.name, ok, seen, usual, self.remedy)

    def at_most(self, case: Case, number: int, most: int | None, seen: str) -> Findings:
        """The finding that a number is no greater than its threshold."""
        if most is not None:
            yield self.finding(case, number <= most, seen, f"at most {most}")

    def days_since(self, case: Case, moment: str | None, most: int | None, seen: str) -> Findings:
        """The finding that no more than so many days have passed since a moment; `seen` has `{}` for their number."""
        if most is not None and moment is not None:
            days = (clock.now() - datetime.fromisoformat(moment)).days
            yield self.finding(case, days <= most, seen.format(days), f"at most {most} days")

    def share_of_requests(self, case: Case, number: int, most: float | None, what: str) -> Findings:
        """The finding that no more than a share of the run's requests was so."""
        requests = case.run.statistics.requests
        if most is not None and requests >= case.usual.least_requests:
            share = min(1.0, number / requests)
            seen = f"{number} of {requests} {what} ({percent(share)})"
            yield self.finding(case, share <= most, seen, f"at most {percent(most)}")


def shares(
    case: Case, monitor: str, names: Sequence[str], counts: Callable[[CrawlStatistics], Mapping[str, int]]
) -> tuple[Pool | None, float | None]:
    """The articles of this run (with those before it if they are few), and the usual share under the names."""
    runs = [(one.statistics.read, counts(one.statistics)) for one in [case.run, *case.before(monitor)]]
    found = list(pools(runs, case.usual.least_articles))
    if not found:
        return None, None
    return found[0], usual(pool.share(*names) for pool in found[1 : case.usual.usual_runs + 1])


def expected(known: str | None, bound: str | None) -> str:
    """What is usual, with the bound that holds in any case."""
    return ", ".join(filter(None, [known or NOTHING_USUAL, bound]))


def beyond_chance(threshold: float, share: float, articles: int) -> float:
    """How far a share of so many articles must move to be a finding: beyond the threshold, and beyond chance."""
    return max(threshold, _CHANCE * sqrt(share * (1 - share) / articles))


def percent(share: float) -> str:
    """A share for people.

    >>> percent(0.0512)
    '5.12 %'
    """
    return f"{share * 100:.3g} %"


def such_as(url: str | None) -> str:
    """An example, when there is one."""
    return f", such as {url}" if url else ""


def named(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are.

    >>> named(["a", "b", "c", "d", "e"])
    'a; b; c; and 2 more'
    """
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
