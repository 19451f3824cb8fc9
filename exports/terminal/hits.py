"""Search in the store's own texts: which articles hold all words of a query, the best first.

There is no index: every text is looked at once. `vnportal browse` has one, of a published dataset.
"""

import re
from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from crawler.store.snapshot import Text
from exports.words import loose, pattern, patterns, strict, terms

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
    asked = terms(query)
    if not asked:
        return Hits(0, [])
    whole = [word for words in asked for word in words]
    each = patterns(query)
    together = [pattern(strict(whole)), pattern(loose(whole))]
    found = [
        (_rank(text, each, together), text)
        for text in texts
        if all(one.search(text.title or "") or one.search(_below(text)) for one in each)
    ]
    return Hits(len(found), [text for _, text in nlargest(most, found, key=lambda pair: pair[0])])


def _rank(text: Text, each: list[re.Pattern[str]], together: list[re.Pattern[str]]) -> tuple[bool | int | str, ...]:
    places = text.title or "", _below(text)
    return (
        *(one.search(place) is not None for one in together for place in places),
        all(one.search(places[0]) for one in each),
        min(sum(len(one.findall(places[1])) for one in each), _MOST * len(each)),
        text.published_at or "",
    )


def _below(text: Text) -> str:
    return f"{text.lead or ''}\n{text.body}"
