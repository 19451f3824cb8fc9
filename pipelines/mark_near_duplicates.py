"""Find articles that nearly repeat an earlier one, on the same portal or on another of the store.

Unlike the other stages this one needs all articles, so it works on the store, at the end of a crawl and before a
dataset is published. It does only what is left to do: a night's new articles are compared with members of their
bands (see `pipelines.duplicates.bands`), and earlier results stand unless a new article precedes them. The outcome
follows from the articles, not from the nights in which they came. The work is linear in their number.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol

from crawler.records.article import Article
from pipelines.duplicates.bands import METHOD, bands
from pipelines.duplicates.compare import nearly_repeats
from pipelines.duplicates.shingles import Words, words_of

#: Articles in one transaction: a killed process loses the work on that many at the most.
_BATCH = 500

#: Texts kept as words; an article's candidates are often those of the one before it.
_REMEMBERED = 1024


class Fingerprints(Protocol):
    """What is needed of a store; `crawler.store.fingerprints.Fingerprints` says what each of these does."""

    def transaction(self) -> AbstractContextManager[Any]: ...  # noqa: D102 - see there, likewise below
    def forget_other_methods(self, method: str) -> None: ...  # noqa: D102
    def missing(self) -> list[str]: ...  # noqa: D102
    def text(self, article_id: str) -> Article: ...  # noqa: D102
    def put(self, article: Article, method: str, bands: Sequence[int]) -> None: ...  # noqa: D102
    def unsettled(self) -> list[str]: ...  # noqa: D102
    def candidates(self, article_id: str) -> list[str]: ...  # noqa: D102
    def earliest(self, article_ids: Sequence[str]) -> str | None: ...  # noqa: D102
    def settle(self, article_id: str, repeats: str | None) -> None: ...  # noqa: D102
    def repeats(self) -> dict[str, str]: ...  # noqa: D102
    def name_originals(self, originals: Mapping[str, str]) -> None: ...  # noqa: D102


class Fingerprinted(Protocol):
    """A store; `crawler.store.store.Store` is one."""

    @property
    def fingerprints(self) -> Fingerprints:
        """Its fingerprints."""


def mark_near_duplicates(store: Fingerprinted) -> int:
    """Bring `near_duplicate_of` of all articles up to date; returns how many articles have one.

    It names the earliest article of those that a text was handed on from: by `published_at`, then `first_seen_at`,
    then id, an article without `published_at` being later than all others. The article it names has none itself.
    A killed process leaves earlier results as they were, and the next call goes on from there.

    Raises:
        StoreError: the store cannot be written.
    """
    shelf = store.fingerprints

    @lru_cache(_REMEMBERED)
    def words(article_id: str) -> Words:
        return words_of(shelf.text(article_id))

    shelf.forget_other_methods(METHOD)
    for batch in _batches(shelf.missing()):
        with shelf.transaction():
            for article_id in batch:
                article = shelf.text(article_id)
                shelf.put(article, METHOD, bands(words_of(article)))
    # A new article wakes later ones that were settled on earlier nights; those wake no others.
    while waiting := shelf.unsettled():
        for batch in _batches(waiting):
            with shelf.transaction():
                for article_id in batch:
                    candidates = shelf.candidates(article_id)
                    alike = [other for other in candidates if nearly_repeats(words(other), words(article_id))]
                    shelf.settle(article_id, shelf.earliest(alike))
    originals = _originals(shelf.repeats())
    shelf.name_originals(originals)
    return len(originals)


def _originals(repeats: Mapping[str, str]) -> dict[str, str]:
    """The end of every article's chain of repeats. Each step leads to an earlier article, so there is an end."""
    originals: dict[str, str] = {}
    for article_id in repeats:
        chain = [article_id]
        while (following := repeats.get(chain[-1])) is not None:
            chain.append(following)
        originals[article_id] = chain[-1]
    return originals


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
