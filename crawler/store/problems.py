"""Problems in the store: all that was dropped, skipped, failed or repaired."""

from dataclasses import asdict
from datetime import datetime

from crawler.records import clock
from crawler.records.article import Problem
from crawler.store.database import Database


class Problems:
    """The problems of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        run_id: str | None,
        portal: str,
        problem: Problem,
        article_id: str | None = None,
        moment: datetime | None = None,
    ) -> None:
        """Note a problem, dated by its moment, or by this one. In a run, the same one of an article is noted once."""
        row = {"run_id": run_id, "portal": portal, "article_id": article_id, **asdict(problem)}
        row["noted_at"] = clock.stamp(moment)
        with self._database.transaction():
            same = article_id is not None and self._database.row(
                "SELECT 1 FROM problems WHERE article_id = :article_id AND run_id IS :run_id AND stage = :stage"
                " AND kind = :kind AND message = :message",
                row,
            )
            if not same:
                self._database.insert("problems", row)

    def kinds(self, run_id: str) -> dict[str, int]:
        """How many problems of each kind a run has, sorted by kind."""
        rows = self._database.rows(
            "SELECT kind, count(*) FROM problems WHERE run_id = ? GROUP BY kind ORDER BY kind", (run_id,)
        )
        return dict(map(tuple, rows))

    def messages(self, run_id: str, kind: str) -> list[str]:
        """The messages of a run's problems of a kind, in the order noted."""
        rows = self._database.rows(
            "SELECT message FROM problems WHERE run_id = ? AND kind = ? ORDER BY seq", (run_id, kind)
        )
        return [row["message"] for row in rows]

    def failure(self, run_id: str) -> str | None:
        """Why a crawl failed, as it was noted last; `None` when nothing was noted."""
        row = self._database.row(
            "SELECT message FROM problems WHERE run_id = ? AND stage = 'crawl' ORDER BY seq DESC LIMIT 1", (run_id,)
        )
        return row["message"] if row is not None else None
