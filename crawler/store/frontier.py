"""The frontier: which addresses of a run wait, are being asked for, and are done.

It is in the store, not in memory. So a crawl of any size takes the same memory, and an interrupted one (Ctrl-C,
`kill -9`) goes on where it stopped. The transaction that saves an answer also marks its address done. So a run asks for
every address once, and for no address twice.
"""

import json
from typing import Any, Literal, NamedTuple

from crawler.store.store import Store

Kind = Literal["page", "listing", "article", "file", "capture"]
#: Of an article, the outcome: saved as "new", "changed" or "unchanged", "known" and not due, "skipped" as outside the
#: dates asked for, "gone" from the portal. A page is "done". What "failed" is asked for again when a run is taken up.
State = Literal["waiting", "taken", "done", "failed", "new", "changed", "unchanged", "known", "skipped", "gone"]

#: Pages that may be categories come first, then the articles of a page, then the next page of its listing. The files of
#: articles come after all that leads to articles.
PRIORITIES: dict[Kind, int] = {"page": 30, "article": 20, "listing": 10, "file": 3, "capture": 20}
#: Articles that earlier runs missed come after those that a page names now. Articles that are due again come after all
#: listings. Articles that only side boxes link to come last.
MISSED, VISIT, STRAY = 19, 7, 5

_NOTE = "note"


class Waiting(NamedTuple):
    """A row of the frontier; `key` is unique within the run, `meta` what the spider needs to know on arrival."""

    seq: int
    key: str
    url: str
    kind: Kind
    meta: dict[str, Any]


class Queue:
    """The frontier table of one run. Every method is one transaction, or joins the one that is open."""

    def __init__(self, store: Store, run_id: str) -> None:
        self._database = store.database
        self._run_id = run_id

    def add(
        self, key: str, url: str, kind: Kind, *, priority: int | None = None, meta: dict[str, Any] | None = None
    ) -> bool:
        """Let `url` wait, unless its key is known to the run already; returns whether it was new."""
        row = (self._run_id, key, url, kind, PRIORITIES[kind] if priority is None else priority, json.dumps(meta or {}))
        with self._database.transaction() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO frontier (run_id, key, url, kind, priority, state, meta)"
                " VALUES (?, ?, ?, ?, ?, 'waiting', ?)",
                row,
            )
            if not added.rowcount and priority is None:
                # What a listing names is no stray, and stands where the listing says: also what is gone elsewhere.
                connection.execute(
                    "UPDATE frontier SET priority = ?1, url = ?2, state = 'waiting' WHERE run_id = ?3 AND key = ?4"
                    " AND (state = 'waiting' AND priority < ?1 OR state = 'gone' AND url <> ?2)",
                    (PRIORITIES[kind], url, self._run_id, key),
                )
        return bool(added.rowcount)

    def take(self, least_priority: int = 0, *, kind: Kind | None = None, last: int | None = None) -> Waiting | None:
        """The next one, now taken; `None` when none waits.

        Args:
            least_priority: the priority that it has at least.
            kind: what it is, where that matters.
            last: the highest `seq` that it may have.
        """
        rows = self._database.rows(
            "UPDATE frontier SET state = 'taken' WHERE seq = (SELECT seq FROM frontier WHERE run_id = :run"
            " AND state = 'waiting' AND priority >= :least AND (:kind IS NULL OR kind = :kind)"
            " AND (:last IS NULL OR seq <= :last) ORDER BY priority DESC, seq LIMIT 1)"
            " RETURNING seq, key, url, kind, meta",
            {"run": self._run_id, "least": least_priority, "kind": kind, "last": last},
        )  # all rows: a statement that is not read to its end is not committed
        if not rows:
            return None
        row = rows[0]
        return Waiting(row["seq"], row["key"], row["url"], row["kind"], json.loads(row["meta"]))

    def last(self) -> int:
        """The highest `seq` that there is."""
        return self._database.count("SELECT coalesce(max(seq), 0) FROM frontier")

    def mark(self, key: str, state: State, **meta: Any) -> None:
        """Set the state of an address, and add to its `meta`."""
        if not meta:
            self._database.write(
                "UPDATE frontier SET state = ? WHERE run_id = ? AND key = ?", (state, self._run_id, key)
            )
            return
        self._database.write(
            "UPDATE frontier SET state = ?, meta = json_patch(meta, ?) WHERE run_id = ? AND key = ?",
            (state, json.dumps(meta), self._run_id, key),
        )

    def url(self, key: str) -> str:
        """The address of a key; empty when the run does not know it."""
        row = self._first("SELECT url FROM frontier WHERE run_id = ? AND key = ?", key)
        return str(row["url"]) if row is not None else ""

    def state(self, key: str) -> State | None:
        """The state of an address; `None` when the run does not know it."""
        row = self._first("SELECT state FROM frontier WHERE run_id = ? AND key = ?", key)
        return row["state"] if row is not None else None

    def meta(self, key: str) -> dict[str, Any]:
        """The `meta` of an address; empty when the run does not know it."""
        row = self._first("SELECT meta FROM frontier WHERE run_id = ? AND key = ?", key)
        return dict(json.loads(row["meta"])) if row is not None else {}

    def waits(self, kind: Kind | None = None) -> bool:
        """Whether any address waits, of a kind or of all."""
        query = (
            "SELECT 1 FROM frontier WHERE run_id = ?1 AND state = 'waiting' AND (?2 IS NULL OR kind = ?2)"
            " ORDER BY priority LIMIT 1"
        )
        return self._first(query, kind) is not None

    def waiting(self) -> int:
        """How many addresses wait."""
        row = self._first("SELECT count(*) FROM frontier WHERE run_id = ? AND state = 'waiting'")
        return int(row[0])

    def count(self, kind: Kind, *states: State) -> int:
        """How many addresses of a kind are in one of the states."""
        marks = ", ".join("?" * len(states))
        row = self._first(
            f"SELECT count(*) FROM frontier WHERE run_id = ? AND kind = ? AND state IN ({marks})",  # noqa: S608 - question marks alone
            kind,
            *states,
        )
        return int(row[0])

    def count_all(self, kind: Kind) -> int:
        """How many addresses of a kind there are."""
        return int(self._first("SELECT count(*) FROM frontier WHERE run_id = ? AND kind = ?", kind)[0])

    def outcomes(self, kind: Kind = "article") -> dict[str, int]:
        """The articles, or the addresses of another kind, whose outcome is settled, by outcome."""
        rows = self._database.rows(
            "SELECT state, count(*) FROM frontier WHERE run_id = ? AND kind = ?"
            " AND state NOT IN ('waiting', 'taken') GROUP BY state ORDER BY state",
            (self._run_id, kind),
        )
        return dict(map(tuple, rows))

    def saved_by_category(self) -> dict[str, int]:
        """The articles that the run saved, by category."""
        rows = self._database.rows(
            "SELECT c.category, count(*) FROM frontier AS f JOIN article_categories AS c ON c.article_id = f.key"
            " WHERE f.run_id = ? AND f.kind = 'article' AND f.state IN ('new', 'changed', 'unchanged')"
            " GROUP BY c.category ORDER BY c.category",
            (self._run_id,),
        )
        return dict(map(tuple, rows))

    def ask_again(self) -> None:
        """Let the addresses wait that an earlier process of the run had taken or failed to get."""
        self._database.write(
            "UPDATE frontier SET state = 'waiting' WHERE run_id = ? AND state IN ('taken', 'failed')",
            (self._run_id,),
        )

    def forget(self, kind: Kind | None = None) -> None:
        """Drop the run's addresses, all or those of a kind."""
        self._database.write(
            "DELETE FROM frontier WHERE run_id = :run AND (:kind IS NULL OR kind = :kind)",
            {"run": self._run_id, "kind": kind},
        )

    def note(self, key: str, content: dict[str, Any]) -> None:
        """Keep a note for whoever takes up the run."""
        self._database.write(
            "INSERT INTO frontier (run_id, key, url, kind, state, meta) VALUES (?, ?, '', ?, 'done', ?)"
            " ON CONFLICT (run_id, key) DO UPDATE SET meta = excluded.meta",
            (self._run_id, f"{_NOTE}:{key}", _NOTE, json.dumps(content)),
        )

    def noted(self, key: str) -> dict[str, Any] | None:
        """The note of that key, or `None`."""
        row = self._first("SELECT meta FROM frontier WHERE run_id = ? AND key = ?", f"{_NOTE}:{key}")
        return dict(json.loads(row["meta"])) if row is not None else None

    def _first(self, query: str, *values: object) -> Any:
        return self._database.row(query, (self._run_id, *values))
