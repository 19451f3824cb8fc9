"""The table of positions: the offices of all people, in runs that make their rows only for whoever wants them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple
from zlib import crc32

from crawler.records.derived import Cut, Position, Run
from crawler.records.ids import order_of
from pipelines.people.body_anchors import Held
from pipelines.people.persons import Naming

#: A run has at least so many rows, and ends behind one person in so many. Which, the ids tell: a new office changes
#: its run alone.
_ROWS, _PEOPLE = 512, 64

_Row = tuple[Any, ...]


class Office(NamedTuple):
    """An office as one sentence of an article gives it, its person told by name and bodies only."""

    naming: Naming
    role: str
    body: Held
    former: bool
    article: str
    day: str | None
    sentence: int | None


def positions(offices: Mapping[str, Sequence[Office]]) -> Cut:
    """The rows of all offices, given by the people's ids, in the order of these and of the articles."""
    return Cut(_runs(offices))


def _runs(offices: Mapping[str, Sequence[Office]]) -> Iterator[Run]:
    run: list[_Row] = []
    for person in sorted(offices):
        run += _rows(person, offices[person])
        if len(run) >= _ROWS and crc32(person.encode()) % _PEOPLE == 0:
            yield _run(run)
            run = []
    if run:
        yield _run(run)


def _rows(person: str, offices: Sequence[Office]) -> Iterator[_Row]:
    days: dict[tuple[str, str | None], tuple[str, str]] = {}
    for _, role, body, former, _, day, _ in offices:
        if not former and day:
            first, last = days.get((role, body.name), (day, day))
            days[role, body.name] = min(first, day), max(last, day)
    ordered = sorted(offices, key=lambda one: order_of(one.article)) if len(offices) > 1 else offices
    for _, role, body, former, article, _, sentence in ordered:
        yield person, role, *body, former, article, sentence, *days.get((role, body.name), (None, None))


def _run(rows: list[_Row]) -> Run:
    key = blake2b(json.dumps(rows, ensure_ascii=False).encode(), digest_size=16).hexdigest()
    return Run(key, partial(_made, rows))


def _made(rows: list[_Row]) -> Iterator[Position]:
    return (Position(*row) for row in rows)
