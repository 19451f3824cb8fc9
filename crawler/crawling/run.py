"""What a run works with: the store, frontier and archive in the data directory."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scrapy.http import Headers, Response

from crawler.archive.files import Archive, Place, record_id
from crawler.archive.repair import tidy
from crawler.archive.warc import Exchange
from crawler.crawling.arguments import Arguments
from crawler.crawling.summary import Summary, summary
from crawler.pages.article.parse import PARSER_VERSION
from crawler.records import clock
from crawler.records.profile import Portal
from crawler.store import lock
from crawler.store.archives import Ledger
from crawler.store.encoding import canonical
from crawler.store.frontier import Queue
from crawler.store.runs import RunStatus
from crawler.store.store import Store

#: A header with the password of a proxy, which is no part of what the portal was asked.
_OF_A_PROXY = "Proxy-Authorization"
SOFTWARE = f"vnportal/{version('vnportal')}"


class Workplace:
    """Store, frontier and archive of one run. `store` is somebody else's who holds the lock; without it, the
    workplace locks the data directory and opens the store itself, and closes both at the end.

    Raises:
        LockHeldError: another run works on the data directory.
        StoreError: the data directory cannot be used.
    """

    def __init__(self, data: Path, portal: Portal, arguments: Arguments, store: Store | None = None) -> None:
        self._opened = ExitStack()
        if store is None:
            self._opened.enter_context(lock.hold(data))
            store = self._opened.enter_context(Store(data / "store.sqlite"))
        self.store = store
        self.data = data
        self._portal = portal.name
        said = {name: str(value) if isinstance(value, date) else value for name, value in asdict(arguments).items()}
        self._arguments = arguments
        if arguments.incremental:
            store.schedule.give_up_old_runs(portal.name, canonical(said), clock.now())
        self.run = store.runs.start(portal.name, said)
        self.queue = Queue(store, self.run.run_id)
        self._ledger = Ledger(store)
        self.archive = self._opened.enter_context(closing(self._archive(data / "archive", said)))

    def _archive(self, folder: Path, arguments: dict[str, Any]) -> Archive:
        run_id = self.run.run_id
        if self.queue.noted("survey") is None:
            # The survey begins anew, and so does what it archives: nothing in the store comes from it.
            self._ledger.forget(run_id)
        place, problems = tidy(folder, self._ledger, self._portal, run_id)
        for problem in problems:
            self.store.problems.add(run_id, self._portal, problem)
        return Archive(folder, run_id, about(run_id, self._portal, arguments), number=place.number, length=place.length)

    def keep(self, response: Response, article_id: str | None = None) -> Place:
        """Archive a response with its request, in the transaction that is open: if that is undone, so is this.

        `article_id` is the article that was asked for, if one was. The moment of the place it returns is the one
        moment of the response, for the store as well.
        """
        request = response.request
        one = Exchange(
            response.url,
            [
                pair
                for pair in plain_headers(request.headers if request is not None else Headers())
                if pair[0] != _OF_A_PROXY
            ],
            response.status,
            plain_headers(response.headers),
            response.body,
            clock.now(),
            article_id,
        )
        with self.store.transaction():
            self.archive.cut_back(self._ledger.length(self.archive.path.name))
            offset = self.archive.write(one)
            self._commit(one.moment)
        return Place(self.archive.path.name, offset, one.moment)

    def keep_listed(self, url: str, category: str, article_ids: Iterable[str], page: Place | None) -> None:
        """Archive and store that a listing's page has these articles; `page` is where the page was archived."""
        ids = list(article_ids)
        if not ids:
            return
        moment = clock.now()
        with self.store.transaction():
            for article_id in ids:
                self.store.articles.add_category(article_id, category)
            self.archive.cut_back(self._ledger.length(self.archive.path.name))
            record = record_id(page.file, page.offset) if page is not None else None
            self.archive.write_listed(url, {category: ids}, moment, record)
            self._commit(moment)

    def keep_robots(self, response: Response) -> None:
        """Archive robots.txt once in a run, and again when it has changed."""
        digest = hashlib.sha256(response.body).hexdigest()
        with self.store.transaction():
            said = {"status": response.status, "sha256": digest}
            if self.queue.noted("robots") != said:
                self.queue.note("robots", said)
                self.keep(response)

    def _commit(self, moment: datetime) -> None:
        self._ledger.grown(self.archive.path.name, self._portal, self.run.run_id, self.archive.length, moment)

    def summary(self) -> Summary:
        """What the run has come to so far, over all processes that worked on it."""
        return summary(self.store, self.run.run_id)

    def close(self, status: RunStatus, stats: dict[str, Any]) -> None:
        """End the run; one that is not interrupted needs its frontier no more."""
        with self.store.transaction():
            self.store.runs.finish(self.run.run_id, status, stats)
            if status != "interrupted":
                if self._arguments.incremental:
                    self.store.schedule.leave_to_later_runs(self.run.run_id, clock.now())
                self.queue.forget()
        self.archive.cut_back(self._ledger.length(self.archive.path.name))
        self._opened.close()


def about(run_id: str, portal: str, arguments: dict[str, Any]) -> dict[str, str]:
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


def plain_headers(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text, repeated names in their order."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
