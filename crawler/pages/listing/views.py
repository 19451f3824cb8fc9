"""Views of a listing: the same articles in another order, on pages of another size, or in another form.

A view is no category. Its address is that of the listing with a parameter more: "?nhom=5&sx=cu" beside "?nhom=5".
"""

from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from crawler.pages.listing.entries import Listing
from crawler.pages.page.address import chosen_by
from crawler.pages.page.lexicon import VIEWS
from crawler.pages.page.tree import folded

#: Pairs of neighbouring days by which an order is told, and the share in the wrong order of a listing without one.
_PAIRS, _UNSORTED = 3, 0.3
#: Articles that two pages share from the top on, where one is a longer page of the same listing.
_SHARED = 3


def is_view(name: str | None, url: str, page: Listing, of_url: str, of: Listing) -> bool:
    """Whether the page `url`, which links call `name`, shows the listing `of` at `of_url` once more.

    Both addresses are canonical.
    """
    parts, of_parts = urlsplit(url), urlsplit(of_url)
    given, before = set(chosen_by(parts.query)), set(chosen_by(of_parts.query))
    narrower = (parts.netloc, parts.path) == (of_parts.netloc, of_parts.path) and before < given
    named = VIEWS.fullmatch(folded(name or "")) is not None
    return narrower and (named or _shows_alike(page, of) or _is_other_order(page, of))


def _shows_alike(page: Listing, of: Listing) -> bool:
    """Whether both first pages show the same articles, or one begins as the other does and goes on."""
    ids, of_ids = ([entry.article_id for entry in one.entries] for one in (page, of))
    shared = min(len(ids), len(of_ids))
    shorter = page if len(ids) == shared else of
    goes_on = shared >= _SHARED and ids[:shared] == of_ids[:shared] and shorter.paging.next_url is not None
    return set(ids) == set(of_ids) or goes_on


def _is_other_order(page: Listing, of: Listing) -> bool:
    """Whether the days of `of` fall, those of `page` do not, and both have as many pages."""
    orders = [_rising(one) for one in (page, of)]
    if orders[0] is None or orders[1] is None or page.paging.last is None or page.paging.last != of.paging.last:
        return False
    return orders[1] == 0 and orders[0] >= _UNSORTED


def _rising(page: Listing) -> float | None:
    """The share of neighbouring articles of which the upper one is older; `None` where too few have days."""
    days: list[date] = [entry.day for entry in page.entries if entry.day is not None]
    pairs = [(upper, lower) for upper, lower in pairwise(days) if upper != lower]
    return sum(upper < lower for upper, lower in pairs) / len(pairs) if len(pairs) >= _PAIRS else None
