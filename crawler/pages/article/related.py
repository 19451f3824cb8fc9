"""Lists of other articles told without their headings: links, days and summaries in an order that repeats."""

from collections.abc import Iterator
from itertools import islice

from crawler.pages.article.facts import Facts

#: Lines of one entry behind its link.
_LONGEST_ENTRY = 6
#: Entries among which one is whole
_LOOKED_AT = 3


def behind_entries(facts: Facts, place: int, behind: int) -> int | None:
    """The line behind a list of other articles whose first link is at `place`; `None` where none begins there.

    A list has two entries or more that each say the day and what the article is about. The next link tells where an
    entry ends, and the first whole one how much of what follows the last link belongs to it.
    """
    first = islice(_entries(facts, place, behind, None), _LOOKED_AT)
    model = next((entry for _, entry in first if len(set(entry)) == 2), None)
    if model is None:
        return None
    entries = [*_entries(facts, place, behind, model)]
    whole = sum(len(set(entry)) == 2 for _, entry in entries)
    return entries[-1][0] if whole > 1 else None


def _entries(facts: Facts, place: int, behind: int, like: list[bool] | None) -> Iterator[tuple[int, list[bool]]]:
    """The entries from the line `place` on, each with the line behind it; see `_entry`."""
    while place < behind and (like is None or facts.is_teaser(place)):
        entry = _entry(facts, place, behind, like)
        if entry is None:
            return
        place = _behind_links(facts, place, behind) + len(entry)
        yield place, entry


def _behind_links(facts: Facts, place: int, behind: int) -> int:
    """The line behind the links of an entry: its picture and its title."""
    while place < behind and (facts.is_teaser(place) or facts.lines[place].picture is not None):
        place += 1
    return place


def _entry(facts: Facts, place: int, behind: int, like: list[bool] | None) -> list[bool] | None:
    """For each line behind the entry's links whether it is a day, to the next link; or as far as the entry goes on
    `like` another one, in which either part may be missing. `None` for what is no entry.
    """
    start = _behind_links(facts, place, behind)
    found: list[bool] = []
    rest = list(like or [])
    for here in range(start, min(behind, start + _LONGEST_ENTRY)):
        if facts.is_teaser(here) or facts.lines[here].picture is not None:
            return found
        day = here in facts.metas
        if like is not None:
            while rest and rest[0] != day:
                rest.pop(0)
            if not rest:
                return found
            rest.pop(0)
        found.append(day)
    return found if like is not None else None
