"""Checksums of what the store holds, so that a letter that changed on the disk is seen.

Columns `checksum` of `articles`, `versions` and `annotations` hold them. A trigger empties the checksum of a row that
changes; `seal` fills those that are empty, in the same transaction. That of an article covers its categories and counts
of views as well. Columns without a value do not count, so a new column changes no checksum.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.store import encoding

if TYPE_CHECKING:
    from crawler.store.store import Store

#: What no checksum covers, by table: notes for the next visit, and the number by which a rebuild counts versions anew.
_UNCOVERED = {
    "articles": frozenset({"due_at", "etag", "last_modified", "address"}),
    "versions": frozenset({"version"}),
    "annotations": frozenset({"version"}),
}
#: The tables that have checksums.
TABLES = tuple(_UNCOVERED)
_OF_ARTICLE = (
    "SELECT category FROM article_categories WHERE article_id = ? ORDER BY category",
    "SELECT observed_at, view_count, run_id FROM observations WHERE article_id = ? ORDER BY observed_at",
)
_WITHOUT_VERSION = (
    "SELECT article_id FROM articles AS a WHERE NOT EXISTS"
    " (SELECT 1 FROM versions AS v WHERE v.article_id = a.article_id AND v.version = a.version)"
)
_TEXTS = "SELECT v.*, a.portal, a.url FROM versions AS v JOIN articles AS a USING (article_id) WHERE v.rowid % ? = ?"
#: Rows that are sealed at a time.
_BATCH = 500
#: Faults of the file itself that are told.
_MOST_FAULTS = 10


class Broken(NamedTuple):
    """A row that is not what was written: its table, its article, and the version, `None` for an article as a whole."""

    table: str
    article_id: str
    version: int | None


class Source(NamedTuple):
    """The archived answer that a version came from."""

    article_id: str
    version: int
    file: str
    offset: int


class KeptFile(NamedTuple):
    """The archived content of a file that articles offer."""

    portal: str
    url: str
    sha256: str
    file: str
    offset: int


def seal(connection: sqlite3.Connection) -> None:
    """Fill the checksums that are empty, in the transaction that is open."""
    for table in TABLES:
        query = f"SELECT rowid AS place, * FROM {table} WHERE checksum IS NULL LIMIT {_BATCH}"  # noqa: S608 - our tables
        more = True
        while more:
            rows = connection.execute(query).fetchall()
            if rows:
                connection.executemany(
                    f"UPDATE {table} SET checksum = ? WHERE rowid = ?",  # noqa: S608 - our tables
                    [(_checksum(connection, table, row), row["place"]) for row in rows],
                )
            more = len(rows) == _BATCH


def broken(store: "Store", part: int = 0, of: int = 1) -> Iterator[Broken]:
    """The rows of one part of the store's records that are not what was written: their checksum, or a version's content
    hash, does not fit them.
    """
    with store.reading() as connection:
        connection.text_factory = bytes  # a letter that changed may leave no text at all
        for table in TABLES:
            rows = connection.execute(
                f"SELECT rowid AS place, * FROM {table} WHERE rowid % ? = ? AND checksum IS NOT NULL",  # noqa: S608
                (of, part),
            )
            for row in rows:
                if row["checksum"] != _checksum(connection, table, row).encode():
                    yield Broken(table, _text(row["article_id"]), row["version"] if table != "articles" else None)
    for row in store.database.rows(_WITHOUT_VERSION):
        yield Broken("articles", row["article_id"], None)


def contradictions(store: "Store", part: int = 0, of: int = 1) -> Iterator[Broken]:
    """The versions of one part whose text is not that of their content hash. The store's text must be readable.

    The hash leaves the portal's own host out of addresses: every host that the portal was crawled at may be the one.
    """
    hosts: dict[str, set[str]] = {}
    for run in store.database.rows("SELECT DISTINCT portal, json_extract(arguments, '$.base_url') AS url FROM runs"):
        hosts.setdefault(run["portal"], set()).add(run["url"] or "")
    for row in store.database.stream(_TEXTS, (of, part)):
        urls = {row["url"], *hosts.get(row["portal"], ())}
        if not any(encoding.content_hash_of(row, url) == row["content_hash"] for url in urls):
            yield Broken("versions", row["article_id"], row["version"])


def faults(store: "Store") -> list[str]:
    """What SQLite finds wrong with the file itself, in its own words; empty when nothing is."""
    found = [row[0] for row in store.database.rows(f"PRAGMA integrity_check({_MOST_FAULTS})")]
    orphans = [f"a row of {row[0]} without its {row[2]}" for row in store.database.rows("PRAGMA foreign_key_check")]
    return [*(fault for fault in found if fault != "ok"), *orphans[:_MOST_FAULTS]]


def sources(store: "Store", article_id: str | None = None) -> Iterator[Source]:
    """Where the answers of all versions, or of those of an article, stand in the archive."""
    query = "SELECT article_id, version, warc_file, warc_offset FROM versions WHERE warc_file IS NOT NULL"
    if article_id is not None:
        query += " AND article_id = :article_id"
    rows = store.database.stream(query, {"article_id": article_id})
    return (Source(*row) for row in rows)


def kept_files(store: "Store") -> Iterator[KeptFile]:
    """Where the contents of all files stand in the archive."""
    query = "SELECT portal, url, sha256, warc_file, warc_offset FROM files WHERE warc_file IS NOT NULL"
    return (KeptFile(*row) for row in store.database.stream(f"{query} AND sha256 IS NOT NULL"))


def forget_broken_annotations(store: "Store") -> int:
    """Let versions be annotated again whose annotation is damaged; returns how many there are."""
    found = [one for one in broken(store) if one.table == "annotations"]
    for one in found:
        assert one.version is not None  # an annotation is that of a version
        store.annotations.forget(one.article_id, one.version)
    return len(found)


def sealed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `versions` or `annotations` with its checksum, before it is inserted: it need not be read to be sealed.

    The row names every column that has a value, also those whose default has one.
    """
    return {**row, "checksum": _digest(_parts(table, tuple(row), tuple(row.values())))}


def _checksum(connection: sqlite3.Connection, table: str, row: sqlite3.Row) -> str:
    parts = _parts(table, tuple(row.keys()), tuple(row))
    if table == "articles":
        for query in _OF_ARTICLE:
            for found in connection.execute(query, (_text(row["article_id"]),)):
                for value in found:
                    _add(parts, value)
    return _digest(parts)


def _digest(parts: list[bytes]) -> str:
    return blake2b(b"".join(parts), digest_size=8).hexdigest()


def _parts(table: str, columns: tuple[str, ...], values: tuple[object, ...]) -> list[bytes]:
    """What the checksum of a row covers of its own columns."""
    parts: list[bytes] = []
    for name, place in _covered(table, columns):
        if values[place] is not None:
            parts.append(name)
            _add(parts, values[place])
    return parts


@lru_cache
def _covered(table: str, columns: tuple[str, ...]) -> list[tuple[bytes, int]]:
    """The columns that the checksum of a row covers, in its order, each with its place in the row."""
    left_out = {*_UNCOVERED[table], "checksum", "place"}
    return sorted((name.encode(), place) for place, name in enumerate(columns) if name not in left_out)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode(errors="replace")


def _add(parts: list[bytes], value: object) -> None:
    data = value if isinstance(value, bytes) else str(value).encode()
    parts += (b":%d:" % len(data), data)
