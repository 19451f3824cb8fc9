"""The snapshots of many stores as one: what a dataset of all portals is made of."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from crawler.records.article import Article
from crawler.store import encoding
from crawler.store.fingerprints import Fingerprints, Shelf
from crawler.store.snapshot import MissingArticle, NotedProblem, Observation, Sealed, Text, Visit


class Compared(Shelf, Protocol):
    """Stores whose articles were compared with each other; `crawler.store.collection.Collection` is one."""

    @property
    def fingerprints(self) -> Fingerprints:
        """What came of it."""


class MergedSnapshot:
    """Gives what `crawler.store.snapshot.Snapshot` gives, of all portals, one portal after the other.

    Besides, articles know what they nearly repeat. Each portal is read from a snapshot of its own.
    """

    def __init__(self, shelf: Compared) -> None:
        self._shelf = shelf

    @cached_property
    def _originals(self) -> dict[str, tuple[str, str]]:
        # All at once: an original that is found while the portals are read may be missing in one that was read before.
        return {
            article_id: (compared, original) for article_id, compared, original in self._shelf.fingerprints.originals()
        }

    def articles(self, portal: str | None = None) -> Iterator[Article]:
        """Every article, or those of a portal, ordered by portal and number."""
        return map(encoding.article_of, self.records(portal))

    def records(self, portal: str | None = None) -> Iterator[dict[str, Any]]:
        """What `articles` gives as `Snapshot.records` does."""
        for name in self._shelf.names if portal is None else [portal]:
            for record in self._shelf.store(name).snapshot.records():
                yield self._compared(record)

    def some_records(self, portal: str, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """These articles of a portal as `records` gives them."""
        return map(self._compared, self._shelf.store(portal).snapshot.some_records(portal, ids))

    def texts(self) -> Iterator[Text]:
        """The current text of every article, ordered by portal and number."""
        for name in self._shelf.names:
            yield from self._shelf.store(name).snapshot.texts()

    def portals(self) -> list[str]:
        """The portals that have articles, or articles that archives lack, sorted."""
        return [name for name in self._shelf.names if self._shelf.store(name).snapshot.portals()]

    def sealed(self, portal: str) -> Iterator[Sealed]:
        """Every article of a portal by its checksums, as `Snapshot.sealed` has them."""
        for one in self._shelf.store(portal).snapshot.sealed(portal):
            original = self._original(one.article_id, one.content_hash)
            yield one._replace(near_duplicate_of=original) if original else one

    def visits(self, portal: str) -> Iterator[Visit]:
        """What the visits to every article of a portal have seen last, ordered as `records`."""
        return self._shelf.store(portal).snapshot.visits(portal)

    def observations(self, portal: str | None = None) -> Iterator[Observation]:
        """Every observation, or those of a portal's articles, by article and moment."""
        for name in self._by_id() if portal is None else [portal]:
            yield from self._shelf.store(name).snapshot.observations()

    def missing_articles(self, portal: str | None = None) -> Iterator[MissingArticle]:
        """Every article that listings in archives name and no store has, or those of a portal, by its id."""
        for name in self._by_id() if portal is None else [portal]:
            yield from self._shelf.store(name).snapshot.missing_articles()

    def problems(self) -> Iterator[NotedProblem]:
        """Every problem: by portal, in the order noted."""
        for name in self._shelf.names:
            yield from self._shelf.store(name).snapshot.problems()

    def moment(self) -> datetime | None:
        """The latest moment that anything of the portals bears, in UTC; `None` when there are no articles."""
        moments = (self._shelf.store(name).snapshot.moment() for name in self._shelf.names)
        return max((moment for moment in moments if moment is not None), default=None)

    def _compared(self, record: dict[str, Any]) -> dict[str, Any]:
        record["near_duplicate_of"] = self._original(record["id"], record["content_hash"])
        return record

    def _original(self, article_id: str, content_hash: str) -> str | None:
        """What an article nearly repeats; a text that has changed since is to be compared again."""
        compared, original = self._originals.get(article_id, (None, None))
        return original if compared == content_hash else None

    def _by_id(self) -> list[str]:
        """The portals in the order of their articles' ids, such as "sontay:1"."""
        return sorted(self._shelf.names, key=lambda name: f"{name}:")
