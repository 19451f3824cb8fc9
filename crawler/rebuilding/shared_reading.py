"""Answers of one portal's archive that several workers read, while one of them settles all in their order.

The archive is given out in partitions: the bytes of some answers with what their reading depends on. What comes of one
is a line for each answer that could be read. The worker that has locked the shard comes to the first partition first,
others begin with the last one. It waits for nobody: what is not read when it comes to it, its own process reads.
"""

import json
from bisect import bisect
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, astuple
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from crawler.archive.files import Place, Record, records_in
from crawler.archive.warc import Stored
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.crawling.reading_processes import article_task
from crawler.records.article import Problem, from_dict, to_dict
from crawler.records.dates import Witness
from crawler.records.profile import Portal
from crawler.store.partition_files import PartitionFiles, packed, unpacked
from pipelines.worker import Failure
from pipelines.workers import Workers

#: The folder of the partitions' files.
KIND = "readings"
#: Partitions that are worth it: fewer are read where they are.
_LEAST = 2
#: Answers between two looks at whether another worker was faster.
_LOOK = 25
#: Answers that a helper has read ahead.
_AHEAD = 32


class Part(NamedTuple):
    """Bytes of an archive file to be read by the same arguments, and what listings print as its articles' dates."""

    file: str
    start: int
    end: int
    arguments: Arguments
    listed: Mapping[str, Sequence[Witness]]


class _Given(NamedTuple):
    """A part that was given out under a number, with the digest of what was given."""

    number: int
    part: Part
    digest: str


class SharedReading:
    """The partitions of a portal, for the worker that settles them: `give_out`, `found` in their order, and `close`.

    Args:
        files: of the partitions.
        size: answers with an article in a partition.
        tell: is told how many partitions were given out.
    """

    def __init__(self, files: PartitionFiles, size: int, tell: Callable[[int], None]) -> None:
        self.size = size
        self._files = files
        self._tell = tell
        self._given: dict[str, list[_Given]] = {}
        self._current: _Given | None = None
        #: Answers of the current partition that were asked for; what another worker found in it, by offset.
        self._asked = 0
        self._found: dict[int, dict[str, Any]] | None = None

    def give_out(self, folder: Path, parts: Iterable[Part]) -> None:
        """Give parts out whose files are in a folder, unless they are too few."""
        self._files.clear()
        every = list(parts)
        if len(every) < _LEAST:
            return
        for number, part in enumerate(every):
            content = _content(folder, part)
            self._files.give(number, content)
            self._given.setdefault(part.file, []).append(_Given(number, part, _digest(content)))
        self._tell(len(every))

    def found(self, place: Place, known: Stored, arguments: Arguments) -> Outcome | None:
        """What another worker found in an answer; `None` where none has read it yet, or not as it is to be read."""
        given = self._at(place)
        if given is not self._current:
            self._pass()
            self._current = given
        if given is None:
            return None
        if self._found is None and self._asked % _LOOK == 0:
            self._found = self._answers(given)
        self._asked += 1
        told = (self._found or {}).get(place.offset - given.part.start)
        listed = list(given.part.listed.get(known.article_id or "", ()))
        if told is None or given.part.arguments != arguments or listed != list(known.listed):
            return None
        return _outcome(told, known)

    def close(self) -> None:
        """Take all partitions back."""
        if self._given:
            self._files.clear()
        self._given.clear()

    def _at(self, place: Place) -> _Given | None:
        given = self._given.get(place.file, [])
        at = bisect(given, place.offset, key=lambda one: one.part.start) - 1
        return given[at] if at >= 0 else None

    def _pass(self) -> None:
        """Settle the current partition."""
        if self._current is not None:
            self._files.settle(self._current.number)
        self._asked, self._found = 0, None

    def _answers(self, given: _Given) -> dict[int, dict[str, Any]] | None:
        lines = unpacked(self._files.done(given.number))
        if not lines:
            return None
        # A worker of a killed fleet may have answered what that one gave out under this number.
        return {told["offset"]: told for told in map(json.loads, lines[1:])} if lines[0] == given.digest else {}


def read_partition(files: PartitionFiles, number: int, portal: Portal, readers: Workers) -> None:
    """Read a partition that another worker gave out. One that is settled, or is so meanwhile, needs nothing."""
    content = files.given(number)
    if content is None:
        return
    head, _, data = content.partition(b"\n")
    about = json.loads(head)
    arguments = Arguments.restored(about["arguments"])
    here = portal if arguments.base_url == portal.base_url else portal.at(arguments.base_url)
    task, lines, begun = article_task(here, arguments), [_digest(content)], deque[tuple[int, Future[list[Any]]]]()

    def take() -> None:
        offset, reading = begun.popleft()
        (found,) = reading.result()
        if not isinstance(found, Failure):  # who gave it out tries it again, and tells the failure
            lines.append(_told(offset, found))

    with readers.beside() as submit:
        for count, one in enumerate(_answers_in(data)):
            if count % _LOOK == 0 and not files.is_given(number):
                return
            known = one.content._replace(listed=_witnesses(about["listed"].get(one.content.article_id, ())))
            begun.append((one.offset, submit(task, [known])))
            if len(begun) > _AHEAD:
                take()
        while begun:
            take()
    files.answer(number, packed(lines))


class _Answer(NamedTuple):
    offset: int
    content: Stored


def _answers_in(data: bytes) -> Iterable[_Answer]:
    """The answers in bytes of an archive file that are those of articles."""
    for found in records_in(data):
        if isinstance(found, Record) and isinstance(found.content, Stored) and found.content.article_id is not None:
            yield _Answer(found.offset, found.content)


def _content(folder: Path, part: Part) -> bytes:
    listed = {article_id: [astuple(one) for one in witnesses] for article_id, witnesses in part.listed.items()}
    about = {"arguments": asdict(part.arguments), "listed": listed}
    with (folder / part.file).open("rb") as file:
        file.seek(part.start)
        data = file.read(part.end - part.start)
    return json.dumps(about, ensure_ascii=False, default=str).encode() + b"\n" + data


def _witnesses(listed: Sequence[Any]) -> list[Witness]:
    return [Witness(*one) for one in listed]


def _told(offset: int, outcome: Outcome) -> str:
    """What was found in an answer, without what the answer itself says."""
    told = {
        "offset": offset,
        "kind": outcome.kind,
        "article": to_dict(outcome.article) if outcome.article is not None else None,
        "problem": asdict(outcome.problem) if outcome.problem is not None else None,
        "day": str(outcome.day) if outcome.day is not None else None,
        "address": outcome.address,
        "etag": outcome.etag,
        "last_modified": outcome.last_modified,
    }
    return json.dumps(told, ensure_ascii=False)


def _outcome(told: Mapping[str, Any], answer: Stored) -> Outcome:
    assert answer.article_id is not None
    return Outcome(
        answer.article_id,
        told["kind"],
        answer.moment,
        answer.capture,
        from_dict(told["article"]) if told["article"] else None,
        Problem(**told["problem"]) if told["problem"] else None,
        date.fromisoformat(told["day"]) if told["day"] else None,
        told["address"],
        told["etag"],
        told["last_modified"],
    )


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
