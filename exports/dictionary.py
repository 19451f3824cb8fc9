"""`DATA_DICTIONARY.md`: what every table and column means, made from `exports.columns`."""

import json
from typing import Any

from exports import columns

_INTRODUCTION = """\
# Data dictionary

`articles.jsonl` holds everything: one article per line, with its lists nested in it. The CSV files hold the same as
plain tables: `articles.csv` the single values, and one file for each list but the sentences. The column `id` of every
file is the article's. Only those formats are here that were asked for.

- **Encoding**: UTF-8. CSV follows RFC 4180: lines end in CR LF, a cell with commas, quotes or line breaks stands in
  quotes. With `--excel`, CSV files begin with a byte order mark.
- **Missing values** are `null` in JSON Lines and an empty cell in CSV; never an empty text or "N/A".
- **Texts** are in Unicode normal form C with one space for any white space. Offsets count characters (code points).
- **Moments** are ISO 8601 with their offset from UTC; the portals' time zone is {zone} (+07:00). A **day** is
  ISO 8601 without a time. A **boolean** is `true` or `false`.
- **Formulas**: a CSV text that begins with `=`, `+`, `-`, `@`, a tab or a line break (full-width forms count, too, and
  so does such a beginning behind apostrophes) has one apostrophe more in front, so that no spreadsheet runs it.
  Numbers and JSON Lines are untouched; `exports.load` takes the apostrophe away again.

In Python, `exports.load("FOLDER")` gives all tables as pandas data frames with proper types.
"""


def dictionary() -> str:
    """The data dictionary, in Markdown."""
    return "\n".join([_INTRODUCTION.format(zone=columns.ZONE), *map(_section, columns.TABLES)])


def _section(table: columns.Table) -> str:
    lines = [f"## {table.name}", "", f"{_place(table)}; one row is {table.row}.", ""]
    lines += ["| column | type | meaning | example |", "| --- | --- | --- | --- |"]
    if table in columns.PARTS:
        lines.append(_line("id", "text, CSV only", "The article's id", columns.ARTICLES.column("id").example))
    lines += [_line(column.name, _type(column), column.meaning, column.example) for column in table.columns]
    return "\n".join(lines) + "\n"


def _place(table: columns.Table) -> str:
    if table is columns.ARTICLES:
        return "`articles.jsonl` and `articles.csv`"
    nested = f"`articles.jsonl` under `{table.name}`"
    return f"`{table.name}.csv`, and {nested}" if table.csv else f"Only {nested}"


def _type(column: columns.Column) -> str:
    if column.type != "list":
        return column.type
    return f"list (see {column.of}), JSON Lines only" if column.of else "list of texts, JSON Lines only"


def _line(name: str, kind: str, meaning: str, example: Any) -> str:
    shown = f"`{json.dumps(example, ensure_ascii=False)}`" if example not in (None, []) else ""
    cells = (f"`{name}`", kind, meaning, shown)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
