"""The work that is left in the stores after crawls and rebuilds: files to be read, texts to be annotated or compared.

Neither Scrapy nor the parser is imported here, which take longer to load than all else that this work needs.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
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
    begun: deque[tuple[Article, Store]] = deque()
    done = failed = 0

    def works() -> Iterator[tuple[Article, Portal]]:
        for profile, store, _ in shards:
            for article in store.annotations.pending(profile.name, pipeline_version()):
                if until is not None and time.monotonic() >= until:
                    return
                begun.append((article, store))
                yield article, profile

    for outcome in annotate_all(workers, works()):
        article, store = begun.popleft()
        if isinstance(outcome, Problem):
            store.annotations.fail(article.id, article.version, outcome)
            failed += 1
        else:
            store.annotations.save(outcome)
            done += 1
    return done, failed


def mark_repeats(data: Path, shards: Sequence[Held]) -> None:
    """Find what the articles of these portals nearly repeat on any portal, and what repeats them.

    Raises:
        StoreError: a store cannot be read, or the findings cannot be written.
    """
    with lock.hold(data, wait=True), Collection(data, [profile.name for profile, *_ in shards]) as collection:
        mark_with(collection, os.cpu_count() or 1)
