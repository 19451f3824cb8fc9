"""What pages ask of `browse.sqlite`: names with their pages, and articles as items of a list."""

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exports.browse.catalog import Catalog
from exports.browse.search import Piece, around, excerpt
from exports.facets import document_name

#: The kinds of names that have pages. A place has that of its administrative unit.
SUBJECTS = ("person", "body", "unit", "document")
#: Tables that name more than articles do, with the column of their keys.
_TABLES = {"unit": ("units", "unit_code"), "body": ("bodies", "body_id")}
_NAMES = "SELECT rowid, kind, key, name, hint, page, articles FROM names WHERE"
#: Where an article names what has a key. The first such place in lead or paragraphs is shown; the title stands above.
_MENTIONS = {
    "unit": "SELECT id, field, paragraph, start, end FROM entities WHERE unit_code = :key AND id IN {ids}",
    "document": "SELECT * FROM documents WHERE id IN {ids} AND (document_id = :key OR document_id IS NULL)",
}
_ENTITIES = (
    "SELECT e.id, e.field, e.paragraph, e.start, e.end FROM facets AS f JOIN entities AS e"
    " ON e.id = f.id AND coalesce(e.canonical, e.text) = f.value"
    " WHERE f.kind = :kind AND f.key = :key AND f.id IN {ids} ORDER BY e.rowid"
)


class Name(NamedTuple):
    """A name of `exports.columns.NAMES`; `articles` counts those of the set that was asked about.

    `subject` is the kind of its page, `None` where it has none; `hint` tells it from others of the name.
    """

    number: int
    kind: str
    key: str
    name: str
    hint: str | None
    subject: str | None
    articles: int


class Hit(NamedTuple):
    """An article as an item of a list; `excerpt` is a part of its text, with what was looked for marked."""

    id: str
    title: str | None
    published_at: str | None
    category: str | None
    view_count: int | None
    gone: bool
    excerpt: list[Piece]


class Reader:
    """One connection to the file with its catalog; not to be shared between threads."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self.catalog = catalog
        self._connection = connection

    def all(self, sql: str, **values: Any) -> list[sqlite3.Row]:
        """The rows of an answer; `values` are those of its named parameters."""
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(sql, values).fetchall()

    def numbers(self, sql: str, **values: Any) -> NDArray[np.float64]:
        """The rows of an answer that has nothing but numbers, as rows of an array."""
        cursor = self._connection.cursor()
        # Plain tuples: rows by name take most of the time of a word that 40,000 articles have.
        cursor.row_factory = None
        found = cursor.execute(sql, values).fetchall()
        return np.array(found, float).reshape(len(found), len(cursor.description))

    def one(self, sql: str, **values: Any) -> sqlite3.Row | None:
        """The first row of an answer, if it has any."""
        return next(iter(self.all(sql, **values)), None)

    def name(self, kind: str, key: str | None) -> Name | None:
        """The name with that key; `None` where no article has it."""
        row = self.one(f"{_NAMES} kind = :kind AND key = :key", kind=kind, key=key)
        return _name(row, row["articles"]) if row else None

    def called(self, kind: str, name: str) -> list[Name]:
        """The names that are written so: namesakes are several. At the most two are given."""
        rows = self.all(f"{_NAMES} kind = :kind AND name = :name LIMIT 2", kind=kind, name=name)
        return [_name(row, row["articles"]) for row in rows]

    def title(self, kind: str, key: str) -> str | None:
        """The name of a unit or body that need not be in an article."""
        table, column = _TABLES[kind]
        row = self.one(f"SELECT name FROM {table} WHERE {column} = :key", key=key)  # noqa: S608 - names are ours
        return str(row["name"]) if row else None

    def known(self, kind: str, keys: Iterable[str]) -> list[Name]:
        """The names with these keys that articles have."""
        return [name for key in keys if (name := self.name(kind, key))]

    def every_name(self) -> list[Name]:
        """All names, kind by kind, each with the number of its articles."""
        return [_name(row, row["articles"]) for row in self.all(f"{_NAMES} TRUE ORDER BY rowid")]

    def ids(self) -> list[str]:
        """The ids of all articles, in the order of the dataset."""
        return [row["id"] for row in self.all("SELECT id FROM articles ORDER BY rowid")]

    def most(self, counts: NDArray[Any], kind: str, most: int, *, skip: str | None = None) -> list[Name]:
        """The names of a kind with the highest counts (see `Catalog.counts`), without the one with the key `skip`."""
        return [name for name in self.named(self.catalog.most(counts, kind, most + 1)) if name.key != skip][:most]

    def named(self, counts: dict[int, int]) -> list[Name]:
        """The names with these numbers, each with its count, in the order given."""
        rows = {row["rowid"]: row for row in self.all(f"{_NAMES} rowid IN {_listed(counts)}")}
        return [_name(rows[number], count) for number, count in counts.items()]

    def hits(self, numbers: Iterable[Any], *, query: str = "", name: Name | None = None) -> list[Hit]:
        """The articles with these `rowid`, in the order given; an excerpt shows the query's words, or the name."""
        wanted = [int(number) for number in numbers]
        rows = {row["number"]: row for row in self.all(_articles(wanted))}
        found = [rows[number] for number in wanted]
        places = self._mentions(name, [row["id"] for row in found]) if name else {}
        return [_hit(row, _excerpt(row, query, places.get(row["id"]))) for row in found]

    def titles(self, keys: Iterable[str]) -> list[Hit]:
        """The articles with these ids, without excerpts."""
        found = (self.one("SELECT * FROM articles WHERE id = :key", key=key) for key in keys)
        return [_hit(row, []) for row in found if row]

    def _mentions(self, name: Name, ids: list[str]) -> dict[str, sqlite3.Row]:
        listed = f"({', '.join(f':id{number}' for number in range(len(ids)))})"
        values = {f"id{number}": key for number, key in enumerate(ids)}
        sql = _MENTIONS.get(name.kind, _ENTITIES).format(ids=listed)
        places: dict[str, sqlite3.Row] = {}
        for row in self.all(sql, kind=name.kind, key=name.key, **values):
            if name.kind == "document" and name.key not in (row["document_id"], document_name(dict(row))):
                continue
            if row["field"] in ("lead", "paragraphs"):
                places.setdefault(row["id"], row)
        return places


def _name(row: sqlite3.Row, count: int) -> Name:
    number, kind, key, name, hint, page, _ = row
    return Name(number, kind, key, name, hint, ("unit" if kind == "place" else kind) if page else None, count)


def _listed(numbers: Iterable[int]) -> str:
    """Numbers as a list in SQL."""
    return f"({', '.join(map(str, map(int, numbers)))})"


def _articles(numbers: Iterable[int]) -> str:
    return f"SELECT rowid AS number, * FROM articles WHERE rowid IN {_listed(numbers)}"  # noqa: S608 - numbers alone


def _hit(row: sqlite3.Row, pieces: list[Piece]) -> Hit:
    return Hit(
        id=row["id"],
        title=row["title"],
        published_at=row["published_at"],
        category=row["category"],
        view_count=row["view_count"],
        gone=row["gone_at"] is not None,
        excerpt=pieces,
    )


def _excerpt(row: sqlite3.Row, query: str, place: sqlite3.Row | None) -> list[Piece]:
    if place is None:
        return excerpt(" ".join(filter(None, (row["lead"], row["body"]))), query)
    if place["field"] == "lead":
        return around(row["lead"], place["start"], place["end"])
    paragraphs = (row["body"] or "").split("\n\n")
    return around(paragraphs[place["paragraph"]], place["start"], place["end"])
