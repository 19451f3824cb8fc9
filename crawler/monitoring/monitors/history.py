"""The latest runs of a portal, and what is usual there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median
from typing import Self

from crawler.records.crawl_statistics import CrawlStatistics
from crawler.store.runs import RunRecord
from crawler.store.store import Store

#: Runs looked back on for each run that is wanted: quiet ones and broken ones lie between.
_BACK = 10
_RESTRICTIONS = ("categories", "since", "until", "limit")


@dataclass(frozen=True, slots=True)
class Past:
    """A run as monitors see it; `whole` when it was not restricted to some articles of the portal, `new`
    the articles that it was the first to have."""

    run_id: str
    status: str
    started_at: str
    finished_at: str | None
    base_url: str
    whole: bool
    new: int
    problems: Mapping[str, int]
    incomplete: Sequence[str]
    statistics: CrawlStatistics

    @classmethod
    def of(cls, run: RunRecord) -> Self:
        """The run as the store has it."""
        return cls(
            run_id=run.run_id,
            status=run.status,
            started_at=run.started_at,
            finished_at=run.finished_at,
            base_url=run.arguments.get("base_url", ""),
            whole=not any(run.arguments.get(name) for name in _RESTRICTIONS),
            new=run.stats.get("articles", {}).get("new", 0),
            problems=run.stats.get("problems", {}),
            incomplete=run.stats.get("incomplete", []),
            statistics=CrawlStatistics.of(run.stats),
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """Articles of one or more runs that follow each other: enough of them to tell a share."""

    read: int
    counts: Mapping[str, int]

    def share(self, *names: str) -> float:
        """Share of the articles under any of the names."""
        return min(1.0, sum(self.counts.get(name, 0) for name in names) / self.read)


def past(store: Store, portal: str, run_id: str, usual_runs: int) -> tuple[Past, list[Past], list[Past]]:
    """The run `run_id`; the finished whole runs before it at the same address; and the runs just before it that did not
    come to their end. The latest first.

    Raises:
        KeyError: there is no such run of the portal.
    """
    rows = store.runs.up_to(portal, run_id, usual_runs * _BACK + 1)
    if not rows:
        raise KeyError(run_id)
    this, *earlier = map(Past.of, rows)
    good = [run for run in earlier if run.status == "finished" and run.whole and run.base_url == this.base_url]
    return this, good, list(takewhile(lambda run: run.status != "finished", earlier))


def pools(runs: Iterable[tuple[int, Mapping[str, int]]], least: int) -> Iterator[Pool]:
    """Runs, as (articles read, counts), put together until each pool has at least `least` articles; too few at the
    end make none.

    >>> [pool.read for pool in pools([(3, {"a": 1}), (2, {}), (9, {"a": 9}), (1, {})], 5)]
    [5, 9]
    """
    read, counts = 0, dict[str, int]()
    for more, found in runs:
        read += more
        counts = {name: counts.get(name, 0) + found.get(name, 0) for name in {*counts, *found}}
        if read >= least:
            yield Pool(read, counts)
            read, counts = 0, {}


def usual(values: Iterable[float]) -> float | None:
    """The median, `None` of nothing."""
    known = list(values)
    return median(known) if known else None
