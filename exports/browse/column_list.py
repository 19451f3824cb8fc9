"""What the page of a table's columns shows: their meaning, and a histogram of each."""

import json
from typing import NamedTuple

from exports import columns
from exports.browse.reader import Reader
from exports.formats.sqlite import relation

#: The tables by their names in the file.
TABLES = {relation(table): table for table in columns.BROWSED}


class Summary(NamedTuple):
    """What a column holds: in how many rows it is filled, and its histogram, as label and rows."""

    filled: int
    bins: list[tuple[str, int]]


class ColumnOf(NamedTuple):
    """A column with its meaning (English) and its summary."""

    name: str
    meaning: str
    summary: Summary


class ColumnList(NamedTuple):
    """The columns of a table; `row` says what a row is (English)."""

    table: str
    row: str
    rows: int
    columns: list[ColumnOf]


def column_list(reader: Reader, table: str) -> ColumnList | None:
    """The columns of a table; `None` where there is none of that name."""
    if table not in TABLES:
        return None
    known = summaries(reader, table)
    (counted,) = reader.all(f'SELECT count(*) AS rows FROM "{table}"')  # noqa: S608 - a table of ours
    described = [ColumnOf(column.name, column.meaning, known[column.name]) for column in TABLES[table].flat]
    return ColumnList(table, TABLES[table].row, counted["rows"], described)


def summaries(reader: Reader, table: str) -> dict[str, Summary]:
    """The summaries of a table's columns, by name."""
    rows = reader.all("SELECT column_name, filled, bins FROM column_summaries WHERE table_name = :table", table=table)
    return {
        row["column_name"]: Summary(row["filled"], [(label, held) for label, held in json.loads(row["bins"])])
        for row in rows
    }
