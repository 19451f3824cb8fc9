"""Who is who in a store: the tables of people that a dataset of it has."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from crawler.records.derived import Appearance, Deriver, Person, Position

#: The tables with their rows.
TABLES: dict[str, type] = {"people": Person, "positions": Position, "appearances": Appearance}
_ARTICLES = """
SELECT article_id AS id, v.published_at, n.entities, n.offices
FROM articles JOIN versions AS v USING (article_id, version) JOIN annotations AS n USING (article_id, version)
WHERE n.entities <> '[]' ORDER BY article_id
"""


def add_people(store: sqlite3.Connection, people: Deriver) -> None:
    """Fill the temporary tables `people`, `positions` and `appearances` as `exports.columns` describes them.

    `people` decides who is who; it has seen no article yet.
    """
    remove_people(store)
    for key, published_at, entities, offices in store.execute(_ARTICLES):
        named, held = json.loads(entities), json.loads(offices)
        people.see({"id": key, "published_at": published_at, "entities": named, "offices": held})
    for name, rows in people.tables():
        if name in TABLES:
            _fill(store, name, rows)
    store.execute("CREATE INDEX temp.positions_person ON positions (person_id)")


def remove_people(store: sqlite3.Connection) -> None:
    """Drop the tables."""
    for name in TABLES:
        store.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _fill(store: sqlite3.Connection, name: str, rows: Iterable[Any]) -> None:
    columns = [field.name for field in fields(TABLES[name])]
    store.execute(f"CREATE TEMP TABLE {name} ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    store.executemany(f"INSERT INTO temp.{name} VALUES ({marks})", map(attrgetter(*columns), rows))  # noqa: S608
