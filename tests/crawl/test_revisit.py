"""Known articles are looked at again the rarer, the older they are."""

from datetime import date, datetime, timedelta

import pytest

from crawler import portal
from crawler.revisit import is_due

PORTAL = portal.load("sontay")
NOW = datetime(2026, 6, 30, 3, 0, tzinfo=PORTAL.zone)


@pytest.mark.parametrize(
    ("age", "fetched_days_ago", "due"),
    [(2, 1, True), (2, 0.95, True), (2, 0.5, False), (30, 6, False), (30, 7, True), (400, 20, False), (400, 31, True)],
)
def test_the_age_decides(age: int, fetched_days_ago: float, due: bool) -> None:
    fetched = (NOW - timedelta(days=fetched_days_ago)).isoformat()
    assert is_due(PORTAL, NOW.date() - timedelta(days=age), fetched, NOW) is due


def test_an_undated_article_counts_as_old() -> None:
    assert not is_due(PORTAL, None, (NOW - timedelta(days=8)).isoformat(), NOW)
    assert is_due(PORTAL, date(2026, 6, 29), (NOW - timedelta(days=8)).isoformat(), NOW)
