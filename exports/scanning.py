"""Read a published version lazily: nothing is loaded before it is asked for."""

from __future__ import annotations  # pyarrow and DuckDB are imported where they are needed

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.records.storage import Folder
from exports import columns
from exports.dataset import Dataset
from exports.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset


def scan(folder: str | Path, *, selection: Selection = EVERYTHING) -> Scan:
    """The tables of a published version, on this machine or in object storage (`s3://bucket/folder`), unread.

    Args:
        folder: the version.
        selection: only the parts are looked at that may have the articles: their portals and years of publication are
            told without reading. What else it asks for is left to the query.

    Raises:
        FileNotFoundError: the folder holds no version.
    """
    return Scan(Dataset(Folder(str(folder)), selection))


class Scan:
    """The tables of a version, unread."""

    def __init__(self, version: Dataset) -> None:
        self._version = version

    def dataset(self, table: str = "articles") -> pyarrow.dataset.Dataset:
        """A table as a dataset of pyarrow. Of `articles`, what changes at every visit is in the table `visits`.

        Raises:
            KeyError: there is no such table.
        """
        from pyarrow import dataset

        folder = self._version.folder
        files = [folder.path(name) for name in self._files(table)]
        hive = dataset.partitioning(flavor="hive")
        return dataset.dataset(files, filesystem=folder.system, format="parquet", partitioning=hive)

    def relation(
        self, table: str = "articles", connection: duckdb.DuckDBPyConnection | None = None
    ) -> duckdb.DuckDBPyRelation:
        """A table as a relation of DuckDB; `articles` have what changes at every visit joined to them.

        Args:
            table: its name.
            connection: where the relation is; that of the process if not given.

        Raises:
            KeyError: there is no such table.
        """
        import duckdb

        where = connection if connection is not None else duckdb.default_connection()
        system = self._version.folder.system
        if system is not None:
            where.register_filesystem(system)
        found = self._relation(where, table)
        if table == columns.ARTICLES.name and self._version.files("parquet", columns.VISITS.name):
            return found.join(self._relation(where, columns.VISITS.name).select("* EXCLUDE portal"), "id", how="left")
        return found

    def _relation(self, where: duckdb.DuckDBPyConnection, table: str) -> duckdb.DuckDBPyRelation:
        folder = self._version.folder
        return where.read_parquet([folder.address_of(name) for name in self._files(table)], hive_partitioning=True)

    def _files(self, table: str) -> list[str]:
        if table not in {*columns.TABLE, columns.VISITS.name}:
            raise KeyError(f"{table}: no such table: {', '.join((*columns.TABLE, columns.VISITS.name))}")
        return self._version.files("parquet", table)
