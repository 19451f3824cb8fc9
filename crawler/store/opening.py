"""Opening a store's file, also where it may only be read: a read-only file system, another user's folder."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

#: How SQLite begins to say that it cannot make the files that it keeps beside a store in WAL mode.
_NO_ROOM = ("unable to open database file", "attempt to write a readonly database")


#: The path of a file in memory: of one that was asked for and is not there.
IN_MEMORY = Path(":memory:")


def opened(path: Path, *, read_only: bool, timeout: float = 5.0) -> sqlite3.Connection:
    """A connection whose transactions begin and end where the caller says.

    A reader needs `store.sqlite-shm` beside the store. Where it is not there and cannot be made, nobody writes either,
    and the file is read as it stands: unless its log (`store.sqlite-wal`) holds transactions, which would be missing.

    Raises:
        sqlite3.Error: the file cannot be opened, or its log holds transactions and cannot be read.
    """
    connection = _connect(path, "mode=ro" if read_only else "mode=rwc", timeout)
    if not read_only:
        return connection
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not str(error).startswith(_NO_ROOM) or _has_log(path):
            raise
        return _connect(path, "mode=ro&immutable=1", timeout)
    return connection


def _connect(path: Path, how: str, timeout: float) -> sqlite3.Connection:
    address = "file::memory:" if path == IN_MEMORY else f"file:{quote(str(path.absolute()))}?{how}"
    return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    try:
        return log.stat().st_size > 0
    except FileNotFoundError:
        return False
