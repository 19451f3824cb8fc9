"""`DATA_DICTIONARY.md`: what every table and column means, made from `exports.columns`."""

import json
from itertools import pairwise

from exports import columns
from exports.formats import NAMES, named

_INTRODUCTION = """\
# Data dictionary

`articles.jsonl` holds everything but the observations: one article per line, with its lists nested in it. All other
files hold plain tables, and the column `id` of each is the article's. `articles.parquet` has the lists of texts
besides. Only those formats are here that were asked for.

- **Encoding**: UTF-8. CSV follows RFC 4180: lines end in CR LF, a cell with commas, quotes or line breaks stands in
  quotes. With `--excel`, CSV files begin with a byte order mark.
- **Missing values** are `null`, and an empty cell in CSV; never an empty text or "N/A".
- **Texts** are in Unicode normal form C with one space for any white space. Offsets count characters (code points).
- **Moments** are ISO 8601 with their offset from UTC; the portals' time zone is {zone} (+07:00). A **day** is
  ISO 8601 without a time. A **boolean** is `true` or `false`; in SQLite 1 or 0. Parquet has types of its own for them.
- **Formulas**: a CSV text that begins with `=`, `+`, `-`, `@`, a tab or a line break (full-width forms count, too, and
  so does such a beginning behind apostrophes) has one apostrophe more in front, so that no spreadsheet runs it.
  So has a formula behind `;`, a tab or a line break within a text, where some spreadsheets begin another cell.
  Numbers and all other formats are untouched; `exports.load` takes the apostrophe away again.

In Python, `exports.load("FOLDER")` gives all tables as pandas data frames with proper types.

`browse.sqlite` has two tables more: `facets`, the last one below, and `articles_search`, the index of its full-text
search (FTS5, a `rowid` is that of `articles`). Accents do not matter there; `đ` does, and has to be written as `d`:
`SELECT title FROM articles WHERE rowid IN (SELECT rowid FROM articles_search WHERE articles_search MATCH '"dang uy"')`.
`vnportal browse` searches it with and without accents.
"""


def dictionary() -> str:
    """The data dictionary, in Markdown."""
    return "\n".join([_INTRODUCTION.format(zone=columns.ZONE), *map(_section, (*columns.TABLES, columns.FACETS))])


def _section(table: columns.Table) -> str:
    lines = [f"## {table.name}", "", f"{_place(table)}; one row is {table.row}.", ""]
    lines += ["| column | type | meaning | example |", "| --- | --- | --- | --- |"]
    lines += [_line(column, ", not where it is nested" if table.nested else "") for column in table.outer]
    lines += [_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _place(table: columns.Table) -> str:
    places = [place for name in NAMES if (place := named(name).place(table))]
    # JSON Lines come first: the other files hold what is nested there.
    places.sort(key=lambda place: ".jsonl" not in place)
    first, *others = [_shortened(place, before) for before, place in pairwise(["", *places])]
    if table is columns.ARTICLES:
        return f"{first}; {', '.join(others[:-1])} and {others[-1]}"
    files = ", ".join([first, *others])
    if not table.nested:
        return files
    return f"{files}; nested in {'the `sentences`' if table is columns.TOKENS else '`articles`'} as `{table.name}`"


def _shortened(place: str, before: str) -> str:
    """A file's name, or its extension alone where the file before is named alike: "`links.csv`, `.parquet`"."""
    stem, dot, extension = place.partition(".")
    return f"`.{extension}" if dot and before.startswith(f"{stem}.csv") else place


def _type(column: columns.Column) -> str:
    if column.type != "list":
        return column.type
    return f"list (see {column.of})" if column.of else "list of texts"


def _line(column: columns.Column, restriction: str = "") -> str:
    shown = f"`{json.dumps(column.example, ensure_ascii=False)}`" if column.example not in (None, []) else ""
    cells = (f"`{column.name}`", _type(column) + restriction, column.meaning, shown)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
