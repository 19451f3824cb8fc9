"""Fingerprints of the articles of all portals: what near duplicates are found by, and which article repeats which.

`pipelines.mark_near_duplicates` compares the texts; this module keeps what it needs between two nights.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from crawler.records.article import Article
from crawler.store.database import Database
from crawler.store.store import Store

#: Values of `fingerprints.state`.
_SETTLED, _WAITING, _NEW = range(3)

#: Members of a band, the earliest first, that an article is compared with. Notices from one template can share a band
#: by the thousand; without a limit, the work would grow with the square of their number.
_FIRST = 16

#: Of these, the ones that share most bands with the article: an original shares more than its template's other notices.
_CANDIDATES = 8


class Shelf(Protocol):
    """The stores of the portals; `crawler.store.collection.Collection` is one."""

    names: list[str]

    def store(self, portal: str) -> Store:
        """The store of a portal."""

    def has(self, portal: str) -> bool:
        """Whether the portal has a store, be it among `names` or not."""


class Fingerprints:
    """The fingerprints of a data directory. The texts are those of its portals' stores.

    Articles are in order of `published_at` (those without one behind all others), then `first_seen_at`, then id.
    """

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf
        self.transaction = database.transaction

    def forget_other_methods(self, method: str) -> None:
        """Drop all fingerprints if any of them was made by another method: the two cannot be compared."""
        with self.transaction() as connection:
            if connection.execute("SELECT 1 FROM fingerprints WHERE method <> ? LIMIT 1", (method,)).fetchone():
                connection.execute("DELETE FROM fingerprint_bands")
                connection.execute("DELETE FROM fingerprints")

    def missing(self) -> list[str]:
        """Ids of the articles whose current text or place in the order has no fingerprint yet.

        Fingerprints of articles that are no longer there are dropped.
        """
        found: list[str] = []
        for (portal,) in self._database.rows("SELECT DISTINCT portal FROM fingerprints"):
            if not self._shelf.has(portal):
                self._drop_all(self._known(portal))
        for portal in self._shelf.names:
            known = self._known(portal)
            rows = self._shelf.store(portal).database.rows(
                "SELECT a.article_id, v.content_hash, v.published_at, a.first_seen_at FROM articles AS a"
                " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version"
                " ORDER BY a.portal, a.number, a.article_id"
            )
            there = {row["article_id"]: tuple(row)[1:] for row in rows}
            found += [article_id for article_id, now in there.items() if known.get(article_id) != now]
            self._drop_all(known.keys() - there.keys())
        return found

    def text(self, article_id: str) -> Article:
        """The article with its current text, its date and when it was first seen, and nothing else."""
        (row,) = self._shelf.store(article_id.partition(":")[0]).database.rows(
            "SELECT a.article_id AS id, a.portal, a.url, v.content_hash, v.published_at, a.first_seen_at,"
            " v.lead, v.paragraphs FROM articles AS a"
            " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version WHERE a.article_id = ?",
            (article_id,),
        )
        return Article(**{**dict(row), "paragraphs": json.loads(row["paragraphs"])})

    def put(self, article: Article, method: str, bands: Sequence[int]) -> None:
        """Save the bands of an article as `text` gave it; they replace those of an earlier text."""
        with self.transaction() as connection:
            self._leave_bands(article.id)
            connection.execute(
                "INSERT INTO fingerprints"
                " (article_id, portal, content_hash, published_at, first_seen_at, moment, method, bands, state)"
                # 40 bits hold every moment until the year 36,812: an article without a date is behind them all.
                " VALUES (?1, ?2, ?3, ?4, ?5, coalesce(CAST(strftime('%s', ?4) AS INTEGER), 1 << 40), ?6, ?7, ?8)"
                " ON CONFLICT (article_id) DO UPDATE SET content_hash = excluded.content_hash,"
                " published_at = excluded.published_at, first_seen_at = excluded.first_seen_at,"
                " moment = excluded.moment, bands = excluded.bands, state = excluded.state",
                (
                    article.id,
                    article.portal,
                    article.content_hash,
                    article.published_at,
                    article.first_seen_at,
                    method,
                    json.dumps(bands),
                    _NEW,
                ),
            )
            connection.execute(
                "INSERT INTO fingerprint_bands (band, moment, fingerprint)"
                " SELECT b.value, f.moment, f.fingerprint FROM fingerprints AS f, json_each(f.bands) AS b"
                " WHERE f.article_id = ?",
                (article.id,),
            )

    def unsettled(self) -> list[str]:
        """Ids of the articles that must be compared, the earliest first."""
        return self._ids(
            "SELECT article_id FROM fingerprints WHERE state <> ? ORDER BY moment, fingerprint", (_SETTLED,)
        )

    def members(self, article_ids: Sequence[str]) -> list[tuple[int, int]]:
        """The bands of articles, each with the number of the article."""
        rows = self._database.rows(
            "SELECT b.value, f.fingerprint FROM json_each(?) AS a JOIN fingerprints AS f ON f.article_id = a.value,"
            " json_each(f.bands) AS b",
            (json.dumps(list(article_ids)),),
        )
        return list(map(tuple, rows))

    def first(self, band: int) -> list[int]:
        """The numbers of the first articles of a band: a bounded number."""
        rows = self._database.rows(
            "SELECT fingerprint FROM fingerprint_bands WHERE band = ? ORDER BY moment, fingerprint LIMIT ?",
            (band, _FIRST),
        )
        return [row["fingerprint"] for row in rows]

    def candidates(self, article_id: str, sharing: Mapping[int, Mapping[int, int]]) -> list[str]:
        """Ids of earlier articles that share bands with this one: a bounded number, the most alike first.

        `sharing` says by numbers of articles how many bands one shares with others.
        """
        own = self._own(article_id)
        shared = sharing.get(own["fingerprint"])
        if not shared:
            return []
        earlier = self._database.rows(
            "SELECT fingerprint, article_id FROM fingerprints"
            " WHERE fingerprint IN (SELECT value FROM json_each(?))"
            " AND (moment, first_seen_at, article_id) < (?, ?, ?)"
            " ORDER BY moment, first_seen_at, article_id",
            (json.dumps(list(shared)), own["moment"], own["first_seen_at"], article_id),
        )
        # The sort is stable: among equally alike ones the earliest leads.
        earlier.sort(key=lambda row: -shared[row["fingerprint"]])
        return [row["article_id"] for row in earlier[:_CANDIDATES]]

    def earliest(self, article_ids: Sequence[str]) -> str | None:
        """The first of the articles in their order; `None` of none."""
        ids = self._ids(
            "SELECT article_id FROM fingerprints WHERE article_id IN (SELECT value FROM json_each(?))"
            " ORDER BY moment, first_seen_at, article_id LIMIT 1",
            (json.dumps(list(article_ids)),),
        )
        return ids[0] if ids else None

    def settle(self, article_id: str, repeats: str | None) -> None:
        """The article was compared, and repeats that one; if it is new, later ones may have to be compared again."""
        with self.transaction() as connection:
            if self._own(article_id)["state"] == _NEW:
                self._wake_later(article_id)
            connection.execute(
                "UPDATE fingerprints SET state = ?, repeats = ? WHERE article_id = ?", (_SETTLED, repeats, article_id)
            )

    def repeats(self) -> dict[str, str]:
        """Which article repeats which, one step each."""
        rows = self._database.rows("SELECT article_id, repeats FROM fingerprints WHERE repeats IS NOT NULL")
        return dict(map(tuple, rows))

    def originals(self) -> list[tuple[str, str, str]]:
        """The id of each near duplicate, the content hash of the text that was compared, and its original."""
        rows = self._database.rows(
            "SELECT article_id, content_hash, near_duplicate_of FROM fingerprints WHERE near_duplicate_of IS NOT NULL"
        )
        return [(row["article_id"], row["content_hash"], row["near_duplicate_of"]) for row in rows]

    def name_originals(self, originals: Mapping[str, str]) -> None:
        """Set `near_duplicate_of` of these articles; that of all others becomes missing."""
        with self.transaction() as connection:
            connection.execute("UPDATE fingerprints SET near_duplicate_of = NULL WHERE near_duplicate_of IS NOT NULL")
            connection.executemany(
                "UPDATE fingerprints SET near_duplicate_of = ? WHERE article_id = ?",
                [(original, article_id) for article_id, original in originals.items()],
            )

    def _ids(self, query: str, values: tuple[object, ...] = ()) -> list[str]:
        return [row["article_id"] for row in self._database.rows(query, values)]

    def _own(self, article_id: str) -> sqlite3.Row:
        (row,) = self._database.rows(
            "SELECT fingerprint, moment, bands, state, first_seen_at FROM fingerprints WHERE article_id = ?",
            (article_id,),
        )
        return row

    def _known(self, portal: str) -> dict[str, tuple[str, ...]]:
        """By the id of an article of a portal, what its fingerprint was made of."""
        rows = self._database.rows(
            "SELECT article_id, content_hash, published_at, first_seen_at FROM fingerprints WHERE portal = ?", (portal,)
        )
        return {row["article_id"]: tuple(row)[1:] for row in rows}

    def _drop_all(self, article_ids: Iterable[str]) -> None:
        with self.transaction() as connection:
            for article_id in article_ids:
                self._leave_bands(article_id)
                connection.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))

    def _leave_bands(self, article_id: str) -> None:
        """Take an article's earlier text out of its bands; later articles may have been compared with it."""
        if self._database.row("SELECT 1 FROM fingerprints WHERE article_id = ?", (article_id,)) is None:
            return
        self._wake_later(article_id)
        own = self._own(article_id)
        self._database.connection.executemany(
            "DELETE FROM fingerprint_bands WHERE band = ? AND moment = ? AND fingerprint = ?",
            [(band, own["moment"], own["fingerprint"]) for band in json.loads(own["bands"])],
        )

    def _wake_later(self, article_id: str) -> None:
        """Let the later members of the article's bands be compared anew, where it is among those compared with."""
        own = self._own(article_id)
        for band in json.loads(own["bands"]):
            place = (band, own["moment"], own["fingerprint"])
            before = self._database.count(
                "SELECT count(*) FROM (SELECT 1 FROM fingerprint_bands"
                " WHERE band = ? AND (moment, fingerprint) < (?, ?) LIMIT ?)",
                (*place, _FIRST),
            )
            if before < _FIRST:
                self._database.write(
                    "UPDATE fingerprints SET state = ? WHERE state = ? AND fingerprint IN"
                    " (SELECT fingerprint FROM fingerprint_bands WHERE band = ? AND moment >= ? AND fingerprint <> ?)",
                    (_WAITING, _SETTLED, *place),
                )
