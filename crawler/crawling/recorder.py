"""What a run writes to the archive, together with the store's ledger of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.archive.files import Archive, Place, record_id
from crawler.archive.repair import tidy
from crawler.archive.warc import Exchange, Listed, ListedArticle
from crawler.crawling.arguments import Arguments
from crawler.crawling.run import store_listed
from crawler.pages.parser_version import PARSER_VERSION
from crawler.records import clock
from crawler.records.article import Evidence
from crawler.records.release import SOFTWARE
from crawler.store.archives import Ledger
from crawler.store.frontier import Queue
from crawler.store.store import Store


class Recorder:
    """Writes the archive files of one run. Each record belongs to the transaction that is open: if that is undone, so
    is the record.

    Raises:
        StoreError: the archive cannot be written. Every method raises it, too.
    """

    def __init__(self, folder: Path, store: Store, frontier: Queue, run_id: str, arguments: Arguments, portal: str):
        self._store = store
        self._frontier = frontier
        self._run_id = run_id
        self._portal = portal
        self._ledger = Ledger(store)
        if frontier.noted("survey") is None:
            # The exploration begins anew, and so does what it archives: nothing in the store comes from it.
            self._ledger.forget(run_id)
        place, problems = tidy(folder, self._ledger, portal, run_id)
        for problem in problems:
            store.problems.add(run_id, portal, problem)
        about = description(run_id, portal, plain(arguments))
        self._archive = Archive(folder, run_id, about, number=place.number, length=place.length)
        #: Of the transactions that were undone, how many have had their bytes removed.
        self._undone = store.database.undone

    def keep(self, exchange: Exchange) -> Place:
        """Archive an answer with its request."""
        with self._store.transaction():
            self.cut_back()
            offset = self._archive.write(exchange)
            self._grown(exchange)
        return Place(self._archive.name, offset, exchange.moment)

    def keep_listed(
        self, url: str, category: str | None, evidence: Evidence, dates: Mapping[str, str | None], page: Place | None
    ) -> None:
        """Archive and store what a page lists.

        Args:
            url: the page's address.
            category: the category that it lists; `None` for a feed, which adds none.
            evidence: what the dates are evidence of: a listing or a feed.
            dates: by article id, in the page's order, the date as it is printed; `None` without one.
            page: where the page was archived.
        """
        printed = {article_id: text for article_id, text in dates.items() if text is not None}
        if not (dates if category is not None else printed):
            return
        categories = {category: list(dates)} if category is not None else {}
        told = Listed(categories, {evidence: printed} if printed else {}, clock.now())
        with self._store.transaction():
            store_listed(self._store, told)
            self.cut_back()
            record = record_id(page.file, page.offset) if page is not None else None
            self._archive.write_listed(url, told, record)
            self._ledger.grown(self._archive.name, self._portal, self._run_id, self._archive.length, told.moment)

    def keep_articles(self, page: Exchange, category: str | None, articles: Sequence[ListedArticle]) -> None:
        """Archive a listing of an archive, and archive and store the articles that it names."""
        assert page.capture is not None, "only a capture lists articles"
        ids = [one.article_id for one in articles]
        with self._store.transaction():
            place = self.keep(page)
            for article_id in ids if category is not None else ():
                self._store.articles.add_category(article_id, category or "")
            said = Listed(
                {category: ids} if category is not None else {}, {}, page.moment, tuple(articles), page.capture
            )
            self._archive.write_listed(page.url, said, record_id(place.file, place.offset))
            self._grown(page)
            self._store.captures.note_listed(self._portal, articles, page.capture.moment, page.capture.source)

    def keep_robots(self, exchange: Exchange) -> None:
        """Archive robots.txt once in a run, and again when it has changed."""
        digest = hashlib.sha256(exchange.body).hexdigest()
        with self._store.transaction():
            said = {"status": exchange.status, "sha256": digest}
            note = f"robots {urlsplit(exchange.url).netloc}"
            if self._frontier.noted(note) != said:
                self._frontier.note(note, said)
                self.keep(exchange)

    def cut_back(self) -> None:
        """Remove what a transaction wrote that was undone."""
        undone = self._store.database.undone
        if undone != self._undone:
            self._archive.cut_back(self._ledger.length(self._archive.name))
            self._undone = undone

    def sync(self) -> None:
        """Bring what was archived onto the disk."""
        self._archive.sync()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def _grown(self, exchange: Exchange) -> None:
        name, length = self._archive.name, self._archive.length
        self._ledger.grown(name, self._portal, self._run_id, length, exchange.moment)


def plain(arguments: Arguments) -> dict[str, Any]:
    """A run's arguments as JSON can hold them."""
    return {name: str(value) if isinstance(value, date) else value for name, value in asdict(arguments).items()}


def description(run_id: str, portal: str, arguments: dict[str, Any]) -> dict[str, str]:
    """What `warcinfo` says of a run's files: all that is needed to read them again without a store."""
    return {
        "software": SOFTWARE,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
        "isPartOf": portal,
        "description": f"run {run_id}",
        "run_id": run_id,
        "portal": portal,
        "base_url": arguments["base_url"],
        "arguments": json.dumps(arguments, ensure_ascii=False, sort_keys=True),
        "parser_version": PARSER_VERSION,
    }
