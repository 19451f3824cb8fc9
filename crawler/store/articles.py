"""Articles in the store: their texts (versions), where and when they were seen, categories and counts of views."""

from datetime import datetime
from typing import Literal, NamedTuple

from crawler.records import clock
from crawler.records.article import Article
from crawler.records.dates import Witness, tells_time
from crawler.records.ids import number_of
from crawler.store import encoding, version_order
from crawler.store.database import Database
from crawler.store.problems import Problems
from crawler.store.schedule import Visit
from crawler.store.sealing import sealed
from crawler.store.version_order import Seen

Saved = Literal["new", "changed", "unchanged"]


#: What is noted for the next visit of an article: `due_at`, `address`, `etag`, `last_modified`.
Notes = tuple[str | None, str | None, str | None, str | None]


class Known(NamedTuple):
    """What decides whether and how a stored article is fetched again.

    `fetched_at` is the latest fetch that found it. `address` is where that fetch found it, if not at its `url`. `etag`
    and `last_modified` are what the server gave there.
    """

    article_id: str
    url: str
    version: int
    content_hash: str
    published_at: str | None
    first_seen_at: str
    fetched_at: str
    gone_at: str | None
    due_at: str | None
    address: str | None
    etag: str | None
    last_modified: str | None
    parser_version: str | None


class Counts(NamedTuple):
    """The articles of a portal: all, those that the portal no longer has, those due, and their language work."""

    articles: int
    gone: int
    due: int
    annotations_waiting: int
    annotations_failed: int


class Articles:
    """The articles of a store."""

    def __init__(self, database: Database, problems: Problems) -> None:
        self._database = database
        self._problems = problems

    def save(self, article: Article, visit: Visit | None = None) -> Saved:
        """Save what a page said. Sets the article's `version`, `content_hash`, `url` and seen-at times.

        A changed text (see `encoding.content_hash`) makes a new version. Of an unchanged one only what is derived
        (category, date, problems) is brought up to date. The first canonical URL stays unless the article was gone.
        Its categories add to those known. The view count becomes an observation. What an archive saw before the newest
        text becomes an earlier version.

        `visit` is what a crawl notes for the next visit. Without it the next run computes when that is due, and the
        next request is not conditional.
        """
        digest = encoding.content_hash(article)
        moment, number = article.captured_at or article.fetched_at or clock.stamp(), number_of(article.id)
        seen = Seen(moment, article.fetched_from in {None, "live"})
        with self._database.transaction() as connection:
            known = self.known(article.id)
            if known is None:
                result: Saved = "new"
                version, url, first_seen_at, last_seen_at, gone_at = 1, article.url, moment, moment, None
                newest = True
                connection.execute(
                    "INSERT INTO articles (article_id, portal, number, url, version, first_seen_at, last_seen_at,"
                    " due_at, address, etag, last_modified) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
                    (article.id, article.portal, number, url, moment, moment, *_next(visit, url, None)),
                )
                connection.execute("DELETE FROM missed WHERE article_id = ?", (article.id,))
            else:
                newest = seen.is_newest(known.fetched_at)
                version, changed = self._version(known, digest, seen)
                result = "changed" if changed else "unchanged"
                url = known.url if known.gone_at is None or not newest else article.url
                notes = _next(visit, url, known.address) if newest else _kept(known)
                first_seen_at, last_seen_at, gone_at = self.see(known, seen, known.version + changed, url, notes)
            if newest or result == "changed":
                self._save_version(article, version, digest, fresh=result != "unchanged")
            self._save_surroundings(article, moment)
        article.url, article.version, article.content_hash = url, version, digest
        article.first_seen_at, article.last_seen_at, article.gone_at = first_seen_at, last_seen_at, gone_at
        return result

    def _version(self, known: Known, digest: str, seen: Seen) -> version_order.Place:
        """The version that a text is: where the portal itself shows it, the newest one or the next."""
        if seen.live:
            changed = known.content_hash != digest
            return version_order.Place(known.version + changed, changed)
        return version_order.take_place(self._database, known.article_id, digest, known.version, seen, known.fetched_at)

    def see(
        self, known: Known, seen: Seen, version: int, url: str | None = None, notes: Notes | None = None
    ) -> tuple[str, str, str | None]:
        """Note that an article was there; returns when it was first and last seen, and when it was gone.

        `version` is its newest, `url` its address and `notes` those for the next visit, if they are others than before.
        """
        first, last = encoding.earlier(known.first_seen_at, seen.moment), encoding.later(known.fetched_at, seen.moment)
        # A clock that is set back has not seen it earlier. One that is right again ends what it has noted.
        first = encoding.earlier(known.first_seen_at, last) if seen.live else first
        gone_at = seen.gone_at(known.gone_at)
        self._database.write(
            "UPDATE articles SET url = ?, version = ?, first_seen_at = ?, last_seen_at = ?, gone_at = ?, due_at = ?,"
            " address = ?, etag = ?, last_modified = ? WHERE article_id = ?",
            (url or known.url, version, first, last, gone_at, *(notes or _kept(known)), known.article_id),
        )
        return first, last, gone_at

    def _save_version(self, article: Article, version: int, digest: str, *, fresh: bool) -> None:
        row = encoding.version_row(article)
        if fresh:
            row |= {name: getattr(article, name) for name in encoding.FETCH}
            row |= {"article_id": article.id, "version": version, "content_hash": digest}
            self._database.insert("versions", sealed("versions", row))
            row = {**encoding.PENDING, "article_id": article.id, "version": version}
            self._database.insert("annotations", sealed("annotations", row))
        else:
            self._database.update_version(article.id, version, row)

    def _save_surroundings(self, article: Article, moment: str) -> None:
        for category in article.categories:
            self.add_category(article.id, category)
        if article.view_count is not None:
            self._database.write(
                "INSERT OR REPLACE INTO observations (article_id, observed_at, view_count, run_id) VALUES (?, ?, ?, ?)",
                (article.id, article.observed_at or moment, article.view_count, article.run_id),
            )
        for file in article.attachments:
            self._database.write("INSERT OR IGNORE INTO file_links VALUES (?, ?)", (file.url, article.id))
        for problem in article.problems:
            self._problems.add(
                article.run_id,
                article.portal,
                problem,
                article.id,
                datetime.fromisoformat(article.fetched_at or moment),
            )

    def known(self, article_id: str) -> Known | None:
        """What is known of an article; `None` when it is not in the store."""
        row = self._database.row(
            "SELECT a.article_id, a.url, a.version, v.content_hash, v.published_at, a.first_seen_at,"
            " a.last_seen_at, a.gone_at, a.due_at, a.address, a.etag, a.last_modified, v.parser_version"
            " FROM articles AS a"
            " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version WHERE a.article_id = ?",
            (article_id,),
        )
        return Known(*row) if row is not None else None

    def get(self, article_id: str, *, annotated: bool = True) -> Article | None:
        """The current text of an article with categories, latest observation and, unless told otherwise, annotation."""
        row = self._database.row(encoding.CURRENT.format(where="a.article_id = ?"), (article_id,))
        return encoding.article_of(encoding.record(row, annotated=annotated)) if row is not None else None

    def mark_seen(self, article_id: str, at: str, due_at: str | None = None) -> None:
        """The portal has the article at `at` as it was when it was last saved."""
        known = self.known(article_id)
        if known is not None:
            self._database.write(
                "UPDATE articles SET last_seen_at = ?, gone_at = NULL, due_at = ? WHERE article_id = ?",
                (encoding.later(known.fetched_at, at), due_at, article_id),
            )

    def mark_gone_in_archive(self, article_id: str, at: str) -> None:
        """An archive saw at `at` that the portal no longer had the article; nothing if it was seen later than that."""
        known = self.known(article_id)
        if known is not None and encoding.is_after(at, known.fetched_at):
            gone_at = encoding.earlier(at, known.gone_at or at)
            self._database.write("UPDATE articles SET gone_at = ? WHERE article_id = ?", (gone_at, article_id))

    def mark_gone(self, article_id: str, at: str, due_at: str | None = None) -> bool:
        """The portal no longer has the article since `at`; false when it is not in the store or was gone before."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE articles SET gone_at = ? WHERE article_id = ? AND gone_at IS NULL", (at, article_id)
            )
            connection.execute("UPDATE articles SET due_at = ? WHERE article_id = ?", (due_at, article_id))
            return changed.rowcount > 0

    def add_category(self, article_id: str, category: str) -> None:
        """The article was listed in the category; it may itself be saved later."""
        self._database.write("INSERT OR IGNORE INTO article_categories VALUES (?, ?)", (article_id, category))

    def add_listed_date(self, article_id: str, witness: Witness) -> None:
        """A listing or a feed prints that date beside the article. The first one stays, unless a later one alone tells
        the time of day.
        """
        row = (article_id, witness.evidence, witness.text)
        is_first = self._database.write("INSERT OR IGNORE INTO listed_dates VALUES (?, ?, ?)", row)
        if is_first or not tells_time(witness.text):
            return
        known = {one.evidence: one.text for one in self.listed_dates(article_id)}[witness.evidence]
        if not tells_time(known):
            self._database.write("INSERT OR REPLACE INTO listed_dates VALUES (?, ?, ?)", row)

    def listed_dates(self, article_id: str) -> list[Witness]:
        """What listings and feeds print as the article's date; also of one that is not saved yet."""
        rows = self._database.rows(
            "SELECT evidence, text FROM listed_dates WHERE article_id = ? ORDER BY evidence", (article_id,)
        )
        return [Witness(*row) for row in rows]

    def categories(self, article_id: str) -> list[str]:
        """Every category that the article was listed in, sorted; also of one that is not saved yet."""
        rows = self._database.rows(
            "SELECT category FROM article_categories WHERE article_id = ? ORDER BY category", (article_id,)
        )
        return [row["category"] for row in rows]

    def count(self, portal: str | None = None) -> int:
        """How many articles there are, of a portal or of all, gone ones included."""
        query = "SELECT coalesce(sum(articles), 0) FROM article_counts"
        if portal is not None:
            query += " WHERE portal = :portal"
        return self._database.count(query, {"portal": portal})

    def counts(self, portal: str, now: datetime) -> Counts:
        """How many articles a portal has, in what state; due are those to be visited at `now`."""
        row = self._database.row(_COUNTS, {"portal": portal, "now": clock.stamp(now)})
        assert row is not None  # an aggregate always has a row
        return Counts(*row)

    def newest(self, portal: str) -> str | None:
        """When the portal's newest article was first seen; `None` before its first one. No moment to come counts."""
        query = "SELECT max(first_seen_at) FROM articles WHERE portal = ? AND julianday(first_seen_at) <= julianday(?)"
        row = self._database.row(query, (portal, clock.stamp()))
        return row[0] if row is not None else None

    def portals(self) -> list[str]:
        """The portals that have articles, sorted."""
        return [row[0] for row in self._database.rows("SELECT DISTINCT portal FROM articles ORDER BY portal")]


def _kept(known: Known) -> Notes:
    """The notes for the next visit as they are."""
    return known.due_at, known.address, known.etag, known.last_modified


def _next(visit: Visit | None, url: str, address: str | None) -> Notes:
    """What is noted for the next visit of the article at `url`: `due_at`, `address`, `etag`, `last_modified`. Without a
    visit the `address` that is known stays.
    """
    if visit is None:
        return None, address, None, None
    return visit.due_at, visit.address if visit.address != url else None, visit.etag, visit.last_modified


_COUNTS = """
SELECT
    count(*),
    count(gone_at),
    coalesce(sum(due_at <= :now AND gone_at IS NULL), 0),
    (SELECT count(*) FROM annotations AS n JOIN articles AS b ON b.article_id = n.article_id AND b.version = n.version
     WHERE b.portal = :portal AND n.state = 'pending'),
    (SELECT count(*) FROM annotations AS n JOIN articles AS b ON b.article_id = n.article_id AND b.version = n.version
     WHERE b.portal = :portal AND n.state = 'failed')
FROM articles WHERE portal = :portal
"""
