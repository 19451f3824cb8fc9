"""Tables of a dataset that are made of all articles together, made of a store: who is who, which body is which."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from crawler.records.derived import FORMS, Deriver

#: The tables that the report reads.
TABLES = ("people", "positions", "appearances", "bodies", "body_names", "units")
_ARTICLES = """
SELECT article_id AS id, v.published_at, n.entities, n.offices
FROM articles JOIN versions AS v USING (article_id, version) JOIN annotations AS n USING (article_id, version)
WHERE n.entities <> '[]' ORDER BY article_id
"""
_INDEXES = (
    "CREATE INDEX temp.positions_person ON positions (person_id)",
    "CREATE INDEX temp.body_names_name ON body_names (name, unit_code)",
)


def add_tables(store: sqlite3.Connection, derivers: Sequence[Deriver]) -> None:
    """Fill temporary tables of the names in `TABLES` as `exports.columns` describes them.

    `derivers` are those that make the tables of a dataset; they have seen no article yet.
    """
    remove_tables(store)
    for key, published_at, entities, offices in store.execute(_ARTICLES):
        named, held = json.loads(entities), json.loads(offices)
        for deriver in derivers:
            deriver.see({"id": key, "published_at": published_at, "entities": named, "offices": held})
    made = {name: rows for deriver in derivers for name, rows in deriver.tables()}
    for name in TABLES:
        _fill(store, name, made[name])
    for index in _INDEXES:
        store.execute(index)


def remove_tables(store: sqlite3.Connection) -> None:
    """Drop the tables."""
    for name in TABLES:
        store.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _fill(store: sqlite3.Connection, name: str, rows: Iterable[Any]) -> None:
    columns = [field.name for field in fields(FORMS[name])]
    store.execute(f"CREATE TEMP TABLE {name} ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    store.executemany(f"INSERT INTO temp.{name} VALUES ({marks})", map(attrgetter(*columns), rows))  # noqa: S608
