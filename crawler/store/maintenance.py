"""Upkeep of the store at the end of a night: statistics for the query planner, and room that is no longer used."""

import sqlite3

from crawler.store.store import Store

#: A file is rewritten when this share of it is free, and at least so many bytes: rewriting costs its size in disk.
_FREE_SHARE, _FREE_BYTES = 0.25, 64_000_000


def tidy(store: Store) -> bool:
    """Bring statistics up to date, empty the write-ahead log, give free room back; returns whether the file shrank.

    Rows of finished runs' frontiers come and go every night, and the next night uses their room again: that alone
    never makes a file a quarter empty. A disk too full for it is no failure: the next night tries again.
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
