"""Articles of one portal that several workers annotate: given out in partitions, and taken in as they are done.

What is given out are articles, and what comes of a partition is what another worker found in them, each as JSON lines
that gzip has packed (`crawler.store.partition_files`). The worker that has locked the shard gives all partitions out.
Then it annotates them itself, the first one first, while other workers begin with the last one. It waits for nobody:
what is not done when it comes to a partition, it does. What a killed fleet leaves done is taken in when the portal is
annotated next.
"""

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crawler.commands.holding import Held
from crawler.commands.pending import annotate_each
from crawler.records.article import Article, Problem, from_dict, to_dict
from crawler.records.profile import Portal
from crawler.store.partition_files import PartitionFiles, packed, unpacked
from pipelines.annotate_articles import annotate_all
from pipelines.stages import pipeline_version
from pipelines.workers import Workers

#: Partitions that are worth it: fewer are annotated where they are.
_LEAST = 2
#: Articles between two looks at whether another worker was faster.
_LOOK = 25
#: The folder of their files.
_KIND = "partitions"


class Partitions:
    """The partitions of a portal.

    Args:
        portal: the portal.
        data: the data directory.
        storage: the address of the storage that shards are checked out of, `None` where they stay.
    """

    def __init__(self, portal: Portal, data: Path, storage: str | None) -> None:
        self._portal = portal
        self._files = PartitionFiles(portal.name, data, storage, _KIND)

    def give_out(self, held: Held, size: int) -> int:
        """Take in what a killed fleet left, and give out what waits; returns how many partitions there are now.

        A partition has `size` articles. There are none where too few articles wait, or where `size` is 0.
        """
        self.take_in(held)
        waiting = held.store.annotations.pending(self._portal.name, pipeline_version())
        first = list(islice(waiting, _LEAST * size))
        if not size or len(first) < _LEAST * size:
            return 0
        number = 0
        for number, articles in enumerate(_batches(chain(first, waiting), size)):
            self._files.give(number, packed(map(_line, articles)))
        return number + 1

    def annotate(self, number: int, workers: Workers) -> None:
        """Annotate a partition that another worker gave out. One that is settled, or is so meanwhile, needs nothing."""
        given = unpacked(self._files.given(number))
        articles = _until(lambda: not self._files.is_given(number), deque(given))
        found = list(annotate_all(workers, ((article, self._portal) for article in articles)))
        if given and len(found) == len(given):
            self._files.answer(number, packed(_answer(*pair) for pair in zip(given, found, strict=True)))

    def work_off(self, held: Held, count: int, workers: Workers) -> Counter[str]:
        """Settle the partitions that `give_out` made; returns how many articles were `annotated` and how many `failed`.

        The shard stays locked from `give_out` to the end, so the articles are still those that were given out.

        Raises:
            WorkersError: no worker process can be started.
        """
        counted: Counter[str] = Counter()
        for number in range(count):
            lines = deque(unpacked(self._files.given(number)))
            own = _until(partial(self._files.is_done, number), lines)
            counted += annotate_each(workers, ((article, held) for article in own))
            answers = {answer["given"]: answer for answer in self._answers(number)} if lines else {}
            with held.store.transaction():
                counted.update(_saved(held, answers[key]) for line in lines if (key := _digest(line)) in answers)
            # A worker of a killed fleet may have answered what that one gave out under this number.
            rest = deque(line for line in lines if _digest(line) not in answers)
            counted += annotate_each(workers, ((article, held) for article in _until(lambda: False, rest)))
            self._files.settle(number)
        return counted

    def take_in(self, held: Held) -> Counter[str]:
        """Save what a killed fleet left done, and remove all files; returns what `work_off` does.

        An article that has changed since it was given out waits on.
        """
        counted: Counter[str] = Counter()
        for number in self._files.numbers_done():
            with held.store.transaction():
                for answer in self._answers(number):
                    article = held.store.articles.get(answer["id"], annotated=False)
                    if article is not None and _digest(_line(article)) == answer["given"]:
                        counted[_saved(held, answer)] += 1
        self._files.clear()
        return counted

    def _answers(self, number: int) -> Iterator[dict[str, Any]]:
        return map(json.loads, unpacked(self._files.done(number)))


def _batches(articles: Iterator[Article], size: int) -> Iterator[list[Article]]:
    while batch := list(islice(articles, size)):
        yield batch


def _line(article: Article) -> str:
    return json.dumps(to_dict(article), ensure_ascii=False)


def _until(is_over: Callable[[], bool], lines: deque[str]) -> Iterator[Article]:
    """The articles of lines, each taken out of them, until it is over."""
    number = 0
    while lines and (number % _LOOK or not is_over()):
        yield from_dict(json.loads(lines.popleft()))
        number += 1


def _answer(given: str, found: Article | Problem) -> str:
    article = json.loads(given)
    answer = {"id": article["id"], "version": article["version"], "given": _digest(given)}
    what = {"problem": asdict(found)} if isinstance(found, Problem) else {"article": to_dict(found)}
    return json.dumps(answer | what, ensure_ascii=False)


def _saved(held: Held, answer: dict[str, Any]) -> str:
    """Save an answer; returns what it counts as."""
    if "problem" in answer:
        held.store.annotations.fail(answer["id"], answer["version"], Problem(**answer["problem"]))
        return "failed"
    held.store.annotations.save(from_dict(answer["article"]))
    return "annotated"


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
