"""Lists of other articles told without their headings: links, days and summaries in an order that repeats."""

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
    model: list[bool] | None = None
    here = place
    for _ in range(_LOOKED_AT):
        model = _entry(facts, here, behind, None)
        if model is None or len(set(model)) == 2:
            break
        here = _behind_links(facts, here, behind) + len(model)
    if model is None or len(set(model)) < 2:
        return None
    here, full = place, 0
    while here < behind and facts.is_teaser(here):
        entry = _entry(facts, here, behind, model)
        if entry is None:
            break
        full += len(set(entry)) == 2
        here = _behind_links(facts, here, behind) + len(entry)
    return here if full > 1 else None


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
