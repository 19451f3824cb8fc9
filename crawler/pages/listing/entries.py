"""Listing pages: which articles a category shows on one of its pages, and where its other pages are.

`listing` reads one page by itself. `Theme` is what the pages of a site tell together: a box that shows the same
articles on several of them is a side box, and the place in the markup where categories show different articles is
where listings stand. Everything is a pure function; no page makes it raise.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from crawler.pages.listing.article_links import article_links
from crawler.pages.listing.block_entries import Entry
from crawler.pages.listing.block_scores import NATIVE, scores
from crawler.pages.listing.blocks import Block, blocks
from crawler.pages.listing.box_headings import heading_places
from crawler.pages.listing.continuation import Continuation, continuation, further, recorded
from crawler.pages.listing.fragments import as_html, is_fragment, put_within
from crawler.pages.listing.link_groups import Link
from crawler.pages.listing.pager import PageLinks, Pager, Paging, page_links
from crawler.pages.listing.script_files import script_files
from crawler.pages.listing.script_filled import filled_by_script
from crawler.pages.listing.script_signs import BEHIND, Sign, continued, script_signs
from crawler.pages.listing.unknown_links import unknown_links
from crawler.pages.page.lexicon import OLDER
from crawler.pages.page.tree import Page, folded, read
from crawler.records.profile import Portal

__all__ = ["Block", "Candidate", "Entry", "Listing", "Paging", "Theme", "choose", "listing", "theme"]

#: A box shows on so many pages at least; a shape is a listing's when so many pages show articles of their own in it.
_A_BOX, _A_SHAPE = 3, 2
#: Of the different blocks that show an article, so many are compared with each other.
_MOST_ALIKE = 500
#: Blocks of a page that are looked at.
_MOST_BLOCKS = 300
#: A block must score this much to be a listing. Bare titles without anything that speaks for them score up to 1.
_ENOUGH = 2.0


@dataclass(frozen=True, slots=True)
class Theme:
    """What the pages of a site tell together."""

    #: The shapes of listings.
    listings: frozenset[str] = frozenset()
    #: Side boxes by shape and articles.
    boxes: frozenset[tuple[str, frozenset[str]]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be the page's listing."""

    block: Block
    paging: Paging
    #: What the page alone says for it.
    score: float
    #: Whether its heading is the category's name.
    named: bool
    #: Whether links to other pages of a listing stand behind it.
    turns: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a listing."""

    #: Its articles in order, none when the page lists none of its own.
    entries: tuple[Entry, ...] = ()
    paging: Paging = field(default_factory=Paging)
    #: Where in the theme the articles stand.
    shape: str | None = None
    #: All blocks of the page, side boxes among them.
    candidates: tuple[Candidate, ...] = ()
    #: What the page calls itself in its `<title>`, in parts: the page's own name and the site's, as a rule.
    title: tuple[str, ...] = ()
    #: Articles that are left out: host and id on other hosts than the portal's, path and id under other folders.
    elsewhere: frozenset[tuple[str, str]] = frozenset()
    #: Links that look like those to articles and have an address of another shape.
    unknown: tuple[Link, ...] = ()
    #: How a first page goes on that no link leads on from.
    continuation: Continuation = field(default_factory=Continuation)
    #: Script files that may say how a first page goes on that offers more and does not say how.
    scripts: tuple[str, ...] = ()
    #: What on a first page says that a script fills it.
    filled: frozenset[str] = frozenset()


def listing(
    html: bytes | str | Page,
    url: str,
    portal: Portal,
    *,
    name: str | None = None,
    number: int = 1,
    theme: Theme | None = None,
    links: PageLinks | None = None,
    script: str = "",
    form: str | None = None,
    within: str | None = None,
) -> Listing:
    """The page `url` of a listing, its page `number`, counted from 1.

    `name` is what the navigation calls the category, `theme` what the site's other pages tell, `links` the page's
    paging links, where a caller has them, `script` what its script files hold, `form` how records in JSON make the
    addresses of articles. Only a first page may have been read before. `within` is the address of the page into which a
    script puts what it brings: links in a piece of a page are relative to that.
    """
    if number > 1:
        assert not isinstance(html, Page), "a fragment is told by its markup"
        html = as_html(html, [shape for platform in portal.platforms for shape in platform.articles], form)
        html = put_within(html, within) if within is not None else html
    page = read(html)
    base = page.base(url)
    names = {folded(name or ""), *_titles(page)} - {""}
    articles, elsewhere = article_links(page, base, portal)
    found = blocks(page, articles, url, base, portal, names)[:_MOST_BLOCKS]
    if portal.selectors.listing is not None:
        found = _pinned(found, page, portal.selectors.listing)
    links = links or page_links(page, url, portal)
    pager, headings = Pager(links, number), heading_places(page)
    is_last = links.total is not None and links.total <= number
    signs = [] if links.links or is_last else script_signs(page, url, base, portal, number)
    owners = _owners(found, [link.place for link in links.links if link.rel in {"number", "next", "forward"}])
    counted = scores(found, url, names)
    made = [
        _candidate(block, pager, names, headings, score, turns=index in owners)
        for index, (block, score) in enumerate(zip(found, counted, strict=True))
    ]
    spans = zip([0, *(block.stop for block in found)], [*(block.start for block in found[1:]), inf], strict=False)
    candidates = tuple(
        _counted(_continued(one, signs, span), links.counted, span) for one, span in zip(made, spans, strict=False)
    )
    unknown = unknown_links(page, base, portal, articles)
    unlisted = Listing((), pager.of_box(), None, candidates, tuple(_parts(page.title)), elsewhere, unknown)
    if not isinstance(html, Page) and number > 1 and is_fragment(html):
        return replace(unlisted, entries=_all_of(candidates))
    unlisted = replace(unlisted, filled=filled_by_script(page) if number == 1 else frozenset())
    if found:
        first = found[0].entries[0].url
        onward = continuation(page, url, portal, first, script) if number == 1 else further(page, url, portal, number)
        is_unsaid = number == 1 and not onward.recipes and any(_goes_on_unsaid(one.paging) for one in candidates)
        files = script_files(page, base, portal) if is_unsaid else ()
        unlisted = replace(unlisted, continuation=onward, scripts=files)
    elif number == 1:
        unlisted = replace(unlisted, continuation=recorded(page, url, portal))
    return choose(unlisted, theme or Theme())


def _goes_on_unsaid(paging: Paging) -> bool:
    """Whether a listing offers more, or further pages, and no address leads there."""
    return paging.next_url is None and (paging.more is not None or (paging.last or 1) > 1)


def _all_of(candidates: Iterable[Candidate]) -> tuple[Entry, ...]:
    """The articles of all blocks: a fragment of a page holds nothing but a piece of the listing."""
    listed: dict[str, Entry] = {}
    for entry in (entry for candidate in candidates for entry in candidate.block.entries):
        listed.setdefault(entry.article_id, entry)
    return tuple(listed.values())


def _candidate(
    block: Block, pager: Pager, names: set[str], headings: list[int], score: float, *, turns: bool
) -> Candidate:
    named = bool(block.above) and folded(block.above[-1]) in names
    above = block.heading_place if named else None
    below = bisect_right(headings, block.stop)
    part = (above or 0, headings[below] if below < len(headings) else inf)
    return Candidate(block, pager.of_box(block.start, part), score + (4 if turns else 0), named, turns)


def _continued(candidate: Candidate, signs: list[Sign], span: tuple[int, float]) -> Candidate:
    """The candidate with what signs beside links say about further pages; `span` is where the blocks around end and
    begin.
    """
    if not signs or candidate.paging.next_url is not None:
        return candidate
    block = candidate.block
    around = (span[0], block.stop, span[1])
    return replace(candidate, paging=continued(candidate.paging, signs, articles=len(block.entries), span=around))


def _counted(candidate: Candidate, counted: Sequence[tuple[int, int]], span: tuple[int, float]) -> Candidate:
    """The candidate with how many articles the text nearest to it says that there are."""
    stop = candidate.block.stop
    near = [(abs(place - stop), count) for place, count in counted if span[0] < place < min(span[1], stop + BEHIND)]
    return replace(candidate, paging=replace(candidate.paging, articles=min(near)[1])) if near else candidate


def choose(page: Listing, theme: Theme) -> Listing:
    """The page with the candidate as its listing that speaks most for itself, given what the site's pages tell."""
    told = [candidate.score + _told(candidate, theme) for candidate in page.candidates]
    if not told or max(told) < _ENOUGH:
        return replace(page, entries=(), shape=None)
    place = told.index(max(told))
    best = page.candidates[place]
    rest = [one for one in page.candidates[place + 1 :] if _goes_on(best, one) and not _is_box(one, theme)]
    listed: dict[str, Entry] = {}
    for entry in (entry for one in (best, *rest) for entry in one.block.entries):
        listed.setdefault(entry.article_id, entry)
    return replace(page, entries=tuple(listed.values()), paging=best.paging, shape=best.block.shape)


def theme(home: Listing | None, pages: Iterable[Listing]) -> Theme:
    """What the home page and the first pages of the categories tell together."""
    shown = _by_shape(pages)
    on_home = _by_shape([home] if home else [])
    boxes, listings = set(), set()
    for shape, contents in shown.items():
        everywhere = contents + on_home.get(shape, Counter())
        boxes |= {(shape, ids) for ids, count in _alike_to_each(contents, everywhere).items() if count >= _A_BOX}
        own = sum(1 for count in _alike_to_each(contents, contents).values() if count == 1)
        if own >= _A_SHAPE and own > contents.total() / 2:
            listings.add(shape)
    return Theme(frozenset(listings), frozenset(boxes))


def _by_shape(pages: Iterable[Listing]) -> dict[str, Counter[frozenset[str]]]:
    """The articles of all blocks by the blocks' shapes, with the number of blocks that show them."""
    shown: dict[str, Counter[frozenset[str]]] = {}
    for page in pages:
        for candidate in page.candidates:
            shown.setdefault(candidate.block.shape, Counter())[candidate.block.ids] += 1
    return shown


def _alike_to_each(contents: Iterable[frozenset[str]], others: Counter[frozenset[str]]) -> dict[frozenset[str], int]:
    """How many of the others show much the same articles, for each block's articles."""
    holding: dict[str, list[frozenset[str]]] = {}
    for ids in others:
        for article_id in ids:
            blocks_of = holding.setdefault(article_id, [])
            if len(blocks_of) < _MOST_ALIKE:
                blocks_of.append(ids)
    counts = {}
    for ids in contents:
        near = {other for article_id in ids for other in holding.get(article_id, ())} or {ids} & others.keys()
        counts[ids] = sum(others[other] for other in near if _alike(ids, other))
    return counts


def _told(candidate: Candidate, theme: Theme) -> float:
    block = candidate.block
    # A short category's articles stand in a box of its name on other pages: on its own page that is no side box.
    is_side_box = not candidate.named and _is_box(candidate, theme)
    return 3.0 * (block.shape in theme.listings) - 6.0 * is_side_box


def _is_box(candidate: Candidate, theme: Theme) -> bool:
    block = candidate.block
    return any(block.shape == shape and _alike(block.ids, ids) for shape, ids in theme.boxes)


def _goes_on(best: Candidate, candidate: Candidate) -> bool:
    """Whether a block behind the listing is the rest of it: titles alone, under a heading that says so or none."""
    block = candidate.block
    is_native = block.here is not None and block.here >= NATIVE and (best.block.here or 0) >= NATIVE
    is_older = bool(block.above) and OLDER.fullmatch(folded(block.above[-1])) is not None
    speaks = is_native + is_older + candidate.turns >= 2  # two signs of three are enough
    return speaks and not block.aside and not best.turns


def _owners(found: list[Block], places: list[int]) -> set[int]:
    """The blocks that paging links stand behind; paging above all blocks belongs to the first."""
    starts = [block.start for block in found]
    return {max(bisect_right(starts, place) - 1, 0) for place in places}


def _titles(page: Page) -> set[str]:
    """What the page calls itself in its title, folded: the whole and its parts."""
    parts = [page.title, *(part for sign in ("|", " - ", "»", "›", "::") for part in page.title.split(sign))]
    return {folded(part) for part in parts}


def _parts(title: str) -> list[str]:
    return [part for part in re.split(r"\s*(?:\||»|›|::)\s*|\s[-–]\s", title) if part]


def _pinned(found: list[Block], page: Page, selector: str) -> list[Block]:
    inside: list[Block] = []
    for element in page.root.cssselect(selector):
        places = [page.places[one] for one in element.iter() if one in page.places]
        inside += [block for block in found if min(places, default=0) <= block.start <= max(places, default=-1)]
    return inside


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    return len(left & right) >= 0.6 * len(left | right)
