"""Into which parts the articles of a portal are cut, told by the store's checksums alone.

Articles of one year stand in their order. A part ends behind an article whose id hashes so; where, depends on ids near
by and on nothing else. So a new or a changed article changes the part that it is in, and leaves the others.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from crawler.store.snapshot import Sealed
from exports import record_rows
from exports.parts import UNDATED

#: A part has at least so many articles, but for the last of a year, and as many more on the average.
LEAST = 64
#: No part has more: memory stays bounded whatever the ids are.
MOST = 512


class Chunk(NamedTuple):
    """The articles of a part: their ids in order, and a checksum of all that is shown of them."""

    year: int
    ids: tuple[str, ...]
    key: str


def chunks(articles: Iterable[Sealed], form: str) -> Iterator[Chunk]:
    """Cut the articles of a portal, given in order; `form` is what else decides of their files.

    Years come in order, and articles without a date behind them.
    """
    years: defaultdict[int, list[Sealed]] = defaultdict(list)
    for article in articles:
        years[year_of(article.published_at)].append(article)
    for year in sorted(years, key=lambda year: (year == UNDATED, year)):
        for members in _cut(years[year]):
            ids = tuple(member.article_id for member in members)
            yield Chunk(year, ids, digest(form, *members))


def year_of(published_at: str | None) -> int:
    """The year of a moment in the portals' own time zone.

    >>> year_of("2020-12-31T20:00:00+00:00"), year_of(None)
    (2021, 0)
    """
    return int(record_rows.moment(published_at)[:4]) if published_at else UNDATED


def digest(*values: object) -> str:
    """A checksum of values that JSON can hold."""
    return blake2b(json.dumps(values, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _cut(articles: list[Sealed]) -> Iterator[list[Sealed]]:
    part: list[Sealed] = []
    for article in articles:
        part.append(article)
        if len(part) == MOST or (len(part) >= LEAST and _ends(article.article_id)):
            yield part
            part = []
    if part:
        yield part


def _ends(article_id: str) -> bool:
    return int.from_bytes(blake2b(article_id.encode(), digest_size=4).digest()) % LEAST == 0
