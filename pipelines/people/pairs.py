"""Who is named with whom: pairs of people, counted over all articles.

There are more pairs than anything else that the tables of all articles together are made of, so they are counted as
arrays of numbers, and rows are made of those alone that somebody wants.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np

from crawler.records.derived import Cut, Pair, Run

#: A run of pairs ends behind those of one person in so many. Which, the ids tell: a new pair changes its run alone.
_PEOPLE_IN_RUN = 64


#: Of each pair the numbers of both, how many articles name both, and how many sentences.
Columns = list[list[int]]


class Counts(NamedTuple):
    """Pairs of some articles: the ids of people, and the pairs by the numbers of these."""

    ids: Sequence[str]
    pairs: Columns


def count_pairs(found: Iterable[Counts], ids: Sequence[str]) -> Cut:
    """The rows of all pairs in the order of their ids, in runs; `ids` are those of all people, sorted."""
    numbers = {person: number for number, person in enumerate(ids)}
    parts = [_numbered(counts, numbers) for counts in found if counts.pairs[0]]
    if not parts:
        return Cut([])
    keys, articles, sentences = np.concatenate(parts, axis=1)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    first, second = np.divmod(keys[order][starts], len(ids))
    counted = [np.add.reduceat(counts[order], starts) for counts in (sentences, articles)]
    return Cut(_runs(ids, np.stack([first, second, *counted])))


def _numbered(counts: Counts, numbers: dict[str, int]) -> np.ndarray:
    """A column for each pair: a number for both people, by which pairs are sorted, then articles and sentences."""
    people = np.array([numbers[person] for person in counts.ids])
    one, other, articles, sentences = np.array(counts.pairs)
    first, second = people[one], people[other]
    return np.stack([np.minimum(first, second) * len(numbers) + np.maximum(first, second), articles, sentences])


def _runs(ids: Sequence[str], pairs: np.ndarray) -> Iterator[Run]:
    ends = np.array([crc32(person.encode()) % _PEOPLE_IN_RUN == 0 for person in ids])
    checksums = np.array(
        [int.from_bytes(blake2b(person.encode(), digest_size=8).digest()) for person in ids], dtype=np.uint64
    )
    is_last_of_person = np.diff(pairs[0], append=-1) != 0
    cuts = np.flatnonzero(ends[pairs[0]] & is_last_of_person) + 1
    for start, stop in pairwise(sorted({0, *cuts.tolist(), pairs.shape[1]})):
        run = pairs[:, start:stop]
        told = np.concatenate([checksums[run[:2]], run[2:].astype(np.uint64)])
        yield Run(blake2b(told.tobytes(), digest_size=16).hexdigest(), partial(_rows, ids, run))


def _rows(ids: Sequence[str], run: np.ndarray) -> Iterator[Pair]:
    for first, second, sentences, articles in run.T.tolist():
        yield Pair(ids[first], ids[second], sentences, articles)
