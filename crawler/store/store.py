"""The store of a portal: what is known of articles, runs and problems, in one SQLite file.

Raw facts are committed before any later stage touches them. Nothing is overwritten that cannot be had again:
a changed text makes a new version beside the old one. `crawler/store/schema.sql` explains the tables.

One process writes (see `crawler.store.lock`); any number may read at the same time.
"""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.store.annotations import Annotations
from crawler.store.articles import Articles
from crawler.store.attached_files import AttachedFiles
from crawler.store.captures import Captures
from crawler.store.database import Database
from crawler.store.problems import Problems
from crawler.store.runs import Runs
from crawler.store.schedule import Schedule
from crawler.store.snapshot import Snapshot


class Store:
    """The store of a portal; a context manager that closes it. Each of its parts holds one concept.

    Args:
        path: the file (see `crawler.store.shards`); it is made if it is not there, unless `read_only`.
        read_only: open an existing store for reading alone.

    Raises:
        StoreError: the file is missing, is no store, is broken, or has another schema.
            Every method of its parts raises it, too, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        #: For the modules of this package alone.
        self.database = Database(path, read_only=read_only)
        self.runs = Runs(self.database)
        self.problems = Problems(self.database)
        self.articles = Articles(self.database, self.problems)
        self.annotations = Annotations(self.database, self.articles, self.problems)
        self.files = AttachedFiles(self.database, self.annotations)
        self.captures = Captures(self.database)
        self.schedule = Schedule(self.database)
        self.snapshot = Snapshot(self.database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def sync(self) -> None:
        """Return when everything committed is on the disk: in WAL mode a power cut can take the last commits."""
        self.database.rows("PRAGMA wal_checkpoint(FULL)")

    def transaction(self) -> AbstractContextManager[object]:
        """What is saved within the block is saved as a whole or not at all; one block inside another joins it."""
        return self.database.transaction()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection of its own for a report's queries, all of which see one consistent snapshot."""
        return self.database.reading()

    def portals(self) -> list[str]:
        """The portals that have runs or articles, sorted."""
        return sorted({*self.runs.portals(), *self.articles.portals()})
