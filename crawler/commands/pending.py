"""The work that is left in the stores after crawls and rebuilds: files to be read, texts to be annotated or compared.

Neither Scrapy nor the parser is imported here, which take longer to load than all else that this work needs.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crawler.commands.holding import Held
from crawler.commands.spreading import mark_with
from crawler.records.article import Article, Problem
from crawler.records.profile import Portal
from crawler.store import lock
from crawler.store.collection import Collection
from crawler.store.store import Store
from pipelines.annotate_articles import annotate_all
from pipelines.file_texts.pages import READER_VERSION
from pipelines.stages import pipeline_version
from pipelines.workers import Workers


def read_pending(shards: Sequence[Held], *, until: float | None = None, processes: int | None = None) -> Counter[str]:
    """Read the fetched files whose text is not read yet; returns how many by what became of them.

    `until`, of `time.monotonic`, is when no further file is begun. `processes` read, as many as there are cores if none
    are named.

    Raises:
        WorkersError: no worker process can be started.
    """
    done: Counter[str] = Counter()
    waiting = [
        shard for shard in shards if shard.store.files.unread(shard.profile.name, READER_VERSION, recognises=True)
    ]
    if waiting:
        # Its libraries take a third of a second to load, and most crawls fetch no files.
        from crawler.rebuilding.read_files import read_files
    for profile, store, archive in waiting:
        done += read_files(store, archive, profile.name, processes or os.cpu_count() or 1, until)
    return done


def annotate_pending(shards: Sequence[Held], workers: Workers, *, until: float | None = None) -> tuple[int, int]:
    """Annotate what earlier runs left: never annotated, failed, or done by an older pipeline.

    `until`, of `time.monotonic`, is when no further article is begun. Returns how many were done and how many failed.

    Raises:
        WorkersError: no worker process can be started.
    """

    def waiting() -> Iterator[tuple[Article, Held]]:
        for shard in shards:
            for article in shard.store.annotations.pending(shard.profile.name, pipeline_version()):
                if until is not None and time.monotonic() >= until:
                    return
                yield article, shard

    counted = annotate_each(workers, waiting())
    return counted["annotated"], counted["failed"]


def annotate_each(workers: Workers, works: Iterable[tuple[Article, Held]]) -> Counter[str]:
    """Annotate articles, and save what is found; returns how many were `annotated` and how many `failed`.

    Raises:
        WorkersError: no worker process can be started.
    """
    begun: deque[tuple[Article, Store]] = deque()
    counted: Counter[str] = Counter()

    def noted() -> Iterator[tuple[Article, Portal]]:
        for article, shard in works:
            begun.append((article, shard.store))
            yield article, shard.profile

    for outcome in annotate_all(workers, noted()):
        article, store = begun.popleft()
        if isinstance(outcome, Problem):
            store.annotations.fail(article.id, article.version, outcome)
            counted["failed"] += 1
        else:
            store.annotations.save(outcome)
            counted["annotated"] += 1
    return counted


def mark_repeats(data: Path, shards: Sequence[Held]) -> None:
    """Find what the articles of these portals nearly repeat on any portal, and what repeats them.

    Raises:
        StoreError: a store cannot be read, or the findings cannot be written.
    """
    with lock.hold(data, wait=True), Collection(data, [profile.name for profile, *_ in shards]) as collection:
        mark_with(collection, os.cpu_count() or 1)
