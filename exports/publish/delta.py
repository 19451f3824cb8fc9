"""`delta.jsonl`: the differences between a version of a dataset and the version before.

One line for each article that differs: `{"id": …, "change": "added"}`, `{"id": …, "change": "changed", "fields": […]}`
or `{"id": …, "change": "gone"}`. An article is gone when the portal no longer has it (`gone_at` was set) or when the
new version lacks it. Fields that change with every visit (`volatile` in `exports.columns`) do not count. In a first
version every article is added.

Only parts that one of the versions lacks are read. Both have the articles of a portal and a year in the same order, so
these are read side by side. An article whose year has changed is found in the end, as added here and gone there.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from crawler.records.ids import order_of
from crawler.records.storage import Folder
from exports.columns import ARTICLES
from exports.parts import Part, id_of, lines
from exports.record_rows import encode

NAME = "delta.jsonl"

_NAMES = [column.name for column in ARTICLES.columns if not column.volatile]


class _Line(NamedTuple):
    """An article as a part's JSON Lines have it."""

    id: str
    text: str

    @property
    def order(self) -> tuple[str, int, str]:
        """Its place in a dataset."""
        return order_of(self.id)


class Edition(NamedTuple):
    """A version, finished or growing: its folder and its parts."""

    folder: Folder
    parts: Sequence[Part]


def delta(before: Edition | None, now: Edition) -> Iterator[str]:
    """The lines of `delta.jsonl`, in the order of the dataset."""
    added, gone = [], []
    for old, new in _places(before, now):
        for one, other in _side_by_side(old, new):
            if one is None:
                assert other is not None  # one of them is there
                added.append(other)
            elif other is None:
                gone.append(one)
            elif (note := _difference(one, other)) is not None:
                yield note
    left = {one.id: one for one in gone}
    for other in added:
        note = _difference(left.pop(other.id), other) if other.id in left else _note(other.id, "added")
        if note is not None:
            yield note
    yield from (_note(key, "gone") for key in left)


def _places(before: Edition | None, now: Edition) -> Iterator[tuple[Iterator[_Line], Iterator[_Line]]]:
    """Of each portal and year the articles of the parts that only the version before has, and only the new one."""
    old, new = _articles(before.parts if before else ()), _articles(now.parts)
    for place in sorted(old.keys() | new.keys(), key=lambda place: (place[0], place[1] == 0, place[1])):
        was, is_now = old.get(place, {}), new.get(place, {})
        yield (
            _lines(before.folder, (was[key] for key in was if key not in is_now)) if before else iter(()),
            _lines(now.folder, (is_now[key] for key in is_now if key not in was)),
        )


def _articles(parts: Iterable[Part]) -> dict[tuple[str, int], dict[str, Part]]:
    found: defaultdict[tuple[str, int], dict[str, Part]] = defaultdict(dict)
    for part in parts:
        if part.kind == "articles":
            found[part.portal, part.year][part.key] = part
    return found


def _lines(folder: Folder, parts: Iterable[Part]) -> Iterator[_Line]:
    for part in parts:
        for text in lines(folder, part, ARTICLES.name):
            yield _Line(id_of(text), text)


def _side_by_side(old: Iterator[_Line], new: Iterator[_Line]) -> Iterator[tuple[_Line | None, _Line | None]]:
    """Pairs of equal ids out of two ordered rows, and what only one of them has."""
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.order < other.order):
            yield one, None
            one = next(old, None)
        elif one is None or other.order < one.order:
            yield None, other
            other = next(new, None)
        else:
            yield one, other
            one, other = next(old, None), next(new, None)


def _difference(one: _Line, other: _Line) -> str | None:
    if one.text == other.text:
        return None
    was, is_now = json.loads(one.text), json.loads(other.text)
    fields = [name for name in _NAMES if is_now.get(name) != was.get(name)]
    if "gone_at" in fields and is_now["gone_at"] is not None:
        return _note(one.id, "gone")
    return _note(one.id, "changed", fields) if fields else None


def _note(key: str, change: str, fields: list[str] | None = None) -> str:
    line: dict[str, Any] = {"id": key, "change": change}
    if fields:
        line["fields"] = fields
    return encode(line) + "\n"
