"""The links from one page of a listing to the others.

A link counts as paging when its label says so (a number, "Trang sau", "›", …) and its address is that of the listing
with another page number or a cursor in it. A calendar's links carry days, not page numbers: they never count.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import inf
from operator import itemgetter
from urllib.parse import urlsplit

from crawler.pages.listing.cursors import CURSOR_IN, is_behind
from crawler.pages.listing.page_numbers import (
    IN_PATH,
    counts,
    counts_entries,
    first_value,
    is_page_parameter,
    is_step,
    page_parameter,
    page_parameters,
    path_number,
    turning_parameter,
    with_parameter,
)
from crawler.pages.listing.paging_labels import (
    Rel,
    is_disabled,
    is_onward,
    is_script,
    is_small,
    label_of,
    number_in,
    rel_of,
    short_texts,
    total_articles,
    total_pages,
)
from crawler.pages.page.address import article_address, canonical_url, fetch_url, is_anchor, page_path
from crawler.pages.page.tree import Element, Page, holder, scripted_address, squeeze, words_of
from crawler.records.profile import Portal

_PARAMETER_IN = re.compile(r"[?&;][^=&]*(?:cur|pag|p|pg|pn|trang)[^=&]*=\d{1,6}(?!\d)", re.I)
_BARE = re.compile(r"\[?[0-9]{1,5}\]?")
#: Numbers in a row that are more likely a month than pages.
_DAYS = 28
#: Levels above a page number in which the paging's own element is looked for.
_LEVELS = 4
#: Pages of a drop-down list that are looked at.
MOST_OPTIONS = 5_000
_AHEAD: frozenset[Rel] = frozenset({"number", "next", "last", "forward"})
_LEADING = frozenset({"a", "area", "link", "button"})


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the listing."""

    url: str
    rel: Rel
    #: The number of the page, counted from 1; `None` where the link does not say.
    number: int | None
    #: Its place on the page.
    place: int
    #: Its canonical address.
    key: str
    #: The parameter that turns the pages, with its value; `None` where the path does.
    parameter: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The paging links of the page `url` in reading order; `key` is its canonical address."""

    url: str
    key: str
    links: tuple[PageLink, ...] = ()
    #: The number of pages that the page names in words: "Trang 1/7".
    total: int | None = None
    #: Places of page numbers that lead on by a script alone, and the numbers.
    scripted: tuple[tuple[int, int], ...] = ()
    #: Places of texts that say how many articles there are, and the numbers: "Tổng số 25 tin".
    counted: tuple[tuple[int, int], ...] = ()
    #: Places of numbers that lead nowhere, and the numbers: the page that is shown is one of them.
    bare: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Paging:
    """The paging of a listing."""

    #: Address of the next page, `None` at the end.
    next_url: str | None = None
    #: The highest page number that is named.
    last: int | None = None
    #: Numbers and addresses of later pages.
    further: tuple[tuple[int, str], ...] = ()
    #: Whether a heading stands between the listing and all links that lead on: they may turn the pages of another box.
    apart: bool = False
    #: What says that the listing goes on where no address leads: a button with a script, a form by POST, a total.
    more: str | None = None
    #: Whether `next_url` stands where only a script looks for it.
    scripted: bool = False
    #: How many articles the listing says that it holds.
    articles: int | None = None


def page_links(page: Page, url: str, portal: Portal) -> PageLinks:
    """All paging links of the page `url`."""
    base = page.base(url)
    found, scripted = [], []
    for element, place in page.places.items():
        if element.tag in _LEADING or (element.get("onclick") and is_small(element)):
            found += _link(page, element, url, base, portal)
            scripted += [(place, number) for number in _scripted(element)]
        elif element.tag == "select" and element.getparent().tag not in {"select", "option"}:
            found += _jumps(page, element, url, base, portal)
    texts = [*short_texts(page)]
    bare = [one for one in page.texts if _BARE.fullmatch(one.text) and holder(one.element, _LEADING, _LEVELS) is None]
    return PageLinks(
        url,
        canonical_url(url, portal),
        tuple(sorted(found, key=lambda link: link.place)),
        max((total for _, text in texts if (total := total_pages(text)) is not None), default=None),
        tuple(scripted),
        tuple((place, count) for place, text in texts if (count := total_articles(text)) is not None),
        tuple((one.place, int(one.text.strip("[]"))) for one in bare),
    )


class Pager:
    """The paging of the boxes of one page. `number` is the page's number in its listing, counted from 1."""

    def __init__(self, page: PageLinks, number: int) -> None:
        self._page = page = _from_the_newest(page, number)
        self._number = number
        turning = [link for link in page.links if link.parameter]
        self._places = [link.place for link in turning]
        self._names = [link.parameter[0] for link in turning if link.parameter]
        #: By the parameter that turns a box's pages: its paging, and the places of its links that lead on.
        self._boxes: dict[str | None, tuple[Paging, list[int]]] = {}

    def of_box(self, after: int = 0, part: tuple[float, float] = (0, inf)) -> Paging:
        """The paging of one box.

        Args:
            after: the place of the box's first entry. Where several boxes page on their own, it tells which is meant.
            part: the places of the headings between which the box stands.
        """
        behind = bisect_left(self._places, after)
        name = self._names[behind] if behind < len(self._names) else None
        if name not in self._boxes:
            self._boxes[name] = self._of_parameter(name)
        paging, ahead = self._boxes[name]
        if paging.last is None and not _of_one_box(self._page, self._number, name):
            paging = replace(paging, last=_last_scripted(self._page, self._number, after))
        inside = bisect_right(ahead, part[1]) - bisect_left(ahead, part[0])
        return replace(paging, apart=bool(ahead) and not inside)

    def _of_parameter(self, name: str | None) -> tuple[Paging, list[int]]:
        page, number = self._page, self._number
        links = _of_one_box(page, number, name)
        onward = [link for link in links if link.key != page.key]
        numbers = {link.number: link for link in reversed(onward) if link.number is not None}
        further = {count: numbers[count] for count in sorted(numbers) if count > number}
        here = _value_of(page, links)
        next_url, at_least = _next(onward, further, number, here, page.total)
        last = _last(links, page.total) or at_least
        ahead = [link.place for link in onward if link.rel in _AHEAD and (link.number or number + 1) > number]
        return Paging(next_url, last, tuple((count, link.url) for count, link in further.items())), sorted(ahead)


def _link(page: Page, element: Element, url: str, base: str, portal: Portal) -> list[PageLink]:
    href = element.get("href") or ""
    if not href or is_anchor(href) or is_script(href):
        href = scripted_address(element) or ""
    if not href or is_disabled(element):
        return []
    label = label_of(element)
    rel = rel_of(element, label)
    may_turn = rel is not None or _PARAMETER_IN.search(href) or CURSOR_IN.search(href)
    target = fetch_url(href, base, portal) if may_turn else None
    if target is None or article_address(target, portal) is not None:
        return []
    by_cursor = rel in {None, "next"} and is_behind(target, url, says_onward=is_onward(label))
    rel = rel or ("next" if by_cursor or is_following(target, url) else None)
    number = number_in(label) if rel == "number" else None
    parameters = [turning_parameter(target, url), *page_parameters(target)]
    counting = [one for one in parameters if number is None or one is None or counts(number, one[1]) is not None]
    if rel is None or not (by_cursor or is_page_of(target, url, rel)) or not counting:
        return []
    return [PageLink(target, rel, number, page.places[element], canonical_url(target, portal), counting[0])]


def _scripted(element: Element) -> list[int]:
    """The number of the page that the element leads to by a script that says no address."""
    script, href = element.get("onclick") or "", element.get("href") or ""
    called = re.search(r"\(.*\d|\(.*this", script or (href if is_script(href) else "")) is not None
    attached = href == "#" and (element.get("data-page") is not None or _in_paging(element))
    if not (called or attached) or scripted_address(element) or is_disabled(element):
        return []
    number = number_in(label_of(element))
    return [number] if number is not None else []


def _in_paging(element: Element) -> bool:
    """Whether the markup close above calls itself the paging."""
    said = " ".join(one.get("class") or one.get("id") or "" for one in islice(element.iterancestors(), _LEVELS))
    return re.search(r"(?:^|[\s_-])(?:pag(?:ing|er|ination)|phan-?trang)", said, re.I) is not None


def _from_the_newest(page: PageLinks, number: int) -> PageLinks:
    """The links of a row whose numbers fall, "4 | 3 | 2 | 1", counted from the newest page on: that has the highest
    number, and no link leads to it from itself. Rows that only look so, as their style turns them round, stay.
    """
    labels = [(link.place, link.number) for link in page.links if link.number is not None]
    onward = {link.parameter[1] for link in page.links if link.rel == "next" and link.parameter}
    highest = max((label for _, label in labels), default=0)
    rows = (
        shown
        for place, shown in page.bare
        if {shown - 1, shown + 1} & {label for _, label in labels}
        and all(label > shown if at < place else label < shown for at, label in labels)
        and number + shown > highest
        and (shown != number or shown - 1 in onward)
    )
    shown = next(rows, 0)
    count = number + shown - 1
    links = [replace(one, number=count + 1 - one.number) if one.number is not None else one for one in page.links]
    return replace(page, links=tuple(links), total=count) if shown else page


def is_following(target: str, url: str) -> bool:
    """Whether `target` is the page right behind `url`, by the page parameter, whatever the link is called ("Xem các
    tin cũ hơn").
    """
    numbered, here = page_parameter(target), page_parameter(url)
    following = None if numbered is None else (here[0] if here else numbered[0], (here[1] if here else 1) + 1)
    return numbered is not None and numbered == following and page_path(target) == page_path(url)


def _of_one_box(page: PageLinks, number: int, behind: str | None) -> list[PageLink]:
    """The links that turn the pages of one box: the box whose page is shown, else the box of the parameter `behind`."""
    names = {link.parameter[0] for link in page.links if link.parameter}
    here = page_parameters(page.url)
    from_zero = {link.parameter[0] for link in page.links if link.parameter and link.number == link.parameter[1] + 1}
    shown_first = {name for name, value in here if value <= 1} - from_zero
    if number > 1 and names and names <= shown_first and number in {value for _, value in here}:
        # The last page of the box that is shown: all links are those of boxes that show their first one.
        return [link for link in page.links if link.parameter is None]
    if len(names) < 2:
        return list(page.links)
    # What a page of one box says of the others is that they show their first page.
    turned = [(value, name) for name, value in here if name in names]
    chosen = max(turned, key=itemgetter(0))[1] if turned else behind
    return [link for link in page.links if link.parameter is None or link.parameter[0] == chosen]


def _jumps(page: Page, select: Element, url: str, base: str, portal: Portal) -> list[PageLink]:
    """The pages that a drop-down list offers: its values are addresses, or numbers for a parameter of its name."""
    name = select.get("name") or ""
    options = list(islice(select.iter("option"), MOST_OPTIONS))
    values = (_option_address(squeeze(option.get("value") or ""), name, url) for option in options)
    targets = [fetch_url(value, base, portal) if value is not None else None for value in values]
    shown = [re.search(r"\d{1,6}$", words_of(option)) for option in options]
    return [
        PageLink(
            target,
            "number",
            int(number[0]),
            page.places[select],
            canonical_url(target, portal),
            turning_parameter(target, url),
        )
        for target, number in zip(targets, shown, strict=True)
        if target is not None and number is not None and is_page_of(target, url, "number")
    ]


def _option_address(value: str, name: str, url: str) -> str | None:
    """The address that the value of an option is, or makes of `url` as a parameter of that name."""
    if value.isdecimal() and is_page_parameter(name):
        return with_parameter(url, name, int(value))
    return value if re.match(r"https?:|[/?]", value) else None


def is_page_of(target: str, url: str, rel: Rel) -> bool:
    """Whether `target` is a page of the listing `url`: the same path, and a page number in query or path."""
    there, here = (f"/{page_path(one) or ''}" for one in (target, url))
    numbered = page_parameter(target)
    if there == here:
        # "Trang đầu" often leads to the bare path.
        return numbered is not None or (rel in {"number", "first", "back", "previous"} and not urlsplit(target).query)
    base = re.sub(r"(?:[/;-](?:page|trang|p|pg)[/_=-]?\d{1,6})?(?:\.\w+)?$", "", here, flags=re.I).rstrip("/")
    return there.startswith(base) and bool(IN_PATH.match(there[len(base) :]))


def _value_of(page: PageLinks, links: list[PageLink]) -> int | None:
    """The page number in the page's own address, `None` when there is none: the first page, as a rule."""
    names = {link.parameter[0] for link in links if link.parameter}
    found = (value for name, value in page_parameters(page.url) if name in names)
    return next(found, None) if names else path_number(page.url)


def _next(
    links: list[PageLink], further: dict[int, PageLink], number: int, here: int | None, total: int | None
) -> tuple[str | None, int | None]:
    """The page right behind this one, `None` when nothing tells; and how many pages there are at least, where no link
    leads to that one.

    A link may leap: "Trang cuối", "…", or the first number that is shown. What lies between is reckoned then.
    """
    ahead = [(value, link) for link in links if link.rel in {"forward", "last"} and (value := _value(link)) is not None]
    ahead = sorted((one for one in ahead if one[0] > (1 if here is None else here)), key=itemgetter(0))
    found = next(_told_ahead(links, further, number, ahead, here), None)
    if found is not None or not ahead:
        return found, None
    value, link = ahead[0]
    name = link.parameter[0] if link.parameter else None
    if name is None or counts_entries(name):
        return None, number + 1
    firsts = [first for one in links if one.rel in {"first", "back"} and (first := _value(one)) is not None]
    known = first_value(name, last=value, total=total)
    before = here if here is not None else known if known is not None else min(firsts, default=None)
    return with_parameter(link.url, name, before + 1) if before is not None else None, max(number + 1, value)


def _told_ahead(
    links: list[PageLink],
    further: dict[int, PageLink],
    number: int,
    ahead: list[tuple[int, PageLink]],
    here: int | None,
) -> Iterator[str]:
    """Addresses of the page right behind this one, the surest first: its number, "Trang sau", a number further on, an
    arrow that steps by one."""
    yield from (link.url for count, link in further.items() if count == number + 1)
    yield from (link.url for link in reversed(links) if link.rel == "next")
    yield from (_before(link, number + 1) or link.url for link in further.values())
    for value, link in ahead:
        if link.rel == "forward" and is_step(link.parameter[0] if link.parameter else None, value, here):
            yield link.url


def _value(link: PageLink) -> int | None:
    """The page number in the link's address."""
    return link.parameter[1] if link.parameter else path_number(link.url)


def _before(link: PageLink, number: int) -> str | None:
    """The address of the page of that number, by that of a later one."""
    name, value = link.parameter or ("", 0)
    counted = counts(link.number, value) if name and link.number is not None else None
    return with_parameter(link.url, name, counted[0] + (number - 1) * counted[1]) if counted else None


def _last_scripted(page: PageLinks, number: int, after: int) -> int | None:
    """The last page that a script leads to from behind the listing's first entry."""
    numbers = {shown for place, shown in page.scripted if place >= after}
    # So many are the days of a calendar's month.
    return max(numbers) if number + 1 in numbers and len(numbers) < _DAYS else None


def _last(links: list[PageLink], total: int | None) -> int | None:
    numbers = [link.number for link in links if link.number is not None]
    counts_from_one = any(link.parameter is not None and link.parameter[1] == link.number for link in links)
    numbers += [link.parameter[1] for link in links if link.rel == "last" and link.parameter and counts_from_one]
    return max([*numbers, *([total] if total else [])], default=None)
