"""Captures in the store: what an archive's index names, what was read, and which articles archived listings name."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crawler.records import clock
from crawler.store.database import Database


class Indexed(NamedTuple):
    """A capture as an archive's index names it.

    `page` is what it is a capture of: an article's id, `file:` and the address of a file, or the canonical address of
    another page. `place` is where its
    record stands in the archive, where one asks by that. `outcome` is what was found in it, once it was read.
    """

    url: str
    moment: datetime
    article_id: str | None
    page: str
    source: str
    status: int | None = None
    digest: str | None = None
    place: dict[str, Any] | None = None
    outcome: str | None = None


class Captures:
    """The captures of a store. Every method is one transaction, or joins the one that is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, portal: str, found: Iterable[Indexed]) -> None:
        """Enter captures that an index names, unless they are there."""
        rows = [
            (
                portal, one.url, clock.stamp(one.moment), one.article_id, one.page, one.source, one.status, one.digest,
                json.dumps(one.place) if one.place is not None else None, one.outcome,
            )
            for one in found
        ]  # fmt: skip
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO captures (portal, url, captured_at, article_id, page, source, status, digest,"
                " place, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )

    def settle(self, portal: str, one: Indexed, outcome: str, archived: tuple[str, int] | None = None) -> None:
        """Note what was found in a capture, named by an index or not, and where it is archived (file, offset)."""
        file, offset = archived or (None, None)
        with self._database.transaction():
            self.add(portal, [one])
            self._database.write(
                "UPDATE captures SET outcome = ?, file = ?, offset = ?, digest = coalesce(digest, ?)"
                " WHERE portal = ? AND url = ? AND captured_at = ?",
                (outcome, file, offset, one.digest, portal, one.url, clock.stamp(one.moment)),
            )

    def outcome(self, portal: str, url: str, moment: datetime) -> str | None:
        """What was found in a capture; `None` when it was not read."""
        row = self._database.row(
            "SELECT outcome FROM captures WHERE portal = ? AND url = ? AND captured_at = ?",
            (portal, url, clock.stamp(moment)),
        )
        return row["outcome"] if row is not None else None

    def place(self, portal: str, url: str, moment: datetime) -> tuple[str, int] | None:
        """Where in the archive (file and offset) a capture stands."""
        row = self._database.row(
            "SELECT file, offset FROM captures WHERE portal = ? AND url = ? AND captured_at = ? AND file IS NOT NULL",
            (portal, url, clock.stamp(moment)),
        )
        return (row["file"], row["offset"]) if row is not None else None

    def gone(self, portal: str, article_id: str) -> list[datetime]:
        """When captures found that the portal no longer had an article."""
        rows = self._database.rows(
            "SELECT captured_at FROM captures WHERE portal = ? AND page = ? AND outcome = 'gone'", (portal, article_id)
        )
        return [datetime.fromisoformat(row["captured_at"]) for row in rows]

    def archived(self, portal: str, digest: str) -> tuple[str, int] | None:
        """Where in the archive (file and offset) an answer of that digest stands; none that could not be read within
        the limits, as it may be read anew without them.
        """
        row = self._database.row(
            "SELECT file, offset FROM captures WHERE portal = ? AND digest = ? AND file IS NOT NULL"
            " AND outcome NOT IN ('page_too_costly', 'internal_error') LIMIT 1",
            (portal, digest),
        )
        return (row["file"], row["offset"]) if row is not None else None

    def pages(self, portal: str, sources: Sequence[str], *, articles: bool) -> Iterator[str]:
        """What some collections have captures of: ids of articles, or addresses of other pages."""
        rows = self._database.stream(
            "SELECT DISTINCT page FROM captures WHERE portal = ? AND source IN (SELECT value FROM json_each(?))"
            " AND (article_id IS NOT NULL) = ? AND page NOT GLOB 'file:*' ORDER BY page",
            (portal, json.dumps(sources), articles),
        )
        return (row["page"] for row in rows)

    def kept(self, portal: str, page: str) -> tuple[str, int] | None:
        """Where in the archive (file and offset) the latest capture of a page stands."""
        row = self._database.row(
            "SELECT file, offset FROM captures WHERE portal = ? AND page = ? AND file IS NOT NULL"
            " ORDER BY captured_at DESC LIMIT 1",
            (portal, page),
        )
        return (row["file"], row["offset"]) if row is not None else None

    def of_page(self, portal: str, page: str, sources: Sequence[str]) -> list[Indexed]:
        """The captures of an article or a page in some collections, the earliest first."""
        rows = self._database.rows(
            "SELECT url, captured_at, article_id, page, source, status, digest, place, outcome FROM captures"
            " WHERE portal = ? AND page = ? AND source IN (SELECT value FROM json_each(?)) ORDER BY captured_at, url",
            (portal, page, json.dumps(sources)),
        )
        return [
            Indexed(
                row["url"], datetime.fromisoformat(row["captured_at"]), row["article_id"], row["page"], row["source"],
                row["status"], row["digest"], json.loads(row["place"]) if row["place"] else None, row["outcome"],
            )
            for row in rows
        ]  # fmt: skip

    # Articles that listings name

    def note_listed(
        self, portal: str, articles: Iterable[tuple[str, str, str | None, str | None]], moment: datetime, source: str
    ) -> None:
        """Note that a listing captured at a moment names these articles, each as id, address, title and day."""
        stamp = clock.stamp(moment)
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO listed (article_id, portal, url, title, day, listed_at, source)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET"
                " title = coalesce(title, excluded.title), day = coalesce(day, excluded.day),"
                " source = iif(excluded.listed_at > listed_at, excluded.source, source),"
                " listed_at = max(listed_at, excluded.listed_at)",
                [(one[0], portal, *one[1:], stamp, source) for one in articles],
            )

    def listed(self, portal: str) -> tuple[int, int]:
        """How many articles the listings of archives name, and how many of them the store has."""
        row = self._database.row(
            "SELECT count(*), count(a.article_id) FROM listed AS l LEFT JOIN articles AS a USING (article_id)"
            " WHERE l.portal = ?",
            (portal,),
        )
        assert row is not None  # an aggregate always has a row
        return row[0], row[1]
