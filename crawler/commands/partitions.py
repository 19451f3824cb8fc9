"""Articles of one portal that several workers annotate: given out in partitions, and taken in again.

A partition lies beside the shard, or in the storage that shards are checked out of. `NUMBER.given` holds articles, and
`NUMBER.done` what was found in them, each as JSON lines that gzip has packed. The shard is locked while partitions are
given out and while they are taken in. In between it is free, and any worker that sees these files can annotate a
partition. A fleet that is killed leaves files behind: what is done is taken in when the portal is annotated next.
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crawler.commands.holding import Held
from crawler.records.article import Article, Problem, from_dict, to_dict
from crawler.records.profile import Portal
from crawler.records.storage import Folder
from crawler.store import shards
from pipelines.annotate_articles import annotate_all
from pipelines.stages import pipeline_version
from pipelines.workers import Workers

#: Partitions that are worth it: fewer are annotated where they are.
_LEAST = 2
_GIVEN, _DONE = "given", "done"


class Partitions:
    """The partitions of a portal.

    Args:
        portal: the portal.
        data: the data directory.
        storage: the address of the storage that shards are checked out of, `None` where they stay.
    """

    def __init__(self, portal: Portal, data: Path, storage: str | None) -> None:
        self._portal = portal
        here = shards.folder(data, portal.name).absolute()
        self._folder = Folder(storage or f"file://{here}")
        self._place = f"partitions/{portal.name}" if storage else ".partitions"

    def give_out(self, held: Held, size: int) -> int:
        """Take in what is done already, and give out what waits; returns how many partitions there are now.

        A partition has `size` articles. There are none where too few articles wait.
        """
        self.take_in(held)
        waiting = held.store.annotations.pending(self._portal.name, pipeline_version())
        first = list(islice(waiting, _LEAST * size))
        if len(first) < _LEAST * size:
            return 0
        number = 0
        for number, articles in enumerate(_batches(chain(first, waiting), size)):
            self._folder.create(self._path(number, _GIVEN), _packed(map(to_dict, articles)))
        return number + 1

    def annotate(self, number: int, workers: Workers) -> None:
        """Annotate a partition. One that another fleet has taken in meanwhile needs nothing."""
        try:
            given = [from_dict(json.loads(line)) for line in self._folder.unpacked(self._path(number, _GIVEN))]
        except FileNotFoundError:
            return
        found = annotate_all(workers, ((article, self._portal) for article in given))
        done = _packed(_answer(*pair) for pair in zip(given, found, strict=True))
        with suppress(FileExistsError):  # another fleet has given out other articles, and this answers none of them
            self._folder.create(self._path(number, _DONE), done)

    def take_in(self, held: Held) -> Counter[str]:
        """Save what is done, and remove all files; returns how many articles were `annotated` and how many `failed`.

        An article that has changed since it was given out waits on.
        """
        names = self._folder.names(self._place)
        counted: Counter[str] = Counter()
        for number in sorted(int(name.partition(".")[0]) for name in names if name.endswith(_DONE)):
            with held.store.transaction():
                for line in self._folder.unpacked(self._path(number, _DONE)):
                    counted.update(_saved(held, json.loads(line)))
        if names:
            self._folder.remove([f"{self._place}/{name}" for name in sorted(names)])
        return counted

    def _path(self, number: int, state: str) -> str:
        return f"{self._place}/{number}.{state}"


def _packed(lines: Iterable[Any]) -> bytes:
    # One writer of a partition makes the same bytes as another, so no moment is noted.
    return gzip.compress("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode(), mtime=0)


def _batches(articles: Iterator[Article], size: int) -> Iterator[list[Article]]:
    while batch := list(islice(articles, size)):
        yield batch


def _answer(given: Article, found: Article | Problem) -> dict[str, Any]:
    answer = {"id": given.id, "given": _digest(given)}
    if isinstance(found, Problem):
        return answer | {"problem": asdict(found)}
    return answer | {"article": to_dict(found)}


def _saved(held: Held, answer: dict[str, Any]) -> Iterator[str]:
    """Save an answer if the article is still the one that was given out; gives what it counts as."""
    article = held.store.articles.get(answer["id"], annotated=False)
    if article is None or _digest(article) != answer["given"]:
        return
    if "problem" in answer:
        held.store.annotations.fail(article.id, article.version, Problem(**answer["problem"]))
        yield "failed"
    else:
        held.store.annotations.save(from_dict(answer["article"]))
        yield "annotated"


def _digest(article: Article) -> str:
    return hashlib.sha256(json.dumps(to_dict(article), sort_keys=True).encode()).hexdigest()
