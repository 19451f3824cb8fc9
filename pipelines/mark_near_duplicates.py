"""Find articles that nearly repeat an earlier one, on the same portal or on another of the store.

Unlike the other stages this one needs all articles, so it works on the store, at the end of a crawl and before a
dataset is published. It does only what is left to do: a night's new articles are compared with members of their
bands (see `pipelines.duplicates.bands`), and earlier results stand unless a new article precedes them. The outcome
follows from the articles, not from the nights in which they came. The work is linear in their number.

The costly steps take parts that do not depend on each other, so several processes may share them: texts become bands,
ranges of bands give the articles that share them, and articles are compared. They read the store; the caller alone
writes. The outcome is the same for any number of parts and processes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from crawler.records.article import Article
from pipelines.duplicates.bands import METHOD, bands
from pipelines.duplicates.compare import nearly_repeats
from pipelines.duplicates.shingles import Words, words_of

#: Articles of one part and in one transaction: a killed process loses the work on that many at the most.
_BATCH = 500
#: Articles that are compared in one round: what they share is in memory (some 20 MB).
_ROUND = 5_000
#: Texts kept as words; an article's candidates are often those of the one before it.
_REMEMBERED = 1024

Part = TypeVar("Part")
Made = TypeVar("Made")
#: A band, and an article that has it; both are the store's numbers.
Member = tuple[int, int]
#: By the number of an article, how many bands it shares with others.
Shared = dict[int, Counter[int]]


class Fingerprints(Protocol):
    """What is needed of a store; `crawler.store.fingerprints.Fingerprints` says what each of these does."""

    def transaction(self) -> AbstractContextManager[Any]: ...  # noqa: D102 - see there, likewise below
    def forget_other_methods(self, method: str) -> None: ...  # noqa: D102
    def missing(self) -> list[str]: ...  # noqa: D102
    def text(self, article_id: str) -> Article: ...  # noqa: D102
    def put(self, article: Article, method: str, bands: Sequence[int]) -> None: ...  # noqa: D102
    def unsettled(self) -> list[str]: ...  # noqa: D102
    def members(self, article_ids: Sequence[str]) -> list[Member]: ...  # noqa: D102
    def first(self, band: int) -> list[int]: ...  # noqa: D102
    def candidates(self, article_id: str, shared: Mapping[int, Counter[int]]) -> list[str]: ...  # noqa: D102
    def earliest(self, article_ids: Sequence[str]) -> str | None: ...  # noqa: D102
    def settle(self, article_id: str, repeats: str | None) -> None: ...  # noqa: D102
    def repeats(self) -> dict[str, str]: ...  # noqa: D102
    def name_originals(self, originals: Mapping[str, str]) -> None: ...  # noqa: D102


class Fingerprinted(Protocol):
    """A store; `crawler.store.store.Store` is one."""

    @property
    def fingerprints(self) -> Fingerprints:
        """Its fingerprints."""


class Spread(Protocol):
    """Does a function's work on the fingerprints for each part, in any processes; gives the results in order."""

    def __call__(self, function: Callable[[Any, Part], Made], parts: Sequence[Part], /) -> Iterator[Made]:
        """The results."""


def mark_near_duplicates(store: Fingerprinted, spread: Spread | None = None, ranges: int = 1) -> int:
    """Bring `near_duplicate_of` of all articles up to date; returns how many articles have one.

    It names the earliest article of those that a text was handed on from: by `published_at`, then `first_seen_at`,
    then id, an article without `published_at` being later than all others. The article it names has none itself.
    A killed process leaves earlier results as they were, and the next call goes on from there.

    Args:
        store: the articles.
        spread: lets other processes work; this one does without it.
        ranges: parts of the bands, where many articles are compared.

    Raises:
        StoreError: the store cannot be written.
    """
    shelf = store.fingerprints

    def alone(function: Callable[[Any, Part], Made], parts: Sequence[Part]) -> Iterator[Made]:
        return (function(shelf, part) for part in parts)

    spread = spread or alone
    shelf.forget_other_methods(METHOD)
    for made in spread(banded, list(_batches(shelf.missing(), _BATCH))):
        with shelf.transaction():
            for article, found in made:
                shelf.put(article, METHOD, found)
    # A new article wakes later ones that were settled on earlier nights; those wake no others.
    while waiting := shelf.unsettled():
        for batch in _batches(waiting, _ROUND):
            shared: Shared = defaultdict(Counter)
            members = shelf.members(batch)
            for part in spread(sharing, _ranges(members, ranges if len(batch) > _BATCH else 1)):
                for number, counts in part.items():
                    shared[number].update(counts)
            works = [(article_id, shelf.candidates(article_id, shared)) for article_id in batch]
            for settled in spread(compared, list(_batches(works, _BATCH))):
                with shelf.transaction():
                    for article_id, alike in settled:
                        shelf.settle(article_id, shelf.earliest(alike))
    originals = _originals(shelf.repeats())
    shelf.name_originals(originals)
    return len(originals)


def banded(shelf: Fingerprints, article_ids: Sequence[str]) -> list[tuple[Article, list[int]]]:
    """The texts of articles with their bands."""
    articles = map(shelf.text, article_ids)
    return [(article, bands(words_of(article))) for article in articles]


def sharing(shelf: Fingerprints, members: Sequence[Member]) -> Shared:
    """Which articles share bands with these members of bands, and how many of these bands."""
    shared: Shared = defaultdict(Counter)
    first: dict[int, list[int]] = {}
    for band, number in members:
        if band not in first:
            first = {band: shelf.first(band)}  # they come by bands
        shared[number].update(other for other in first[band] if other != number)
    return dict(shared)


def compared(shelf: Fingerprints, works: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    """Articles, each with those of its candidates that it nearly repeats."""

    @lru_cache(_REMEMBERED)
    def words(article_id: str) -> Words:
        return words_of(shelf.text(article_id))

    return [
        (article_id, [other for other in candidates if nearly_repeats(words(other), words(article_id))])
        for article_id, candidates in works
    ]


def _ranges(members: Sequence[Member], count: int) -> list[list[Member]]:
    """The members of bands by ranges of bands, which are 64-bit signed integers, and in their order."""
    parts: list[list[Member]] = [[] for _ in range(count)]
    for member in sorted(members):
        parts[((member[0] + (1 << 63)) * count) >> 64].append(member)
    return parts


def _originals(repeats: Mapping[str, str]) -> dict[str, str]:
    """The end of every article's chain of repeats. Each step leads to an earlier article, so there is an end."""
    originals: dict[str, str] = {}
    for article_id in repeats:
        chain = [article_id]
        while (following := repeats.get(chain[-1])) is not None:
            chain.append(following)
        originals[article_id] = chain[-1]
    return originals


def _batches(items: Sequence[Part], size: int) -> Iterator[Sequence[Part]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
