"""What the labels of links and buttons say about the pages of a listing: a number, "Trang sau", "›", "Trang 1/7"."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Literal, cast

from crawler.pages.page.tree import Element, Page, folded, squeeze, words_of
from pipelines.tables import entries, rows

Rel = Literal["number", "next", "last", "first", "previous", "forward", "back"]

_WORDS = [(folded(words), rel) for words, rel in rows("pages/paging")]
_ONWARD = frozenset(words for words, rel in _WORDS if rel == "next")
_FOLDED: dict[str, Rel] = {words: "next" if rel == "more" else cast("Rel", rel) for words, rel in _WORDS}
_SIGNS: dict[str, Rel] = {
    **dict.fromkeys(("›", ">", "→", "▶", "►", "⟩", "❯"), "next"),
    **dict.fromkeys(("‹", "<", "←", "◀", "◄", "⟨", "❮"), "previous"),
    # Alone they step, beside the single ones they jump to the end: read as next only when nothing better is there.
    **dict.fromkeys(("»", ">>", "»»", ">|", "⏭", "...", "…"), "forward"),
    **dict.fromkeys(("«", "<<", "««", "|<", "⏮"), "back"),
}
_REL_WORDS: dict[str, Rel] = {"next": "next", "prev": "previous", "previous": "previous"}


#: Signs before and behind words: "← Cũ hơn", "Trang sau »".
_AROUND = " \t.…<>«»‹›←→▶►◀◄"
#: Elements in what a script makes a button, itself included.
_MOST_IN_A_BUTTON = 5


def _any_of(table: str) -> str:
    return "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in entries(table))


_PAGE, _OF = _any_of("pages/page_words"), _any_of("pages/of_words")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(rf"(?:{_PAGE})?\s*(\d{{1,6}})", re.I)
_OF_TOTAL = re.compile(rf"(?:{_PAGE})\s*:?\s*(\d{{1,6}})\s*(?:{_OF})\s*(\d{{1,6}})", re.I)
_OF_ARTICLES = re.compile(
    rf"(?:{_any_of('pages/total_words')})\s*:?\s*(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,7}})\s+(?:{_any_of('pages/counted_words')})\b",
    re.I,
)
#: Pairs of numbers before the total: "Hiển thị 1-10 của 45".
_OF_SHOWN = re.compile(
    rf"(?:{_any_of('pages/shown_words')})\s*:?\s*(\d{{1,6}})\s*(?:[-–—]|đến|tới|to)\s*(\d{{1,6}})\s*"
    rf"(?:{_OF}|{_any_of('pages/total_words')})\s*:?\s*(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,7}})(?![\d/])",
    re.I,
)
#: Characters of the longest text that may name totals.
_LONGEST_TOTAL = 80
#: Elements in a text that names totals.
_MOST_MARKED = 4


def label_of(element: Element) -> str:
    """What a link or button says: its words, else what describes its picture or itself."""
    return next(filter(None, _said(element)), "").strip("[]() ")


def _said(element: Element) -> Iterator[str]:
    """What may say it, in the order in which it counts."""
    yield words_of(element)
    yield squeeze(element.get("value") or "") if element.tag == "input" else ""
    yield squeeze(" ".join(image.get("alt") or image.get("title") or "" for image in element.iter("img", "input")))
    yield squeeze(element.get("title") or element.get("aria-label") or "")


def is_small(element: Element) -> bool:
    """Whether the element may be a button, not a part of the page with much in it."""
    return sum(1 for _ in islice(element.iter(), _MOST_IN_A_BUTTON + 1)) <= _MOST_IN_A_BUTTON


def rel_of(element: Element, label: str) -> Rel | None:
    """Which page an element with this label leads to, `None` where nothing says that it turns pages."""
    by_number: list[Rel] = ["number"] if _NUMBER.fullmatch(label) else []
    by_markup = map(_REL_WORDS.get, (element.get("rel") or "").lower().split())
    by_words = (_FOLDED.get(_words(said)) for said in (label, element.get("title"), element.get("aria-label")) if said)
    return next(filter(None, chain(by_number, by_markup, [_SIGNS.get(label)], by_words)), None)


def is_more(label: str) -> bool:
    """Whether the label is one of what shows more of a listing, or its next page."""
    return _FOLDED.get(folded(label)) == "next"


def is_onward(label: str) -> bool:
    """Whether the label promises what stands behind the articles shown: "Bài cũ hơn »", "Trang sau". Not "Xem thêm",
    which stands under boxes of other listings, too.
    """
    return _words(label) in _ONWARD


def _words(label: str) -> str:
    return folded(label.strip(_AROUND))


def number_in(label: str) -> int | None:
    """The page number that a label consists of."""
    shown = _NUMBER.fullmatch(label)
    return int(shown[1]) if shown else None


def total_pages(text: str) -> int | None:
    """How many pages a text names: 7 in "Trang 1/7", 3 in "Trang 1 / 3 - Tổng số 25 tin"."""
    found = _OF_TOTAL.search(text) if len(text) <= _LONGEST_TOTAL else None
    return int(found[2]) if found and (text[-1].isdigit() or total_articles(text) is not None) else None


def total_articles(text: str) -> int | None:
    """How many articles a text names: 25 in "Trang 1 / 3 - Tổng số 25 tin", 45 in "Hiển thị 1-10 của 45"."""
    may_name = len(text) <= _LONGEST_TOTAL and _DIGIT.search(text) is not None
    named = _OF_ARTICLES.search(text) if may_name else None
    shown = _OF_SHOWN.search(text) if may_name and named is None else None
    found = named[1] if named else shown[3] if shown and int(shown[1]) <= int(shown[2]) else None
    return int(found.replace(".", "")) if found is not None else None


def short_texts(page: Page) -> Iterator[tuple[int, str]]:
    """The texts that may name totals, with their places; of an element that marks numbers up, "Trang <b>1</b>/3", its
    whole text.
    """
    yield from ((text.place, text.text) for text in page.texts)
    marked = {element.getparent() for element in page.places if _is_number(element)}
    small = ((element, place) for element, place in page.places.items() if element in marked)
    yield from ((place, words_of(element)) for element, place in small if len(element) <= _MOST_MARKED)


def _is_number(element: Element) -> bool:
    return len(element) == 0 and (element.text or "").strip().isdecimal()


def is_disabled(element: Element) -> bool:
    """Whether the markup says that a link or button leads nowhere now."""
    parent = element.getparent()
    said = {*(element.get("class") or "").lower().split()}
    said |= {*(parent.get("class") or "").lower().split()} if parent is not None else set()
    return "disabled" in said or element.get("aria-disabled") == "true" or element.get("disabled") is not None


def is_script(href: str) -> bool:
    """Whether an address is a script."""
    return href[:11].lower() == "javascript:"
