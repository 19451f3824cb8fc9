"""What a rebuild takes back, and what of it comes back because the archive cannot tell it again.

The store as it was is attached as `old`, for reading alone. Versions are told again by the answer that brought them,
known by file and offset; a version whose answer is not read stays, between those before and after it.
Observations, and when an article was seen last or found gone, are told again by answers of their moment.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler.archive.files import Place
from crawler.records import clock
from crawler.records.errors import StoreError
from crawler.store import encoding
from crawler.store.store import Store

Row = Mapping[str, Any]

#: Days within which two moments of a run are the same: the first release took that of a fetch before it archived it.
_SAME = 2.5 / 86_400
_EVER = 1 << 62
#: Columns of `articles` that come from its answers; all others are the crawl's own notes for its next visit.
_TOLD = frozenset({"article_id", "portal", "number", "url", "version", "first_seen_at", "last_seen_at", "gone_at"})


@contextmanager
def attached(store: Store, path: Path) -> Iterator[None]:
    """While the block runs, the store at `path` is attached to `store`, its copy, as `old`."""
    ask = store.connection.execute
    ask("PRAGMA foreign_keys = OFF")  # observations wait for their articles to come back
    ask("ATTACH ? AS old", (f"file:{quote(str(path.absolute()))}?mode=ro",))
    ask("CREATE TEMP TABLE sources (file TEXT, place INTEGER, article_id TEXT, version INTEGER)")
    ask("CREATE INDEX temp.sources_by_place ON sources (file, place)")
    ask("CREATE INDEX temp.sources_by_article ON sources (article_id)")
    ask("CREATE TEMP TABLE seen (article_id TEXT, moment TEXT)")
    ask("CREATE INDEX temp.seen_by_article ON seen (article_id)")
    yield
    ask("DROP TABLE temp.sources")
    ask("DROP TABLE temp.seen")
    ask("DETACH old")
    broken = ask("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(f"{store.path}: a row of {broken[0]} without its article: nothing was changed: report it")


class Old:
    """The records of a portal as they were before a rebuild of `store`, which must have them `attached`.

    `since` is the moment to which they are taken back, `None` for all.
    """

    def __init__(self, store: Store, portal: str, since: str | None) -> None:
        self._store = store
        self._ask = store.connection.execute
        self._portal = portal
        self._since = since

    def take_back(self) -> None:
        """Remove from the copy what was told since the moment."""
        values = {"portal": self._portal, "since": self._since}
        with self._store.transaction():
            self._ask("DELETE FROM temp.sources")
            self._ask("DELETE FROM temp.seen")
            self._ask(
                "INSERT INTO temp.sources SELECT v.warc_file, v.warc_offset, v.article_id, v.version"
                " FROM old.versions AS v JOIN old.articles AS a USING (article_id) WHERE a.portal = :portal"
                " AND (:since IS NULL OR julianday(v.fetched_at) >= julianday(:since))",
                values,
            )
            for table in ("annotations", "versions"):
                self._ask(
                    f"DELETE FROM {table} WHERE (article_id, version)"  # noqa: S608 - names of tables written above
                    " IN (SELECT article_id, version FROM temp.sources)"
                )
            self._ask(
                "DELETE FROM articles WHERE portal = :portal"
                " AND NOT EXISTS (SELECT 1 FROM versions AS v WHERE v.article_id = articles.article_id)",
                values,
            )
            self._ask(
                "UPDATE articles SET version = (SELECT max(version) FROM versions AS v"
                " WHERE v.article_id = articles.article_id) WHERE article_id IN (SELECT article_id FROM temp.sources)"
            )
            self._ask(
                "UPDATE articles SET last_seen_at = (SELECT v.fetched_at FROM versions AS v"
                " WHERE v.article_id = articles.article_id AND v.version = articles.version)"
                " WHERE portal = :portal AND julianday(last_seen_at) >= julianday(:since)",
                values,
            )
            self._ask(
                "UPDATE articles SET gone_at = NULL WHERE portal = :portal AND julianday(gone_at) >= julianday(:since)",
                values,
            )

    def replayed(self, article_id: str, run_id: str, place: Place, moment: str) -> None:
        """An answer is about to tell again what it told: that goes."""
        self._ask("DELETE FROM temp.sources WHERE file = ? AND place = ?", (place.file, place.offset))
        self._ask("INSERT INTO temp.seen VALUES (?, ?)", (article_id, moment))
        self._ask(
            "DELETE FROM observations WHERE article_id = ? AND run_id = ?"
            " AND abs(julianday(observed_at) - julianday(?)) < ?",
            (article_id, run_id, moment, _SAME),
        )
        self._ask("DELETE FROM problems WHERE article_id = ? AND run_id = ? AND stage = 'parse'", (article_id, run_id))

    def bring_back(self, file: str, start: int = 0, end: int = _EVER) -> None:
        """What came from these bytes of a file, and was not told again, comes back as it was."""
        rows = self._ask(
            "SELECT article_id, version FROM temp.sources WHERE file = ? AND place >= ? AND place < ? ORDER BY place",
            (file, start, end),
        ).fetchall()
        for row in rows:
            self._bring_back(row["article_id"], row["version"])

    def by_other_parser(self, article_id: str, parser_version: str) -> Row | None:
        """The current version of an article if another parser made it and it is known where its answer is."""
        row: Row | None = self._ask(
            "SELECT v.version, v.warc_file, v.warc_offset FROM articles AS a JOIN versions AS v USING (article_id)"
            " WHERE article_id = ? AND v.version = a.version AND v.parser_version IS NOT ?"
            " AND v.warc_file IS NOT NULL",
            (article_id, parser_version),
        ).fetchone()
        return row

    def rewrite(self, article_id: str, version: int, row: Row) -> None:
        """Replace what a version says; it is to be annotated again."""
        sets = ", ".join(f"{name} = :{name}" for name in row)
        values = {**row, "article_id": article_id, "version": version}
        here = "article_id = :article_id AND version = :version"
        self._ask(f"UPDATE versions SET {sets} WHERE {here}", values)  # noqa: S608 - names of columns of this package
        self._ask(f"UPDATE annotations SET state = 'pending' WHERE {here}", values)  # noqa: S608 - written above

    def arguments(self, run_id: str) -> dict[str, Any] | None:
        """The arguments of a run that the store knows."""
        row = self._ask("SELECT arguments FROM runs WHERE run_id = ?", (run_id,)).fetchone()
        return json.loads(row["arguments"]) if row is not None else None

    def add_run(self, run_id: str, arguments: Row, started: datetime, finished_at: str | None) -> None:
        """Enter a run that the store has lost."""
        self._ask(
            "INSERT OR IGNORE INTO runs (run_id, portal, arguments, status, started_at, finished_at)"
            " VALUES (?, ?, ?, 'finished', ?, ?)",
            (run_id, self._portal, encoding.canonical(dict(arguments)), clock.stamp(started), finished_at),
        )

    def settle(self) -> Counter[str]:
        """Bring back what is left, reuse annotations of unchanged texts; returns what has become of everything."""
        left = self._ask(
            "SELECT s.article_id, s.version FROM temp.sources AS s JOIN old.versions AS v USING (article_id, version)"
            " ORDER BY julianday(v.fetched_at), s.article_id, s.version"
        ).fetchall()
        for row in left:
            self._bring_back(row["article_id"], row["version"])
        self._keep_last_sights()
        self._keep_notes()
        for table in ("observations", "annotations"):
            self._ask(f"DELETE FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)")  # noqa: S608 - names of tables written above
        self._keep_annotations()
        self._renew_fingerprints()
        return self._counts()

    def _bring_back(self, article_id: str, version: int) -> None:
        place = (article_id, version)
        self._ask("DELETE FROM temp.sources WHERE article_id = ? AND version = ?", place)
        row = dict(self._ask("SELECT * FROM old.versions WHERE article_id = ? AND version = ?", place).fetchone())
        known = self._store.known(article_id)
        moment = row["fetched_at"]
        if known is not None and known.content_hash == row["content_hash"]:
            number = known.version
        elif known is not None:
            number = known.version + 1
        else:
            number = 1
            article = dict(self._ask("SELECT * FROM old.articles WHERE article_id = ?", (article_id,)).fetchone())
            moment = moment or article["first_seen_at"]
            article |= {"version": 1, "first_seen_at": moment, "last_seen_at": moment, "gone_at": None}
            self._insert("articles", article)
        if known is None or number != known.version:
            self._insert("versions", {**row, "version": number})
            note = self._ask("SELECT * FROM old.annotations WHERE article_id = ? AND version = ?", place).fetchone()
            if note is not None:
                self._insert("annotations", {**dict(note), "version": number})
        self._ask(
            "UPDATE articles SET version = ?, last_seen_at = coalesce(?, last_seen_at), gone_at = NULL"
            " WHERE article_id = ?",
            (number, moment, article_id),
        )

    def _insert(self, table: str, row: Row) -> None:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self._ask(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608 - names of this package

    def _keep_last_sights(self) -> None:
        """When an article was seen last, or found gone, by an answer that is not in the archive any more."""
        rows = self._ask(
            "SELECT o.article_id, o.last_seen_at, o.gone_at, a.last_seen_at AS seen, a.gone_at AS gone"
            " FROM old.articles AS o JOIN articles AS a USING (article_id)"
            " WHERE o.portal = ? AND (o.last_seen_at <> a.last_seen_at OR o.gone_at IS NOT a.gone_at)",
            (self._portal,),
        ).fetchall()
        for row in rows:
            seen, gone = row["seen"], row["gone"]
            if _after(row["last_seen_at"], seen) and not self._was_replayed(row["article_id"], row["last_seen_at"]):
                seen = row["last_seen_at"]
                gone = gone if gone is not None and _after(gone, seen) else None
            earlier = row["gone_at"]
            if earlier is not None and (gone is None or _after(gone, earlier)) and not _after(seen, earlier):
                gone = gone if self._was_replayed(row["article_id"], earlier) else earlier
            self._ask(
                "UPDATE articles SET last_seen_at = ?, gone_at = ? WHERE article_id = ?",
                (seen, gone, row["article_id"]),
            )

    def _was_replayed(self, article_id: str, moment: str) -> bool:
        found = self._ask("SELECT 1 FROM temp.seen WHERE article_id = ? AND moment = ?", (article_id, moment))
        return found.fetchone() is not None

    def _keep_notes(self) -> None:
        """What the crawl noted for its next visit of an article holds as long as the last visit is the same."""
        columns = [row["name"] for row in self._ask("PRAGMA main.table_info(articles)") if row["name"] not in _TOLD]
        sets = ", ".join(f"{name} = o.{name}" for name in columns)
        self._ask(
            f"UPDATE articles SET {sets} FROM old.articles AS o WHERE o.article_id = articles.article_id"  # noqa: S608 - names that the schema gives
            " AND o.last_seen_at = articles.last_seen_at AND o.gone_at IS articles.gone_at AND o.portal = ?",
            (self._portal,),
        )

    def _keep_annotations(self) -> None:
        self._ask(
            "INSERT OR REPLACE INTO annotations SELECT n.* FROM old.annotations AS n"
            " JOIN old.versions AS o USING (article_id, version)"
            " JOIN versions AS v USING (article_id, version)"
            " WHERE v.content_hash = o.content_hash AND v.published_at IS o.published_at AND v.category IS o.category"
            " AND v.published_time_inferred = o.published_time_inferred"
        )

    def _renew_fingerprints(self) -> None:
        """Texts that changed under their number are compared anew; if articles went or came earlier, all are."""
        (moved,) = self._ask(
            "SELECT count(*) FROM old.articles AS o LEFT JOIN articles AS a USING (article_id)"
            " WHERE o.portal = ? AND a.first_seen_at IS NOT o.first_seen_at",
            (self._portal,),
        ).fetchone()
        if moved:
            self._ask("DELETE FROM fingerprint_bands")
            self._ask("DELETE FROM fingerprints")
            return
        self._ask(
            "UPDATE fingerprints SET version = 0 WHERE article_id IN (SELECT v.article_id FROM versions AS v"
            " JOIN old.versions AS o USING (article_id, version)"
            " WHERE v.lead IS NOT o.lead OR v.paragraphs <> o.paragraphs)"
        )

    def _counts(self) -> Counter[str]:
        def count(query: str) -> int:
            return int(self._ask(query, {"portal": self._portal}).fetchone()[0])

        return Counter(
            articles=count("SELECT count(*) FROM articles WHERE portal = :portal"),
            added=count(
                "SELECT count(*) FROM articles WHERE portal = :portal"
                " AND article_id NOT IN (SELECT article_id FROM old.articles)"
            ),
            dropped=count(
                "SELECT count(*) FROM old.articles WHERE portal = :portal"
                " AND article_id NOT IN (SELECT article_id FROM articles)"
            ),
            changed=count(
                "SELECT count(*) FROM articles AS a JOIN old.articles AS b USING (article_id)"
                " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version"
                " JOIN old.versions AS o ON o.article_id = b.article_id AND o.version = b.version"
                " WHERE a.portal = :portal AND (o.content_hash <> v.content_hash OR o.category IS NOT v.category"
                " OR o.published_at IS NOT v.published_at OR a.version <> b.version)"
            ),
        )


def _after(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) > datetime.fromisoformat(other)
