"""The headings of a page that part its boxes of articles, and the labels that name boxes in themes without headings."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from itertools import pairwise
from math import inf

from crawler.pages.listing.article_links import ArticleLink
from crawler.pages.listing.days import is_period
from crawler.pages.listing.nesting import form, stands_in
from crawler.pages.page.address import article_address
from crawler.pages.page.lexicon import MORE, SIDE_BOXES
from crawler.pages.page.tree import Element, Page, around, folded, words_of
from crawler.records.profile import Portal
from crawler.records.text import remembered

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "th"})
#: Words that so many headings of a page repeat label its rows.
_OFTEN = 3
#: Headings with "Xem tiếp" alone behind them that are titles: a single one may be a box's.
_FEWEST_TITLES = 2
#: Characters of the longest text that may name a box.
_LONGEST = 60
#: Levels in which a link around a text, or a heading around a link, is looked for.
_CLOSE, _HOLDING = 6, 8


def heading_places(page: Page) -> list[int]:
    """The places of the headings of the page, in order."""
    return [place for element, place in page.places.items() if element.tag in _HEADINGS]


def box_headings(page: Page, links: list[ArticleLink], names: Collection[str], portal: Portal) -> dict[int, Element]:
    """The headings of the page that lead to no article, by place in order.

    Texts count as headings, too, that name a side box, or name the page itself (`names`, folded).
    """
    found = _elements(page, portal)
    for place in _titles(found, links):
        del found[place]
    linked = {link.element for link in links}
    for text in page.texts:
        if len(text.text) <= _LONGEST and _names_side_box(text.text) and not stands_in(text.element, linked, _CLOSE):
            found[text.place] = text.element
    # What every row says is no heading, and what leads elsewhere may be a menu's.
    own = [text for text in page.texts if folded(text.text) in names]
    own = [text for text in own if not any(element.tag == "a" for element in around(text.element, _CLOSE))]
    forms = Counter((text.element.tag, form(text.element)) for text in own)
    for text in own:
        is_alone = forms[text.element.tag, form(text.element)] == 1
        if is_alone and links[0].place < text.place < links[-1].place:
            found[text.place] = text.element
    return dict(sorted(found.items()))


def box_labels(page: Page, links: list[ArticleLink]) -> dict[int, Element]:
    """Short texts by place in order that no link to an article holds."""
    linked = {link.element for link in links}
    return {
        text.place: text.element
        for text in page.texts
        if len(text.text) <= _LONGEST and _may_label(text.text) and not stands_in(text.element, linked, _CLOSE)
    }


@remembered(_LONGEST)
def _names_side_box(text: str) -> bool:
    return SIDE_BOXES.fullmatch(folded(text)) is not None


@remembered(_LONGEST)
def _may_label(text: str) -> bool:
    """Whether a short text may name a box: it has letters, is no period, and does not lead on ("Xem tiếp")."""
    return any(map(str.isalpha, text)) and not is_period(text) and not MORE.fullmatch(folded(text))


def _elements(page: Page, portal: Portal) -> dict[int, Element]:
    """The elements for headings by place, without those that hold a link to an article or name a period."""
    to_articles = [one for one in page.places if one.tag == "a" and article_address(one.get("href") or "", portal)]
    holding = {ancestor for link in to_articles for ancestor in around(link, _HOLDING)}
    shown = {
        place: (element, words_of(element))
        for element, place in page.places.items()
        if element.tag in _HEADINGS and element not in holding
    }
    often = {words for words, count in Counter(words for _, words in shown.values()).items() if count >= _OFTEN}
    return {
        place: element
        for place, (element, words) in shown.items()
        if words not in {"", *often} and not is_period(words)
    }


def _titles(headings: dict[int, Element], links: list[ArticleLink]) -> list[int]:
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
