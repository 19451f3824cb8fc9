"""Give each portal of a data directory a shard of its own where all portals share one store, as they once did.

A shard's store is made aside and gets its name when it is whole; archive files are moved one by one; the shared store
is renamed last. Killed at any moment, the same call goes on.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from crawler.records.disk import sync
from crawler.records.errors import StoreError
from crawler.store import schema, shards
from crawler.store.collection import FILE
from crawler.store.database import Database
from crawler.store.opening import opened
from crawler.store.store import Store

#: What is added to the name of the shared store once it is divided.
DIVIDED = ".divided"
#: Tables without a column for the portal, and which of their rows are a portal's.
_ROWS = {
    "frontier": "run_id IN (SELECT run_id FROM one.runs WHERE portal = :portal)",
    "file_contents": "sha256 IN (SELECT sha256 FROM one.files WHERE portal = :portal)",
    "file_pages": "sha256 IN (SELECT sha256 FROM one.files WHERE portal = :portal)",
}
_OF_ARTICLES = "article_id >= :portal || ':' AND article_id < :portal || ';'"
#: Triggers fill it.
_COUNTED = "article_counts"
#: A change of what belongs to an article takes its checksum away: so articles come last.
_LAST = "articles"
_FINGERPRINTS = """
INSERT OR IGNORE INTO fingerprints
SELECT f.fingerprint, f.article_id, a.portal, v.content_hash, f.published_at, a.first_seen_at, f.moment, f.method,
    f.bands, f.state, f.repeats, f.near_duplicate_of
FROM one.fingerprints AS f JOIN one.articles AS a USING (article_id)
JOIN one.versions AS v ON v.article_id = f.article_id AND v.version = f.version
"""


class Divided(NamedTuple):
    """The portals that have shards now, where the shared store is kept, and archive files of no portal."""

    portals: list[str]
    kept: Path
    strange: list[Path]


def divide(data: Path) -> Divided:
    """Divide the shared store and archive of a data directory. The caller holds its lock.

    Raises:
        StoreError: there is no shared store, it is of another release, or the directory cannot be written.
    """
    path = data / shards.STORE
    if schema.version_of(path) != schema.VERSION:
        raise StoreError(f"{path}: no store of this release that portals share: nothing was changed")
    with closing(opened(path, read_only=False)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        names = [
            name
            for (name,) in connection.execute(
                "SELECT portal FROM runs UNION SELECT portal FROM articles UNION SELECT portal FROM archives ORDER BY 1"
            )
        ]
    try:
        for name in names:
            _make(path, data, name)
        _take_over(path, data)
        for name in names:
            _move_files(path, data, name)
    except OSError as error:
        raise StoreError(
            f"{data}: cannot be divided: {error.strerror}: free space, mend its rights, and run it again"
        ) from None
    kept = path.with_name(path.name + DIVIDED)
    path.rename(kept)
    sync(data)
    return Divided(names, kept, sorted((data / shards.ARCHIVE).rglob("*.warc.gz")))


def _make(path: Path, data: Path, portal: str) -> None:
    """Make the store of a portal from the rows that are its own, and compare their number."""
    file = shards.store(data, portal)
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    for suffix in ("", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    with Store(part) as store, store.database.explained():
        connection = store.database.connection
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("ATTACH ? AS one", (f"file:{path.absolute()}?mode=ro",))
        tables = _tables(connection, "main") & _tables(connection, "one") - {_COUNTED}
        with store.transaction():
            for table in sorted(tables, key=lambda name: (name == _LAST, name)):
                _copy(connection, table, portal)
            if "checksum" not in _columns(connection, "one", "file_contents"):
                store.files.seal()
        connection.execute("DETACH one")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(part)
    part.rename(file)
    sync(file.parent)


def _tables(connection: sqlite3.Connection, database: str) -> set[str]:
    rows = connection.execute(f"SELECT name FROM {database}.sqlite_schema WHERE type = 'table'")  # noqa: S608 - main or one
    return {row["name"] for row in rows if not row["name"].startswith("sqlite_")}


def _columns(connection: sqlite3.Connection, database: str, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"PRAGMA {database}.table_info({table})")]


def _copy(connection: sqlite3.Connection, table: str, portal: str) -> None:
    """Copy a portal's rows. A column that the shared store does not have yet gets its default, and the row, whose
    checksum would cover it, is sealed anew.
    """
    columns, had = _columns(connection, "main", table), _columns(connection, "one", table)
    own = _ROWS.get(table) or ("portal = :portal" if "portal" in columns else _OF_ARTICLES)
    whole = set(columns) <= set(had)
    values = {name: name for name in columns if name in had and (whole or name != "checksum")}
    if table == "file_contents" and not whole:
        values["checksum"] = "''"  # `AttachedFiles.seal` fills it
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608 - names that the schema gives
        f" FROM one.{table} WHERE {own}",
        {"portal": portal},
    )


def _take_over(path: Path, data: Path) -> None:
    """Take over what belongs to no single portal: nights and near duplicates."""
    with closing(Database(data / FILE, of_collection=True)) as database, database.explained():
        connection = database.connection
        connection.execute("ATTACH ? AS one", (f"file:{path.absolute()}?mode=ro",))
        with database.transaction():
            connection.execute("INSERT OR IGNORE INTO nights SELECT * FROM one.nights ORDER BY rowid")
            connection.execute(_FINGERPRINTS)
            connection.execute(
                "INSERT OR IGNORE INTO fingerprint_bands SELECT b.* FROM one.fingerprint_bands AS b"
                " JOIN main.fingerprints USING (fingerprint)"
            )
        connection.execute("DETACH one")


def _move_files(path: Path, data: Path, portal: str) -> None:
    """Move the archive files that the portal's rows name, and those that its runs left beside them."""
    with Store(shards.store(data, portal), read_only=True) as store:
        known = {
            row["file"]: row["length"]
            for row in store.database.rows("SELECT file, length FROM archives WHERE removed_at IS NULL")
        }
    source, target = path.parent / shards.ARCHIVE, shards.archive(data, portal)
    # A portal's name holds no hyphen.
    beside = {str(found.relative_to(source)) for found in source.rglob(f"{portal}-*") if found.is_file()}
    for name in sorted(beside | {name for name in known if (source / name).is_file()}):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source / name, target / name)
    for name, length in known.items():
        if length and (not (target / name).is_file() or (target / name).stat().st_size < length):
            raise StoreError(f"{target / name}: missing or too short: restore it from a backup, and run it again")
