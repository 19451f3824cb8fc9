"""The archive's files in the store: table `archives`, a row per file with the length that is committed.

A file's `length` grows in the transaction that saves what the response brought. So whatever is saved is archived, and
bytes behind `length` were never saved: they are cut off when the run is taken up again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crawler.records import clock
from crawler.store.store import Store


class File(NamedTuple):
    """A row of `archives`."""

    file: str
    portal: str
    run_id: str
    length: int
    last_fetched_at: str | None
    removed_at: str | None


class Ledger:
    """The archive files of a store. Every method is one transaction, or joins the one that is open."""

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def files(self, portal: str | None = None) -> list[File]:
        """The files of a portal or of all, in the order in which they were begun, removed ones among them.

        A portal's files are written one after the other, so this is the order of their responses, too.
        """
        query = "SELECT file, portal, run_id, length, last_fetched_at, removed_at FROM archives"
        if portal is not None:
            query += " WHERE portal = :portal"
        return [File(*row) for row in self._database.rows(f"{query} ORDER BY rowid", {"portal": portal})]

    def length(self, file: str) -> int:
        """The committed length of a file, 0 when it has no row."""
        return self._database.count("SELECT length FROM archives WHERE file = ?", (file,))

    def grown(self, file: str, portal: str, run_id: str, length: int, moment: datetime) -> None:
        """Note that a response of that moment made a file grow to a length."""
        self._database.write(
            "INSERT INTO archives (file, portal, run_id, length, last_fetched_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (file) DO UPDATE SET length = excluded.length,"
            " last_fetched_at = max(coalesce(last_fetched_at, ''), excluded.last_fetched_at)",
            (file, portal, run_id, length, clock.stamp(moment)),
        )

    def begun(self, file: str, portal: str, run_id: str) -> None:
        """Add a file that is to be written, unless it is there already."""
        self._database.write(
            "INSERT OR IGNORE INTO archives (file, portal, run_id) VALUES (?, ?, ?)", (file, portal, run_id)
        )

    def shortened(self, file: str, length: int) -> None:
        """Note that a file is shorter than its committed length."""
        self._database.write("UPDATE archives SET length = ? WHERE file = ?", (length, file))

    def removed(self, file: str, moment: datetime) -> None:
        """Note that a file was removed. What came from it stays in the store."""
        self._database.write("UPDATE archives SET removed_at = ? WHERE file = ?", (clock.stamp(moment), file))

    def enter(self, files: Sequence[File]) -> None:
        """Replace all rows with these files, in this order."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM archives")
            connection.executemany(
                "INSERT INTO archives (file, portal, run_id, length, last_fetched_at, removed_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                files,
            )

    def forget(self, run_id: str) -> None:
        """Drop the files of a run that begins anew."""
        self._database.write("DELETE FROM archives WHERE run_id = ?", (run_id,))
