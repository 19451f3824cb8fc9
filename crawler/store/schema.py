"""The version of the store's tables: a new file gets today's, a file of an earlier version the steps up to them.

`schema.sql` holds today's tables. A change of them raises `VERSION`, and a file `steps/VERSION.sql` does the same to a
store of the version before. The store is copied before a step.
"""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from crawler.records.disk import sync
from crawler.records.errors import StoreError, hint
from crawler.store.opening import opened
from crawler.store.shards import data_of

#: The version of the tables in `schema.sql`; `PRAGMA user_version` holds that of a file.
VERSION = 2
SCHEMA = Path(__file__).with_name("schema.sql")
#: The tables of what belongs to no single portal. They have the same version.
COLLECTION = Path(__file__).with_name("collection.sql")
#: The step to each later version, `N.sql`, from the one before.
STEPS = Path(__file__).with_name("steps")


def version_of(path: Path) -> int | None:
    """The version of a store's tables. `None` when there is no file, 0 when it is no store or cannot be read."""
    if not path.is_file():
        return None
    try:
        with closing(opened(path, read_only=True)) as connection:
            return _version(connection)
    except sqlite3.Error:
        return 0


def is_foreign(version: int | None) -> bool:
    """Whether a version is that of a store which this release can neither read nor bring up to date."""
    return bool(version) and version != VERSION and not steps(version or 0)


def steps(version: int) -> list[Path]:
    """The steps from a version to today's; none unless all of them are there."""
    found = [STEPS / f"{number}.sql" for number in range(version + 1, VERSION + 1)]
    return found if all(step.is_file() for step in found) else []


def prepare(connection: sqlite3.Connection, path: Path, today: Path, *, read_only: bool) -> None:
    """Bring the tables of an open file to today's version, and set how it is written.

    `today` makes the tables of a new file.

    Raises:
        StoreError: the file is no store, or one of another version.
        sqlite3.Error: it cannot be read or written. A step that failed has changed nothing.
    """
    version = _version(connection)
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if is_foreign(version):
        upgrade = "upgrade vnportal, or " if version > VERSION else ""
        raise StoreError(
            f"{path}: schema {version}, but this release knows {VERSION}: {upgrade}rebuild the store from the archive:"
            f" `{hint('reprocess', data_of(path))}`"
        )
    if version == 0 and (tables or read_only):
        raise StoreError(f"{path}: an SQLite file, but no store of vnportal: choose another --data folder")
    if version < VERSION and read_only:
        raise StoreError(
            f"{path}: schema {version} of an earlier release: `{hint('publish', data_of(path))}` brings it up to date"
        )
    connection.execute("PRAGMA foreign_keys = ON")
    if read_only:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    # In WAL mode this survives the death of the process; a power cut can take the last commits, never more.
    connection.execute("PRAGMA synchronous = NORMAL")
    # Pages of the log before they are brought into the file: most are written again and again, and go there once.
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    if version == VERSION:
        return
    if version:
        keep(connection, path, version)
    script = "".join(step.read_text(encoding="utf-8") for step in (steps(version) if version else [today]))
    connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {VERSION}; COMMIT;")


def set_aside(path: Path) -> None:
    """Rename a store that this release does not know: `store.sqlite.schema-7`, or a further name that is free."""
    version = version_of(path)
    if version is None:
        return
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what stands in its log must not be lost
    copy = copy_of(path, version)
    names = (copy.with_name(f"{copy.name}-{number}") if number > 1 else copy for number in count(1))
    path.rename(next(name for name in names if not name.exists()))


def copy_of(path: Path, version: int) -> Path:
    """Where a store of another version is kept as it was: `store.sqlite.schema-1`."""
    return path.with_name(f"{path.name}.schema-{version}")


def keep(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy the store as it is before its tables change; a copy that was made before stays.

    Raises:
        sqlite3.Error: the store cannot be read whole, or the disk is full. There is no copy then, and no change.
        StoreError: likewise.
    """
    copy = copy_of(path, version)
    if copy.exists():
        return
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        sync(part)
        part.rename(copy)
        sync(copy.parent)  # the copy has its name before the store changes
    except OSError as error:
        raise StoreError(
            f"{copy}: cannot be written: {error.strerror}: free space, or mend the folder's rights"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
