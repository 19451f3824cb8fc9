"""The whole store for reading in bulk: what datasets are made of, each reading from one snapshot."""

import json
from collections.abc import Iterator
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


class NotedProblem(NamedTuple):
    """A problem with what it belongs to."""

    run_id: str | None
    portal: str
    article_id: str | None
    problem: Problem
    noted_at: str


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

    def observations(self) -> Iterator[Observation]:
        """Every observation, by article and moment."""
        query = "SELECT article_id, observed_at, view_count, run_id FROM observations ORDER BY article_id, observed_at"
        for row in self._database.stream(query):
            yield Observation(*row)

    def missing_articles(self) -> Iterator[MissingArticle]:
        """Every article that listings in archives name and the store does not have, by its id."""
        query = (
            "SELECT article_id, portal, url, title, day, listed_at, source FROM listed AS l"
            " WHERE NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.article_id = l.article_id) ORDER BY article_id"
        )
        for row in self._database.stream(query):
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
        row = self._database.row(
            "SELECT max(CAST(strftime('%s', moment) AS INTEGER)) FROM ("
            " SELECT last_seen_at AS moment FROM articles UNION ALL SELECT gone_at FROM articles"
            " UNION ALL SELECT fetched_at FROM versions UNION ALL SELECT annotated_at FROM annotations"
            " UNION ALL SELECT observed_at FROM observations)"
            " WHERE CAST(strftime('%s', moment) AS INTEGER) <= ?",
            (int(now.timestamp()),),
        )
        if row is not None and row[0] is not None:
            return datetime.fromtimestamp(row[0], UTC)
        return now if self._database.count("SELECT count(*) FROM articles") else None
