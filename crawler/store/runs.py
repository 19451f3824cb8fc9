"""Runs in the store: the crawls of each portal, begun, taken up again and ended."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from crawler.records import clock
from crawler.store import encoding
from crawler.store.database import Database

RunStatus = Literal["finished", "interrupted", "failed"]


class Run(NamedTuple):
    """A run that begins now; `resumed` when an earlier process began it and did not finish it."""

    run_id: str
    resumed: bool


class RunRecord(NamedTuple):
    """What is known of a run."""

    run_id: str
    portal: str
    arguments: dict[str, Any]
    status: str
    started_at: str
    finished_at: str | None
    stats: dict[str, Any]


class Runs:
    """The runs of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, portal: str, arguments: Mapping[str, Any]) -> Run:
        """Begin a run, or take up the latest unfinished one of the same portal with the same arguments.

        A run is unfinished when it was interrupted or when its process died. `arguments` must fit into JSON.
        """
        text = encoding.canonical(dict(arguments))
        with self._database.transaction() as connection:
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
            same = self._database.count("SELECT count(*) FROM runs WHERE run_id GLOB ?", (f"{stamp}*",))
            run_id = f"{stamp}-{same + 1}" if same else stamp
            connection.execute(
                "INSERT INTO runs (run_id, portal, arguments, status, started_at) VALUES (?, ?, ?, 'running', ?)",
                (run_id, portal, text, moment.isoformat(timespec="seconds")),
            )
            return Run(run_id, resumed=False)

    def finish(self, run_id: str, status: RunStatus, stats: Mapping[str, Any]) -> None:
        """End a run; one that was interrupted is taken up by the next `start` with the same arguments."""
        self._database.write(
            "UPDATE runs SET status = ?, finished_at = ?, stats = ? WHERE run_id = ?",
            (status, clock.stamp(), encoding.dump(dict(stats)), run_id),
        )

    def all(self) -> list[RunRecord]:
        """All runs, the earliest first."""
        return list(map(_record, self._database.rows("SELECT * FROM runs ORDER BY rowid")))

    def get(self, run_id: str) -> RunRecord | None:
        """A run; `None` when there is no such run."""
        row = self._database.row("SELECT * FROM runs WHERE run_id = ?", (run_id,))
        return _record(row) if row is not None else None

    def stats(self, run_id: str) -> dict[str, Any]:
        """The stats of a run: empty before any process ended it."""
        run = self.get(run_id)
        return run.stats if run is not None else {}

    def latest(self, portal: str, most: int, status: RunStatus | None = None, *, live: bool = False) -> list[RunRecord]:
        """At most so many runs of a portal, the newest first; those of one status if one is named, and those alone that
        asked the portal itself if so wanted (`live`).
        """
        rows = self._database.rows(
            "SELECT * FROM runs WHERE portal = :portal AND (:status IS NULL OR status = :status)"
            " AND (NOT :live OR json_extract(arguments, '$.origin') IS NULL)"
            " ORDER BY rowid DESC LIMIT :most",
            {"portal": portal, "status": status, "most": most, "live": live},
        )
        return list(map(_record, rows))

    def up_to(self, portal: str, run_id: str, most: int) -> list[RunRecord]:
        """A run that asked the portal itself, and those before it, at most so many, the newest first; empty without
        that run.
        """
        rows = self._database.rows(
            "SELECT * FROM runs WHERE portal = :portal AND json_extract(arguments, '$.origin') IS NULL"
            " AND rowid <= (SELECT rowid FROM runs WHERE run_id = :run AND portal = :portal)"
            " ORDER BY rowid DESC LIMIT :most",
            {"portal": portal, "run": run_id, "most": most},
        )
        return list(map(_record, rows))

    def first(self, portal: str) -> str | None:
        """When the portal's first run began; `None` before it."""
        row = self._database.row("SELECT min(started_at) FROM runs WHERE portal = ?", (portal,))
        return row[0] if row is not None else None

    def portals(self) -> list[str]:
        """The portals that have runs, sorted."""
        return [row[0] for row in self._database.rows("SELECT DISTINCT portal FROM runs ORDER BY portal")]


def _record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(**{**dict(row), "arguments": json.loads(row["arguments"]), "stats": json.loads(row["stats"])})
