"""Rebuild a store's records from the archive, with today's parser.

The records are removed back to a moment and made again: the answers pass through `crawler.crawling.outcome.of` and
`Run.settle` as they did when they came, in the same order. Records whose answers the archive no longer has (files that
retention removed, bytes that a disk lost) stay as the store has them, in their place in the order:
`crawler.store.rebuild` keeps them.

All this happens in a copy of the store. `vnportal reprocess` puts the copy in the store's place.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from crawler.archive import files
from crawler.archive.files import Gap, Place, Record
from crawler.archive.warc import Info, Listed, Stored
from crawler.crawling import file_outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_index import indexed
from crawler.crawling.reading_processes import article_task, problem_of
from crawler.crawling.run import Run, local, store_listed
from crawler.rebuilding.shared_reading import Part, SharedReading
from crawler.records.article import Problem
from crawler.records.errors import StoreError
from crawler.records.profile import Portal
from crawler.store import encoding
from crawler.store.archives import File, Ledger
from crawler.store.rebuild import Previous
from crawler.store.store import Store
from pipelines.worker import Failure
from pipelines.workers import Submit, Task

_DAWN = datetime.min.replace(tzinfo=UTC)
#: Parts of the archive that are read ahead of the one that is settled.
_AHEAD = 32


class _Reading(NamedTuple):
    """A run, and what reads its answers."""

    run: Run
    task: Task


class Rebuild:
    """A rebuild of one portal's records in `store`, a copy that has the store itself attached.

    `since` is a day in the portal's time zone. The archive is read again from that day on, or all of it without one.
    `submit` has processes read the answers, under the limits of a crawl; they are settled in the archive's order.
    With `shared` other workers read some of them.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        portal: Portal,
        submit: Submit,
        since: date | None = None,
        shared: SharedReading | None = None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._portal = portal
        self._since = datetime(since.year, since.month, since.day, tzinfo=portal.zone) if since else _DAWN
        self._old = Previous(store, portal.name, local(portal, self._since) if since else None)
        self._submit = submit
        self._shared = shared
        self._reading: _Reading | None = None
        #: Answers that were read again, by the kind of their outcome.
        self.answers: Counter[str] = Counter()
        #: A line for each part of the archive that could not be read.
        self.unreadable: list[str] = []

    def run(self, advance: Callable[[int], None]) -> Counter[str]:
        """Rebuild, and count what became of the articles and versions. `advance` receives the number of bytes read.

        Raises:
            StoreError: the copy cannot be written.
            WorkersError: no process can be started that reads.
        """
        self._old.take_back()
        every = Ledger(self._store).files(self._portal.name)
        if self._shared is not None:
            self._shared.give_out(self._folder, self._parts(every, self._shared.size))
        for file in every:
            with self._store.transaction():
                self._read(file, advance)
        with self._store.transaction():
            return self._old.settle()

    def _parts(self, every: Sequence[File], size: int) -> Iterator[Part]:
        """The archive in parts of so many versions; a file with fewer is in none."""
        for file in every:
            places, run = self._old.places(file.file), self._store.runs.get(file.run_id)
            if len(places) < size or run is None or not self._is_here(file):
                continue
            arguments = self._arguments(run.arguments)
            for at in range(0, len(places), size):
                end = places[at + size][0] if at + size < len(places) else file.length
                listed = {one: self._store.articles.listed_dates(one) for _, one in places[at : at + size]}
                yield Part(file.file, places[at][0], end, arguments, listed)

    def _read(self, file: File, advance: Callable[[int], None]) -> None:
        path = self._folder / file.file
        if self._is_here(file):
            done = 0
            self._reading = None
            begun: deque[Callable[[], None]] = deque()
            for found in self._records(path, file.length):
                if isinstance(found, Record) and isinstance(found.content, Info):  # whose answers come now
                    while begun:
                        begun.popleft()()
                    self._reading = self._reading_of(found.content, file)
                elif (answer := self._answer(found)) is not None:
                    begun.append(self._begun(file, found.offset, answer))
                else:
                    begun.append(partial(self._apply, file, found))
                while len(begun) > _AHEAD:
                    begun.popleft()()
                advance(found.offset - done)
                done = found.offset
            for settle in begun:
                settle()
            advance(file.length - done)
        self._old.bring_back(file.file)

    def _is_here(self, file: File) -> bool:
        """Whether a file holds anything that is to be read again, and was not removed."""
        last = file.last_fetched_at
        if not file.length or (last is not None and datetime.fromisoformat(last) < self._since.replace(microsecond=0)):
            return False
        return file.removed_at is None or (self._folder / file.file).exists()

    def _lost(self, file: File, start: int, end: int) -> None:
        self._unreadable(
            f"{self._folder / file.file}: no whole record in bytes {start} to {end}: what came from there stays as it"
            " is; restore the file from a backup and reprocess again"
        )
        self._old.bring_back(file.file, start, end)

    def _unreadable(self, message: str) -> None:
        self.unreadable.append(message)
        self._store.problems.add(None, self._portal.name, Problem("archive", "archive_unreadable", message))

    def _records(self, path: Path, length: int) -> Iterator[Record | Gap]:
        try:
            yield from files.records(path, length)
        except StoreError as error:
            self._unreadable(str(error))

    def _answer(self, found: Record | Gap) -> Stored | None:
        """The answer of a record that is to be read again."""
        answer = found.content if isinstance(found, Record) else None
        if isinstance(answer, Stored) and answer.fetched_at >= self._since and answer.article_id is not None:
            return answer
        return None

    def _apply(self, file: File, found: Record | Gap) -> None:
        """Do what a part of the archive says that is no answer to be read."""
        if isinstance(found, Gap):
            self._lost(file, found.offset, found.end)
        elif isinstance(found.content, Listed) and found.content.moment >= self._since:
            store_listed(self._store, found.content)
            if (origin := found.content.capture) is not None:
                articles = found.content.articles
                self._store.captures.note_listed(self._portal.name, articles, origin.moment, origin.source)
        elif isinstance(found.content, Stored) and found.content.attached is not None:
            self._apply_file(file, found.offset, found.content)

    def _apply_file(self, file: File, offset: int, answer: Stored) -> None:
        """Settle the answer to the request for a file again."""
        if answer.fetched_at < self._since:
            return
        self._reading = self._reading or self._reading_of(None, file)
        outcome = file_outcome.of(answer)
        self._old.replayed_file(outcome.url, self._reading.run.run_id)
        self._reading.run.settle_file(outcome, Place(file.file, offset, answer.fetched_at))

    def _begun(self, file: File, offset: int, answer: Stored) -> Callable[[], None]:
        """Have an answer read, and return what settles it."""
        # A file whose first record is damaged does not say whose it is; the store's list of files does.
        self._reading = self._reading or self._reading_of(None, file)
        assert answer.article_id is not None
        known = answer._replace(listed=self._store.articles.listed_dates(answer.article_id))
        place = Place(file.file, offset, answer.fetched_at)
        reading = self._found(place, known) or self._submit(self._reading.task, [known])
        return partial(self._replay, self._reading, answer.article_id, known, place, reading)

    def _found(self, place: Place, known: Stored) -> Future[list[Any]] | None:
        """What another worker has read in an answer."""
        assert self._reading is not None
        shared = self._shared
        found = shared.found(place, known, self._reading.run.arguments) if shared is not None else None
        if found is None:
            return None
        reading: Future[list[Any]] = Future()
        reading.set_result([found])
        return reading

    def _replay(self, of: _Reading, article_id: str, known: Stored, place: Place, reading: Future[list[Any]]) -> None:
        run, url = of.run, known.url
        listed = self._store.articles.listed_dates(article_id)
        if listed != known.listed:  # a listing between told more, after the reading had begun
            reading = self._submit(of.task, [known._replace(listed=listed)])
        (found,) = reading.result()
        if isinstance(found, Failure):  # as in a crawl, it costs this page: what the store has of it stays
            problem = problem_of(found, url)
            run.add_problem(problem, article_id, place.moment)
            self.answers[problem.kind] += 1
            self._old.bring_back(place.file, place.offset, place.offset + 1)
            return
        self._old.replayed(article_id, run.run_id, place.file, place.offset, local(run.portal, found.moment))
        if found.article is not None:
            self._read_again(article_id, run.portal, found.article.parser_version)
        run.settle(found, place)
        if found.capture is not None:
            one = indexed(url, found.capture, None, run.portal)
            self._store.captures.settle(run.portal.name, one, found.kind, (place.file, place.offset))
        self.answers[found.kind] += 1

    def _read_again(self, article_id: str, portal: Portal, today: str) -> None:
        """Bring the version before to today's parser: a difference between two parsers must not look like an edit."""
        row = self._old.by_other_parser(article_id, today)
        if row is None:
            return
        try:
            stored = files.read(self._folder, row.file, row.offset)
        except StoreError:
            return
        known = stored._replace(listed=self._store.articles.listed_dates(article_id))
        (again,) = self._submit(article_task(portal, Arguments(portal.base_url)), [known]).result()
        if not isinstance(again, Failure) and again.article is not None:
            made = encoding.version_row(again.article)
            self._old.rewrite(article_id, row.version, {**made, "content_hash": encoding.content_hash(again.article)})

    def _reading_of(self, info: Info | None, file: File) -> _Reading:
        """The run of a file, its portal as it was crawled, and its arguments; a run that the store lost is noted."""
        about: dict[str, str] = info.fields if info is not None else {}
        run_id = about.get("run_id") or file.run_id
        run = self._store.runs.get(run_id)
        known = run.arguments if run is not None else None
        stored = known or json.loads(about.get("arguments", "{}"))
        arguments = self._arguments(stored)
        if known is None and info is not None:
            self._old.add_run(run_id, stored, info.moment, file.last_fetched_at)
        here = arguments.base_url == self._portal.base_url
        portal = self._portal if here else self._portal.at(arguments.base_url)
        return _Reading(Run(self._store, portal, arguments, run_id), article_task(portal, arguments))

    def _arguments(self, stored: Mapping[str, Any]) -> Arguments:
        return Arguments.restored({"base_url": self._portal.base_url, **stored})
