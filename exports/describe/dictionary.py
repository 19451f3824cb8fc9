"""`DATA_DICTIONARY.md`: the introduction of `dictionary.md`, then every table and column of `exports.columns`."""

import json
from itertools import pairwise
from pathlib import Path

from exports import columns
from exports.formats import NAMES, named
from exports.shape import WHOLE, Shape

_INTRODUCTION = Path(__file__).with_name("dictionary.md")


def dictionary(shape: Shape = WHOLE) -> str:
    """The data dictionary of a shape, in Markdown."""
    introduction = _INTRODUCTION.read_text(encoding="utf-8").format(zone=columns.ZONE)
    return "\n".join([introduction, *map(_section, (*shape.tables, *_further(shape)))])


def _further(shape: Shape) -> tuple[columns.Table, ...]:
    """The tables that are made of others. Those of SQLite are there where all columns are."""
    if shape.tables == WHOLE.tables:
        return columns.VISITS, columns.FACETS, columns.NAMES
    names = {column.name for column in shape.articles.columns if column.volatile}
    kept = tuple(column for column in columns.VISITS.columns if column.name in names)
    return (columns.VISITS._replace(columns=kept),) if names else ()


def _section(table: columns.Table) -> str:
    place = _place(columns.TABLE.get(table.name, table))
    lines = [f"## {table.name}", "", f"{place}; one row is {table.row}.", ""]
    lines += ["| column | type | meaning | example |", "| --- | --- | --- | --- |"]
    lines += [_line(column, ", not where it is nested" if table.nested else "") for column in table.outer]
    lines += [_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _place(table: columns.Table) -> str:
    if table.name == columns.VISITS.name:
        return "The folder `visits` of a published version, whose articles lack these columns"
    places = [place for name in NAMES if (place := named(name).place(table))]
    # JSON Lines come first: the other files hold what is nested there.
    places.sort(key=lambda place: ".jsonl" not in place)
    first, *others = [_shortened(place, before) for before, place in pairwise(["", *places])]
    if table is columns.ARTICLES:
        return f"{first}; {', '.join(others[:-1])} and {others[-1]}"
    files = ", ".join([first, *others])
    if not table.nested:
        return files
    within = "the `sentences`" if table in (columns.TOKENS, columns.WORDS) else "`articles`"
    return f"{files}; nested in {within} as `{table.name}`"


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
