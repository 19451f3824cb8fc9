"""`DATA_DICTIONARY.md`: the introduction of `dictionary.md`, then every table and column of `exports.columns`."""

import json
from itertools import pairwise
from pathlib import Path

from exports import columns
from exports.formats import NAMES, named

_INTRODUCTION = Path(__file__).with_name("dictionary.md")


def dictionary() -> str:
    """The data dictionary, in Markdown."""
    introduction = _INTRODUCTION.read_text(encoding="utf-8").format(zone=columns.ZONE)
    return "\n".join([introduction, *map(_section, (*columns.TABLES, columns.VISITS, columns.FACETS, columns.NAMES))])


def _section(table: columns.Table) -> str:
    lines = [f"## {table.name}", "", f"{_place(table)}; one row is {table.row}.", ""]
    lines += ["| column | type | meaning | example |", "| --- | --- | --- | --- |"]
    lines += [_line(column, ", not where it is nested" if table.nested else "") for column in table.outer]
    lines += [_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _place(table: columns.Table) -> str:
    if table is columns.VISITS:
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
