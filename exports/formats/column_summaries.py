"""The table `column_summaries` of `browse.sqlite`: what each column holds, counted once when the file is written.

`bins` is a JSON list of pairs (label, rows): the commonest values of a column with few, the years of days and moments,
or `BINS` spans of a whole number, as "0–49". It is empty for other columns.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from exports.columns import Column, Table

#: Spans of a whole number, and values that are counted.
BINS, VALUES = 12, 12
#: Different values that are counted while rows are written: they are kept in memory.
MOST = 50_000
_TABLE = """
CREATE TABLE column_summaries (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, filled INTEGER NOT NULL, bins TEXT NOT NULL,
  PRIMARY KEY (table_name, column_name)
);
"""
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Tally:
    """Counts values of a table while its rows are written: afterwards SQL would need a pass for each column."""

    def __init__(self, table: Table) -> None:
        #: The place of each column in a row.
        self._places = {
            column.name: place
            for place, column in enumerate(table.flat)
            if column.few or column.type in ("boolean", "integer")
        }
        self._counts: dict[str, Counter[Any]] = {name: Counter() for name in self._places}

    def see(self, rows: Sequence[Sequence[Any]]) -> None:
        """Count the values of rows. A column with too many different ones is given up."""
        values = list(zip(*rows, strict=True))
        for name, counted in list(self._counts.items()):
            counted.update(values[self._places[name]])
            if len(counted) > MOST:
                del self._counts[name]

    def counts(self, column: Column) -> Counter[Any] | None:
        """How many rows have each value of a column, `None` where that was not counted."""
        return self._counts.get(column.name)


def write_column_summaries(
    connection: sqlite3.Connection, tables: Iterable[tuple[str, Table]], tallies: Mapping[str, Tally]
) -> None:
    """Make the table; `tables` are those of the file with their names in it, and some have a tally, by their names."""
    connection.executescript(_TABLE)
    rows = (row for name, table in tables for row in _rows(connection, name, table, tallies.get(name)))
    connection.executemany("INSERT INTO column_summaries VALUES (?, ?, ?, ?)", rows)


def _rows(
    connection: sqlite3.Connection, relation: str, table: Table, tally: Tally | None
) -> Iterator[tuple[str, str, int, str]]:
    counted = [tally.counts(column) if tally is not None else None for column in table.flat]
    # All rows count where the values are always there, or were counted.
    asked = [
        "count(*)" if column.required or counts else f'count("{column.name}")'
        for column, counts in zip(table.flat, counted, strict=True)
    ]
    filled = connection.execute(f'SELECT {", ".join(asked)} FROM "{relation}"').fetchone()  # noqa: S608 - names are ours
    for column, counts, rows in zip(table.flat, counted, filled, strict=True):
        held = rows - counts[None] if counts else rows
        bins = _bins(column, counts or _counts(connection, relation, column)) if held else []
        yield relation, column.name, held, _encode(bins)


def _counts(connection: sqlite3.Connection, relation: str, column: Column) -> dict[Any, int]:
    """How many rows have each value of a column, of days and moments each year."""
    name = f'"{column.name}"'
    if column.type in ("day", "moment"):
        name = f"substr({name}, 1, 4)"
    elif not (column.few or column.type in ("boolean", "integer")):
        return {}
    return dict(connection.execute(f'SELECT {name}, count(*) FROM "{relation}" GROUP BY 1'))  # noqa: S608


def _bins(column: Column, counts: Mapping[Any, int]) -> list[tuple[str, int]]:
    found = {value: rows for value, rows in counts.items() if value is not None}
    if column.few or column.type == "boolean":
        commonest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:VALUES]
        return [(str(int(value) if column.type == "boolean" else value), rows) for value, rows in commonest]
    if column.type == "integer":
        least, most = min(found), max(found)
        width = (most - least) // BINS + 1
        spans = dict.fromkeys(range(least, most + 1, width), 0)
        for value, rows in found.items():
            spans[value - (value - least) % width] += rows
        return [(f"{first}–{first + width - 1}" if width > 1 else str(first), rows) for first, rows in spans.items()]
    return sorted(found.items())
