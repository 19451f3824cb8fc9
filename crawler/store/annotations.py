"""Annotations in the store: the language work on each version of an article."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from crawler.records import clock
from crawler.records.article import Article, Problem
from crawler.records.errors import StoreError
from crawler.store import encoding
from crawler.store.articles import Articles
from crawler.store.database import Database
from crawler.store.problems import Problems
from crawler.store.sealing import sealed


class Annotations:
    """The annotations of a store."""

    def __init__(self, database: Database, articles: Articles, problems: Problems) -> None:
        self._database = database
        self._articles = articles
        self._problems = problems

    def save(self, article: Article) -> None:
        """Save the language work on the article's version; it replaces that of an earlier pipeline.

        Raises:
            StoreError: that version is not in the store.
        """
        with self._database.transaction():
            version = self._database.row(
                "SELECT problems FROM versions WHERE article_id = ? AND version = ?", (article.id, article.version)
            )
            if version is None:
                raise _not_saved(article.id, article.version)
            row = encoding.annotation_row(article, json.loads(version["problems"]))
            row |= {"article_id": article.id, "version": article.version, "state": "done"}
            row["annotated_at"] = clock.stamp()
            self._database.insert("annotations", sealed("annotations", row), "INSERT OR REPLACE")
            for problem in json.loads(row["problems"]):
                self._problems.add(article.run_id, article.portal, Problem(**problem), article.id)

    def fail(self, article_id: str, version: int, problem: Problem) -> None:
        """Mark the version for another try, and note why; an earlier good result of it stays.

        Raises:
            StoreError: that version is not in the store.
        """
        with self._database.transaction() as connection:
            origin = self._database.row(
                "SELECT a.portal, v.run_id FROM versions AS v JOIN articles AS a ON a.article_id = v.article_id"
                " WHERE v.article_id = ? AND v.version = ?",
                (article_id, version),
            )
            if origin is None:
                raise _not_saved(article_id, version)
            connection.execute(
                "UPDATE annotations SET state = 'failed', problems = ? WHERE article_id = ? AND version = ?",
                (encoding.dump([asdict(problem)]), article_id, version),
            )
            self._problems.add(origin["run_id"], origin["portal"], problem, article_id)

    def forget(self, article_id: str, version: int) -> None:
        """Let a version be annotated anew, and drop what is there."""
        self._database.write(
            "UPDATE annotations SET state = 'pending', pipeline_version = NULL, annotated_at = NULL, word_count = NULL,"
            " sentences = NULL, entities = '[]', documents = '[]', official_documents = '[]', offices = '[]',"
            " problems = '[]'"
            " WHERE article_id = ? AND version = ?",
            (article_id, version),
        )

    def has(self, article_id: str, version: int, pipeline_version: str) -> bool:
        """Whether the version has the language work of that pipeline version."""
        row = self._database.row(
            "SELECT 1 FROM annotations WHERE article_id = ? AND version = ? AND state = 'done'"
            " AND pipeline_version = ?",
            (article_id, version, pipeline_version),
        )
        return row is not None

    def pending(self, portal: str | None, pipeline_version: str) -> Iterator[Article]:
        """Articles whose current version was never annotated, failed, or was annotated by another pipeline version.

        They come in a fixed order and without earlier annotations. Results may be saved while iterating: an article is
        given once, whatever becomes of it.
        """
        # Ids alone are read ahead (some 20 MB for 200,000 articles); the texts come as they are asked for.
        waiting = self._database.rows(
            "SELECT a.article_id FROM annotations AS n JOIN articles AS a"
            " ON a.article_id = n.article_id AND a.version = n.version"
            " WHERE (n.state IN ('pending', 'failed') OR n.pipeline_version IS NOT :pipeline)"
            " AND (:portal IS NULL OR a.portal = :portal) ORDER BY a.portal, a.number, a.article_id",
            {"pipeline": pipeline_version, "portal": portal},
        )
        for (article_id,) in waiting:
            article = self._articles.get(article_id, annotated=False)
            if article is not None:
                yield article


def _not_saved(article_id: str, version: int | None) -> StoreError:
    return StoreError(f"{article_id}, version {version}: not in the store: save the article first")
