"""Many stores as one database, for queries that ask about all portals."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from crawler.store.store import Store

#: Tables that no question about portals needs: addresses that wait, and what was copied from others.
_LEFT_OUT = frozenset({"frontier"})
#: Keys that are counted anew in each store, so two of them may be equal.
_COUNTED = "seq"


@contextmanager
def united(stores: Sequence[Path], originals: Iterable[tuple[str, str, str]]) -> Iterator[sqlite3.Connection]:
    """A connection to the tables of all stores, and to a table `near_duplicates` (article_id, near_duplicate_of).

    One store is read where it lies. Several are copied, which takes their room on the disk for temporary files.

    Args:
        stores: the files.
        originals: the id of each near duplicate, the content hash of the text that was compared, and its original.

    Raises:
        StoreError: a store cannot be read.
    """
    if len(stores) == 1:
        with Store(stores[0], read_only=True) as store, store.reading() as connection:
            _add(connection, originals)
            yield connection
        return
    connection = sqlite3.connect("", isolation_level=None, uri=True)  # a temporary file
    connection.row_factory = sqlite3.Row
    try:
        for path in stores:
            with Store(path, read_only=True) as store, store.database.explained():
                _copy(connection, path)
        _add(connection, originals)
        yield connection
    finally:
        connection.close()


def _copy(target: sqlite3.Connection, path: Path) -> None:
    target.execute("ATTACH ? AS one", (f"file:{quote(str(path.absolute()))}?mode=ro",))
    made = {name for (name,) in target.execute("SELECT name FROM main.sqlite_schema").fetchall()}
    there = target.execute(
        "SELECT type, name, sql FROM one.sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
    ).fetchall()
    target.execute("BEGIN")
    for kind, name, statement in there:
        if name not in made:
            target.execute(statement)
        if kind == "table" and name not in _LEFT_OUT:
            columns = [row["name"] for row in target.execute(f"PRAGMA one.table_info({name})")]
            listed = ", ".join(column for column in columns if column != _COUNTED)
            # A file that two portals offer has the same content.
            target.execute(f"INSERT OR IGNORE INTO main.{name} ({listed}) SELECT {listed} FROM one.{name}")  # noqa: S608 - names that the schema gives
    target.execute("COMMIT")
    target.execute("DETACH one")


def _add(connection: sqlite3.Connection, originals: Iterable[tuple[str, str, str]]) -> None:
    connection.execute(
        "CREATE TEMP TABLE near_duplicates (article_id TEXT PRIMARY KEY, near_duplicate_of TEXT NOT NULL)"
    )
    connection.executemany(
        "INSERT INTO near_duplicates SELECT a.article_id, ?3 FROM articles AS a JOIN versions AS v"
        " USING (article_id, version) WHERE a.article_id = ?1 AND v.content_hash = ?2",
        originals,
    )
