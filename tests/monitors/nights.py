"""Nights of a portal for tests: runs with the stats of a crawl, as the spider leaves them in the store."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler import portals
from crawler.crawling.summary import Summary
from crawler.monitoring import watching
from crawler.records.article import Article
from crawler.records.crawl_statistics import COUNTED, CrawlStatistics
from crawler.records.profile import Portal
from crawler.store import alerts
from crawler.store.alerts import Change, Finding
from crawler.store.runs import RunStatus
from crawler.store.store import Store

FIRST = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
PORTAL = portals.load("sontay")
GOOD = CrawlStatistics(
    requests=100,
    answers={"200": 98, "404": 2},
    timed=100,
    seconds=20.0,
    listings={"Kinh tế": 10, "Y tế": 8, "Thông báo": 1},
)


def fields(saved: int, **counts: int) -> dict[str, int]:
    """Counts of fields: all articles have all but those named."""
    return {name: counts.get(name, saved) for name in COUNTED}


class Nights:
    """A portal's nights: each call adds the next one and says what the monitors find after it."""

    def __init__(self, store: Store, patch: pytest.MonkeyPatch) -> None:
        self.store = store
        self._patch = patch
        self.now = FIRST
        self.changes: list[Change] = []
        self.set_clock(FIRST)

    def open(self) -> list[str]:
        """The monitors whose alerts are open."""
        return sorted(alerts.opened(self.store, PORTAL.name))

    def set_clock(self, moment: datetime) -> None:
        """From now on it is that moment."""
        self.now = moment
        self._patch.setenv("VNPORTAL_NOW", moment.isoformat())

    def night(
        self,
        saved: int = 40,
        *,
        new: bool = True,
        status: RunStatus = "finished",
        profile: Portal = PORTAL,
        arguments: Mapping[str, Any] | None = None,
        had: Mapping[str, int] | None = None,
        doubts: Mapping[str, int] | None = None,
        statistics: CrawlStatistics = GOOD,
        **summary: Any,
    ) -> dict[str, Finding]:
        """A night on which so many articles were read; the findings by monitor."""
        run = self.store.runs.start(profile.name, {"base_url": profile.base_url, **(arguments or {})})
        if new:
            moment = self.now.astimezone(profile.zone).isoformat()
            number = 1000 + self.store.articles.count()
            key = f"{profile.name}:{number}"
            self.store.articles.save(
                Article(id=key, portal=profile.name, url=f"{profile.base_url}/{number}", fetched_at=moment)
            )
        read = replace(statistics, read=saved, fields=fields(saved, **(had or {})), doubts=dict(doubts or {}))
        self.store.runs.finish(run.run_id, status, asdict(Summary(articles={"new": saved}, statistics=read, **summary)))
        found = watching.check(self.store, profile, run.run_id)
        self.changes = watching.watch(self.store, profile)
        self.set_clock(self.now + timedelta(days=1))
        return {finding.monitor: finding for finding in found}

    def usual(self, count: int = 5, **night: Any) -> None:
        """So many nights, on none of which anything is wrong."""
        for _ in range(count):
            found = self.night(**night)
            assert wrong(found) == []


def changed(nights: Nights) -> list[tuple[str, str]]:
    """The alerts that the last night opened and closed."""
    return sorted((change.kind, change.monitor) for change in nights.changes)


def wrong(findings: Mapping[str, Finding]) -> list[str]:
    """The monitors that found something wrong."""
    return sorted(name for name, finding in findings.items() if not finding.ok)
