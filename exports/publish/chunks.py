"""Into which parts the articles of a portal are cut, told by the store's checksums alone.

Tables without articles are cut in the same way, by their rows.

Articles of one year stand in their order. A part ends behind an article whose id hashes so; where, depends on ids near
by and on nothing else. So a new or a changed article changes the part that it is in, and leaves the others.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from crawler.store.snapshot import Sealed
from exports import record_rows
from exports.parts import UNDATED

#: A part has at least so many articles, but for the last of a year.
LEAST = 64
#: And so many more on the average.
MORE = 16
#: No part has more: memory stays bounded whatever the ids are.
MOST = 512


#: A part of another table has at least so many rows, as many more on the average, and no more than eight times as many.
LEAST_ROWS = 512

Row = TypeVar("Row", bound=Sequence[Any])


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


def runs(rows: Iterable[Row], width: int = 2) -> Iterator[list[Row]]:
    """Cut ordered rows behind some that their first values tell, `width` of them: a new row changes one run alone."""
    found = iter(rows)
    while run := list(islice(found, LEAST_ROWS - 1)):
        for row in islice(found, 7 * LEAST_ROWS + 1):
            run.append(row)
            if _ends_run(row[:width]):
                break
        yield run


def _ends_run(key: Sequence[Any]) -> bool:
    return crc32("\n".join(map(str, key)).encode()) % LEAST_ROWS == 0


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
    return int.from_bytes(blake2b(article_id.encode(), digest_size=4).digest()) % MORE == 0
