"""The whole store for reading in bulk: what datasets are made of, each reading from one snapshot."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from crawler.records import clock
from crawler.records.article import Article, Problem
from crawler.store import encoding
from crawler.store.database import Database


class Observation(NamedTuple):
    """The portal's count of views at a moment."""

    article_id: str
    observed_at: str
    view_count: int
    run_id: str | None


class MissingArticle(NamedTuple):
    """An article that a listing in an archive names and that was never had; `published_on` is an ISO 8601 date."""

    article_id: str
    portal: str
    url: str
    title: str | None
    published_on: str | None
    listed_at: str
    capture_source: str | None


class Text(NamedTuple):
    """The text of an article and what a list shows of it; `body` is its paragraphs joined by a blank line."""

    article_id: str
    url: str
    category: str | None
    published_at: str | None
    title: str | None
    lead: str | None
    body: str


class Sealed(NamedTuple):
    """An article as far as its checksums tell: what an export shows of it changes only where one of these does.

    Left out are the columns that change with every visit (`Visit` has them). `of_versions`, `categories` and `files`
    are JSON.
    """

    article_id: str
    published_at: str | None
    content_hash: str
    near_duplicate_of: str | None
    url: str
    version: int
    first_seen_at: str
    gone_at: str | None
    of_versions: str
    of_annotation: str | None
    categories: str
    files: str


class Visit(NamedTuple):
    """When an article was last found in place, and its latest count of views."""

    article_id: str
    last_seen_at: str
    view_count: int | None
    observed_at: str | None


class NotedProblem(NamedTuple):
    """A problem with what it belongs to."""

    run_id: str | None
    portal: str
    article_id: str | None
    problem: Problem
    noted_at: str


_SEALED = f"""
SELECT a.article_id, v.published_at, v.content_hash, NULL, a.url, a.version, a.first_seen_at, a.gone_at,
    (SELECT json_group_array(e.checksum) FROM (
        SELECT checksum FROM versions WHERE article_id = a.article_id ORDER BY version) AS e),
    n.checksum, {encoding.CATEGORIES}, {encoding.FILES_SEALED}
FROM articles AS a
JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version
LEFT JOIN annotations AS n ON n.article_id = v.article_id AND n.version = v.version
WHERE a.portal = ? ORDER BY a.portal, a.number, a.article_id
"""  # noqa: S608 - columns of this package
_VISITS = f"""
SELECT a.article_id, a.last_seen_at, o.view_count, o.observed_at FROM articles AS a {encoding.LATEST_OBSERVATION}
WHERE a.portal = ? ORDER BY a.portal, a.number, a.article_id
"""  # noqa: S608 - likewise
#: Moments in the form of `clock.stamp`, which most have, are compared as texts: they sort as what they mean.
_MOMENT = """
WITH moments (moment) AS (
    SELECT last_seen_at FROM articles UNION ALL SELECT gone_at FROM articles UNION ALL SELECT fetched_at FROM versions
    UNION ALL SELECT annotated_at FROM annotations UNION ALL SELECT observed_at FROM observations)
SELECT
    strftime('%s', max(CASE WHEN substr(moment, 20) = '+00:00' AND moment <= ?1 THEN moment END)),
    strftime('%s', max(CASE WHEN substr(moment, 20) <> '+00:00' AND datetime(moment) <= datetime(?1)
        THEN datetime(moment) END))
FROM moments
"""


class Snapshot:
    """What a store gives to exports. Who writes into the store meanwhile is not disturbed, and does not disturb."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def articles(self, portal: str | None = None) -> Iterator[Article]:
        """Every article as `Articles.get` gives it, or those of a portal, ordered by portal and number."""
        return map(encoding.article_of, self.records(portal))

    def records(self, portal: str | None = None) -> Iterator[dict[str, Any]]:
        """What `articles` gives in the form of `crawler.records.article.to_dict`, but for `sentences`.

        Those are JSON in UTF-8 (`bytes`): most of a record, and exports pass them on unread.
        """
        where, values = ("a.portal = ?", (portal,)) if portal is not None else ("TRUE", ())
        with self._database.explained(UnicodeDecodeError, json.JSONDecodeError):
            yield from map(encoding.record, self._database.stream(encoding.CURRENT.format(where=where), values))

    def texts(self) -> Iterator[Text]:
        """The current text of every article, ordered by portal and number: a tenth of the work that `records` is."""
        query = (
            "SELECT a.article_id, a.url, v.category, v.published_at, v.title, v.lead, v.paragraphs FROM articles AS a"
            " JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version"
            " ORDER BY a.portal, a.number, a.article_id"
        )
        with self._database.explained(json.JSONDecodeError):
            for row in self._database.stream(query):
                yield Text._make((*row[:-1], "\n\n".join(json.loads(row["paragraphs"]))))

    def portals(self) -> list[str]:
        """The portals that have articles, or articles that archives lack, sorted."""
        rows = self._database.rows("SELECT portal FROM articles UNION SELECT portal FROM listed ORDER BY portal")
        return [row["portal"] for row in rows]

    def sealed(self, portal: str) -> Iterator[Sealed]:
        """Every article of a portal by its checksums, ordered as `records`; no text is read for it."""
        return (Sealed(*row) for row in self._database.stream(_SEALED, (portal,)))

    def some_records(self, portal: str, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """These articles of a portal as `records` gives them."""
        where = "a.portal = ? AND a.article_id IN (SELECT value FROM json_each(?))"
        with self._database.explained(UnicodeDecodeError, json.JSONDecodeError):
            rows = self._database.stream(encoding.CURRENT.format(where=where), (portal, json.dumps(list(ids))))
            yield from map(encoding.record, rows)

    def visits(self, portal: str) -> Iterator[Visit]:
        """What the visits to every article of a portal have seen last, ordered as `records`."""
        return (Visit(*row) for row in self._database.stream(_VISITS, (portal,)))

    def observations(self, portal: str | None = None) -> Iterator[Observation]:
        """Every observation, or those of a portal's articles, by article and moment."""
        where = "article_id IN (SELECT article_id FROM articles WHERE portal = ?)" if portal is not None else "TRUE"
        query = (
            f"SELECT article_id, observed_at, view_count, run_id FROM observations WHERE {where}"  # noqa: S608
            " ORDER BY article_id, observed_at"
        )
        for row in self._database.stream(query, (portal,) if portal is not None else ()):
            yield Observation(*row)

    def missing_articles(self, portal: str | None = None) -> Iterator[MissingArticle]:
        """Every article that listings in archives name and the store does not have, or those of a portal, by its id."""
        query = (
            "SELECT article_id, portal, url, title, day, listed_at, source FROM listed AS l"
            " WHERE (?1 IS NULL OR portal = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.article_id = l.article_id) ORDER BY article_id"
        )
        for row in self._database.stream(query, (portal,)):
            yield MissingArticle(*row)

    def problems(self) -> Iterator[NotedProblem]:
        """Every problem, in the order noted."""
        for row in self._database.stream("SELECT * FROM problems ORDER BY seq"):
            problem = Problem(stage=row["stage"], kind=row["kind"], message=row["message"], url=row["url"])
            yield NotedProblem(row["run_id"], row["portal"], row["article_id"], problem, row["noted_at"])

    def moment(self) -> datetime | None:
        """The latest moment that anything in the store bears, in UTC; `None` when it has no articles.

        Moments in the future do not count: a clock that was once wrong must not name all later versions.
        """
        now = clock.now()
        row = self._database.row(_MOMENT, (clock.stamp(now),))
        found = [int(seconds) for seconds in row or () if seconds is not None]
        if found:
            return datetime.fromtimestamp(max(found), UTC)
        return now if self._database.count("SELECT count(*) FROM articles") else None
