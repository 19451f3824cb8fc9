"""Signs that a listing goes on, where no link leads on: attributes for scripts, buttons, forms, and totals in words.

An attribute or a form by GET may say where the next page is. Of everything else, only the script knows where it leads:
the listing is known to be incomplete then.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from crawler.pages.listing.button_addresses import ONWARD, POSTED, held_address
from crawler.pages.listing.cursors import is_behind
from crawler.pages.listing.page_numbers import page_parameter, path_number
from crawler.pages.listing.pager import Paging, is_following, is_page_of
from crawler.pages.listing.paging_labels import (
    is_disabled,
    is_script,
    label_of,
    number_in,
    rel_of,
    short_texts,
    total_articles,
)
from crawler.pages.listing.unlinked_pages import counted_pages, is_in_row, offers_pages
from crawler.pages.page.address import fetch_url, is_anchor, page_path
from crawler.pages.page.tree import Element, Page, scripted_address
from crawler.records.profile import Portal

_BUTTONS = frozenset({"a", "button", "input", "span", "div", "li"})
#: A script that calls a function.
_CALL = re.compile(r"(?!void\b)\b\w+\s*\(")
#: Attributes that say what a press does: `onclick`, `ng-click`, `@click.prevent`, `hx-post`.
_CLICK = re.compile(r"click|^(?:data-)?hx-(?:get|post)$", re.I)
#: Names of buttons to which a script attaches itself.
_NAMED = re.compile(r"more|load|next", re.I)
#: What turns pictures, not pages.
_SLIDES = re.compile(r"carousel|slick|slide|swiper|owl", re.I)
#: A button that a page shows so often belongs to the entries: "Xem thêm" of each.
_OF_ENTRIES = 3
#: Places behind the last entry of a listing in which what turns its pages begins.
BEHIND = 80
_MOST_ELEMENTS, _MOST_INPUTS = 6, 50
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sign:
    """Something on a page that says that a listing goes on."""

    place: int
    #: What it is, for whoever is told that the listing is incomplete.
    seen: str
    #: Where it leads, `None` when only a script knows.
    url: str | None = None
    #: How many articles it says that there are.
    articles: int | None = None
    #: Whether it may stand around the listing, too.
    around: bool = False


def script_signs(page: Page, url: str, base: str, portal: Portal, number: int) -> list[Sign]:
    """The signs on the page `url`, page `number` of its listing, in reading order."""
    found: list[Sign] = []
    labels: Counter[str] = Counter()
    for element, place in page.places.items():
        address = _address(element, place, url, base, portal)
        if address is not None:
            found.append(address)
        elif element.tag == "form":
            found += _form(element, place, url, base, portal)
        elif element.tag in _BUTTONS and _has_script(element) and _leads_on(element, label_of(element), number):
            label = label_of(element)
            labels[label] += 1
            found.append(Sign(place, f'"{label[:_SHOWN]}" with a script'))
        else:
            found += _unlinked(element, place, number)
    often = {f'"{label[:_SHOWN]}" with a script' for label, count in labels.items() if count >= _OF_ENTRIES}
    found = [sign for sign in found if sign.seen not in often]
    totals = ((place, text, total_articles(text)) for place, text in short_texts(page))
    found += [Sign(place, f'"{text[:_SHOWN]}"', articles=count) for place, text, count in totals if count is not None]
    return sorted(found, key=lambda sign: sign.place)


def continued(paging: Paging, signs: Sequence[Sign], *, articles: int, span: tuple[int, int, float]) -> Paging:
    """The paging of a listing that no link leads on from, with what the signs say.

    Args:
        paging: the paging as the links tell it.
        signs: the signs of the page.
        articles: how many articles the listing shows on the page.
        span: the places where the listing's part of the page begins, of its last entry, and where the next begins.
    """
    begin, stop, end = span
    near = [sign for sign in signs if begin < sign.place < end]
    behind = [sign for sign in near if stop < sign.place <= stop + BEHIND and sign.articles is None]
    led = next((sign for sign in behind if sign.url is not None), None)
    if led is not None:
        return replace(paging, next_url=led.url, scripted=True)
    seen = [*behind, *(sign for sign in near if sign.around or (sign.articles or 0) > articles)]
    return replace(paging, more=seen[0].seen) if seen else paging


def _address(element: Element, place: int, url: str, base: str, portal: Portal) -> Sign | None:
    """An attribute that holds the address of the next page, or the page's own, which a script counts on."""
    held = held_address(element, base, portal)
    if held is None or held[0] == POSTED:
        return None
    name, target = held
    onward = name in ONWARD
    if _is_next(target, url) or (onward and is_behind(target, url, says_onward=True)):
        return Sign(place, f"an address in {name}", target)
    own = page_parameter(url)
    is_own = own is not None and own[1] > 1 and page_parameter(target) == own and page_path(target) == page_path(url)
    seen = ": " + target if onward and target != url else " that stays as it is"
    return Sign(place, f"an address in {name}{seen}") if is_own or (onward and target != url) else None


def _is_next(target: str, url: str) -> bool:
    there, here = path_number(target), path_number(url)
    by_path = page_parameter(target) is None and there == (here or 1) + 1 and is_page_of(target, url, "next")
    return is_following(target, url) or by_path


def _form(form: Element, place: int, url: str, base: str, portal: Portal) -> Iterator[Sign]:
    """A form that holds the number of the next page, or a button that leads to it."""
    inputs = list(islice(form.iter("input", "button"), _MOST_INPUTS))
    values = {one.get("name"): one.get("value") or "" for one in inputs if one.get("name")}
    action = (form.get("action") or url).partition("?")[0]
    target = fetch_url(f"{action}?{urlencode(values)}", base, portal)
    turns = target is not None and _is_next(target, url)
    labels = [label_of(one) for one in inputs if one.tag == "button" or one.get("type") in {"submit", "button"}]
    onward = [label for label in labels if rel_of(form, label) in {"next", "forward"}]
    label = f' with "{onward[0][:_SHOWN]}"' if onward else ""
    match (form.get("method") or "get").lower():
        case "post" if turns or onward:
            yield Sign(place, f"a form by POST{label}")
        case _ if turns:
            yield Sign(place, "a form", target)


def _unlinked(element: Element, place: int, number: int) -> Iterator[Sign]:
    """What an element without an address or a script of its own says of further pages."""
    yield from (Sign(place, seen, around=True) for seen in counted_pages(element, number))
    match element.tag:
        case "select" if offers_pages(element, number):
            yield Sign(place, "a list of pages with a script")
        case tag if tag in _BUTTONS and is_in_row(element, number) and not _is_for_other(element):
            yield Sign(place, f'"{number + 1}" without an address')


def _is_for_other(element: Element) -> bool:
    """Whether what looks like a page number leads somewhere by itself, sends a form, or turns pictures."""
    held = next(element.iterancestors("a", "form"), None) is not None
    return held or _leads_by_address(element) or _turns_slides(element)


def _has_script(element: Element) -> bool:
    """Whether a button leads on by a script that says no address."""
    is_small = sum(1 for _ in islice(element.iter(), _MOST_ELEMENTS + 1)) <= _MOST_ELEMENTS
    if not is_small or is_disabled(element) or _turns_slides(element) or _leads_by_address(element):
        return False
    href = (element.get("href") or "").strip()
    calls = (
        any(_CLICK.search(name) for name, _ in element.items())
        or element.get("data-page")
        or (is_script(href) and _CALL.search(href))
    )
    # Without a script it does nothing.
    is_lone_button = element.tag == "button" and next(element.iterancestors("form"), None) is None
    # "javascript:;" alone is what arrows on the last page have.
    is_named = _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
    return bool(calls) or is_lone_button or is_named


def _leads_by_address(element: Element) -> bool:
    """Whether its script names an address, or a link in it leads somewhere without a script."""
    hrefs = ((link.get("href") or "").strip() for link in element.iter("a"))
    linked = any(href and not is_anchor(href) and not is_script(href) for href in hrefs)
    return linked or scripted_address(element) is not None


def _turns_slides(element: Element) -> bool:
    attributes = " ".join(f"{name}={value}" for name, value in element.items() if name != "href")
    around = " ".join(one.get("class") or "" for one in islice(element.iterancestors(), 3))
    return _SLIDES.search(f"{attributes} {around}") is not None


def _leads_on(element: Element, label: str, number: int) -> bool:
    rel = rel_of(element, label) if label else None
    by_number = rel == "number" and element.get("data-page") is not None and number_in(label) == number + 1
    return by_number or rel in {"next", "forward"}
