"""Views of a listing: the same articles in another order, on pages of another size, or in another form.

A view is no category. Its address is that of the listing with a parameter more ("?nhom=5&sx=cu" beside "?nhom=5"),
with another value of one ("?kieu=luoi" beside "?kieu=bang"), or with more of a path ("/tin/xem-nhieu" beside "/tin").
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.pages.listing.entries import Listing
from crawler.pages.page.address import chosen_by
from crawler.pages.page.lexicon import VIEWS
from crawler.pages.page.tree import folded

#: Pairs of neighbouring days by which an order is told, and the share in the wrong order of a listing without one.
_PAIRS, _UNSORTED = 3, 0.3
#: Articles that two pages share from the top on, where one is a longer page of the same listing.
_SHARED = 3
_EXTENSION = re.compile(r"\.\w{2,5}$")


class Way(Enum):
    """How an address differs from that of the listing."""

    NARROWER = auto()
    OTHER_VALUE = auto()
    BELOW = auto()


class Difference(NamedTuple):
    """How an address differs from that of a listing, and by what: `sx=cu`, `/xem-nhieu`."""

    way: Way
    what: str


class Shown(NamedTuple):
    """A page that lists articles: what links call it, its canonical address, and its first page."""

    name: str | None
    url: str
    page: Listing


def paths(url: str) -> Iterator[str]:
    """Host and path of an address without its extension, and of all folders above it: the places of its listings."""
    parts = urlsplit(url)
    segments = _EXTENSION.sub("", parts.path).strip("/").split("/")
    for count in range(len(segments), 0, -1):
        yield f"{parts.netloc}/{'/'.join(segments[:count])}"


def difference(url: str, of_url: str) -> Difference | None:
    """How `url` differs from `of_url`, if it may be a view of that listing. Both addresses are canonical."""
    given, before = (dict(chosen_by(urlsplit(one).query)) for one in (url, of_url))
    here, place = next(paths(url)), next(paths(of_url))
    added = "&".join(f"{name}={value}" for name, value in given.items() if before.get(name) != value)
    changed = sum(given[name] != value for name, value in before.items() if name in given)
    match before.keys() <= given.keys(), len(given) - len(before), changed:
        case True, 0, 0 if place in paths(url) and here != place and urlsplit(of_url).path.strip("/"):
            return Difference(Way.BELOW, here.removeprefix(place))
        case True, 0, 1 if here == place:
            return Difference(Way.OTHER_VALUE, added)
        case True, more, 0 if here == place and more > 0:
            return Difference(Way.NARROWER, added)
    return None


def is_view(shown: Shown, of: Shown, *, on_home: bool = False, repeated: bool = False) -> bool:
    """Whether a page shows the listing `of` once more.

    `on_home` says whether the home page links to it: categories stand there, views stand on their listing alone.
    `repeated` says whether other listings have a page of that name, with the same difference, too.
    """
    told = difference(shown.url, of.url)
    named = VIEWS.fullmatch(folded(shown.name or "")) is not None
    is_same = _ids(shown.page) == _ids(of.page) and shown.page.paging.last == of.page.paging.last
    match told.way if told is not None else None:
        case Way.NARROWER:
            is_tool = repeated and not on_home
            return named or _shows_alike(shown.page, of.page) or _is_other_order(shown.page, of.page, repeated=is_tool)
        case Way.BELOW if named or (is_same and repeated):
            return True
        case Way.BELOW | Way.OTHER_VALUE if not on_home:
            return named or is_same or _is_other_order(shown.page, of.page, repeated=repeated)
    return False


def _ids(page: Listing) -> set[str]:
    return {entry.article_id for entry in page.entries}


def _shows_alike(page: Listing, of: Listing) -> bool:
    """Whether both first pages show the same articles, or one begins as the other does and goes on."""
    ids, of_ids = ([entry.article_id for entry in one.entries] for one in (page, of))
    shared = min(len(ids), len(of_ids))
    shorter = page if len(ids) == shared else of
    goes_on = shared >= _SHARED and ids[:shared] == of_ids[:shared] and shorter.paging.next_url is not None
    return set(ids) == set(of_ids) or goes_on


def _is_other_order(page: Listing, of: Listing, *, repeated: bool) -> bool:
    """Whether the days of `of` fall, and those of `page` do not.

    A page that only one listing has must have as many pages as `of`. Where days are missing, that has to do.
    """
    rising, falling = _rising(page), _rising(of)
    as_long = page.paging.last is not None and page.paging.last == of.paging.last
    if rising is None or falling is None:
        return repeated and as_long
    is_unsorted = rising >= _UNSORTED or (rising > 0 and repeated and as_long)
    return falling == 0 and is_unsorted and (repeated or as_long)


def _rising(page: Listing) -> float | None:
    """The share of neighbouring articles of which the upper one is older; `None` where too few have days."""
    days: list[date] = [entry.day for entry in page.entries if entry.day is not None]
    pairs = [(upper, lower) for upper, lower in pairwise(days) if upper != lower]
    return sum(upper < lower for upper, lower in pairs) / len(pairs) if len(pairs) >= _PAIRS else None
