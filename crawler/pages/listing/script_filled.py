"""Places on a page that only a script fills: an empty list that it names, "Đang tải", a request for articles.

One sign alone says little: pages of many kinds have a box that a script fills. So the signs of a page count only where
the portal's other pages do not show them, and the page lists nothing (`crawler.crawling.discovery`).
"""

import re
from collections.abc import Iterator
from itertools import islice, product

from crawler.pages.listing.scripts import scripts
from crawler.pages.page.lexicon import LOADING, MORE, NO_ARTICLES
from crawler.pages.page.tree import Element, Page, folded

_CONTAINERS = ("ul", "ol", "div", "section", "tbody", "table")
#: Names and selectors in a script: "ds-tin", '#ds-tin', `#ds-tin ul`.
_NAMED = re.compile(r"[\"'`]#?([\w:-]+)[^\"'`\n]{0,80}[\"'`]")
#: A request that a script sends, with its address where that stands right in it.
_REQUEST = re.compile(
    r"(?:\bfetch|\bXMLHttpRequest|\.open|\$\.(?:get|post|ajax|getJSON)|\baxios(?:\.\w+)?|\.load)\s*\("
    r"(?:\s*\{[^{}]{0,200}?\burl\s*:)?(?:\s*[\"'](?:GET|POST)[\"']\s*,)?\s*(?:[\"'`]([^\"'`?\s]{1,200}))?"
)
_API = re.compile(r"[\"'`](/?[^\"'`?\s]{0,100}/api/[^\"'`?\s]{0,200})")
#: A text so long is prose: the page says something itself.
_PROSE = 300
_SHORT = 60


def filled_by_script(page: Page) -> frozenset[str]:
    """The signs that a script fills the page, each in a few words."""
    short = [text.text for text in page.texts if len(text.text) <= _SHORT]
    waiting = frozenset(f'"{text}"' for text in short if LOADING.fullmatch(folded(text)))
    is_prose = any(len(text.text) >= _PROSE for text in page.texts)
    is_empty = any(NO_ARTICLES.match(folded(text)) for text in short)
    return waiting | frozenset(() if is_prose else _signs(page, says_empty=is_empty))


def _signs(page: Page, *, says_empty: bool) -> Iterator[str]:
    script = scripts(page)
    named = set(_NAMED.findall(script))
    asked = {match[1] or "" for match in _REQUEST.finditer(script)} | set(_API.findall(script))
    offers_more = any(MORE.fullmatch(folded(text.text)) for text in page.texts if len(text.text) <= _SHORT)
    names = ("id", "class") if offers_more else ("id",)
    waiting = (one for one in page.root.iter(*_CONTAINERS) if _waits(one, named if asked else set()))
    called = ((one, name, one.get(name)) for one, name in product(waiting, names))
    yield from (f'an empty <{one.tag} {name}="{value}">' for one, name, value in called if value)
    for address in asked if not says_empty else ():
        yield f"a request for {re.sub(r'[0-9]+', '0', address)}" if address else "a request of its script"
    for _ in islice(page.root.iter("template") if asked else (), 1):
        yield "a template"


def _waits(element: Element, named: set[str]) -> bool:
    """Whether an element has nothing in it, and a script names it or it tells a script what to fetch."""
    return _is_empty(element) and (element.get("id") in named or _holds_data(element))


def _is_empty(element: Element) -> bool:
    return not any(isinstance(child.tag, str) for child in element) and not (element.text or "").strip()


def _holds_data(element: Element) -> bool:
    """Whether an empty list tells a script what to fetch: `<ul id="tin" data-zone="5">`."""
    return any(name.startswith("data-") and value for name, value in element.items())
