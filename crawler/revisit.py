"""When a known article is looked at again: the older it is, the rarer it changes."""

from datetime import date, datetime, timedelta

from crawler import clock
from crawler.portal import Portal

#: A nightly run starts some minutes earlier or later than the night before: what is nearly due is due.
_NEARLY = 0.9


def is_due(portal: Portal, published: date | None, fetched_at: str, now: datetime | None = None) -> bool:
    """Whether an article fetched at `fetched_at` (ISO 8601) is due by the profile's `revisit`; undated ones are old."""
    now = (now or clock.now()).astimezone(portal.zone)
    revisit = portal.revisit
    age = (now.date() - published).days if published is not None else None
    if age is not None and age <= revisit.daily_until:
        days = 1
    elif age is not None and age <= revisit.weekly_until:
        days = 7
    else:
        days = revisit.every_days_then
    return now - datetime.fromisoformat(fetched_at) >= _NEARLY * timedelta(days=days)
