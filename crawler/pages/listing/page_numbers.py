"""Page numbers in the addresses of a listing's pages: which parameter holds them, and how they count.

A portal counts its pages from 1 or from 0, or says how many entries lie before a page.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.records.query import parameters, with_value
from crawler.records.text import remembered

#: What says how many entries lie before a page, and what says its number, behind any prefix:
#: `_X_WAR_Y_INSTANCE_Z_cur`, `ctl00$pager$page`.
_ENTRIES = "start|offset|from|skip|first"
_NUMBER = "cur|page|p|pg|pn|trang|pageno|pagenum|pagenumber|page_?index|pageid|paged|currentpage|current_?page"
_BEGIN = r"(?:^|[_$.:-])"
_PARAMETER = re.compile(rf"{_BEGIN}(?:{_NUMBER}|{_ENTRIES})$", re.I)
_BY_ENTRIES = re.compile(rf"{_BEGIN}(?:{_ENTRIES})$", re.I)
#: Liferay's own, which counts from 1.
_FROM_ONE = re.compile(rf"{_BEGIN}cur$", re.I)
#: Page numbers in a path, behind that of the listing and at the end.
IN_PATH = re.compile(r"^(?:[/;-](?:page|trang|p|pg)[/_=-]?)(\d{1,6})(?:\.\w+)?/?$", re.I)
_AT_END = re.compile(IN_PATH.pattern[1:], re.I)
#: Characters of addresses whose parameters are remembered.
_SHORT = 300


def is_page_parameter(name: str) -> bool:
    """Whether a parameter of that name may hold a page number."""
    return _PARAMETER.search(name) is not None


def counts_entries(name: str) -> bool:
    """Whether a page parameter of that name says how many entries lie before the page."""
    return _BY_ENTRIES.search(name) is not None


@remembered(_SHORT)
def page_parameters(url: str) -> tuple[tuple[str, int], ...]:
    """The parameters of `url` that may hold a page number, and the numbers."""
    return tuple(
        (name, int(value))
        for name, value in parameters(urlsplit(url).query)
        if value.isascii() and value.isdigit() and len(value) <= 6 and is_page_parameter(name)
    )


def page_parameter(url: str) -> tuple[str, int] | None:
    """The first parameter of `url` that may hold a page number, and the number; `None` when there is none."""
    return next(iter(page_parameters(url)), None)


def turning_parameter(target: str, url: str) -> tuple[str, int] | None:
    """The parameter by which `target` is another page than `url`: each of several boxes on a page may have its own."""
    found, here = page_parameters(target), dict(page_parameters(url))
    turned = (one for one in found if len(found) < 2 or one[1] != here.get(one[0], min(one[1], 1)))
    return next(turned, None)


def with_parameter(url: str, name: str, value: int) -> str:
    """`url` with the parameter set."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=with_value(parts.query, name, str(value)), fragment=""))


def counts(label: int, value: int) -> tuple[int, int] | None:
    """How pages are counted where the one labelled with a number has the value: (value of the first, step); `None`
    when it is no page number: "20" that leads to page 1 chooses how many entries a page shows.

    >>> counts(3, 3), counts(3, 2), counts(3, 20), counts(3, 21), counts(20, 1)
    ((1, 1), (0, 1), (0, 10), (1, 10), None)
    """
    before = label - 1
    if before < 1:
        return (value, 1) if value <= 1 else None
    ways = ((1, 1), (0, value // before), (1, (value - 1) // before))
    return next(((first, step) for first, step in ways if step >= 1 and first + before * step == value), None)


def first_value(name: str, *, last: int, total: int | None) -> int | None:
    """The value of a listing's first page by the parameter's name, or where the last of `total` pages has the value
    `last`; `None` when neither tells.
    """
    if counts_entries(name):
        return None
    if _FROM_ONE.search(name):
        return 1
    return {0: 1, -1: 0}.get(last - total) if total is not None else None


def path_number(url: str) -> int | None:
    """The page number at the end of the path: `/tin-tuc/page/2`, `/tin-tuc-p2.html`, `/tin-tuc;trang=2`."""
    found = _AT_END.search(urlsplit(url).path)
    return int(found[1]) if found else None


def is_step(name: str | None, value: int, here: int | None) -> bool:
    """Whether a page of that value may be the one right behind the page of the value `here` (`None`: the first);
    `name` is the parameter's, `None` where the path holds the number.
    """
    if name is not None and counts_entries(name):
        return here is None or value > here
    return value == here + 1 if here is not None else value <= 2
