"""The collection: the stores of many portals read as one, and what belongs to no single portal.

That is kept in `DATA/collection.sqlite`: the nights, and which article nearly repeats which. The rest stands in the
shards (`crawler.store.shards`). What the file holds of articles can be made again from them.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.records.article import Article
from crawler.records.errors import StoreError, hint
from crawler.store import encoding, schema, shards
from crawler.store.database import Database
from crawler.store.fingerprints import Fingerprints
from crawler.store.merged_snapshot import MergedSnapshot
from crawler.store.opening import IN_MEMORY
from crawler.store.store import Store
from crawler.store.union import united

FILE = "collection.sqlite"
#: Stores that are open at a time: a nation of portals has more than a process may have files.
_OPEN = 8


class Collection:
    """The portals of a data directory; a context manager that closes what it opened.

    `names` are the portals, sorted. Each of its parts holds one concept.

    Args:
        data: the data directory.
        portals: names of those that are meant; `None` means all that have a store.
        read_only: write nothing. There need be no directory.

    Raises:
        StoreError: the directory holds one store for all portals, or its file cannot be read or written.
    """

    def __init__(self, data: Path, portals: Sequence[str] | None = None, *, read_only: bool = False) -> None:
        self.path = data
        known = [name for name in shards.names(data) if shards.store(data, name).is_file()]
        self._known = frozenset(known)
        self.names = known if portals is None else sorted(portals)
        self._open: OrderedDict[str, Store] = OrderedDict()
        self._read_only = read_only

    @cached_property
    def database(self) -> Database:
        """What belongs to no single portal, for the modules of this package alone."""
        file = self.path / FILE
        version = schema.version_of(file)
        if self._read_only and version != schema.VERSION:
            return Database(IN_MEMORY, of_collection=True)
        if version not in {None, 0, schema.VERSION}:
            schema.set_aside(file)
        self.path.mkdir(parents=True, exist_ok=True)
        return Database(file, read_only=self._read_only, of_collection=True)

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Which article nearly repeats which."""
        return Fingerprints(self.database, self)

    @property
    def snapshot(self) -> MergedSnapshot:
        """All that the portals give to a dataset, with what is known now of near duplicates."""
        return MergedSnapshot(self)

    @classmethod
    def of(cls, data: Path, globs: Sequence[str], *, read_only: bool = False) -> Self:
        """The portals with a store that any of the globs matches, or all without a glob.

        Raises:
            UsageError: a glob matches none.
            StoreError: as for the class.
        """
        known = shards.names(data)
        return cls(data, shards.matching(globs, known) if globs else None, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        while self._open:
            self._open.popitem()[1].close()
        if "database" in self.__dict__:
            self.database.close()
            del self.database

    def has(self, portal: str) -> bool:
        """Whether the portal has a store."""
        return portal in self._known

    def store(self, portal: str) -> Store:
        """The store of a portal, open for reading until a few others were asked for.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        if portal in self._open:
            self._open.move_to_end(portal)
        else:
            if len(self._open) >= _OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[portal] = Store(shards.store(self.path, portal), read_only=True)
        return self._open[portal]

    def article(self, article_id: str) -> Article | None:
        """The current text of an article with all that is known of it; `None` if there is none."""
        portal = article_id.partition(":")[0]
        found = self.snapshot.some_records(portal, [article_id]) if self.has(portal) else iter(())
        return next(map(encoding.article_of, found), None)

    def count(self) -> int:
        """How many articles there are."""
        return sum(self.store(name).articles.count() for name in self.names)

    def require_articles(self) -> None:
        """Refuse to go on without any article.

        Raises:
            StoreError: there is none.
        """
        if not self.names:
            raise StoreError(f"{self.path}: no such store: crawl first (`{hint('crawl PORTAL', self.path)}`)")
        if not any(self.store(name).articles.count() for name in self.names):
            raise StoreError(f"{self.path}: no articles yet: crawl first (`{hint('crawl PORTAL', self.path)}`)")

    def sync(self) -> None:
        """Return when everything committed is on the disk. Stores of an earlier release are brought up to date.

        Raises:
            StoreError: a store cannot be written.
        """
        for name in self.names:
            with Store(shards.store(self.path, name)) as store:
                store.sync()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection for queries, to which all portals are one store: see `crawler.store.union`."""
        return united([shards.store(self.path, name) for name in self.names], self.fingerprints.originals())
