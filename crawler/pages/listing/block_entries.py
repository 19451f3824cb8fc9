"""The entries of a block: an article each, with title and day."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from crawler.pages.listing.article_links import ArticleLink
from crawler.pages.listing.days import lone_date
from crawler.pages.listing.nesting import stands_in
from crawler.pages.page.lexicon import MORE
from crawler.pages.page.tree import Element, Page, Text, folded, squeeze, words_of

#: Places behind the last entry's link that may belong to it, where the link is all that holds the entry.
_BEHIND = 20
#: Levels in which a link around a text is looked for.
_CLOSE = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a listing shows it; `url` is what to ask the server for, `day` what stands beside the title, and
    `dated` the text that says so: it may tell the time of day, too.
    """

    url: str
    article_id: str
    title: str | None = None
    day: date | None = None
    dated: str | None = None


def entries_of(page: Page, group: list[ArticleLink], end: int) -> tuple[tuple[Entry, ...], float]:
    """The entries in order, and the characters per entry beside titles and dates."""
    linked = {link.element for link in group}
    members: dict[str, list[ArticleLink]] = {}
    for link in group:
        members.setdefault(link.article_id, []).append(link)
    firsts = [links[0] for links in members.values()]
    begins = [page.places.get(link.item, link.place) for link in firsts]
    stops = [*begins[1:], min(end, _end_of(page, firsts[-1]))]
    found, beside = [], 0
    for link, begin, stop in zip(firsts, begins, stops, strict=True):
        links = members[link.article_id]
        dated = _stamped(link.item)
        low, high = (bisect_left(page.texts, place, key=place_of) for place in (begin, max(begin, stop)))
        days = [text for text in page.texts[low:high] if lone_date(text.text) is not None]
        dated = next((text.text.strip() for text in days), None) if dated is None else dated
        # A card may be one link with all that it says: what stands in links is no lead.
        own = [text for text in page.texts[low:high] if not stands_in(text.element, linked, _CLOSE)]
        said = [text.text for text in own if lone_date(text.text) is None and not MORE.fullmatch(folded(text.text))]
        beside += sum(map(len, said))
        day = lone_date(dated) if dated is not None else None
        found.append(Entry(link.url, link.article_id, _title(links), day, dated))
    return tuple(found), beside / len(found)


def banners_of(group: list[ArticleLink]) -> dict[str, str]:
    """The articles that a picture alone leads to among others with words, by id with their addresses."""
    silent = {item: not words_of(item) for item in dict.fromkeys(link.item for link in group)}
    told = {link.article_id for link in group if not silent[link.item] or _picture_says(link.element)}
    return {link.article_id: link.url for link in group if link.article_id not in told} if told else {}


def place_of(text: Text) -> int:
    """The place of a text, to search the texts of a page by."""
    return text.place


def _picture_says(element: Element) -> bool:
    return any(one.get("title") or one.get("alt") for one in element.iter("a", "area", "img"))


def _end_of(page: Page, last: ArticleLink) -> int:
    """The place where the last entry is over: with its item, or some places on where the item is only the link."""
    inside = [page.places[element] for element in last.item.iter() if element in page.places]
    return max([last.place, *inside]) + _BEHIND


def _stamped(item: Element) -> str | None:
    stamps = (element.get("datetime") or "" for element in item.iter("time"))
    return next((stamp for stamp in stamps if lone_date(stamp) is not None), None)


def _title(links: list[ArticleLink]) -> str | None:
    shown = [words_of(link.element) for link in links]
    named = [text for text in shown if text and not MORE.fullmatch(folded(text))]
    described = [squeeze(link.element.get("title") or "") for link in links]
    return max(named or described, key=len) or None
