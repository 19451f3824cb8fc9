"""Maintenance of a store: statistics for the query planner, free room in the file, and a file that is whole alone."""

import sqlite3
from pathlib import Path

from crawler.records.errors import StoreError
from crawler.store.store import Store

#: A file is rewritten when this share of it is free, and at least so many bytes: rewriting costs its size in disk.
_FREE_SHARE, _FREE_BYTES = 0.25, 64_000_000


def tidy(store: Store) -> bool:
    """Update the statistics, empty the write-ahead log, and rewrite a file with much free room.

    Frontiers of finished runs leave free room every night, and the next night uses it again; that alone never makes a
    quarter of a file free. A disk too full for the rewriting is no failure: the next night tries again.

    Returns whether the file was rewritten.
    """
    ask = store.database.connection.execute
    try:
        ask("PRAGMA optimize")
        free, pages, size = (
            ask(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count", "page_size")
        )
        rewrite = free >= _FREE_SHARE * pages and free * size >= _FREE_BYTES
        if rewrite:
            ask("VACUUM")
        ask("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        return False
    return bool(rewrite)


def settle(path: Path) -> None:
    """Bring all that a store's log holds into its file, which then can be copied alone. Nobody else may use the store.

    Raises:
        StoreError: the store cannot be read or written, or somebody uses it.
    """
    with Store(path) as store:
        row = store.database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    if row is not None and row[0]:
        raise StoreError(f"{path}: its log cannot be emptied while another program reads it: end that, and try again")
