"""The cells of tables and answers as readers want them: names in place of codes, each leading to its page."""

import re
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from exports.browse.labels import LABELS
from exports.browse.phrasebook import day, speaker
from exports.browse.reader import Name, Reader
from exports.columns import TABLES
from exports.phrases import PROBLEMS, Language, Phrase, counted, problem, rows

#: Columns of keys, with the kind of what has the key.
_KEYS = {
    "id": "article",
    "near_duplicate_of": "article",
    "evidence_article": "article",
    "person_id": "person",
    "other_id": "person",
    "body_id": "body",
    "unit_code": "unit",
    "parent_code": "unit",
    "document_id": "document",
}
#: Columns of names, with their kind.
_NAMES = {
    "person": "person",
    "named_with": "person",
    "body": "body",
    "place": "place",
    "ward": "unit",
    "successor": "unit",
    "category": "category",
    "author": "author",
}
#: Columns of several keys, divided by blanks or semicolons.
_LISTS = {"unit_successors", "successors", "predecessors"}
#: Whole numbers that tell, and count nothing.
_TELLING = {"year", "number", "page", "paragraph", "start", "end", "sentence", "warc_offset", "version", "file"}
#: Columns of true and false, which SQLite has as 1 and 0.
_FLAGS = frozenset(column.name for table in TABLES for column in table.columns if column.type == "boolean")
_HERE = Path(__file__).parent
_MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}.*)?)?")
#: Characters of a cell that are shown, and of a title.
LONGEST = 300


class Part(NamedTuple):
    """A text; `kind` and `key` are those of the page that it leads to.

    A kind like "articles.author" is that of a name by which the list of articles is narrowed down.
    """

    text: str
    kind: str | None = None
    key: str | None = None


class Cell(NamedTuple):
    """A cell: its parts, and its value where that counts something."""

    parts: list[Part]
    quantity: float | None = None


@cache
def column_names() -> dict[str, Phrase]:
    """The names of columns by what SQL calls them."""
    return {name: Phrase(vi, en) for name, vi, en in rows(_HERE / "column_names.tsv")}


@cache
def _codes() -> dict[tuple[str, str], Phrase]:
    """What codes mean, by column and code."""
    found = {(column, code): Phrase(vi, en) for column, code, vi, en in rows(_HERE / "codes.tsv")}
    found |= {(column, code): name for column in ("stage", "kind") for code, name in PROBLEMS.items()}
    return found | {("kind", kind): name for kind, name in LABELS.items()}


def column_name(name: str, language: Language, table: str = "") -> str:
    """The name of a column, of that table; what a query calls otherwise keeps its name."""
    known = column_names().get(f"{table}.{name}") or column_names().get(name)
    return str(getattr(known, language)) if known else name


def said(column: str, value: Any, language: Language) -> str:
    """A value of that column in words: what codes mean, numbers and moments as the language writes them.

    >>> said("unit_status", "former", "en"), said("evidence", "article body", "en"), said("word_count", 1200, "vi")
    ('no more', 'one article says both, one body', '1.200')
    """
    if column in _FLAGS:
        return speaker(language)("yes" if value not in (0, "0") else "no")
    if isinstance(value, int | float) and column not in _TELLING:
        return str(getattr(counted(round(value, 3)), language))
    text = str(value)
    if column != "number" and _MOMENT.fullmatch(text):
        return day(text, language) + (f" {text[11:16]}" if "T" in text else "")
    known = [_codes().get((column, code)) or (problem(code) if column == "kind" else None) for code in text.split()]
    if known and None not in known:
        return ", ".join(getattr(word, language) for word in known)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def cells(
    reader: Reader, columns: Sequence[str], rows: Sequence[Sequence[Any]], language: Language, table: str = ""
) -> list[list[Cell]]:
    """The rows of an answer, or of that table, as cells. Beside an id, the title leads to the article."""
    find = cache(partial(_parts, reader, language, table))
    made = [[_cell(column, value, find, language) for column, value in zip(columns, row, strict=True)] for row in rows]
    if {"id", "title"} <= set(columns):
        key, title = columns.index("id"), columns.index("title")
        for row, shown in zip(rows, made, strict=True):
            shown[title] = Cell([Part(shown[title].parts[0].text, "article", row[key])])
    return made


def _cell(column: str, value: Any, find: Any, language: Language) -> Cell:
    if value is None:
        return Cell([Part("–")])
    if isinstance(value, int | float) and column not in _TELLING | _FLAGS | {"namesakes"}:
        return Cell([Part(said(column, value, language))], value)
    return Cell(find(column, value if isinstance(value, str | int) else str(value)))


def _parts(reader: Reader, language: Language, table: str, column: str, value: str | int) -> list[Part]:
    text = str(value)
    if column in _LISTS:
        kind = "body" if table == "bodies" else "unit"
        keys = text.split("; ") if kind == "body" else text.split()
        return [part for key in keys for part in (_known(reader, kind, key), Part("; "))][:-1]
    if column in _KEYS and (column != "id" or table != "articles"):
        return [_known(reader, _KEYS[column], text)]
    if column in _NAMES and not (table == "articles" and column == "body"):
        return [_named(reader, _NAMES[column], text)]
    if table in ("people", "bodies", "units") and column == "name":
        return [Part(text)]
    return [Part(said(column, value, language))]


def _known(reader: Reader, kind: str, key: str) -> Part:
    """What has the key, by its name."""
    if kind == "article":
        found = reader.titles([key])
        return Part(found[0].title or key, kind, key) if found else Part(key)
    name = reader.name(kind, key)
    if name is None and kind in ("unit", "body"):
        return Part(reader.title(kind, key) or key)
    return _part(name, key)


def _named(reader: Reader, kind: str, text: str) -> Part:
    """A name as it is written: it leads to the one page that has the name, or to the articles with it."""
    found = reader.called(kind, text)
    return _part(found[0], text) if len(found) == 1 else Part(text, f"articles.{kind}", text)


def _part(name: Name | None, text: str) -> Part:
    if name is None:
        return Part(text)
    if name.subject:
        return Part(name.name, name.subject, name.key)
    return Part(name.name, f"articles.{name.kind}", name.key)
