"""Links by which a listing goes on without page numbers: "Bài cũ hơn" with the moment of the last article shown.

What stands behind the listing's own address is a cursor: `/tin-tuc?truoc=202403151030`, `/tin-tuc/truoc/202403151030`,
`/tin.aspx?nhom=5&Paged=TRUE&p_ID=365`.
"""

import re
from urllib.parse import urlsplit

from crawler.pages.listing.destinations import may_list
from crawler.records.query import parameters
from pipelines.tables import entries

_NAMES = "|".join(map(re.escape, entries("pages/cursor_parameters")))
_NAME = re.compile(_NAMES, re.I)
#: A cursor in an address, whatever its link says.
CURSOR_IN = re.compile(rf"[?&;](?:{_NAMES})=[^&;]", re.I)
_DIGIT = re.compile(r"\d")
#: A cursor of a path is a moment or an id: a word with so many digits.
_MOMENT = re.compile(r"/[^/]*\d{6}[^/]*/?$")


def is_behind(target: str, url: str, *, says_onward: bool) -> bool:
    """Whether `target` is the page behind `url` by a cursor. Both are addresses of one listing.

    The parameter's name tells, or the link `says_onward`, and a value holds a number, but no address of a calendar.
    """
    there, here = urlsplit(target), urlsplit(url)
    before, behind = dict(parameters(here.query)), dict(parameters(there.query))
    changed = [(name, value) for name, value in behind.items() if before.get(name) != value]
    if there.path.rstrip("/") != here.path.rstrip("/"):
        return says_onward and _is_behind_path(there.path, here.path)
    onward = says_onward and may_list(target)
    is_told = any(_NAME.fullmatch(name) or (onward and _DIGIT.search(value)) for name, value in changed)
    return is_told and before.keys() <= behind.keys()


def _is_behind_path(there: str, here: str) -> bool:
    """Whether a path is that of the listing with a cursor behind it; `here` may have an earlier one."""
    listing = _MOMENT.sub("", here).rstrip("/")
    return bool(listing.strip("/")) and there.startswith(f"{listing}/") and _MOMENT.search(there) is not None


def holds_cursor(url: str) -> bool:
    """Whether an address holds what a cursor may be: a number or a name in its query, or a moment in its path."""
    parts = urlsplit(url)
    return (
        _DIGIT.search(parts.query) is not None or CURSOR_IN.search(url) is not None or bool(_MOMENT.search(parts.path))
    )
