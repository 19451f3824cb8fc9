"""The SQLite file of a store: its connection, its transactions, and the messages of its errors."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from crawler.records.errors import StoreError, hint
from crawler.store import schema, sealing
from crawler.store.opening import opened
from crawler.store.shards import data_of

#: Seconds to wait for another process that is writing: `vnportal annotate` beside a browser of the store, say.
BUSY_TIMEOUT = 30.0

#: The beginning of the one operational error of SQLite that damaged content causes.
_UNREADABLE = "Could not decode"

Values = Sequence[object] | Mapping[str, object]


class Database:
    """An open store file, for the modules of this package alone.

    Args:
        path: the file; it is made if it is not there, unless `read_only`.
        read_only: open an existing file for reading alone.
        of_collection: it holds what belongs to no single portal (`crawler.store.collection`), not a store.

    Raises:
        StoreError: the file is missing, is no store, is broken, or has another schema.
            Every method raises it, too, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, read_only: bool = False, of_collection: bool = False) -> None:
        self.path = path
        #: How many transactions were undone.
        self.undone = 0
        self._has_checksums = not of_collection
        if read_only and not path.is_file():
            raise StoreError(f"{path}: no such store: crawl first (`{hint('crawl PORTAL', data_of(path))}`)")
        self.connection = self._connect(read_only)
        self._joined = nullcontext(self.connection)
        try:
            with self.explained(UnicodeDecodeError):
                script = schema.COLLECTION if of_collection else schema.SCHEMA
                schema.prepare(self.connection, path, script, read_only=read_only)
        except StoreError:
            self.connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction. One inside another joins the outer one, which explains errors."""
        return self._joined if self.connection.in_transaction else self._transaction()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self.explained():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                if self._has_checksums:
                    sealing.seal(self.connection)
                self.connection.execute("COMMIT")
            except BaseException:  # SIGTERM and Ctrl-C, too, must not leave half of a transaction behind
                self.undone += 1
                # A full disk has rolled back already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        if self.connection.in_transaction:  # which explains errors
            return self.connection.execute(query, values).fetchall()
        with self.explained():
            return self.connection.execute(query, values).fetchall()

    def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row of a query, `None` when there is none."""
        return next(iter(self.rows(query, values)), None)

    def count(self, query: str, values: Values = ()) -> int:
        """The number that a query gives."""
        row = self.row(query, values)
        return int(row[0]) if row is not None else 0

    def write(self, statement: str, values: Values = ()) -> int:
        """Run a statement in a transaction, or in the one that is open; returns how many rows it changed."""
        if self.connection.in_transaction:
            return self.connection.execute(statement, values).rowcount
        with self.transaction() as connection:
            return connection.execute(statement, values).rowcount

    def insert(self, table: str, row: Mapping[str, Any], verb: str = "INSERT") -> None:
        """Insert a row, given as column → value."""
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.write(f"{verb} INTO {table} ({names}) VALUES ({marks})", row)

    def update_version(self, article_id: str, version: int, row: Mapping[str, Any]) -> None:
        """Change columns of a row of `versions`, given as column → value."""
        sets = ", ".join(f"{name} = :{name}" for name in row)
        self.write(
            f"UPDATE versions SET {sets} WHERE article_id = :article_id AND version = :version",  # noqa: S608 - names of columns of this package
            {**row, "article_id": article_id, "version": version},
        )

    def stream(self, query: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """The rows of a query one by one, from one snapshot: what is written meanwhile does not show."""
        with self.reading() as connection:
            yield from connection.execute(query, values)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for any queries, all of which see one consistent snapshot."""
        connection = self._connect(read_only=True)
        try:
            with self.explained():
                connection.execute("BEGIN")
                yield connection
        finally:
            connection.close()

    @contextmanager
    def explained(self, *more: type[ValueError]) -> Iterator[None]:
        """Turn errors of SQLite, and those named, into a `StoreError` with its remedy."""
        unreadable: tuple[type[Exception], ...] = (sqlite3.DatabaseError, *more)
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except unreadable as error:
            reason = str(error).partition(" with text ")[0]  # what follows is the text that cannot be read
            if isinstance(error, sqlite3.OperationalError) and not reason.startswith(_UNREADABLE):
                remedy = "free space, mend the folder's rights, or end other users"
                raise StoreError(f"{self.path}: {reason}: {remedy}") from error
            remedy = f"restore it from a backup, or move it away and `{hint('reprocess', data_of(self.path))}`"
            raise StoreError(f"{self.path}: broken ({reason}): {remedy}") from error

    def _connect(self, read_only: bool) -> sqlite3.Connection:
        with self.explained():
            connection = opened(self.path, read_only=read_only, timeout=BUSY_TIMEOUT)
        connection.row_factory = sqlite3.Row
        return connection
