"""Walking a listing page by page: when it goes on, when it is over, and when its chain of pages is broken.

Pure decisions on what the pages show; `Walk` is what one page must know of those before it, and goes through JSON.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any, Self

from crawler.pages.listing.entries import Entry, Listing
from crawler.pages.listing.page_numbers import page_parameter, with_parameter

#: Pages in a row whose articles are all too old, before a listing sorted by date is left: one may be a slip.
_OLD_PAGES = 2
#: A listing counts as sorted, the newest first, when at most this share of neighbours stands the other way round.
_UNSORTED = 0.1
#: Pages in a row that may fail before the rest of a listing is given up.
_MOST_GAPS = 3
#: Two runs that begin within so long are of one night.
_ONE_NIGHT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where in a listing a page stands: `number` counts from 1. Of the pages before it, it knows the first one's and
    the last one's articles (of these, which were not pinned), the highest page number named, addresses of later pages,
    how the dates ran, how many pages in a row were too old or failed, how many articles in a row before its first one
    were met by earlier runs. `full` walks go to the end whatever is known; `whole` is a walk without a gap so far;
    `empty` says that the page before showed nothing.
    """

    category: str | None
    key: str
    number: int = 1
    first: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    last: int | None = None
    further: tuple[tuple[int, str], ...] = ()
    falling: int = 0
    rising: int = 0
    old_pages: int = 0
    gaps: int = 0
    known: int = 0
    full: bool = True
    whole: bool = True
    empty: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The walk from what `dataclasses.asdict` made of it, after a way through JSON."""
        lists = {name: tuple(data[name]) for name in ("first", "previous", "fresh")}
        return cls(**{**data, **lists, "further": tuple((number, url) for number, url in data["further"])})


@dataclass(frozen=True, slots=True)
class Step:
    """What a page means for the walk: where it goes on, if it does, and why it is broken, if it is.

    `entries` are the articles that it brings. `at_end` says that nothing lies behind the page.
    """

    walk: Walk
    next_url: str | None = None
    broken: str | None = None
    entries: tuple[Entry, ...] = ()
    at_end: bool = False


def step(
    walk: Walk,
    page: Listing,
    *,
    most_pages: int,
    since: date | None = None,
    day_of: Callable[[str], date | None],
    met: Callable[[str], bool] | None = None,
    enough: int = 0,
    url: str = "",
) -> Step:
    """What the page `page`, which stands at `walk`, means.

    Args:
        walk: where the page stands.
        page: the page as read.
        most_pages: the profile's limit to the pages of a listing.
        since: the first day asked for; pages all older than that may end the walk.
        day_of: the day of publication of an article fetched before, `None` when it is not known.
        met: whether an earlier run met an article in this listing, by what is known as the page is read; `None` when
            the walk goes to the end whatever is known.
        enough: so many of them in a row, up to the end of a page, end the walk.
        url: the page's address, which tells those behind it where it shows nothing.
    """
    if walk.empty and page.entries:
        filled = step(
            replace(walk, empty=False, whole=False),
            page,
            most_pages=most_pages,
            since=since,
            day_of=day_of,
            met=met,
            enough=enough,
            url=url,
        )
        why = filled.broken or f"page {walk.number - 1} lists no articles"
        return replace(filled, broken=why) if filled.entries else filled
    ids = tuple(entry.article_id for entry in page.entries)
    last = max(filter(None, [walk.last, page.paging.last]), default=None)
    reached = walk.number - 1
    if not ids:
        missing = last is None or walk.number <= last
        if not missing or not reached:
            return Step(walk, at_end=not missing)
        if last is None and page.paging.next_url is not None:
            # Pages that always lead on have empty ones behind the last: two in a row tell the end from a gap.
            onward = replace(walk, number=walk.number + 1, empty=True)
            return Step(walk, at_end=True) if walk.empty else Step(onward, page.paging.next_url)
        onward, next_url = past_gap(walk, url) or (walk, None)
        return Step(onward, next_url, broken=f"page {walk.number} lists no articles")
    if reached and (set(ids) <= set(walk.previous) or set(ids) <= set(walk.first)):
        # With articles pinned on top of every page, the last one may bring nothing but these.
        only_pinned = walk.number == last and len(ids) < len(walk.previous)
        anothers = reached == 1 and page.paging.apart and set(ids) == set(walk.first)
        missing = last is not None and last > reached and not only_pinned and not anothers
        broken = f"page {walk.number} of {last} shows an earlier page again" if missing else None
        return Step(walk, broken=broken, at_end=not missing)
    # What the page before showed as well is pinned on top of every page.
    fresh = [entry for entry in page.entries if entry.article_id not in walk.previous]
    walk = _dated(walk, fresh, since, day_of) if met is None else _ordered(walk, fresh, day_of)
    known = _known_in_a_row(walk, fresh, met, day_of) if met is not None else 0
    onward = replace(
        walk,
        number=walk.number + 1,
        first=walk.first or ids,
        previous=ids,
        fresh=tuple(entry.article_id for entry in fresh),
        last=last,
        further=tuple((number, url) for number, url in page.paging.further if number > walk.number + 1)[:20],
        gaps=0,
        known=known,
    )
    if walk.old_pages >= _OLD_PAGES and walk.rising <= _UNSORTED * (walk.rising + walk.falling):
        return Step(onward, entries=page.entries)
    if page.paging.next_url is None:
        missing = last is not None and last > walk.number
        broken = f"page {walk.number} of {last} leads no further" if missing else None
        return Step(onward, broken=broken, entries=page.entries, at_end=not missing)
    # One that is not sorted the newest first has its new articles elsewhere.
    if met is not None and known >= enough and walk.rising <= walk.falling:
        return Step(onward, entries=page.entries)
    if walk.number >= most_pages:
        return Step(onward, broken=f"more than limits.listing_pages = {most_pages} pages", entries=page.entries)
    return Step(onward, next_url=page.paging.next_url, entries=page.entries)


def past_gap(walk: Walk, failed_url: str) -> tuple[Walk, str] | None:
    """Where the walk may go on when its page `failed_url` cannot be had, `None` when nothing tells."""
    if walk.gaps + 1 >= _MOST_GAPS:
        return None
    onward = replace(walk, number=walk.number + 1, gaps=walk.gaps + 1, whole=False)
    known = dict(walk.further)
    if onward.number in known:
        return onward, known[onward.number]
    numbered = page_parameter(failed_url)
    if numbered is not None and walk.last is not None and onward.number <= walk.last:
        return onward, with_parameter(failed_url, numbered[0], numbered[1] + 1)
    return None


def walked_fully(listings: Collection[str], walks: Mapping[str, datetime], now: datetime, nights: int) -> set[str]:
    """Which listings are walked to their end tonight, whatever is known of their articles.

    Of `nights` nights each listing has one, and they are spread evenly. Besides, those that were never walked to their
    end, or so long ago that they have missed their night (by a clock that was set back, too).

    Args:
        listings: their keys.
        walks: when each was last walked to its end.
        now: this moment, in the portal's time zone.
        nights: in so many nights each listing is walked to its end once.
    """
    chosen = set()
    for rank, key in enumerate(sorted(listings)):
        ago = abs(now - walks[key]) if key in walks else None
        its_night = (now.toordinal() + rank) % nights == 0
        if ago is None or ago >= timedelta(days=nights) or (its_night and ago >= _ONE_NIGHT):
            chosen.add(key)
    return chosen


def _known_in_a_row(
    walk: Walk, fresh: Sequence[Entry], met: Callable[[str], bool], day_of: Callable[[str], date | None]
) -> int:
    """How many articles in a row, up to the end of the page, earlier runs met; pinned ones do not count.

    What is pinned shows on further pages by being on the page before, too, and on the first by standing above a newer
    article.
    """
    if not walk.first:
        fresh = fresh[_pinned_on_top([entry.day or day_of(entry.article_id) for entry in fresh]) :]
    tail = list(takewhile(lambda entry: met(entry.article_id), reversed(fresh)))
    return len(tail) + (walk.known if len(tail) == len(fresh) else 0)


def _pinned_on_top(days: Sequence[date | None]) -> int:
    """How many articles on top of a page are older than one below them."""
    count = 0
    for index, day in enumerate(days):
        if day is not None and any(below is not None and below > day for below in days[index + 1 :]):
            count = index + 1
        else:
            break
    return count


def _dated(walk: Walk, fresh: Sequence[Entry], since: date | None, day_of: Callable[[str], date | None]) -> Walk:
    """The walk with what the page's dates tell; a page without dates tells what its predecessor's articles said."""
    if since is None or not fresh:
        return walk
    days = [entry.day for entry in fresh]
    if sum(day is not None for day in days) * 2 < len(days):
        days = [day_of(article_id) for article_id in walk.fresh]
    known = [day for day in days if day is not None]
    if not known or len(known) * 2 < len(days):
        return replace(walk, old_pages=0)
    return replace(_counted(walk, known), old_pages=walk.old_pages + 1 if max(known) < since else 0)


def _ordered(walk: Walk, fresh: Sequence[Entry], day_of: Callable[[str], date | None]) -> Walk:
    """The walk with how the dates ran of the page's articles that have one."""
    days = [entry.day or day_of(entry.article_id) for entry in fresh]
    return _counted(walk, [day for day in days if day is not None])


def _counted(walk: Walk, days: Sequence[date]) -> Walk:
    return replace(
        walk,
        falling=walk.falling + sum(earlier >= later for earlier, later in pairwise(days)),
        rising=walk.rising + sum(earlier < later for earlier, later in pairwise(days)),
    )
