"""`delta.jsonl`: the differences between a version of a dataset and the version before.

One line for each article that differs: `{"id": …, "change": "added"}`, `{"id": …, "change": "changed", "fields": […]}`
or `{"id": …, "change": "gone"}`. An article is gone when the portal no longer has it (`gone_at` was set) or when the
new version lacks it. Fields that change with every visit (`volatile` in `exports.columns`) do not count. In a first
version every article is added.

Both versions have the same order, so they are read side by side. A line is parsed only where it differs.
"""

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from crawler.store.encoding import number_of
from exports import columns
from exports.atomic import FileSet
from exports.formats.base import Writer
from exports.record_rows import Record, encode

NAME = "delta.jsonl"

_NAMES = [column.name for column in columns.ARTICLES.columns]
_VOLATILE = {column.name for column in columns.ARTICLES.columns if column.volatile}
_decode = json.JSONDecoder().raw_decode
_FIRST = '{"id":'

#: The order of a dataset: that of `Store.snapshot.records`.
_Order = tuple[str, int, str]


class Delta(Writer):
    """Compares records with `articles.jsonl` of the version before, `previous`, as they pass."""

    def __init__(self, files: FileSet, previous: Path | None) -> None:
        self._file = files.open(NAME)
        self._previous: TextIO | None = previous.open(encoding="utf-8", newline="\n") if previous else None
        self.counts: Counter[str] = Counter(added=0, changed=0, gone=0)
        self._advance()

    def write(self, record: Record) -> None:
        """Compare an article."""
        key = record["id"]
        order = _order(record["portal"], key)
        while self._line and self._order < order:
            self._note(self._id, "gone")
            self._advance()
        if not self._line or self._order != order:
            self._note(key, "added")
            return
        fields = [] if self._line == record.line else _changed(record, self._line)
        if "gone_at" in fields and record["gone_at"] is not None:
            self._note(key, "gone")
        elif fields:
            self._note(key, "changed", fields)
        self._advance()

    def close(self) -> None:
        """Note the remaining articles of the version before as gone."""
        while self._line:
            self._note(self._id, "gone")
            self._advance()

    def abandon(self) -> None:
        """Close the version before."""
        if self._previous is not None:
            with suppress(OSError):
                self._previous.close()

    def _advance(self) -> None:
        self._line = self._previous.readline() if self._previous else ""
        if self._line:
            self._id, portal = _head(self._line)
            self._order = _order(portal, self._id)

    def _note(self, key: str, change: str, fields: list[str] | None = None) -> None:
        self.counts[change] += 1
        line: dict[str, Any] = {"id": key, "change": change}
        if fields:
            line["fields"] = fields
        self._file.write(encode(line) + "\n")


def _order(portal: str, key: str) -> _Order:
    number = number_of(key)
    return portal, -1 if number is None else number, key


def _head(line: str) -> tuple[str, str]:
    """The id and the portal of a line: the first two values, so that the rest need not be read."""
    key, end = _decode(line, len(_FIRST))
    portal, _ = _decode(line, end + len(',"portal":'))
    return key, portal


def _changed(record: Record, line: str) -> list[str]:
    """The fields in which a record differs from its line in the version before."""
    fields = []
    at = 1
    for name in _NAMES:
        key = f'"{name}":'
        if not line.startswith(key, at):
            # Written by a release with other columns.
            return _changed_columns(record, json.loads(line))
        at += len(key)
        value = record[name]
        text = value.decode() if isinstance(value, bytes) else encode(value)
        # Equal values are equal texts, and a whole value is followed by a comma or the end of the record.
        if line.startswith(text, at) and line[at + len(text)] in ",}":
            at += len(text) + 1
        else:
            at = _decode(line, at)[1] + 1
            if name not in _VOLATILE:
                fields.append(name)
    return fields


def _changed_columns(record: Record, before: dict[str, Any]) -> list[str]:
    made = json.loads(record.line)
    return [name for name in _NAMES if name not in _VOLATILE and made[name] != before.get(name)]
