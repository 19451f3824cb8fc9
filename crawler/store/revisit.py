"""When an article is visited again. Old articles change rarely, so they are visited rarely."""

from datetime import date, datetime, timedelta
from zlib import crc32

from crawler.records import clock
from crawler.records.profile import Portal

#: A nightly run starts some minutes earlier or later than the night before: what is nearly due is due.
_NEARLY = 0.9
#: Old articles come again after between so much and `_NEARLY` of the profile's days, each after a time of its own:
#: those of a first crawl, all visited in one night, would else come back in one night for ever.
_EARLIEST = 0.7
#: A missed article is asked for again every night for a week, then less and less.
_NEXT_NIGHT = 0.5
#: Failed runs after which the nightly tries end.
NIGHTLY_TRIES = 7


def due_at(portal: Portal, article_id: str, published: date | None, seen: datetime) -> str:
    """When an article that was visited at `seen` is due again, as `clock.stamp` writes it.

    The profile's `revisit` and the article's age at `seen` decide. Undated articles count as old; so do those that are
    gone, for which `published` is `None`, too.
    """
    day = seen.astimezone(portal.zone).date()
    revisit = portal.revisit
    age = (day - published).days if published is not None else None
    if age is not None and age <= revisit.daily_until:
        days = _NEARLY
    elif age is not None and age <= revisit.weekly_until:
        days = 7 * _NEARLY
    else:
        drawn = crc32(f"{article_id} {day}".encode()) / 2**32
        days = revisit.every_days_then * (_EARLIEST + (_NEARLY - _EARLIEST) * drawn)
    return clock.stamp(seen + timedelta(days=days))


def retry_at(portal: Portal, tries: int, failed: datetime) -> str:
    """When an address is tried again that has failed in so many runs (from 1), the last time at `failed`."""
    rarer = min(2 ** min(tries - NIGHTLY_TRIES, 10), portal.revisit.every_days_then)
    return clock.stamp(failed + _NEARLY * timedelta(days=rarer if tries > NIGHTLY_TRIES else _NEXT_NIGHT))


def latest(portal: Portal, now: datetime) -> str:
    """No article can be due later than this; a later time was computed by a clock that was wrong."""
    return clock.stamp(now + timedelta(days=max(7, portal.revisit.every_days_then)))
