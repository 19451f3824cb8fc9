"""The links from one page of a listing to the others.

A link counts as paging when its label says so (a number, "Trang sau", "›", …) and its address is that of the listing
with another page number in it. A calendar's links carry days, not page numbers: they never count.
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages.address import article_address, canonical_url, fetch_url, page_path
from crawler.pages.tree import Element, Page, folded, squeeze, words_of
from crawler.portal import Portal

Rel = Literal["number", "next", "last", "first", "previous", "forward", "back"]

#: The names that page numbers go by, behind any prefix: `_X_WAR_Y_INSTANCE_Z_cur`, `ctl00$pager$page`.
_PARAMETER = re.compile(
    r"(?:^|[_$.:-])(?:cur|page|p|pg|pn|trang|pageno|pagenum|pagenumber|page_?index|pageid|paged|currentpage|current_?page"
    r"|start|offset|from|skip|first)$",
    re.I,
)
_PARAMETER_IN = re.compile(r"[?&;][^=&]*(?:cur|pag|p|pg|pn|trang)[^=&]*=\d{1,6}(?!\d)", re.I)
#: Page numbers in a path: `/tin-tuc/page/2`, `/tin-tuc/trang-2.html`, `/tin-tuc-p2.html`.
_PATH_NUMBER = re.compile(r"^(?:[/-](?:page|trang|p|pg)[/_-]?)(\d{1,6})(?:\.\w+)?/?$", re.I)
#: Pages of a drop-down list that are looked at.
MOST_OPTIONS = 5_000
_WORDS: dict[Rel, str] = {
    "next": "tiếp, tiếp theo, trang tiếp, trang tiếp theo, kế tiếp, trang kế, trang kế tiếp, sau, trang sau,"
    " xem trang sau, next, next page, older, xem tiếp, xem thêm, tải thêm, load more, cũ hơn",
    "previous": "trước, trang trước, lùi, previous, prev, previous page, newer, mới hơn",
    "first": "đầu, trang đầu, đầu tiên, trang đầu tiên, first, first page",
    "last": "cuối, trang cuối, cuối cùng, trang cuối cùng, last, last page",
}
_FOLDED: dict[str, Rel] = {folded(word): rel for rel, words in _WORDS.items() for word in words.split(",")}
_SIGNS: dict[str, Rel] = {
    **dict.fromkeys(("›", ">", "→", "▶", "►", "⟩", "❯"), "next"),
    **dict.fromkeys(("‹", "<", "←", "◀", "◄", "⟨", "❮"), "previous"),
    # Alone they step, beside the single ones they jump to the end: read as next only when nothing better is there.
    **dict.fromkeys(("»", ">>", "»»", ">|", "⏭", "...", "…"), "forward"),
    **dict.fromkeys(("«", "<<", "««", "|<", "⏮"), "back"),
}
_REL_WORDS: dict[str, Rel] = {"next": "next", "prev": "previous", "previous": "previous"}
_LEADING = frozenset({"a", "area", "link", "button"})
_NUMBER = re.compile(r"(?:trang|page)?\s*(\d{1,6})", re.I)
_OF_TOTAL = re.compile(r"(?:trang|page)\s*:?\s*(\d{1,6})\s*(?:/|trên|của|of|trong(?:\s+tổng\s+số)?)\s*(\d{1,6})", re.I)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the listing; `number` counts pages from 1, `None` where the link does not say.

    `key` is its canonical address, `parameter` what `page_parameter` says of it.
    """

    url: str
    rel: Rel
    number: int | None
    place: int
    key: str
    parameter: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The paging links of a page in reading order; `total` is the number of pages that it names in words."""

    url: str
    key: str
    links: tuple[PageLink, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """The paging of a listing: `next_url` leads on, `None` at the end; `last` is the highest number that is named.

    `further` are the addresses of later pages by number.
    """

    next_url: str | None = None
    last: int | None = None
    further: tuple[tuple[int, str], ...] = ()


def page_links(page: Page, url: str, portal: Portal) -> PageLinks:
    """All paging links of the page `url`."""
    base = page.base(url)
    found = []
    for element in page.places:
        if element.tag in _LEADING:
            found += _link(page, element, url, base, portal)
        elif element.tag == "select" and element.getparent().tag not in {"select", "option"}:
            found += _jumps(page, element, url, base, portal)
    totals = [_OF_TOTAL.search(text.text) for text in page.texts if len(text.text) <= 80 and text.text[-1].isdigit()]
    return PageLinks(
        url,
        canonical_url(url, portal),
        tuple(sorted(found, key=lambda link: link.place)),
        max((int(total[2]) for total in totals if total), default=None),
    )


def paging(page: PageLinks, number: int, after: int = 0) -> Paging:
    """The paging of a page with these links, which is the listing's page `number`, counted from 1.

    `after` is the place of the listing's first entry: where several boxes page on their own, it tells which is meant.
    """
    links = _of_one_box(page, after)
    onward = [link for link in links if link.key != page.key]
    numbers = {link.number: link.url for link in reversed(onward) if link.number is not None}
    further = tuple(sorted((count, target) for count, target in numbers.items() if count > number))
    return Paging(next_url=_next(onward, dict(further)), last=_last(links, page.total), further=further)


def page_parameter(url: str) -> tuple[str, int] | None:
    """The parameter of `url` that holds a page number, and the number; `None` when there is none."""
    for name, value in parse_qsl(urlsplit(url).query):
        if _PARAMETER.search(name) and value.isdecimal() and len(value) <= 6:
            return name, int(value)
    return None


def _link(page: Page, element: Element, url: str, base: str, portal: Portal) -> list[PageLink]:
    href = element.get("href") or ""
    if not href or href.startswith("#") or _disabled(element):
        return []
    label = _label(element)
    rel = _rel(element, label)
    if rel is None and not _PARAMETER_IN.search(href):
        return []
    target = fetch_url(href, base, portal)
    if rel is None and target is not None and _is_following(target, url):
        rel = "next"
    if rel is None or target is None or article_address(target) is not None or not _is_page_of(target, url, rel):
        return []
    shown = _NUMBER.fullmatch(label) if rel == "number" else None
    if shown and not _counts(int(shown[1]), page_parameter(target)):
        return []
    return [_page_link(target, rel, int(shown[1]) if shown else None, page.places[element], portal)]


def _is_following(target: str, url: str) -> bool:
    """Whether `target` is the page right behind `url`, whatever the link is called ("Xem các tin cũ hơn")."""
    numbered, here = page_parameter(target), page_parameter(url)
    if numbered is None or page_path(target) != page_path(url) or (here and here[0] != numbered[0]):
        return False
    return numbered[1] == (here[1] if here else 1) + 1


def _counts(label: int, parameter: tuple[str, int] | None) -> bool:
    """Whether a link labelled with a number leads to that page, counted from 1 or 0, or to its first entry: "20" that
    leads to page 1 chooses how many entries a page shows."""
    if parameter is None:
        return True
    value, before = parameter[1], label - 1
    if before < 1:
        return value <= 1
    return value == label or any(shift >= before and shift % before == 0 for shift in (value, value - 1))


def _page_link(url: str, rel: Rel, number: int | None, place: int, portal: Portal) -> PageLink:
    return PageLink(url, rel, number, place, canonical_url(url, portal), page_parameter(url))


def _of_one_box(page: PageLinks, after: int) -> list[PageLink]:
    """The links that turn the pages of one box: the box whose page is shown, else the first one behind `after`."""
    names = {link.parameter[0] for link in page.links if link.parameter}
    if len(names) < 2:
        return list(page.links)
    current = page_parameter(page.url)
    behind = [link.parameter[0] for link in page.links if link.parameter and link.place >= after]
    chosen = current[0] if current and current[0] in names else next(iter(behind), None)
    return [link for link in page.links if link.parameter is None or link.parameter[0] == chosen]


def _jumps(page: Page, select: Element, url: str, base: str, portal: Portal) -> list[PageLink]:
    """The pages that a drop-down list offers: its values are addresses, or numbers for a parameter of its name."""
    name = select.get("name") or ""
    found = []
    for option in islice(select.iter("option"), MOST_OPTIONS):
        value, label = squeeze(option.get("value") or ""), words_of(option)
        shown = re.search(r"\d{1,6}$", label)
        if shown is None:
            continue
        if value.isdecimal() and _PARAMETER.search(name):
            value = with_parameter(url, name, int(value))
        if not re.match(r"https?:|[/?]", value):
            continue
        target = fetch_url(value, base, portal)
        if target is not None and _is_page_of(target, url, "number"):
            found.append(_page_link(target, "number", int(shown[0]), page.places[select], portal))
    return found


def with_parameter(url: str, name: str, value: int) -> str:
    """`url` with the parameter set."""
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))]), fragment=""))


def _label(element: Element) -> str:
    text = words_of(element)
    if not text:
        pictures = [image.get("alt") or image.get("title") or "" for image in element.iter("img", "input")]
        text = squeeze(" ".join([*pictures, ""])) or squeeze(element.get("title") or element.get("aria-label") or "")
    return text.strip("[]() ")


def _rel(element: Element, label: str) -> Rel | None:
    if _NUMBER.fullmatch(label):
        return "number"
    for word in (element.get("rel") or "").lower().split():
        if word in _REL_WORDS:
            return _REL_WORDS[word]
    if label in _SIGNS:
        return _SIGNS[label]
    for said in (label, element.get("title") or "", element.get("aria-label") or ""):
        words = folded(said)
        if words in _FOLDED:
            return _FOLDED[words]
    return None


def _disabled(element: Element) -> bool:
    said = {*(element.get("class") or "").lower().split(), *(element.getparent().get("class") or "").lower().split()}
    return "disabled" in said or element.get("aria-disabled") == "true" or element.get("disabled") is not None


def _is_page_of(target: str, url: str, rel: Rel) -> bool:
    """Whether `target` is a page of the listing `url`: the same path, and a page number in query or path."""
    there, here = page_path(target) or "", page_path(url) or ""
    numbered = page_parameter(target)
    if there == here:
        # "Trang đầu" often leads to the bare path.
        return numbered is not None or (rel in {"number", "first", "back", "previous"} and not urlsplit(target).query)
    base = re.sub(r"(?:[/-](?:page|trang|p|pg)[/_-]?\d{1,6})?(?:\.\w+)?$", "", here, flags=re.I)
    return there.startswith(base) and bool(_PATH_NUMBER.match(there[len(base) :]))


def _next(links: list[PageLink], further: dict[int, str]) -> str | None:
    told = [link.url for link in links if link.rel == "next"]
    if told:
        return told[-1]
    if further:
        return further[min(further)]
    forward = [link.url for link in links if link.rel == "forward"]
    return forward[0] if forward else None


def _last(links: list[PageLink], total: int | None) -> int | None:
    numbers = [link.number for link in links if link.number is not None]
    counts_from_one = any(link.parameter is not None and link.parameter[1] == link.number for link in links)
    numbers += [link.parameter[1] for link in links if link.rel == "last" and link.parameter and counts_from_one]
    return max([*numbers, *([total] if total else [])], default=None)
