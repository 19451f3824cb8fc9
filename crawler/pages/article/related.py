"""Lists of other articles told without their headings: links, days and summaries in an order that repeats."""

from collections.abc import Callable

from crawler.pages.article.meta_line import is_meta, read_meta
from crawler.pages.article.meta_lines import is_meta_line
from crawler.pages.page.lines import Line

#: Lines of one entry behind its link.
_LONGEST_ENTRY = 6
#: Entries among which one is whole
_LOOKED_AT = 3


def behind_entries(lines: list[Line], place: int, behind: int, is_teaser: Callable[[int], bool]) -> int | None:
    """The line behind a list of other articles whose first link is at `place`; `None` where none begins there.

    A list has two entries or more that each say the day and what the article is about. The next link tells where an
    entry ends, and the first whole one how much of what follows the last link belongs to it.
    """
    model: list[bool] | None = None
    here = place
    for _ in range(_LOOKED_AT):
        model = _entry(lines, here, behind, is_teaser, None)
        if model is None or len(set(model)) == 2:
            break
        here = _behind_links(lines, here, behind, is_teaser) + len(model)
    if model is None or len(set(model)) < 2:
        return None
    here, full = place, 0
    while here < behind and is_teaser(here):
        entry = _entry(lines, here, behind, is_teaser, model)
        if entry is None:
            break
        full += len(set(entry)) == 2
        here = _behind_links(lines, here, behind, is_teaser) + len(entry)
    return here if full > 1 else None


def _behind_links(lines: list[Line], place: int, behind: int, is_teaser: Callable[[int], bool]) -> int:
    """The line behind the links of an entry: its picture and its title."""
    while place < behind and (is_teaser(place) or lines[place].picture is not None):
        place += 1
    return place


def _entry(
    lines: list[Line], place: int, behind: int, is_teaser: Callable[[int], bool], like: list[bool] | None
) -> list[bool] | None:
    """For each line behind the entry's links whether it is a day, to the next link; or as far as the entry goes on
    `like` another one, in which either part may be missing. `None` for what is no entry.
    """
    start = _behind_links(lines, place, behind, is_teaser)
    found: list[bool] = []
    rest = list(like or [])
    for here in range(start, min(behind, start + _LONGEST_ENTRY)):
        if is_teaser(here) or lines[here].picture is not None:
            return found
        day = is_meta_line(lines[here])
        if like is not None:
            while rest and rest[0] != day:
                rest.pop(0)
            if not rest:
                return found
            rest.pop(0)
        found.append(day)
    return found if like is not None else None


def is_mere_link(line: Line) -> bool:
    """Whether nothing but links stands in the line, and perhaps the date of what they lead to."""
    if line.linked > 0.85:
        return True
    if line.linked < 0.2 or len(line.text) > 400:
        return False
    rest = line.text
    for _, text in line.links:
        rest = rest.replace(text, " ", 1)
    return is_meta(read_meta(rest)) or sum(map(str.isalpha, rest)) <= 8
