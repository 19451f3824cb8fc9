"""Search in the store's own texts: which articles hold all words of a query, the best first.

There is no index: every text is looked at once. `vnportal browse` has one, of a published dataset.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from crawler.records.text import compose
from crawler.store.snapshot import Text

#: Every letter of Vietnamese under its plain letter: `a` has `aàáảãạăằ…`.
_ACCENTED: defaultdict[str, str] = defaultdict(str)
for _sign in map(chr, range(0xC0, 0x1EFF)):
    _plain = "d" if _sign in "đĐ" else unicodedata.normalize("NFD", _sign)[0].lower()
    if _plain.isascii():
        _ACCENTED[_plain] += _sign

_TERM = re.compile(r'"([^"]*)"|(\S+)')
#: How many hits in a text count: a long text that repeats a word is not better for it.
_MOST = 5


class Hits(NamedTuple):
    """How many articles hold the words, and the best of them."""

    total: int
    best: list[Text]


def find(texts: Iterable[Text], query: str, most: int) -> Hits:
    """The articles that hold every word of the query, and what stands in quotes as it stands there.

    Accents and case do not matter. Articles that hold the words beside each other come first, and among them those that
    have them as they are typed and in the title; then those that have them oftener; then the newest.
    """
    terms = [words for quoted, word in _TERM.findall(compose(query)) if (words := re.findall(r"\w+", quoted or word))]
    if not terms:
        return Hits(0, [])
    whole = [word for words in terms for word in words]
    each = [_pattern(_loose(words)) for words in terms]
    together = [_pattern(_strict(whole)), _pattern(_loose(whole))]
    found = [
        (_rank(text, each, together), text)
        for text in texts
        if all(pattern.search(text.title or "") or pattern.search(_below(text)) for pattern in each)
    ]
    return Hits(len(found), [text for _, text in nlargest(most, found, key=lambda pair: pair[0])])


def _rank(text: Text, each: list[re.Pattern[str]], together: list[re.Pattern[str]]) -> tuple[bool | int | str, ...]:
    places = text.title or "", _below(text)
    return (
        *(pattern.search(place) is not None for pattern in together for place in places),
        all(pattern.search(places[0]) for pattern in each),
        min(sum(len(pattern.findall(places[1])) for pattern in each), _MOST * len(each)),
        text.published_at or "",
    )


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


def _below(text: Text) -> str:
    return f"{text.lead or ''}\n{text.body}"


def _loose(words: list[str]) -> str:
    """A pattern for these words beside each other, with any accents."""
    return r"\W+".join("".join(map(_letters, word)) for word in words)


def _strict(words: list[str]) -> str:
    return r"\W+".join(map(re.escape, words))


def _letters(sign: str) -> str:
    plain = "d" if sign in "đĐ" else unicodedata.normalize("NFD", sign)[0].lower()
    return f"[{plain}{_ACCENTED[plain]}]" if plain in _ACCENTED else re.escape(sign)
