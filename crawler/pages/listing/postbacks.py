"""Links of ASP.NET's pages that send the page's form: `javascript:__doPostBack('ctl00$pager$next','')`.

The form holds the state of its page, so each page has to be sent by its own form.
"""

import re
from collections import Counter

from crawler.pages.listing.paging_labels import is_disabled, label_of, number_in, rel_of
from crawler.pages.page.tree import Element

_POSTBACK = re.compile(r"__doPostBack\(\s*['\"](?P<target>[^'\"]+)['\"]\s*,\s*['\"](?P<argument>[^'\"]*)['\"]")
_NUMBERED = re.compile(r"(?:Page\$)?(\d{1,6})")
#: Links with one target that are more likely the days of a month than pages.
_DAYS = 28


def posted_back(form: Element, number: int) -> tuple[str, str] | None:
    """Target and argument of the link that sends the form for the page behind page `number`; `None` where none does."""
    links = [(one, found) for one in form.iter("a", "button", "input") if (found := _POSTBACK.search(_script(one)))]
    often = Counter(found["target"] for _, found in links)
    turning = [(one, found) for one, found in links if often[found["target"]] < _DAYS and not is_disabled(one)]
    by_number = [found for one, found in turning if number_in(label_of(one)) == number + 1]
    by_argument = [
        found
        for _, found in turning
        if (said := _NUMBERED.fullmatch(found["argument"])) is not None and int(said[1]) == number + 1
    ]
    by_word = [found for one, found in turning if rel_of(one, label_of(one)) in {"next", "forward"}]
    chosen = next(iter([*by_number, *by_argument, *by_word]), None)
    return (chosen["target"], chosen["argument"]) if chosen is not None else None


def _script(element: Element) -> str:
    return f"{element.get('href') or ''} {element.get('onclick') or ''}"
