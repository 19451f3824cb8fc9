"""The blocks of a page that list articles: the listing itself, and the side boxes beside it.

Class names are unknown, so a block is what a reader sees as one: links to different articles whose surroundings
repeat, with no heading in between. Which block is the page's listing is decided by `crawler.pages.listing.entries`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from math import inf

from crawler.pages.listing.days import is_period, lone_date
from crawler.pages.page.address import article_address, fetch_url, page_path
from crawler.pages.page.tree import Element, Page, Text, folded, scripted_address, squeeze, words_of
from crawler.pages.page.words import MORE, SIDE_BOXES
from crawler.records.profile import Portal

#: More links to articles than any page seen shows; the rest of a page is not looked at.
MOST_LINKS = 5_000
#: Levels of markup climbed at the most: hostile pages nest deeper than that, pages that people read do not.
MOST_LEVELS = 100
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "th"})
_ASIDE = frozenset({"aside", "nav", "footer", "header", "marquee"})
#: What so many headings of a page say is a label of its rows.
_OFTEN = 3
#: Headings with "Xem tiếp" alone behind them that are titles: a single one may be a box's.
_FEWEST_TITLES = 2
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a listing shows it; `url` is what to ask the server for, `day` what stands beside the title."""

    url: str
    article_id: str
    title: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Articles that stand together on a page.

    `shape` says where in the page's markup they stand: the same on every page of a theme. `above` are the short
    texts over them, the nearest last: its heading, as a rule; `heading_url` is where that leads, `heading_place` its
    place, as `start` and `stop` are those of the first link and the last. `here` is the share of its links that go
    through the page's own path, `None` when none names a page of its own. `lead_length` counts characters per entry
    beside title and date. `banners` are articles among the entries that a picture alone leads to.
    """

    entries: tuple[Entry, ...]
    shape: str
    above: tuple[str, ...]
    heading_url: str | None
    heading_place: int | None
    start: int
    stop: int
    aside: bool
    here: float | None
    lead_length: float
    banners: tuple[Entry, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The articles of the block."""
        return frozenset(entry.article_id for entry in self.entries)


@dataclass(slots=True, eq=False)
class _Link:
    element: Element
    article_id: str
    url: str
    place: int
    page: str | None
    item: Element

    @property
    def container(self) -> Element:
        parent = self.item.getparent()
        return self.item if parent is None else parent


_Group = list[_Link]


def blocks(page: Page, url: str, portal: Portal, names: Collection[str] = ()) -> list[Block]:
    """The blocks of the page in reading order; `url` is the page's own address, `names` what it is called, folded."""
    links = _links(page, url, portal)
    if not links:
        return []
    headings = _headings(page, links, names, portal)
    labels = _labels(page, {link.element for link in links})
    _find_items(links, {**headings, **labels})
    items = {link.item for link in links}
    # A heading inside an item is that entry's title: only those between items part one block from the next.
    between = {
        place: element
        for place, element in headings.items()
        if not any(ancestor in items for ancestor in _around(element))
    }
    groups = _with_headlines(_rows_joined(_grouped(links, between), between), between, _outside(labels, items))
    starts = [group[0].place for group in groups]
    ends = [*starts[1:], len(page.places) + len(page.texts) + starts[-1]]
    begins = [0, *(group[-1].place + 1 for group in groups[:-1])]
    spans = zip(groups, begins, ends, strict=True)
    return [_block(page, group, begin, end, url, portal) for group, begin, end in spans]


def heading_places(page: Page) -> list[int]:
    """The places of the headings of the page, in order."""
    return [place for element, place in page.places.items() if element.tag in _HEADINGS]


def _links(page: Page, url: str, portal: Portal) -> list[_Link]:
    found: list[_Link] = []
    for element, place in page.places.items():
        href = element.get("href") if element.tag in {"a", "area"} else None
        address = article_address(href, portal) if href else None
        if address is None and element.get("onclick"):
            href = scripted_address(element)
            address = article_address(href, portal) if href else None
        if not href or address is None:
            continue
        target = fetch_url(href, page.base(url), portal)
        if target is not None:
            found.append(_Link(element, address.article_id, target, place, address.page, element))
        if len(found) >= MOST_LINKS:
            break
    return found


def _headings(page: Page, links: list[_Link], names: Collection[str], portal: Portal) -> dict[int, Element]:
    """Headings by place: elements for headings, and texts that name side boxes or the page itself; none with a link to
    an article.
    """
    to_articles = [one for one in page.places if one.tag == "a" and article_address(one.get("href") or "", portal)]
    holding = {ancestor for link in to_articles for ancestor in islice(_around(link), 8)}
    shown = {
        place: (element, words_of(element))
        for element, place in page.places.items()
        if element.tag in _HEADINGS and element not in holding
    }
    often = {words for words, count in Counter(words for _, words in shown.values()).items() if count >= _OFTEN}
    found = {
        place: element
        for place, (element, words) in shown.items()
        if words not in {"", *often} and not is_period(words)
    }
    for place in _titles(found, links):
        del found[place]
    linked = {link.element for link in links}
    for text in page.texts:
        names_box = len(text.text) <= 60 and SIDE_BOXES.fullmatch(folded(text.text))
        if names_box and not any(element in linked for element in islice(_around(text.element), 6)):
            found[text.place] = text.element
    # What every row says is no heading, and what leads elsewhere may be a menu's.
    own = [text for text in page.texts if folded(text.text) in names]
    own = [text for text in own if not any(element.tag == "a" for element in islice(_around(text.element), 6))]
    forms = Counter((text.element.tag, _class(text.element)) for text in own)
    for text in own:
        is_alone = forms[text.element.tag, _class(text.element)] == 1
        if is_alone and links[0].place < text.place < links[-1].place:
            found[text.place] = text.element
    return dict(sorted(found.items()))


def _titles(headings: dict[int, Element], links: list[_Link]) -> list[int]:
    """The headings that are titles: what follows each is "Xem tiếp", up to the next one or, for the last, anyhow."""
    places = [link.place for link in links]
    titles: list[int] = []
    for place, behind in pairwise([*headings, inf]):
        own = links[bisect_left(places, place) : bisect_left(places, behind)]
        first = [link for link in own if link.article_id == own[0].article_id]
        said = {folded(words_of(link.element)) for link in first} - {""}
        if not said or not all(MORE.fullmatch(words) for words in said):
            continue
        before = headings[titles[-1]] if titles else None
        is_last = before is not None and _kind(before) == _kind(headings[int(place)])
        if len(first) == len(own) or is_last:
            titles.append(int(place))
    return titles if len(titles) >= _FEWEST_TITLES else []


def _kind(element: Element) -> tuple[Element | None, str]:
    return element.getparent(), element.tag


def _find_items(links: list[_Link], headings: dict[int, Element]) -> None:
    """Set each link's `item`: the largest element around it that leads to no other article; where less than three
    stand together, with none of the `headings` before the link.
    """
    only: dict[Element, str | None] = {}
    for link in links:
        for element in _around(link.element):
            known = only.get(element, link.article_id)
            if element in only and (known is None or known == link.article_id):
                break
            only[element] = link.article_id if known == link.article_id else None
    for link in links:
        link.item = _climbed(link, only, {})
    first_heading: dict[Element, int] = {}
    for place, heading in sorted(headings.items()):
        for element in _around(heading):
            if element in first_heading:
                break
            first_heading[element] = place
    crowds: dict[Element, set[str]] = {}
    for link in links:
        crowds.setdefault(link.container, set()).add(link.article_id)
    for link in links:
        # A lone article would climb to its whole column, over the heading that says what the column is.
        if len(crowds[link.container]) < 3:
            link.item = _climbed(link, only, first_heading)


def _climbed(link: _Link, only: dict[Element, str | None], first_heading: dict[Element, int]) -> Element:
    item = link.element
    for element in islice(_around(link.element), MOST_LEVELS):
        if only[element] is None or element.tag in {"body", "html"}:
            break
        if first_heading.get(element, link.place) < link.place:
            break
        item = element
    return item


def _grouped(links: list[_Link], headings: dict[int, Element]) -> list[_Group]:
    """Links whose items are siblings, parted by the headings between them; groups in order of their first link."""
    containers: dict[Element, _Group] = {}
    for link in links:
        containers.setdefault(link.container, []).append(link)
    groups: list[_Group] = []
    for members in containers.values():
        group = [members[0]]
        for before, link in pairwise(members):
            if before.item is not link.item and _parted(before, link, headings):
                groups.append(group)
                group = []
            group.append(link)
        groups.append(group)
    return sorted(groups, key=lambda group: group[0].place)


def _rows_joined(groups: list[_Group], headings: dict[int, Element]) -> list[_Group]:
    """Groups in sibling containers of one form, joined: the rows of a grid."""
    joined: list[_Group] = []
    for group in groups:
        container = group[0].container
        for earlier in reversed(joined):
            sibling = earlier[-1].container
            if (
                sibling.getparent() is container.getparent()
                and sibling.tag == container.tag != "td"
                and _class(sibling) == _class(container)
                and not _parted(earlier[-1], group[0], headings)
            ):
                earlier.extend(group)
                break
        else:
            joined.append(list(group))
    return joined


def _labels(page: Page, linked: set[Element]) -> dict[int, Element]:
    """Short texts by place that no link to an article holds: what a theme without headings names its boxes with."""
    return {
        text.place: text.element
        for text in page.texts
        if len(text.text) <= 60
        and any(sign.isalpha() for sign in text.text)
        and not is_period(text.text)
        and not MORE.fullmatch(folded(text.text))
        and not any(element in linked for element in islice(_around(text.element), 6))
    }


def _outside(labels: dict[int, Element], items: set[Element]) -> list[int]:
    """The places of the labels outside all items."""
    return [
        place
        for place, element in labels.items()
        if not any(one in items for one in islice(_around(element), MOST_LEVELS))
    ]


def _with_headlines(groups: list[_Group], headings: dict[int, Element], labels: list[int]) -> list[_Group]:
    """Groups joined with a small one beside them: the headline set apart on top, or the last row of a grid."""
    joined: list[_Group] = []
    for group in groups:
        earlier = joined[-1] if joined else None
        if earlier is not None and _belong_together(earlier, group, headings, labels):
            joined[-1] = sorted([*earlier, *group], key=lambda link: link.place)
        else:
            joined.append(group)
    return joined


def _belong_together(earlier: _Group, group: _Group, headings: dict[int, Element], labels: list[int]) -> bool:
    if min(len({link.article_id for link in one}) for one in (earlier, group)) > 3:
        return False
    if _parted(earlier[-1], group[0], headings) or _parted(earlier[-1], group[0], labels):
        return False
    left, right = _path(earlier[-1].container), _path(group[0].container)
    shared = sum(1 for _ in _shared(left, right))
    if max(len(left), len(right)) - shared > 2:
        return False
    beside = [path[shared] for path in (left, right) if len(path) > shared]
    return not any(element.tag in _ASIDE or element.tag in {"td", "th"} for element in beside)


def _parted(before: _Link, after: _Link, places: Iterable[int]) -> bool:
    return any(before.place < place < after.place for place in places)


def _block(page: Page, group: _Group, begin: int, end: int, url: str, portal: Portal) -> Block:
    start = group[0].place
    above = _above(page, group, begin)
    here = page_path(url)
    named = [link.page for link in group if link.page]
    banners = _banners(group)
    entries, length = _entries(page, [link for link in group if link.article_id not in banners], end)
    return Block(
        entries=entries,
        shape="/".join(f"{element.tag}.{_class(element)}" for element in _path(group[-1].container)),
        above=tuple(text.text for text in above),
        heading_url=_leads_to(page, above[-1].element, url, portal) if above else None,
        heading_place=above[-1].place if above else None,
        start=start,
        stop=group[-1].place,
        aside=any(element.tag in _ASIDE for element in _path(group[0].container)),
        here=sum(page == here for page in named) / len(named) if named else None,
        lead_length=length,
        banners=tuple(Entry(url, article_id) for article_id, url in banners.items()),
    )


def _above(page: Page, group: _Group, begin: int) -> list[Text]:
    """The short texts that stand over the block, behind `begin` and in its column, the nearest last."""
    item = group[0].item
    start = page.places.get(item, group[0].place)
    low, high = (bisect_left(page.texts, place, key=_place) for place in (begin, start))
    short = [text for text in page.texts[max(low, high - 12) : high] if len(text.text) <= 100]
    return [text for text in short if lone_date(text.text) is None and _near(text.element, item)]


def _leads_to(page: Page, element: Element, url: str, portal: Portal) -> str | None:
    """Where a heading links to."""
    anchor = next((one for one in islice(_around(element), 3) if one.tag == "a"), None)
    anchor = anchor if anchor is not None else next(element.iter("a"), None)
    href = anchor.get("href") if anchor is not None else None
    return fetch_url(href, page.base(url), portal) if href else None


def _place(text: Text) -> int:
    return text.place


def _near(above: Element, item: Element) -> bool:
    """Whether `above` heads the column of `item`: they part at most five levels over the item, not between cells."""
    left, right = _path(above), _path(item)
    shared = sum(1 for _ in _shared(left, right))
    return len(right) - shared <= 5 and len(left) - shared <= 5


def _entries(page: Page, group: _Group, end: int) -> tuple[tuple[Entry, ...], float]:
    """The entries in order, and the characters per entry beside titles and dates."""
    linked = {link.element for link in group}
    members: dict[str, _Group] = {}
    for link in group:
        members.setdefault(link.article_id, []).append(link)
    firsts = [links[0] for links in members.values()]
    begins = [page.places.get(link.item, link.place) for link in firsts]
    stops = [*begins[1:], min(end, _end_of(page, firsts[-1]))]
    found, beside = [], 0
    for link, begin, stop in zip(firsts, begins, stops, strict=True):
        links = members[link.article_id]
        day = _stamped(link.item)
        low, high = (bisect_left(page.texts, place, key=_place) for place in (begin, max(begin, stop)))
        for text in page.texts[low:high]:
            alone = lone_date(text.text)
            day = day or alone
            # A card may be one link with all that it says.
            if any(element in linked for element in islice(_around(text.element), 6)):
                continue
            if alone is None and not MORE.fullmatch(folded(text.text)):
                beside += len(text.text)
        found.append(Entry(link.url, link.article_id, _title(links), day))
    return tuple(found), beside / len(found)


def _banners(group: _Group) -> dict[str, str]:
    """The articles of which no word in their items speaks, where any does of the others, with their addresses."""
    told = {link.article_id for link in group if words_of(link.item) or _picture_says(link.element)}
    return {link.article_id: link.url for link in group if link.article_id not in told} if told else {}


def _picture_says(element: Element) -> bool:
    return any(one.get("title") or one.get("alt") for one in element.iter("a", "area", "img"))


def _end_of(page: Page, last: _Link) -> int:
    """The place where the last entry is over: with its item, or 20 places on where the item is but the link."""
    inside = [page.places[element] for element in last.item.iter() if element in page.places]
    return max([last.place, *inside]) + 20


def _stamped(item: Element) -> date | None:
    for element in item.iter("time"):
        day = lone_date((element.get("datetime") or "")[:10])
        if day is not None:
            return day
    return None


def _title(links: _Group) -> str | None:
    shown = [words_of(link.element) for link in links]
    named = [text for text in shown if text and not MORE.fullmatch(folded(text))]
    if not named:
        named = [squeeze(link.element.get("title") or "") for link in links]
    return max(named, key=len) or None


def _around(element: Element) -> Iterator[Element]:
    """The element and its ancestors."""
    yield element
    yield from element.iterancestors()


def _path(element: Element) -> list[Element]:
    """From the root to the element."""
    return list(_around(element))[::-1]


def _shared(left: Iterable[Element], right: Iterable[Element]) -> Iterator[Element]:
    for one, other in zip(left, right, strict=False):
        if one is not other:
            return
        yield one


def _class(element: Element) -> str:
    """What tells an element's role within its theme, the same for every article: numbers are instances."""
    said = ".".join(sorted((element.get("class") or "").split()))
    column = ""
    if element.tag in {"td", "th"}:
        column = f"[{sum(1 for _ in element.itersiblings(preceding=True))}]{element.get('width') or ''}"
    return _DIGITS.sub("", said) + column
