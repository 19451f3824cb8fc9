"""Known articles are looked at again the rarer, the older they are."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from crawler import portals
from crawler.records import clock
from crawler.store.revisit import due_at, latest, retry_at

PORTAL = portals.load("sontay")
NOW = datetime(2026, 6, 30, 3, 0, tzinfo=PORTAL.zone)
TODAY = NOW.date()


def is_due(published: date | None, days_after_visit: float, article_id: str = "sontay:1") -> bool:
    visited = NOW - timedelta(days=days_after_visit)
    return due_at(PORTAL, article_id, published, visited) <= clock.stamp(NOW)


@pytest.mark.parametrize(
    ("age", "visited_days_ago", "due"),
    [(2, 1, True), (2, 0.95, True), (2, 0.5, False), (30, 6, False), (30, 7, True), (400, 20, False), (400, 31, True)],
)
def test_the_age_decides(age: int, visited_days_ago: float, due: bool) -> None:
    assert is_due(TODAY - timedelta(days=age), visited_days_ago) is due


def test_an_undated_article_counts_as_old() -> None:
    assert not is_due(None, 8)
    assert is_due(date(2026, 6, 29), 8)


def test_old_articles_visited_in_one_night_come_back_in_many() -> None:
    nights = Counter(due_at(PORTAL, f"sontay:{number}", None, NOW)[:10] for number in range(1000))
    assert 6 <= len(nights) <= 8
    assert max(nights.values()) < 300
    assert all(20 <= (date.fromisoformat(night) - TODAY).days <= 27 for night in nights)


def test_what_failed_is_tried_each_night_for_a_week_and_then_less_and_less() -> None:
    waits = [datetime.fromisoformat(retry_at(PORTAL, tries, NOW)) - NOW for tries in (1, 7, 8, 9, 10, 50)]
    assert waits[0] == waits[1] < timedelta(hours=20)
    assert waits[1:] == sorted(set(waits[1:]))
    assert timedelta(days=20) < waits[-1] < timedelta(days=31)


def test_nothing_is_due_later_than_the_latest() -> None:
    for published in (None, TODAY, TODAY - timedelta(days=50)):
        assert due_at(PORTAL, "sontay:1", published, NOW) < latest(PORTAL, NOW)
