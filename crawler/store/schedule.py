"""The schedule in the store: articles that are due, missed articles, and listings that were read to their end.

An index answers every query of a night. So the time of a night grows with what is due and new, not with the store.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.records import clock
from crawler.records.profile import Portal
from crawler.store.database import Database
from crawler.store.encoding import canonical, day_of
from crawler.store.revisit import due_at, latest, retry_at

#: Articles whose next visit is computed in one transaction.
_CHUNK = 5000
#: An interrupted nightly run is taken up only if it began less than so long ago: after that, what is new comes first.
RESUMED_WITHIN = timedelta(hours=20)


class Visit(NamedTuple):
    """The notes on a visit that brought an article: when the article is due again, the address that answered, and the
    validators of that address for conditional requests.
    """

    due_at: str
    address: str
    etag: str | None = None
    last_modified: str | None = None


class Schedule:
    """The schedule of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Articles

    def bring_up_to_date(self, portal: Portal, now: datetime) -> None:
        """Compute when articles are due: those without a time, or all when the profile's `revisit` has changed."""
        policy = canonical(portal.revisit.model_dump())
        with self._database.transaction() as connection:
            kept = connection.execute("SELECT revisit FROM portals WHERE portal = ?", (portal.name,)).fetchone()
            if kept is None or kept["revisit"] != policy:
                connection.execute("UPDATE articles SET due_at = NULL WHERE portal = ?", (portal.name,))
                connection.execute(
                    "INSERT INTO portals (portal, revisit) VALUES (?, ?)"
                    " ON CONFLICT (portal) DO UPDATE SET revisit = excluded.revisit",
                    (portal.name, policy),
                )
            connection.execute(
                "UPDATE articles SET due_at = NULL WHERE portal = ? AND due_at > ?", (portal.name, latest(portal, now))
            )
        while self._compute(portal, now):
            pass

    def _compute(self, portal: Portal, now: datetime) -> bool:
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT a.article_id, a.last_seen_at, a.gone_at, v.published_at FROM articles AS a"
                " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version"
                " WHERE a.portal = ? AND a.due_at IS NULL LIMIT ?",
                (portal.name, _CHUNK),
            ).fetchall()
            computed = []
            for article_id, last_seen_at, gone_at, published_at in rows:
                seen = min(datetime.fromisoformat(gone_at or last_seen_at), now)
                published = day_of(published_at) if gone_at is None else None
                computed.append((due_at(portal, article_id, published, seen), article_id))
            connection.executemany("UPDATE articles SET due_at = ? WHERE article_id = ?", computed)
        return bool(rows)

    def due(self, portal: str, now: datetime) -> list[tuple[str, str]]:
        """Articles that are due, as (id, address), the one first that has waited longest."""
        return self._until(
            "SELECT article_id, coalesce(address, url) FROM articles WHERE portal = ? AND due_at <= ? ORDER BY due_at",
            portal,
            now,
        )

    def put_off(self, article_id: str, until: str) -> None:
        """A visit failed: the article is due again at `until`."""
        self._database.write("UPDATE articles SET due_at = ? WHERE article_id = ?", (until, article_id))

    # Missed articles: a listing named them, and no request brought them

    def miss(self, portal: Portal, article_id: str, url: str, now: datetime) -> None:
        """Note that an article was missed. Later runs try again."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT tries FROM missed WHERE article_id = ?", (article_id,)).fetchone()
            tries = (row["tries"] if row is not None else 0) + 1
            connection.execute(
                "INSERT OR REPLACE INTO missed (article_id, portal, url, tries, due_at) VALUES (?, ?, ?, ?, ?)",
                (article_id, portal.name, url, tries, retry_at(portal, tries, now)),
            )

    def missed(self, portal: str, now: datetime) -> list[tuple[str, str]]:
        """Missed articles that are to be tried again now, as (id, address)."""
        return self._until(
            "SELECT article_id, url FROM missed WHERE portal = ? AND due_at <= ? ORDER BY due_at", portal, now
        )

    def _until(self, query: str, portal: str, now: datetime) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self._database.rows(query, (portal, clock.stamp(now)))]

    def is_put_off(self, article_id: str, now: datetime) -> bool:
        """Whether a missed article waits for a later try."""
        row = self._database.row(
            "SELECT 1 FROM missed WHERE article_id = ? AND due_at > ? AND due_at <= ?",
            (article_id, clock.stamp(now), clock.stamp(now + timedelta(days=366))),
        )
        return row is not None

    def met(self, article_id: str, category: str | None) -> bool:
        """Whether an earlier page of that category named the article, and it was asked for."""
        row = self._database.row(
            "SELECT 1 WHERE (:category IS NULL OR EXISTS"
            " (SELECT 1 FROM article_categories WHERE article_id = :id AND category = :category))"
            " AND (EXISTS (SELECT 1 FROM articles WHERE article_id = :id)"
            " OR EXISTS (SELECT 1 FROM missed WHERE article_id = :id))",
            {"id": article_id, "category": category},
        )
        return row is not None

    # Listings

    def walks(self, portal: str, now: datetime) -> dict[str, datetime]:
        """When each listing was last read to its end, by its key, but for those whose last reading broke off, or ended
        at a moment that is yet to come.
        """
        query = "SELECT key, walked_at FROM listings WHERE portal = ? AND walked_at <= ?"
        rows = self._database.rows(query, (portal, clock.stamp(now)))
        return {row["key"]: datetime.fromisoformat(row["walked_at"]) for row in rows}

    def walked(self, portal: str, key: str, category: str | None, at: datetime) -> None:
        """Note that a listing was read to its end."""
        self._database.write(
            "INSERT OR REPLACE INTO listings (portal, key, category, walked_at) VALUES (?, ?, ?, ?)",
            (portal, key, category, clock.stamp(at)),
        )

    def not_walked(self, portal: str, key: str) -> None:
        """Note that the reading of a listing broke off. The next one goes to the end."""
        self._database.write("DELETE FROM listings WHERE portal = ? AND key = ?", (portal, key))

    def note_listed_title(self, article_id: str, category: str, title: str) -> str | None:
        """Note what the category's listing calls the article now; returns what it was noted to call it before."""
        key = (article_id, category)
        row = self._database.row("SELECT title FROM listed_titles WHERE article_id = ? AND category = ?", key)
        before: str | None = row["title"] if row is not None else None
        if before != title:
            self._database.write(
                "INSERT OR REPLACE INTO listed_titles (article_id, category, title) VALUES (?, ?, ?)", (*key, title)
            )
        return before

    def note_first_page(self, portal: str, key: str, article_ids: list[str]) -> list[str]:
        """Note which articles the first page of a listing shows; returns those that it was noted to show before."""
        row = self._database.row("SELECT articles FROM first_pages WHERE portal = ? AND key = ?", (portal, key))
        before: list[str] = json.loads(row["articles"]) if row is not None else []
        if before != article_ids:
            self._database.write(
                "INSERT OR REPLACE INTO first_pages (portal, key, articles) VALUES (?, ?, ?)",
                (portal, key, json.dumps(article_ids)),
            )
        return before

    # Runs that are given up

    def give_up_old_runs(self, portal: str, arguments: str, now: datetime) -> None:
        """Give up the portal's unfinished runs with these arguments (canonical JSON) that began too long ago."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT run_id, started_at FROM runs WHERE portal = ? AND status IN ('running', 'interrupted')"
                " AND arguments = ?",
                (portal, arguments),
            ).fetchall()
            for run_id, started_at in rows:
                if abs(now - datetime.fromisoformat(started_at)) < RESUMED_WITHIN:
                    continue
                self.leave_to_later_runs(run_id, now)
                connection.execute("DELETE FROM frontier WHERE run_id = ?", (run_id,))
                connection.execute(
                    "UPDATE runs SET status = 'failed', finished_at = coalesce(finished_at, ?) WHERE run_id = ?",
                    (clock.stamp(now), run_id),
                )

    def leave_to_later_runs(self, run_id: str, now: datetime) -> None:
        """Leave what a run found and did not reach to later runs: articles outside the store, and ends of listings."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO missed (article_id, portal, url, tries, due_at)"
                " SELECT f.key, r.portal, f.url, 0, ? FROM frontier AS f JOIN runs AS r ON r.run_id = f.run_id"
                " WHERE f.run_id = ? AND f.state IN ('waiting', 'taken') AND f.kind = 'article'"
                " AND NOT EXISTS (SELECT 1 FROM articles WHERE article_id = f.key)",
                (clock.stamp(now), run_id),
            )
            connection.execute(
                "DELETE FROM listings WHERE (portal, key) IN"
                " (SELECT r.portal, json_extract(f.meta, '$.key')"
                " FROM frontier AS f JOIN runs AS r ON r.run_id = f.run_id"
                " WHERE f.run_id = ? AND f.state IN ('waiting', 'taken') AND f.kind = 'listing')",
                (run_id,),
            )
