"""The blocks of a page that list articles: the listing itself, and the side boxes beside it.

Class names are unknown, so a block is what a reader sees as one: links to different articles whose surroundings
repeat, with no heading in between. `crawler.pages.listing.entries` decides which block is the page's listing.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from crawler.pages.listing.article_links import ArticleLink
from crawler.pages.listing.block_entries import Entry, banners_of, entries_of, place_of
from crawler.pages.listing.box_headings import box_headings, box_labels
from crawler.pages.listing.days import lone_date
from crawler.pages.listing.nesting import form, lies_between, path, shared_levels, stands_in
from crawler.pages.page.address import fetch_url, page_path
from crawler.pages.page.tree import Element, Page, Text, around
from crawler.records.profile import Portal

_ASIDE = frozenset({"aside", "nav", "footer", "header", "marquee"})
#: Articles that stand together up to this number may be a headline set apart, or the last row of a grid.
_FEW = 3
#: Levels that may part a small group from the group that it belongs to.
_APART = 2
#: Texts above a block that are looked at, and the characters of the longest that may be its heading.
_TEXTS_ABOVE, _LONGEST_ABOVE = 12, 100
#: Levels over the first entry at which the column of a heading may part from the entry's.
_COLUMN = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Articles that stand together on a page."""

    entries: tuple[Entry, ...]
    #: Where in the page's markup they stand: the same on every page of a theme.
    shape: str
    #: The short texts over them, the nearest last. That is the heading, as a rule.
    above: tuple[str, ...]
    #: Where the heading leads, and its place on the page.
    heading_url: str | None
    heading_place: int | None
    #: Places of the first link and of the last one.
    start: int
    stop: int
    #: Whether the markup says that they stand beside the page's contents.
    aside: bool
    #: The share of links that go through the page's own path, `None` when no link names a page.
    here: float | None
    #: Characters per entry beside title and date.
    lead_length: float
    #: Articles among the entries that a picture alone leads to.
    banners: tuple[Entry, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The articles of the block."""
        return frozenset(entry.article_id for entry in self.entries)


_Group = list[ArticleLink]


def blocks(
    page: Page, links: list[ArticleLink], url: str, base: str, portal: Portal, names: Collection[str] = ()
) -> list[Block]:
    """The blocks of the page in reading order.

    Args:
        page: the page that was read.
        links: its links to articles.
        url: the page's own address.
        base: what its links are relative to.
        portal: the profile.
        names: what the page is called, folded.
    """
    if not links:
        return []
    headings = box_headings(page, links, names, portal)
    labels = box_labels(page, links)
    _find_items(links, {**headings, **labels})
    items = {link.item for link in links}
    # A heading inside an item is that entry's title: only those between items part one block from the next.
    between = [place for place, element in headings.items() if not stands_in(element, items)]
    outside = [place for place, element in labels.items() if not stands_in(element, items)]
    groups = _with_headlines(_rows_joined(_grouped(links, between), between), between, outside)
    starts = [group[0].place for group in groups]
    ends = [*starts[1:], len(page.places) + len(page.texts) + starts[-1]]
    begins = [0, *(group[-1].place + 1 for group in groups[:-1])]
    found = []
    for earlier, group, begin, end in zip([[], *groups], groups, begins, ends, strict=False):
        above = _above(page, group, begin, {link.item for link in earlier})
        heading_url = _leads_to(above[-1].element, base, portal) if above else None
        found.append(_block(page, group, above, heading_url, end, page_path(url)))
    return found


def _find_items(links: list[ArticleLink], headings: dict[int, Element]) -> None:
    """Set each link's `item`: the largest element around it that leads to no other article.

    Where fewer than three articles stand together, the item may not hold one of the `headings` before the link: a lone
    article would climb to its whole column, over the heading that says what the column is.
    """
    only: dict[Element, str | None] = {}
    for link in links:
        for element in around(link.element):
            known = only.get(element, link.article_id)
            if element in only and (known is None or known == link.article_id):
                break
            only[element] = link.article_id if known == link.article_id else None
    for link in links:
        link.item = _climbed(link, only, {})
    first_heading: dict[Element, int] = {}
    for place, heading in sorted(headings.items()):
        for element in around(heading):
            if element in first_heading:
                break
            first_heading[element] = place
    crowds: dict[Element, set[str]] = {}
    for link in links:
        crowds.setdefault(link.container, set()).add(link.article_id)
    for link in links:
        if len(crowds[link.container]) < _FEW:
            link.item = _climbed(link, only, first_heading)


def _climbed(link: ArticleLink, only: dict[Element, str | None], first_heading: dict[Element, int]) -> Element:
    def holds_it_alone(element: Element) -> bool:
        is_page = only.get(element) is None or element.tag in {"body", "html"}
        return not is_page and first_heading.get(element, link.place) >= link.place

    return [link.element, *takewhile(holds_it_alone, around(link.element))][-1]


def _grouped(links: list[ArticleLink], headings: Sequence[int]) -> list[_Group]:
    """Links whose items are siblings, parted by the headings between them; groups in order of their first link."""
    containers: dict[Element, _Group] = {}
    for link in links:
        containers.setdefault(link.container, []).append(link)
    groups: list[_Group] = []
    for members in containers.values():
        group = [members[0]]
        for before, link in pairwise(members):
            if before.item is not link.item and lies_between(headings, before.place, link.place):
                groups.append(group)
                group = []
            group.append(link)
        groups.append(group)
    return sorted(groups, key=lambda group: group[0].place)


def _rows_joined(groups: list[_Group], headings: Sequence[int]) -> list[_Group]:
    """Groups in sibling containers of one form, joined: the rows of a grid."""
    joined: list[_Group] = []
    latest: dict[tuple[Element | None, str, str], _Group] = {}
    for group in groups:
        container = group[0].container
        row = (container.getparent(), container.tag, form(container))
        earlier = latest.get(row) if container.tag != "td" else None
        if earlier is not None and not lies_between(headings, earlier[-1].place, group[0].place):
            earlier.extend(group)
        else:
            latest[row] = list(group)
            joined.append(latest[row])
    return joined


def _with_headlines(groups: list[_Group], headings: Sequence[int], labels: Sequence[int]) -> list[_Group]:
    """Groups joined with those beside them that nothing parts from them: the newest on top, the last row of a grid."""
    joined: list[_Group] = []
    for group in groups:
        earlier = joined[-1] if joined else None
        if earlier is not None and _belong_together(earlier, group, headings, labels):
            joined[-1] = sorted([*earlier, *group], key=lambda link: link.place)
        else:
            joined.append(group)
    return joined


def _belong_together(earlier: _Group, group: _Group, headings: Sequence[int], labels: Sequence[int]) -> bool:
    before, after = earlier[-1].place, group[0].place
    parted = lies_between(headings, before, after) or lies_between(labels, before, after)
    left, right = path(earlier[-1].container), path(group[0].container)
    shared = shared_levels(left, right)
    beside = [one[shared] for one in (left, right) if len(one) > shared]
    near = max(len(left), len(right)) - shared <= _APART
    return not parted and near and not any(element.tag in _ASIDE or element.tag in {"td", "th"} for element in beside)


def _block(page: Page, group: _Group, above: list[Text], heading_url: str | None, end: int, here: str | None) -> Block:
    named = [link.page for link in group if link.page]
    banners = banners_of(group)
    entries, length = entries_of(page, [link for link in group if link.article_id not in banners], end)
    return Block(
        entries=entries,
        shape="/".join(f"{element.tag}.{form(element)}" for element in path(group[-1].container)),
        above=tuple(text.text for text in above),
        heading_url=heading_url,
        heading_place=above[-1].place if above else None,
        start=group[0].place,
        stop=group[-1].place,
        aside=any(element.tag in _ASIDE for element in path(group[0].container)),
        here=sum(one == here for one in named) / len(named) if named else None,
        lead_length=length,
        banners=tuple(Entry(url, article_id) for article_id, url in banners.items()),
    )


def _above(page: Page, group: _Group, begin: int, earlier: set[Element]) -> list[Text]:
    """The short texts that stand over the block, behind `begin` and in its column, the nearest last.

    What stands in one of the `earlier` items, those of the block before, heads nothing.
    """
    item = group[0].item
    start = page.places.get(item, group[0].place)
    low, high = (bisect_left(page.texts, place, key=place_of) for place in (begin, start))
    near = page.texts[max(low, high - _TEXTS_ABOVE) : high]
    short = [text for text in near if len(text.text) <= _LONGEST_ABOVE and not stands_in(text.element, earlier)]
    column = path(item)
    return [text for text in short if lone_date(text.text) is None and _heads_column(text.element, column)]


def _leads_to(element: Element, base: str, portal: Portal) -> str | None:
    """Where a heading links to."""
    anchor = next((one for one in around(element, 3) if one.tag == "a"), None)
    anchor = anchor if anchor is not None else next(element.iter("a"), None)
    href = anchor.get("href") if anchor is not None else None
    return fetch_url(href, base, portal) if href else None


def _heads_column(above: Element, column: Sequence[Element]) -> bool:
    """Whether `above` heads the column that is the path to an item: close over the item, both stand in one element."""
    own = path(above)
    shared = shared_levels(own, column)
    return len(column) - shared <= _COLUMN and len(own) - shared <= _COLUMN
