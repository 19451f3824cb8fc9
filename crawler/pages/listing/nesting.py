"""Where elements of a page stand in each other."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice

from crawler.pages.page.tree import Element

#: Levels of markup climbed at the most: hostile pages nest deeper than that, pages that people read do not.
MOST_LEVELS = 100
_DIGITS = re.compile(r"\d+")


def around(element: Element, levels: int = MOST_LEVELS) -> Iterator[Element]:
    """The element and its ancestors, `levels` of them at most."""
    yield element
    yield from islice(element.iterancestors(), levels - 1)


def stands_in(element: Element, holders: Container[Element], levels: int = MOST_LEVELS) -> bool:
    """Whether the element is one of `holders` or stands in one."""
    return any(one in holders for one in around(element, levels))


def path(element: Element) -> list[Element]:
    """From the outermost element to this one."""
    return list(around(element))[::-1]


def shared_levels(left: Iterable[Element], right: Iterable[Element]) -> int:
    """How many elements two paths have in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one is not other:
            break
        count += 1
    return count


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
