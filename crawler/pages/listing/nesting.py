"""Where elements of a page stand in each other."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set
from itertools import takewhile

from crawler.pages.page.tree import MOST_LEVELS, Element, around

_DIGITS = re.compile(r"\d+")


def stands_in(element: Element, holders: Set[Element], levels: int = MOST_LEVELS) -> bool:
    """Whether the element is one of `holders` or stands in one."""
    return not holders.isdisjoint(around(element, levels))


def path(element: Element) -> list[Element]:
    """From the outermost element to this one."""
    return list(around(element))[::-1]


def shared_levels(left: Iterable[Element], right: Iterable[Element]) -> int:
    """How many elements two paths have in common."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def form(element: Element) -> str:
    """What tells an element's role within its theme: classes without numbers, and the column of a cell."""
    said = ".".join(sorted((element.get("class") or "").split()))
    column = ""
    if element.tag in {"td", "th"}:
        column = f"[{element.getparent().index(element)}]{element.get('width') or ''}"
    return _DIGITS.sub("", said) + column


def lies_between(places: Sequence[int], before: int, after: int) -> bool:
    """Whether any of the sorted places lies between the two."""
    return bisect_right(places, before) < bisect_left(places, after)
