"""The store while its records are rebuilt from the archive: what is taken back, and what comes back as it was.

The rebuild works on a copy of the store. The store itself is attached to the copy as `old`, for reading alone.

- A version is read again from the answer that brought it; file and offset name the answer. A version whose answer
  cannot be read comes back at its place in the order.
- An observation, and when an article was last seen or found gone, are known by the moment of their answer.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from crawler.records import clock
from crawler.records.errors import StoreError
from crawler.store import encoding, version_order
from crawler.store.encoding import is_after
from crawler.store.store import Store
from crawler.store.version_order import Seen

_EVER = 1 << 62
#: Columns of `articles` that come from answers, and their checksum. All others are the crawl's own notes for its next
#: visit.
_ANSWERED = frozenset(
    {"article_id", "portal", "number", "url", "version", "first_seen_at", "last_seen_at", "gone_at", "checksum"}
)
_TEMPORARY = """
CREATE TEMP TABLE sources (file TEXT, place INTEGER, article_id TEXT, version INTEGER);
CREATE INDEX temp.sources_by_place ON sources (file, place);
CREATE INDEX temp.sources_by_article ON sources (article_id);
CREATE TEMP TABLE seen (article_id TEXT, moment TEXT);
CREATE INDEX temp.seen_by_article ON seen (article_id);
"""


class Reread(NamedTuple):
    """A version that another parser made, and where its answer is archived."""

    version: int
    file: str
    offset: int


@contextmanager
def copied(store: Store, path: Path) -> Iterator[Store]:
    """A copy of the store at `path`, with the store attached to it.

    No write waits for the disk: should the machine fail, the copy is thrown away.

    Raises:
        StoreError: the copy cannot be written, or it has rows without their article at the end.
    """
    with store.database.explained(), closing(sqlite3.connect(path)) as target:
        store.database.connection.backup(target)
    with Store(path) as copy:
        database = copy.database
        database.connection.execute("PRAGMA synchronous = OFF")
        database.connection.execute("PRAGMA foreign_keys = OFF")  # observations wait for their articles to come back
        old = f"file:{quote(str(store.path.absolute()))}?mode=ro"
        database.connection.execute("ATTACH ? AS old", (old,))
        database.connection.executescript(_TEMPORARY)
        yield copy
        database.connection.executescript("DROP TABLE temp.sources; DROP TABLE temp.seen; DETACH old;")
        broken = database.row("PRAGMA foreign_key_check")
        if broken is not None:
            raise StoreError(f"{path}: a row of {broken[0]} without its article: nothing was changed: report it")


def replace(store: Store, copy: Store) -> None:
    """Make the store what its copy is, in one transaction; who reads it meanwhile is not disturbed."""
    with store.database.explained():
        copy.database.connection.backup(store.database.connection)
        store.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Previous:
    """The records of a portal before the rebuild of `copy`, which `copied` gave.

    `since` is the moment to which they are taken back; `None` takes all of them back.
    """

    def __init__(self, copy: Store, portal: str, since: str | None) -> None:
        self._copy = copy
        self._database = copy.database
        self._portal = portal
        self._since = since

    def take_back(self) -> None:
        """Remove from the copy what answers brought since the moment."""
        values = {"portal": self._portal, "since": self._since}
        with self._database.transaction() as connection:
            for statement in _TAKE_BACK:
                connection.execute(statement, values)
            version_order.close_gaps(self._database, self._portal)

    def places(self, file: str) -> list[tuple[int, str]]:
        """Where the answers stand in a file that brought versions, and of which articles."""
        query = "SELECT place, article_id FROM temp.sources WHERE file = ? ORDER BY place"
        return [(place, article_id) for place, article_id in self._database.rows(query, (file,))]

    def replayed(self, article_id: str, run_id: str, file: str, offset: int, moment: str) -> None:
        """Remove what the answer at that place brought. It is about to be read again."""
        for statement in _REPLAYED:
            self._database.write(
                statement,
                {"id": article_id, "run": run_id, "file": file, "offset": offset, "moment": moment},
            )

    def replayed_file(self, url: str, run_id: str) -> None:
        """Remove the problems that the answer of a run with a file brought. It is about to be read again."""
        self._database.write(
            "DELETE FROM problems WHERE portal = ? AND run_id = ? AND url = ?"
            " AND kind IN ('file_gone', 'file_failed', 'file_wrong_type')",
            (self._portal, run_id, url),
        )

    def bring_back(self, file: str, start: int = 0, end: int = _EVER) -> None:
        """Bring back the versions from these bytes of a file that were not read again."""
        rows = self._database.rows(
            "SELECT article_id, version FROM temp.sources WHERE file = ? AND place >= ? AND place < ? ORDER BY place",
            (file, start, end),
        )
        for article_id, version in rows:
            self._bring_back(article_id, version)

    def by_other_parser(self, article_id: str, parser_version: str) -> Reread | None:
        """The current version of an article, if another parser made it and its answer is archived."""
        row = self._database.row(
            "SELECT v.version, v.warc_file, v.warc_offset FROM articles AS a JOIN versions AS v USING (article_id)"
            " WHERE article_id = ? AND v.version = a.version AND v.parser_version IS NOT ?"
            " AND v.warc_file IS NOT NULL",
            (article_id, parser_version),
        )
        return Reread(*row) if row is not None else None

    def rewrite(self, article_id: str, version: int, row: Mapping[str, Any]) -> None:
        """Replace what a version says; it is to be annotated again."""
        self._database.update_version(article_id, version, row)
        self._database.write(
            "UPDATE annotations SET state = 'pending' WHERE article_id = ? AND version = ?", (article_id, version)
        )

    def add_run(self, run_id: str, arguments: Mapping[str, Any], started: datetime, finished_at: str | None) -> None:
        """Add a run that the store has lost."""
        self._database.write(
            "INSERT OR IGNORE INTO runs (run_id, portal, arguments, status, started_at, finished_at)"
            " VALUES (?, ?, ?, 'finished', ?, ?)",
            (run_id, self._portal, encoding.canonical(dict(arguments)), clock.stamp(started), finished_at),
        )

    def settle(self) -> Counter[str]:
        """Bring back all that is left, and keep annotations of texts that are the same.

        Returns how many `articles` there are, and how many were `added`, `changed` and `dropped`.
        """
        left = self._database.rows(
            "SELECT s.article_id, s.version FROM temp.sources AS s JOIN old.versions AS v USING (article_id, version)"
            " ORDER BY julianday(v.captured_at), s.article_id, s.version"
        )
        for article_id, version in left:
            self._bring_back(article_id, version)
        self._keep_times()
        self._keep_notes()
        for statement in _KEEP_ANNOTATIONS:
            self._database.write(statement)
        values = {"portal": self._portal}
        return Counter({name: self._database.count(query, values) for name, query in _COUNTS.items()})

    def _bring_back(self, article_id: str, version: int) -> None:
        place = (article_id, version)
        self._database.write("DELETE FROM temp.sources WHERE article_id = ? AND version = ?", place)
        row = self._old("versions", "article_id = ? AND version = ?", place)
        assert row is not None  # `sources` was made of these rows
        article = self._old("articles", "article_id = ?", (article_id,))
        assert article is not None  # a version has an article
        moment = row["captured_at"] or row["fetched_at"] or article["first_seen_at"]
        known = self._copy.articles.known(article_id)
        if known is None:
            article |= {"version": 1, "first_seen_at": moment, "last_seen_at": moment, "gone_at": None}
            article["checksum"] = None
            self._database.insert("articles", article)
            self._insert(row, place, 1)
            return
        seen = Seen(moment, row["fetched_from"] in {None, "live"})
        number, new = version_order.take_place(
            self._database, article_id, row["content_hash"], known.version, seen, known.fetched_at
        )
        if new:
            self._insert(row, place, number)
        self._copy.articles.see(known, seen, known.version + new)

    def _insert(self, row: dict[str, Any], place: tuple[str, int], number: int) -> None:
        """Insert a version of the store with its annotation under a new number."""
        self._database.insert("versions", {**row, "version": number})
        annotation = self._old("annotations", "article_id = ? AND version = ?", place)
        if annotation is not None:
            self._database.insert("annotations", {**annotation, "version": number})

    def _old(self, table: str, where: str, values: tuple[object, ...]) -> dict[str, Any] | None:
        row = self._database.row(f"SELECT * FROM old.{table} WHERE {where}", values)  # noqa: S608 - written above
        return dict(row) if row is not None else None

    def _keep_times(self) -> None:
        """Keep when an article was last seen, or found gone, by an answer that the archive no longer has."""
        rows = self._database.rows(
            "SELECT o.article_id, o.last_seen_at, o.gone_at, a.last_seen_at AS seen, a.gone_at AS gone"
            " FROM old.articles AS o JOIN articles AS a USING (article_id)"
            " WHERE o.portal = ? AND (o.last_seen_at <> a.last_seen_at OR o.gone_at IS NOT a.gone_at)",
            (self._portal,),
        )
        for article_id, old_seen, old_gone, seen, gone in rows:
            if is_after(old_seen, seen) and not self._was_replayed(article_id, old_seen):
                seen = old_seen
                gone = gone if gone is not None and is_after(gone, seen) else None
            earlier = (
                old_gone is not None and (gone is None or is_after(gone, old_gone)) and not is_after(seen, old_gone)
            )
            if earlier and not self._was_replayed(article_id, old_gone):
                gone = old_gone
            self._database.write(
                "UPDATE articles SET last_seen_at = ?, gone_at = ? WHERE article_id = ?", (seen, gone, article_id)
            )

    def _was_replayed(self, article_id: str, moment: str) -> bool:
        query = "SELECT 1 FROM temp.seen WHERE article_id = ? AND moment = ?"
        return self._database.row(query, (article_id, moment)) is not None

    def _keep_notes(self) -> None:
        """Keep the crawl's notes for the next visit of an article if its last visit is the same."""
        columns = [row["name"] for row in self._database.rows("PRAGMA main.table_info(articles)")]
        sets = ", ".join(f"{name} = o.{name}" for name in columns if name not in _ANSWERED)
        self._database.write(
            f"UPDATE articles SET {sets} FROM old.articles AS o WHERE o.article_id = articles.article_id"  # noqa: S608 - names that the schema gives
            " AND o.last_seen_at = articles.last_seen_at AND o.gone_at IS articles.gone_at AND o.portal = ?",
            (self._portal,),
        )


_TAKE_BACK = (
    "DELETE FROM temp.sources",
    "DELETE FROM temp.seen",
    "INSERT INTO temp.sources SELECT v.warc_file, v.warc_offset, v.article_id, v.version"
    " FROM old.versions AS v JOIN old.articles AS a USING (article_id) WHERE a.portal = :portal"
    " AND (:since IS NULL OR julianday(v.fetched_at) >= julianday(:since))",
    "DELETE FROM annotations WHERE (article_id, version) IN (SELECT article_id, version FROM temp.sources)",
    "DELETE FROM versions WHERE (article_id, version) IN (SELECT article_id, version FROM temp.sources)",
    "DELETE FROM articles WHERE portal = :portal"
    " AND NOT EXISTS (SELECT 1 FROM versions AS v WHERE v.article_id = articles.article_id)",
    "UPDATE articles SET version = (SELECT max(version) FROM versions AS v WHERE v.article_id = articles.article_id)"
    " WHERE article_id IN (SELECT article_id FROM temp.sources)",
    "UPDATE articles SET last_seen_at = (SELECT coalesce(v.captured_at, v.fetched_at) FROM versions AS v"
    " WHERE v.article_id = articles.article_id AND v.version = articles.version)"
    " WHERE portal = :portal AND julianday(last_seen_at) >= julianday(:since)",
    "UPDATE articles SET gone_at = NULL WHERE portal = :portal AND julianday(gone_at) >= julianday(:since)",
)
_REPLAYED = (
    "DELETE FROM temp.sources WHERE file = :file AND place = :offset",
    "INSERT INTO temp.seen VALUES (:id, :moment)",
    "DELETE FROM observations WHERE article_id = :id AND run_id = :run AND observed_at = :moment",
    "DELETE FROM problems WHERE article_id = :id AND run_id = :run AND stage = 'parse'",
)
_KEEP_ANNOTATIONS = (
    "DELETE FROM observations WHERE article_id NOT IN (SELECT article_id FROM articles)",
    "DELETE FROM annotations WHERE article_id NOT IN (SELECT article_id FROM articles)",
    "INSERT OR REPLACE INTO annotations SELECT n.* FROM old.annotations AS n"
    " JOIN old.versions AS o USING (article_id, version) JOIN versions AS v USING (article_id, version)"
    " WHERE v.content_hash = o.content_hash AND v.published_at IS o.published_at AND v.category IS o.category"
    " AND v.published_time_inferred = o.published_time_inferred",
)
_COUNTS = {
    "articles": "SELECT count(*) FROM articles WHERE portal = :portal",
    "added": "SELECT count(*) FROM articles WHERE portal = :portal"
    " AND article_id NOT IN (SELECT article_id FROM old.articles)",
    "dropped": "SELECT count(*) FROM old.articles WHERE portal = :portal"
    " AND article_id NOT IN (SELECT article_id FROM articles)",
    "changed": "SELECT count(*) FROM articles AS a JOIN old.articles AS b USING (article_id)"
    " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version"
    " JOIN old.versions AS o ON o.article_id = b.article_id AND o.version = b.version"
    " WHERE a.portal = :portal AND (o.content_hash <> v.content_hash OR o.category IS NOT v.category"
    " OR o.published_at IS NOT v.published_at OR a.version <> b.version)",
}
