"""What a press on a page of a form by POST adds to the form: links and lists of ASP.NET's pages that send the form by a
script (`javascript:__doPostBack('ctl00$pager$next','')`), and buttons that send it with their own name.

The form holds the state of its page, so each page has to be sent by its own form.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from crawler.pages.listing.paging_labels import is_disabled, label_of, number_in, rel_of
from crawler.pages.page.tree import Element

#: Quotes in an attribute of a script in a script are marked: `setTimeout('__doPostBack(\'pager\',\'\')', 0)`.
_QUOTED = r"\\?['\"]"
_POSTBACK = re.compile(
    rf"__doPostBack\(\s*{_QUOTED}(?P<target>[^'\"\\]+){_QUOTED}\s*,\s*{_QUOTED}(?P<argument>[^'\"\\]*){_QUOTED}"
)
_NUMBERED = re.compile(r"(?:Page\$)?(\d{1,6})")
#: Links with one target that are more likely the days of a month than pages.
_DAYS = 28
_ONWARD = frozenset({"next", "forward"})


def posted_back(form: Element, number: int, *, is_own: bool) -> dict[str, str] | None:
    """The fields that a press adds to the form for the page behind page `number`; `None` where no press leads there.

    Buttons count where `is_own` says that the form leads to the listing itself: others may send a reader's words.
    """
    links = [(one, found) for one in form.iter("a", "button", "input") if (found := _POSTBACK.search(_script(one)))]
    often = Counter(found["target"] for _, found in links)
    turning = [(one, found) for one, found in links if often[found["target"]] < _DAYS and not is_disabled(one)]
    by_number = (found for one, found in turning if number_in(label_of(one)) == number + 1)
    by_argument = (
        found
        for _, found in turning
        if (said := _NUMBERED.fullmatch(found["argument"])) is not None and int(said[1]) == number + 1
    )
    by_word = (found for one, found in turning if rel_of(one, label_of(one)) in _ONWARD)
    told = (_told(found) for found in (*by_number, *by_argument, *by_word))
    buttons = _of_buttons(form, number) if is_own else iter(())
    return next(chain(told, _of_lists(form, number), buttons), None)


def _of_lists(form: Element, number: int) -> Iterator[dict[str, str]]:
    """Of drop-down lists of the pages' numbers that send the form when one is chosen."""
    for field in form.iter("select"):
        found = _POSTBACK.search(field.get("onchange") or "")
        values = {"".join(one.itertext()).strip(): one.get("value") or "" for one in field.iter("option")}
        chosen = values.get(str(number + 1)) if str(number) in values else None
        yield from [_told(found) | {field.get("name") or "": chosen}] if found and chosen else []


def _of_buttons(form: Element, number: int) -> Iterator[dict[str, str]]:
    """Of buttons that send the form with their name: one with the page's number, or one that says that it leads on."""
    sending = [
        one
        for one in form.iter("input", "button")
        if one.get("type") == "submit" and one.get("name") and not is_disabled(one)
    ]
    by_number = (one for one in sending if number_in(label_of(one)) == number + 1)
    by_word = (one for one in sending if rel_of(one, label_of(one)) in _ONWARD)
    return ({one.get("name") or "": one.get("value") or ""} for one in (*by_number, *by_word))


def _told(found: re.Match[str]) -> dict[str, str]:
    return {"__EVENTTARGET": found["target"], "__EVENTARGUMENT": found["argument"]}


def _script(element: Element) -> str:
    return f"{element.get('href') or ''} {element.get('onclick') or ''}"
