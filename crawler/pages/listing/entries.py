"""Listing pages: which articles a category shows on one of its pages, and where its other pages are.

`listing` reads one page by itself. `Theme` is what the pages of a site tell together: a box that shows the same
articles on several of them is a side box, and the place in the markup where categories show different articles is
where listings stand. Everything is a pure function; no page makes it raise.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import inf

from crawler.pages.listing.blocks import Block, Entry, blocks, heading_places
from crawler.pages.listing.pager import PageLinks, Paging, page_links, paging
from crawler.pages.page.address import page_path
from crawler.pages.page.tree import Page, folded, read
from crawler.pages.page.words import OLDER, SIDE_BOXES
from crawler.records.profile import Portal

__all__ = ["Block", "Candidate", "Entry", "Listing", "Paging", "Theme", "choose", "listing", "theme"]

#: A block must score this much to be a listing. Bare titles without anything that speaks for them score up to 1.
_ENOUGH = 2.0


@dataclass(frozen=True, slots=True)
class Theme:
    """What the pages of a site tell together.

    `listings` are the shapes of listings; `boxes` are side boxes, by shape and articles.
    """

    listings: frozenset[str] = frozenset()
    boxes: frozenset[tuple[str, frozenset[str]]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be the page's listing, with its paging; `score` is what the page alone says for it, `named`
    whether its heading is the category's name, `turns` whether links to other pages stand behind it.
    """

    block: Block
    paging: Paging
    score: float
    named: bool
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a listing. `entries` are its articles in order, empty when the page lists none of its own;
    `shape` says where in the theme they stand; `candidates` are all blocks of the page, the side boxes among them.
    """

    entries: tuple[Entry, ...] = ()
    paging: Paging = field(default_factory=Paging)
    shape: str | None = None
    candidates: tuple[Candidate, ...] = ()


def listing(
    html: bytes | str,
    url: str,
    portal: Portal,
    *,
    name: str | None = None,
    number: int = 1,
    theme: Theme | None = None,
) -> Listing:
    """The page `url` of a listing, its page `number`, counted from 1.

    `name` is what the navigation calls the category, `theme` what the site's other pages tell.
    """
    page = read(html)
    names = {folded(name or ""), *_titles(page)} - {""}
    found = blocks(page, url, portal, names)
    if portal.selectors.listing is not None:
        found = _pinned(found, page, portal.selectors.listing)
    links = page_links(page, url, portal)
    owners = _owners(found, [link.place for link in links.links if link.rel in {"number", "next", "forward"}])
    headings = heading_places(page)
    candidates = tuple(
        _candidate(block, links, number, names, headings, _score(block, found, url, names), turns=index in owners)
        for index, block in enumerate(found)
    )
    unlisted = Listing((), paging(links, number), None, candidates)
    return choose(unlisted, theme or Theme())


def _candidate(
    block: Block, links: PageLinks, number: int, names: set[str], headings: list[int], score: float, *, turns: bool
) -> Candidate:
    named = bool(block.above) and folded(block.above[-1]) in names
    above = block.heading_place if named else None
    below = bisect_right(headings, block.stop)
    part = (above or 0, headings[below] if below < len(headings) else inf)
    return Candidate(block, paging(links, number, block.start, part), score + (4 if turns else 0), named, turns)


def choose(page: Listing, theme: Theme) -> Listing:
    """The page with the candidate as its listing that speaks most for itself, given what the site's pages tell."""
    scores = [candidate.score + _told(candidate, theme) for candidate in page.candidates]
    if not scores or max(scores) < _ENOUGH:
        return replace(page, entries=(), shape=None)
    place = scores.index(max(scores))
    best = page.candidates[place]
    rest = [one for one in page.candidates[place + 1 :] if _goes_on(best, one) and not _is_box(one, theme)]
    listed: dict[str, Entry] = {}
    for entry in (entry for one in (best, *rest) for entry in one.block.entries):
        listed.setdefault(entry.article_id, entry)
    return replace(page, entries=tuple(listed.values()), paging=best.paging, shape=best.block.shape)


def theme(home: Listing | None, pages: Iterable[Listing]) -> Theme:
    """What the home page and the first pages of the categories tell together."""
    inner = list(pages)
    shown: dict[str, list[frozenset[str]]] = {}
    for page in inner:
        for candidate in page.candidates:
            shown.setdefault(candidate.block.shape, []).append(candidate.block.ids)
    on_home: dict[str, list[frozenset[str]]] = {}
    for candidate in home.candidates if home else ():
        on_home.setdefault(candidate.block.shape, []).append(candidate.block.ids)
    boxes, listings = set(), set()
    for shape, contents in shown.items():
        everywhere = contents + on_home.get(shape, [])
        repeated = {ids for ids in contents if sum(_alike(ids, other) for other in everywhere) >= 3}
        boxes |= {(shape, ids) for ids in repeated}
        own = [ids for ids in contents if sum(_alike(ids, other) for other in contents) == 1]
        if len(own) >= 2 and len(own) > len(contents) / 2:
            listings.add(shape)
    return Theme(frozenset(listings), frozenset(boxes))


def _told(candidate: Candidate, theme: Theme) -> float:
    block = candidate.block
    told = 3.0 if block.shape in theme.listings else 0.0
    # A short category's articles stand in a box of its name on other pages: on its own page that is no side box.
    if not candidate.named and _is_box(candidate, theme):
        told -= 6.0
    return told


def _is_box(candidate: Candidate, theme: Theme) -> bool:
    block = candidate.block
    return any(block.shape == shape and _alike(block.ids, ids) for shape, ids in theme.boxes)


def _goes_on(best: Candidate, candidate: Candidate) -> bool:
    """Whether a block behind the listing is the rest of it: titles alone, under a heading that says so or none."""
    block = candidate.block
    if block.aside or best.turns:
        return False
    is_native = block.here is not None and block.here >= 0.8 and (best.block.here or 0) >= 0.8
    is_older = bool(block.above) and OLDER.fullmatch(folded(block.above[-1])) is not None
    return (is_older and (is_native or candidate.turns)) or (is_native and candidate.turns)


def _score(block: Block, others: list[Block], url: str, names: set[str]) -> float:
    score = min(len(block.entries), 10) / 10
    above = [folded(text) for text in block.above] or [""]
    if above[-1] not in names and SIDE_BOXES.fullmatch(above[-1]):
        score -= 4
    elif names.intersection(above):
        score += 3
    elif block.heading_url is not None and page_path(block.heading_url) != page_path(url):
        # A box of another category, which its heading leads to.
        score -= 3
    if block.aside:
        score -= 3
    if block.here is not None and any((other.here is not None) for other in others):
        foreign = [other.here for other in others if other.here is not None and other.here < 0.5]
        native = [other.here for other in others if other.here is not None and other.here >= 0.8]
        if block.here >= 0.8:
            score += 3 if foreign else 1.5
        elif block.here <= 0.2 and native:
            score -= 2
    if block.lead_length > 30:
        score += 2
    elif sum(entry.day is not None for entry in block.entries) * 2 >= len(block.entries):
        score += 1
    return score


def _owners(found: list[Block], places: list[int]) -> set[int]:
    """The blocks that paging links stand behind; paging above all blocks belongs to the first."""
    starts = [block.start for block in found]
    return {max(bisect_right(starts, place) - 1, 0) for place in places}


def _titles(page: Page) -> set[str]:
    """What the page calls itself in its title: the whole and its parts."""
    parts = [page.title, *(part for sign in ("|", " - ", "»", "›", "::") for part in page.title.split(sign))]
    return {folded(part) for part in parts}


def _pinned(found: list[Block], page: Page, selector: str) -> list[Block]:
    inside: list[Block] = []
    for element in page.root.cssselect(selector):
        places = [page.places[one] for one in element.iter() if one in page.places]
        inside += [block for block in found if min(places, default=0) <= block.start <= max(places, default=-1)]
    return inside


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    return len(left & right) >= 0.6 * len(left | right)
