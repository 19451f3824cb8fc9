"""The store: what is known of articles, runs and problems, in one SQLite file, `DATA/store.sqlite`.

Raw facts are committed before any later stage touches them. Nothing is overwritten that cannot be had again:
a changed text makes a new version beside the old one. `crawler/store/schema.sql` explains the tables.

One process writes (see `crawler.store.lock`); any number may read at the same time.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

from crawler.records import clock
from crawler.records.article import Article, Problem
from crawler.records.errors import StoreError, hint
from crawler.store import encoding, upgrade
from crawler.store.fingerprints import Fingerprints
from crawler.store.forms import Known, NotedProblem, Observation, Run, RunRecord
from crawler.store.schedule import Schedule, Visit

__all__ = ["Known", "NotedProblem", "Observation", "Run", "RunRecord", "RunStatus", "Saved", "Store"]

SCHEMA = Path(__file__).with_name("schema.sql")
SCHEMA_VERSION = 2

#: Seconds to wait for another process that is writing: `vnportal annotate` beside a browser of the store, say.
BUSY_TIMEOUT = 30.0

#: How the one of SQLite's operational errors begins that is the fault of what is in the file.
_UNREADABLE = "Could not decode"

Saved = Literal["new", "changed", "unchanged"]
RunStatus = Literal["finished", "interrupted", "failed"]


class Store:
    """The store of a data directory; a context manager that closes it.

    Args:
        path: the file, `DATA/store.sqlite`; made if it is not there, unless `read_only`.
        read_only: open an existing store for reading alone.

    Raises:
        StoreError: the file is missing, is no store, is broken, or was written by a newer release.
            Every method raises it, too, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        if read_only and not path.is_file():
            raise StoreError(f"{path}: no such store: crawl first (`{hint('crawl PORTAL', path.parent)}`)")
        self.connection = self._connect()
        try:
            self._prepare()
        except StoreError:
            self.connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; one inside another joins the outer one."""
        with self.explained():
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:  # SIGTERM and Ctrl-C, too, must not leave half of a transaction behind
                # A full disk has rolled back already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    # Runs

    def start_run(self, portal: str, arguments: Mapping[str, Any]) -> Run:
        """Begin a run, or take up the latest unfinished one of the same portal with the same arguments.

        A run is unfinished when it was interrupted or when its process died. `arguments` must fit into JSON.
        """
        text = encoding.canonical(dict(arguments))
        with self.transaction() as connection:
            row = connection.execute(
                "SELECT run_id FROM runs WHERE portal = ? AND status IN ('running', 'interrupted') AND arguments = ?"
                " ORDER BY rowid DESC LIMIT 1",
                (portal, text),
            ).fetchone()
            if row is not None:
                connection.execute(
                    "UPDATE runs SET status = 'running', finished_at = NULL WHERE run_id = ?", (row["run_id"],)
                )
                return Run(row["run_id"], resumed=True)
            moment = clock.now()
            stamp = f"{portal}-{moment:%Y%m%dT%H%M%SZ}"
            same = connection.execute("SELECT count(*) FROM runs WHERE run_id GLOB ?", (f"{stamp}*",)).fetchone()[0]
            run_id = f"{stamp}-{same + 1}" if same else stamp
            connection.execute(
                "INSERT INTO runs (run_id, portal, arguments, status, started_at) VALUES (?, ?, ?, 'running', ?)",
                (run_id, portal, text, moment.isoformat(timespec="seconds")),
            )
            return Run(run_id, resumed=False)

    def finish_run(self, run_id: str, status: RunStatus, stats: Mapping[str, Any]) -> None:
        """End a run; one that was interrupted is taken up by the next `start_run` with the same arguments."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE runs SET status = ?, finished_at = ?, stats = ? WHERE run_id = ?",
                (status, _now(), encoding.dump(dict(stats)), run_id),
            )

    def runs(self) -> list[RunRecord]:
        """All runs, the earliest first."""
        with self.explained():
            rows = self.connection.execute("SELECT * FROM runs ORDER BY rowid").fetchall()
        return [
            RunRecord(**{**dict(row), "arguments": json.loads(row["arguments"]), "stats": json.loads(row["stats"])})
            for row in rows
        ]

    def stats(self, run_id: str) -> dict[str, Any]:
        """The stats of a run: empty before any process ended it."""
        with self.explained():
            row = self.connection.execute("SELECT stats FROM runs WHERE run_id = ?", (run_id,)).fetchone()
        return dict(json.loads(row["stats"])) if row is not None else {}

    # Articles

    def save_article(self, article: Article, visit: Visit | None = None) -> Saved:
        """Save what a page said; the article is told its `version`, `content_hash`, `url` and seen-at times.

        A changed text (see `store_rows.content_hash`) makes a new version; of an unchanged one only what is derived
        (category, date, problems) is brought up to date. The first canonical URL stays unless the article was gone.
        The categories add to those known, the view count becomes an observation. `visit` is what a crawl keeps besides;
        without it, the next visit is reckoned when the next run starts, and is not conditional.
        """
        digest = encoding.content_hash(article)
        moment = article.fetched_at or _now()
        with self.transaction() as connection:
            known = self.known(article.id)
            if known is None:
                result: Saved = "new"
                version, url, first_seen_at, last_seen_at = 1, article.url, moment, moment
                connection.execute(
                    "INSERT INTO articles (article_id, portal, number, url, version, first_seen_at, last_seen_at)"
                    " VALUES (?, ?, ?, ?, 1, ?, ?)",
                    (article.id, article.portal, encoding.number_of(article.id), url, moment, moment),
                )
                connection.execute("DELETE FROM missed WHERE article_id = ?", (article.id,))
            else:
                changed = known.content_hash != digest
                result = "changed" if changed else "unchanged"
                version = known.version + changed
                url = known.url if known.gone_at is None else article.url
                first_seen_at, last_seen_at = known.first_seen_at, encoding.later(known.fetched_at, moment)
                connection.execute(
                    "UPDATE articles SET url = ?, version = ?, last_seen_at = ?, gone_at = NULL WHERE article_id = ?",
                    (url, version, last_seen_at, article.id),
                )
            self._save_visit(article.id, url, visit)
            self._save_version(article, version, digest, fresh=result != "unchanged")
            self._save_surroundings(article, moment)
        article.url, article.version, article.content_hash = url, version, digest
        article.first_seen_at, article.last_seen_at, article.gone_at = first_seen_at, last_seen_at, None
        return result

    def _save_visit(self, article_id: str, url: str, visit: Visit | None) -> None:
        if visit is None:
            query = "UPDATE articles SET due_at = NULL, etag = NULL, last_modified = NULL WHERE article_id = ?"
            self.connection.execute(query, (article_id,))
            return
        self.connection.execute(
            "UPDATE articles SET due_at = ?, address = ?, etag = ?, last_modified = ? WHERE article_id = ?",
            (
                visit.due_at,
                visit.address if visit.address != url else None,
                visit.etag,
                visit.last_modified,
                article_id,
            ),
        )

    def _save_version(self, article: Article, version: int, digest: str, *, fresh: bool) -> None:
        row = encoding.version_row(article)
        if fresh:
            row |= {name: getattr(article, name) for name in encoding.FETCH}
            row |= {"article_id": article.id, "version": version, "content_hash": digest}
            self.connection.execute(_insert("versions", row), row)
            self.connection.execute(
                "INSERT INTO annotations (article_id, version, state) VALUES (?, ?, 'pending')", (article.id, version)
            )
        else:
            sets = ", ".join(f"{name} = :{name}" for name in row)
            row |= {"article_id": article.id, "version": version}
            self.connection.execute(
                # Only names of columns of this package go into the text.
                f"UPDATE versions SET {sets} WHERE article_id = :article_id AND version = :version",  # noqa: S608
                row,
            )

    def _save_surroundings(self, article: Article, moment: str) -> None:
        for category in article.categories:
            self.add_category(article.id, category)
        if article.view_count is not None:
            self.connection.execute(
                "INSERT OR REPLACE INTO observations (article_id, observed_at, view_count, run_id) VALUES (?, ?, ?, ?)",
                (article.id, article.observed_at or moment, article.view_count, article.run_id),
            )
        for problem in article.problems:
            self.add_problem(article.run_id, article.portal, problem, article.id)

    def known(self, article_id: str) -> Known | None:
        """What is known of an article, or `None`."""
        with self.explained():
            row = self.connection.execute(
                "SELECT a.article_id, a.url, a.version, v.content_hash, v.published_at, a.first_seen_at,"
                " a.last_seen_at, a.gone_at, a.due_at, a.address, a.etag, a.last_modified, v.parser_version"
                " FROM articles AS a"
                " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version WHERE a.article_id = ?",
                (article_id,),
            ).fetchone()
        return Known(*row) if row else None

    def get(self, article_id: str) -> Article | None:
        """The article as it stands now, with annotation, categories and latest observation."""
        rows = self._current("a.article_id = ?", article_id)
        return encoding.article_of(encoding.record(rows[0])) if rows else None

    def mark_seen(self, article_id: str, at: str, due_at: str | None = None) -> None:
        """The portal has the article at `at` as it was when it was last saved."""
        known = self.known(article_id)
        if known is not None:
            with self.transaction() as connection:
                connection.execute(
                    "UPDATE articles SET last_seen_at = ?, gone_at = NULL, due_at = ? WHERE article_id = ?",
                    (encoding.later(known.fetched_at, at), due_at, article_id),
                )

    def mark_gone(self, article_id: str, at: str, due_at: str | None = None) -> bool:
        """The portal no longer has the article since `at`; false when it is not in the store or was gone before."""
        with self.transaction() as connection:
            changed = connection.execute(
                "UPDATE articles SET gone_at = ? WHERE article_id = ? AND gone_at IS NULL", (at, article_id)
            )
            connection.execute("UPDATE articles SET due_at = ? WHERE article_id = ?", (due_at, article_id))
            return changed.rowcount > 0

    def add_category(self, article_id: str, category: str) -> None:
        """The article was listed in the category; it may itself be saved later."""
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO article_categories VALUES (?, ?)", (article_id, category))

    def categories(self, article_id: str) -> list[str]:
        """Every category that the article was listed in, sorted; also of one that is not saved yet."""
        with self.explained():
            rows = self.connection.execute(
                "SELECT category FROM article_categories WHERE article_id = ? ORDER BY category", (article_id,)
            ).fetchall()
        return [row["category"] for row in rows]

    def add_problem(self, run_id: str | None, portal: str, problem: Problem, article_id: str | None = None) -> None:
        """Note something dropped, skipped, failed or repaired; the same of an article only once in a run."""
        row = {"run_id": run_id, "portal": portal, "article_id": article_id, **asdict(problem), "noted_at": _now()}
        with self.transaction() as connection:
            if article_id is not None:
                same = connection.execute(
                    "SELECT 1 FROM problems WHERE article_id = :article_id AND run_id IS :run_id AND stage = :stage"
                    " AND kind = :kind AND message = :message",
                    row,
                ).fetchone()
                if same:
                    return
            connection.execute(_insert("problems", row), row)

    # Annotations

    def save_annotation(self, article: Article) -> None:
        """Save the language work on the article's version; it replaces that of an earlier pipeline.

        Raises:
            StoreError: that version is not in the store.
        """
        with self.transaction() as connection:
            version = connection.execute(
                "SELECT problems FROM versions WHERE article_id = ? AND version = ?", (article.id, article.version)
            ).fetchone()
            if version is None:
                raise _not_saved(article.id, article.version)
            row = encoding.annotation_row(article, json.loads(version["problems"]))
            row |= {"article_id": article.id, "version": article.version, "state": "done", "annotated_at": _now()}
            connection.execute(_insert("annotations", row, "INSERT OR REPLACE"), row)
            for problem in json.loads(row["problems"]):
                self.add_problem(article.run_id, article.portal, Problem(**problem), article.id)

    def fail_annotation(self, article_id: str, version: int, problem: Problem) -> None:
        """Mark the version for another try, and note why; an earlier good result of it stays.

        Raises:
            StoreError: that version is not in the store.
        """
        with self.transaction() as connection:
            origin = connection.execute(
                "SELECT a.portal, v.run_id FROM versions AS v JOIN articles AS a ON a.article_id = v.article_id"
                " WHERE v.article_id = ? AND v.version = ?",
                (article_id, version),
            ).fetchone()
            if origin is None:
                raise _not_saved(article_id, version)
            connection.execute(
                "UPDATE annotations SET state = 'failed', problems = ? WHERE article_id = ? AND version = ?",
                (encoding.dump([asdict(problem)]), article_id, version),
            )
            self.add_problem(origin["run_id"], origin["portal"], problem, article_id)

    def is_annotated(self, article_id: str, version: int, pipeline_version: str) -> bool:
        """Whether the version has the language work of that pipeline version."""
        with self.explained():
            return (
                self.connection.execute(
                    "SELECT 1 FROM annotations WHERE article_id = ? AND version = ? AND state = 'done'"
                    " AND pipeline_version = ?",
                    (article_id, version, pipeline_version),
                ).fetchone()
                is not None
            )

    def pending_annotations(self, portal: str | None, pipeline_version: str) -> Iterator[Article]:
        """Articles whose current version was never annotated, failed, or was annotated by another pipeline version.

        In a fixed order and without earlier annotations. Results may be saved while iterating: an article is given
        once, whatever becomes of it.
        """
        with self.explained():
            # Ids alone are read ahead (some 20 MB for 200,000 articles); the texts come as they are asked for.
            waiting = self.connection.execute(
                "SELECT a.article_id FROM annotations AS n JOIN articles AS a"
                " ON a.article_id = n.article_id AND a.version = n.version"
                " WHERE (n.state IN ('pending', 'failed') OR n.pipeline_version IS NOT :pipeline)"
                " AND (:portal IS NULL OR a.portal = :portal) ORDER BY a.portal, a.number, a.article_id",
                {"pipeline": pipeline_version, "portal": portal},
            ).fetchall()
        for (article_id,) in waiting:
            for row in self._current("a.article_id = ?", article_id):
                yield encoding.article_of(encoding.record(row, annotated=False))

    @property
    def schedule(self) -> Schedule:
        """When what is to be visited again."""
        return Schedule(self.connection, self.transaction)

    @property
    def fingerprints(self) -> Fingerprints:
        """What near duplicates are found by."""
        return Fingerprints(self.connection, self.transaction)

    # Reading in bulk

    def iter_articles(self, portal: str | None = None) -> Iterator[Article]:
        """Every article as `get` gives it, ordered by portal and number, from one consistent snapshot."""
        return map(encoding.article_of, self.iter_records(portal))

    def iter_records(self, portal: str | None = None) -> Iterator[dict[str, Any]]:
        """What `iter_articles` gives, for exports: in the form of `crawler.records.article.to_dict`, but for
        `sentences`.

        Those are JSON in UTF-8 (`bytes`): most of a record, and exports pass them on unread.
        """
        where, values = ("a.portal = ?", (portal,)) if portal is not None else ("TRUE", ())
        with self.explained(UnicodeDecodeError, json.JSONDecodeError):
            yield from map(encoding.record, self._snapshot(encoding.CURRENT.format(where=where), *values))

    def iter_problems(self) -> Iterator[NotedProblem]:
        """Every problem, in the order noted."""
        for row in self._snapshot("SELECT * FROM problems ORDER BY seq"):
            yield NotedProblem(
                row["run_id"], row["portal"], row["article_id"], encoding.problem_of(row), row["noted_at"]
            )

    def iter_observations(self) -> Iterator[Observation]:
        """Every observation, by article and moment."""
        for row in self._snapshot("SELECT * FROM observations ORDER BY article_id, observed_at"):
            yield Observation(row["article_id"], row["observed_at"], row["view_count"], row["run_id"])

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

    def count_articles(self) -> int:
        """How many articles there are, gone ones included."""
        with self.explained():
            return int(self.connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    # Below the surface

    def _current(self, where: str, *values: object) -> list[sqlite3.Row]:
        with self.explained():
            return self.connection.execute(encoding.CURRENT.format(where=where), values).fetchall()

    def _snapshot(self, query: str, *values: object) -> Iterator[sqlite3.Row]:
        """The rows of a query on a connection of its own: the writer goes on meanwhile, the rows do not notice."""
        connection = self._connect(read_only=True)
        try:
            with self.explained():
                yield from connection.execute(query, values)
        finally:
            connection.close()

    def _connect(self, *, read_only: bool | None = None) -> sqlite3.Connection:
        mode = "ro" if (self.read_only if read_only is None else read_only) else "rwc"
        with self.explained():
            connection = sqlite3.connect(
                f"file:{quote(str(self.path.absolute()))}?mode={mode}",
                uri=True,
                timeout=BUSY_TIMEOUT,
                isolation_level=None,  # transactions begin and end where `transaction` says
            )
        connection.row_factory = sqlite3.Row
        return connection

    def _prepare(self) -> None:
        with self.explained(UnicodeDecodeError):
            version = self.connection.execute("PRAGMA user_version").fetchone()[0]
            tables = self.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise StoreError(
                    f"{self.path}: schema {version}, but this release knows {SCHEMA_VERSION}: upgrade vnportal"
                )
            if version == 0 and (tables or self.read_only):
                raise StoreError(f"{self.path}: an SQLite file, but no store of vnportal: choose another --data folder")
            if version < SCHEMA_VERSION and self.read_only:
                raise StoreError(
                    f"{self.path}: schema {version} of an earlier release: `{hint('publish', self.path.parent)}`"
                    " brings it up to date"
                )
            self.connection.execute("PRAGMA foreign_keys = ON")
            if self.read_only:
                return
            self.connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this survives the death of the process; a power cut can take the last commits, never more.
            self.connection.execute("PRAGMA synchronous = NORMAL")
            if version == SCHEMA_VERSION:
                return
            if version:
                upgrade.keep(self.connection, self.path, version)
            script = upgrade.script(version, SCHEMA_VERSION) if version else SCHEMA.read_text(encoding="utf-8")
            self.connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    @contextmanager
    def explained(self, *more: type[ValueError]) -> Iterator[None]:
        """Errors of SQLite, and those named, as errors of the store."""
        unreadable: tuple[type[Exception], ...] = (sqlite3.DatabaseError, *more)
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except unreadable as error:
            said = str(error).partition(" with text ")[0]  # what follows is the text that cannot be read
            if isinstance(error, sqlite3.OperationalError) and not said.startswith(_UNREADABLE):
                remedy = "free space, mend the folder's rights, or end other users"
                raise StoreError(f"{self.path}: {said}: {remedy}") from error
            remedy = f"restore it from a backup, or move it away and `{hint('reprocess', self.path.parent)}`"
            raise StoreError(f"{self.path}: broken ({said}): {remedy}") from error


def _not_saved(article_id: str, version: int) -> StoreError:
    return StoreError(f"{article_id}, version {version}: not in the store: save the article first")


def _insert(table: str, row: Mapping[str, Any], verb: str = "INSERT") -> str:
    return f"{verb} INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"


def _now() -> str:
    return clock.stamp(clock.now())
