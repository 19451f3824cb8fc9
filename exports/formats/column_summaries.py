"""The table `column_summaries` of `browse.sqlite`: what each column holds, counted once when the file is written.

`bins` is a JSON list of pairs (label, rows): the commonest values of a column with few, the years of days and moments,
or `BINS` spans of a whole number, as "0–49". It is empty for other columns.
"""

import json
import sqlite3
from collections.abc import Iterable

from exports.columns import Column, Table

#: Spans of a whole number, and values that are counted.
BINS, VALUES = 12, 12
_TABLE = """
CREATE TABLE column_summaries (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, filled INTEGER NOT NULL, bins TEXT NOT NULL,
  PRIMARY KEY (table_name, column_name)
);
"""


def write_column_summaries(connection: sqlite3.Connection, tables: Iterable[tuple[str, Table]]) -> None:
    """Make the table; `tables` are those of the file with their names in it."""
    connection.executescript(_TABLE)
    for relation, table in tables:
        names = [f'"{column.name}"' for column in table.flat]
        counted = ", ".join(f"count({name})" for name in names)
        filled = connection.execute(f'SELECT {counted} FROM "{relation}"').fetchone()  # noqa: S608 - names are ours
        for column, name, rows in zip(table.flat, names, filled, strict=True):
            bins = _bins(connection, f'"{relation}"', name, column) if rows else []
            row = relation, column.name, rows, json.dumps(bins, ensure_ascii=False)
            connection.execute("INSERT INTO column_summaries VALUES (?, ?, ?, ?)", row)


def _bins(connection: sqlite3.Connection, table: str, name: str, column: Column) -> list[tuple[str, int]]:
    if column.few or column.type == "boolean":
        sql = f"SELECT {name}, count(*) AS held FROM {table} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
        return [(str(value), rows) for value, rows in connection.execute(f"{sql} LIMIT {VALUES}")]
    if column.type in ("day", "moment"):
        sql = f"SELECT substr({name}, 1, 4), count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"  # noqa: S608
        return list(connection.execute(sql))
    if column.type == "integer":
        least, most = connection.execute(f"SELECT min({name}), max({name}) FROM {table}").fetchone()  # noqa: S608
        width = (most - least) // BINS + 1
        sql = f"SELECT ({name} - ?) / ?, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1"  # noqa: S608
        counts = dict(connection.execute(sql, (least, width)))
        spans = [(least + width * place, counts.get(place, 0)) for place in range((most - least) // width + 1)]
        return [(f"{first}–{first + width - 1}" if width > 1 else str(first), rows) for first, rows in spans]
    return []
