"""Rebuild a store's records from the archive, with today's parser.

The records are removed back to a moment and made again: the answers pass through `crawler.crawling.outcome.of` and
`Run.settle` as they did when they came, in the same order. Records whose answers the archive no longer has (files that
retention removed, bytes that a disk lost) stay as the store has them, in their place in the order:
`crawler.store.rebuild` keeps them.

All this happens in a copy of the store. `vnportal reprocess` puts the copy in the store's place.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.archive import files
from crawler.archive.files import Gap, Place, Record
from crawler.archive.warc import Info, Listed, Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.run import Run, local, store_listed
from crawler.pages.article.parse import PARSER_VERSION
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.errors import StoreError
from crawler.records.profile import Portal
from crawler.store import encoding
from crawler.store.archives import File, Ledger
from crawler.store.rebuild import Previous
from crawler.store.store import Store

_DAWN = datetime.min.replace(tzinfo=UTC)


class Rebuild:
    """A rebuild of one portal's records in `store`, a copy that has the store itself attached.

    `since` is a day in the portal's time zone. The archive is read again from that day on, or all of it without one.
    """

    def __init__(self, store: Store, folder: Path, portal: Portal, since: date | None = None) -> None:
        self._store = store
        self._folder = folder
        self._portal = portal
        self._since = datetime(since.year, since.month, since.day, tzinfo=portal.zone) if since else _DAWN
        self._old = Previous(store, portal.name, local(portal, self._since) if since else None)
        self._run: Run | None = None
        #: Answers that were read again, by the kind of their outcome.
        self.answers: Counter[str] = Counter()
        #: A line for each part of the archive that could not be read.
        self.unreadable: list[str] = []

    def run(self, advance: Callable[[int], None]) -> Counter[str]:
        """Rebuild, and count what became of the articles and versions. `advance` receives the number of bytes read.

        Raises:
            StoreError: the copy cannot be written.
        """
        self._old.take_back()
        for file in Ledger(self._store).files(self._portal.name):
            with self._store.transaction():
                self._read(file, advance)
        with self._store.transaction():
            return self._old.settle()

    def _read(self, file: File, advance: Callable[[int], None]) -> None:
        path = self._folder / file.file
        if file.length and self._is_wanted(file) and (file.removed_at is None or path.exists()):
            done = 0
            self._run = None
            try:
                for found in files.records(path, file.length):
                    advance(found.offset - done)
                    done = found.offset
                    if isinstance(found, Gap):
                        self._lost(file, found.offset, found.end)
                    else:
                        self._apply(file, found)
            except StoreError as error:
                self._unreadable(str(error))
            advance(file.length - done)
        self._old.bring_back(file.file)

    def _is_wanted(self, file: File) -> bool:
        last = file.last_fetched_at
        return last is None or datetime.fromisoformat(last) >= self._since.replace(microsecond=0)

    def _lost(self, file: File, start: int, end: int) -> None:
        self._unreadable(
            f"{self._folder / file.file}: no whole record in bytes {start} to {end}: what came from there stays as it"
            " is; restore the file from a backup and reprocess again"
        )
        self._old.bring_back(file.file, start, end)

    def _unreadable(self, message: str) -> None:
        self.unreadable.append(message)
        self._store.problems.add(None, self._portal.name, Problem("archive", "archive_unreadable", message))

    def _apply(self, file: File, found: Record) -> None:
        content = found.content
        if isinstance(content, Info):
            self._run = self._run_of(content, file)
        elif isinstance(content, Listed):
            if content.moment >= self._since:
                store_listed(self._store, content)
        elif content.fetched_at >= self._since and content.article_id is not None:
            # A file whose first record is damaged does not say whose it is; the store's list of files does.
            self._run = self._run or self._run_of(None, file)
            self._replay(content.article_id, content, Place(file.file, found.offset, content.fetched_at))

    def _replay(self, article_id: str, stored: Stored, place: Place) -> None:
        assert self._run is not None
        run = self._run
        try:
            known = stored._replace(listed=self._store.articles.listed_dates(article_id))
            found = outcome.of(known, run.portal, run.arguments)
        except Exception as error:
            # As in a crawl, a fault of ours costs this page: what the store has of it stays.
            problem = Problem("read", "internal_error", repr(error), stored.url)
            run.add_problem(problem, article_id)
            self.answers["internal_error"] += 1
            self._old.bring_back(place.file, place.offset, place.offset + 1)
            return
        self._old.replayed(article_id, run.run_id, place.file, place.offset, local(run.portal, place.moment))
        if found.kind == "article":
            self._read_again(article_id, run.portal)
        run.settle(found, place)
        self._store.problems.date_parsing(article_id, run.run_id, clock.stamp(place.moment))
        self.answers[found.kind] += 1

    def _read_again(self, article_id: str, portal: Portal) -> None:
        """Bring the version before to today's parser: a difference between two parsers must not look like an edit."""
        row = self._old.by_other_parser(article_id, PARSER_VERSION)
        if row is None:
            return
        try:
            stored = files.read(self._folder, row.file, row.offset)
        except StoreError:
            return
        known = stored._replace(listed=self._store.articles.listed_dates(article_id))
        again = outcome.of(known, portal, Arguments(portal.base_url)).article
        if again is not None:
            made = encoding.version_row(again)
            self._old.rewrite(article_id, row.version, {**made, "content_hash": encoding.content_hash(again)})

    def _run_of(self, info: Info | None, file: File) -> Run:
        """The run of a file, its portal as it was crawled, and its arguments; a run that the store lost is noted."""
        about: dict[str, str] = info.fields if info is not None else {}
        run_id = about.get("run_id") or file.run_id
        run = self._store.runs.get(run_id)
        known = run.arguments if run is not None else None
        stored = known or json.loads(about.get("arguments", "{}"))
        arguments = _arguments({"base_url": self._portal.base_url, **stored})
        if known is None and info is not None:
            self._old.add_run(run_id, stored, info.moment, file.last_fetched_at)
        here = arguments.base_url == self._portal.base_url
        portal = self._portal if here else self._portal.at(arguments.base_url)
        return Run(self._store, portal, arguments, run_id)


def _arguments(stored: Mapping[str, Any]) -> Arguments:
    """The arguments of a run, as its row or its `warcinfo` holds them."""
    known = {field.name for field in fields(Arguments)}
    plain = Arguments(stored["base_url"])
    values: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
    values["categories"] = tuple(stored.get("categories") or ())
    for name in ("since", "until"):
        values[name] = date.fromisoformat(stored[name]) if stored.get(name) else None
    return replace(plain, **values)
