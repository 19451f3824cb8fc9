"""Signs of further pages that hold no address and name no script: rows of numbers, lists of pages, attributes.

A script attaches itself to them, as to `<a href="#">2</a>` in a row "1 2 3", or to `<div data-total-pages="3">`.
"""

import re
from collections.abc import Sequence
from itertools import islice

from crawler.pages.listing.paging_labels import number_in
from crawler.pages.page.tree import Element, words_of

#: Numbers in a row that are more likely a month than pages, and elements of a row.
_DAYS, _MOST_ELEMENTS = 28, 100
#: Levels above a page number in which its row is looked for.
_LEVELS = 3
#: Numbers in a row that turns pages, where the page that is shown looks like the others.
_A_ROW = 3
_NUMBER = re.compile(r"[0-9]{1,5}")
#: Attributes that hold the number of the next page, or of the last.
_COUNTS = re.compile(r"data-(?:next|next-?page|last-?page|(?:total|max|num|last)-?pages?|pages|page-?count)", re.I)


def counted_pages(element: Element, number: int) -> list[str]:
    """The attributes in which an element says that there are more pages than `number`, with their values."""
    held = ((name, value) for name, value in element.items() if _COUNTS.fullmatch(name) and _NUMBER.fullmatch(value))
    return [f'{name}="{value}"' for name, value in held if number < int(value)]


def offers_pages(select: Element, number: int) -> bool:
    """Whether a drop-down list with a script offers the pages 1, 2, 3 and so on, more than `number`."""
    offered = [number_in(words_of(option)) for option in islice(select.iter("option"), _DAYS)]
    counts = offered == list(range(1, len(offered) + 1))
    return counts and number < len(offered) < _DAYS and select.get("onchange") is not None


def is_in_row(element: Element, number: int) -> bool:
    """Whether an element says the number behind `number` in a row of page numbers.

    In a row of two, the page that is shown must look otherwise: `<b>1</b> <a>2</a>`.
    """
    says = len(element) == 0 and (element.text or "").strip() == str(number + 1)
    return (says and _said_before(element) == str(number)) and any(
        len(row) >= _A_ROW or _looks(row[number - 1]) != _looks(element)
        for row in _rows(element)
        if number < len(row) < _DAYS
    )


def _said_before(element: Element) -> str:
    """What stands right before an element, or before the element that holds it alone; a word of it at the most."""
    parent = element.getparent()
    before = element.getprevious() if parent is None or element.getprevious() is not None else parent.getprevious()
    return "".join(islice(before.itertext(), _LEVELS)).strip() if before is not None else ""


def _rows(element: Element) -> list[Sequence[Element]]:
    """The elements around that say 1, 2, 3 and so on, and nothing else does."""
    around = [list(islice(above.iter(), _MOST_ELEMENTS)) for above in islice(element.iterancestors(), _LEVELS)]
    numbers = [[one for one in held if not len(one) and _number(one)] for held in around if len(held) < _MOST_ELEMENTS]
    return [row for row in numbers if [_number(one) for one in row] == list(range(1, len(row) + 1))]


def _number(element: Element) -> int | None:
    found = _NUMBER.fullmatch((element.text or "").strip())
    return int(found[0]) if found else None


def _looks(element: Element) -> tuple[str, str | None, str | None]:
    parent = element.getparent()
    return element.tag, element.get("class"), parent.get("class") if parent is not None else None
