"""Processes that share the search for near duplicates: each reads the data directory, and the caller writes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from crawler.store.collection import Collection
from pipelines.mark_near_duplicates import Spread, mark_near_duplicates
from pipelines.worker import Failure
from pipelines.workers import Workers

#: For the time that a part may take: its articles are about so long.
_CHARACTERS = 5_000


def mark_with(collection: Collection, processes: int) -> int:
    """`mark_near_duplicates` with so many processes, where there is enough to do."""
    with _spread(collection, processes) as spread:
        return mark_near_duplicates(collection, spread, processes)


@contextmanager
def _spread(collection: Collection, processes: int) -> Iterator[Spread]:
    with Workers(processes) as workers:

        def spread(function: Callable[[Any, Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
            if processes == 1 or len(parts) == 1:  # that is done sooner than a process has started
                yield from (function(collection.fingerprints, part) for part in parts)
                return
            there = partial(_done, collection.path, function)
            for part, made in zip(parts, workers.map(there, parts, size=_size, most=1), strict=True):
                # A process that was killed, for want of memory perhaps, is no reason to find nothing.
                yield function(collection.fingerprints, part) if isinstance(made, Failure) else made

        yield spread


def _done(data: Path, function: Callable[[Any, Any], Any], part: Any) -> Any:
    return function(_reader(data).fingerprints, part)


@lru_cache(maxsize=1)
def _reader(data: Path) -> Collection:
    return Collection(data, read_only=True)


def _size(part: Sequence[Any]) -> int:
    return len(part) * _CHARACTERS
