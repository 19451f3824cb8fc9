"""A run that asks a portal: store, archive and frontier in the data directory, and how the run ends."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from scrapy.exceptions import CloseSpider
from scrapy.http import Headers, Response

from crawler.archive.files import Place
from crawler.archive.warc import Exchange
from crawler.crawling.arguments import Arguments
from crawler.crawling.file_outcome import FileOutcome
from crawler.crawling.file_requests import FILE, FileRequests
from crawler.crawling.outcome import Kind, Outcome
from crawler.crawling.recorder import Recorder, plain
from crawler.crawling.run import Run
from crawler.crawling.scheduler import Scheduler
from crawler.crawling.summary import Summary, summary
from crawler.crawling.visits import Visits
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.crawl_statistics import CrawlStatistics
from crawler.records.errors import VnportalError
from crawler.records.profile import Portal
from crawler.store import lock, shards
from crawler.store.articles import Saved
from crawler.store.encoding import canonical
from crawler.store.frontier import Queue, State
from crawler.store.runs import RunStatus
from crawler.store.schedule import Visit
from crawler.store.store import Store

#: Why a crawl was closed whose time (Scrapy's CLOSESPIDER_TIMEOUT) was up.
OUT_OF_TIME = "closespider_timeout"
#: Reasons of closing after which the same command goes on where the run stopped.
INTERRUPTIONS = frozenset({"shutdown", "unreachable", "broken_off", OUT_OF_TIME})
#: A header with the password of a proxy, which is no part of what the portal was asked.
_OF_A_PROXY = "Proxy-Authorization"
#: The state of an article's address when its answer brings no article.
_STATES: dict[Kind, State] = {"seen": "unchanged", "skipped": "skipped", "gone": "gone", "failed": "failed"}


class LiveRun(Run):
    """The run of a crawl. `store` belongs to a caller who holds the lock; without it, the run locks the portal's shard
    and opens its store itself, and closes both at its end.

    `summary`, `failure` (why the run failed, in one line), `usage` (the arguments do not fit the portal),
    `interrupted` and `reason` (why the crawl was closed, in Scrapy's words or ours) hold once the run has ended.

    Raises:
        LockHeldError: another run works on the portal.
        StoreError: the data directory cannot be used.
    """

    def __init__(self, data: Path, portal: Portal, arguments: Arguments, store: Store | None = None) -> None:
        self._opened = ExitStack()
        if store is None:
            self._opened.enter_context(lock.hold(shards.folder(data, portal.name)))
            store = self._opened.enter_context(Store(shards.store(data, portal.name)))
        if arguments.incremental:
            store.schedule.give_up_old_runs(portal.name, canonical(plain(arguments)), clock.now())
        super().__init__(store, portal, arguments, store.runs.start(portal.name, plain(arguments)).run_id)
        self.frontier = Queue(store, self.run_id)
        recorder = Recorder(
            shards.archive(data, portal.name), store, self.frontier, self.run_id, arguments, portal.name
        )
        self.recorder = self._opened.enter_context(closing(recorder))
        self.visits = Visits(store, self.frontier, portal, arguments)
        self.files = FileRequests(store, self.frontier, portal, self.run_id, full=arguments.full)
        self.scheduler = Scheduler(self.frontier, portal, arguments)
        #: What this process has done: pages read, articles saved, problems met.
        self.done: Counter[str] = Counter()
        self.began = time.monotonic()
        self.summary: Summary | None = None
        self.failure: str | None = None
        self.usage = False
        self.interrupted = True
        self.reason: str | None = None
        #: The crawl itself went well and its articles are in the store, but the archive is not safe on the disk.
        self.closing_failed = False

    def settle(self, outcome: Outcome, source: Exchange | Place | None = None) -> Saved | None:
        """As `Run.settle`; an exchange is archived first."""
        had = outcome.kind in {"article", "seen"} and not self._is_counted(outcome.article_id)
        saved = super().settle(outcome, source)
        self.scheduler.settled(outcome.article_id, had=had)
        self.done["articles"] += had
        return saved

    def unless_less(self, found: Outcome) -> Outcome:
        """The outcome of an answer whose page has no end, unless it brings less than the store has: then a failure."""
        before = self.store.articles.get(found.article_id, annotated=False)
        if found.article is None or before is None or len(found.article.body or "") >= len(before.body or ""):
            return found
        message = "the page has no end, and less text than was stored: what was stored stays"
        problem = Problem("fetch", "truncated", message, found.article.url)
        return Outcome(found.article_id, "failed", found.moment, problem=problem)

    def add_problem(self, problem: Problem, article_id: str | None = None, moment: datetime | None = None) -> None:
        """Note a problem of the run, count it and log it."""
        super().add_problem(problem, article_id, moment)
        logging.getLogger(self.portal.name).warning("%s: %s (%s)", problem.kind, problem.message, problem.url)
        self.done["problems"] += 1

    def fail(self, message: str, *, reason: str = "failed") -> None:
        """End the run as a failure, with one line that says what, where and the remedy.

        Raises:
            CloseSpider: always.
        """
        if self.failure is None:  # what else is in flight fails of the same cause
            self.failure = message
            super().add_problem(Problem("crawl", reason, message, self.portal.base_url))
        raise CloseSpider(reason)

    def end(self, reason: str, *, requests: int, received: int, statistics: CrawlStatistics) -> None:
        """Sum the run up and end it; the next run with the same arguments takes up one that was interrupted.

        Args:
            reason: why the crawl was closed.
            requests: how many this process sent.
            received: bytes that came back.
            statistics: the crawl's counts, over all processes of the run.
        """
        ended = replace(
            summary(self.store, self.run_id),
            pages=self.done["pages"],
            requests=requests,
            bytes=received,
            seconds=round(time.monotonic() - self.began, 3),
            statistics=statistics,
        )
        self.summary, self.reason = ended, reason
        self.interrupted = reason in INTERRUPTIONS
        if not self.interrupted and self.failure is None:
            self.failure = self._judged(ended)
        with self._noting():  # before the transaction that counts on it
            self.recorder.sync()
        status: RunStatus = "interrupted" if self.interrupted else "failed" if self.failure else "finished"
        with self._noting():
            self._close(status, ended)

    def _is_counted(self, _article_id: str) -> bool:
        """Whether the article counts already towards the run's limit: each address is asked for once."""
        return False

    def _judged(self, ended: Summary) -> str | None:
        """Why the run counts as failed although it came to its end, `None` when it does not."""
        return ended.failure(self.portal.base_url)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Make an error the failure of the run: Scrapy would only log it."""
        try:
            yield
        except VnportalError as error:
            self.closing_failed = self.closing_failed or self.failure is None
            self.failure = self.failure or str(error)

    def _close(self, status: RunStatus, ended: Summary) -> None:
        with self.store.transaction():
            self.store.runs.finish(self.run_id, status, asdict(ended))
            if status != "interrupted":  # only an interrupted run needs its frontier again
                if self.arguments.incremental:
                    self.store.schedule.leave_to_later_runs(self.run_id, clock.now())
                self.frontier.forget()
        self.recorder.cut_back()
        self._opened.close()

    def _archived(self, source: Exchange | Place | None) -> Place | None:
        return self.recorder.keep(source) if isinstance(source, Exchange) else source

    def _next_visit(self, outcome: Outcome) -> Visit | None:
        return self.visits.next_visit(outcome)

    def _mark(self, outcome: Outcome, saved: Saved | None) -> None:
        meta = {"day": str(outcome.day)} if outcome.kind == "skipped" and outcome.day is not None else {}
        self.frontier.mark(outcome.article_id, self._state(outcome, saved or _STATES[outcome.kind]), **meta)
        if self.arguments.attachments and outcome.kind in {"article", "seen"}:
            self._ask_for_files(outcome.article_id, changed=saved in {"new", "changed"})

    def _ask_for_files(self, article_id: str, *, changed: bool) -> None:
        """Let the files of an article wait."""
        for problem in self.files.ask(article_id, changed=changed):
            self.add_problem(problem, article_id)

    def _state(self, _outcome: Outcome, state: State) -> State:
        """The state of an article that was asked for, now that an answer has brought it into `state`."""
        return state

    def _mark_file(self, outcome: FileOutcome, *, changed: bool) -> None:
        state: State = "failed"
        if outcome.kind == "gone":
            state = "gone"
        elif outcome.kind in {"seen", "fetched"}:
            state = "new" if changed else "unchanged"
        elif outcome.kind == "too_large":
            state = "skipped"
        self.frontier.mark(f"{FILE}{outcome.url}", state)


def exchange(response: Response, key: str | None = None) -> Exchange:
    """A response that has just come, with its request; `key` is that of the article or file that was asked for, if one
    was.

    Its moment is the one moment of the answer, for archive and store alike.
    """
    request = response.request
    headers = plain_headers(request.headers if request is not None else Headers())
    asked = [(name, value) for name, value in headers if name != _OF_A_PROXY]
    answered = plain_headers(response.headers)
    method, sent = (request.method, request.body) if request is not None else ("GET", b"")
    attached = key.removeprefix(FILE) if key is not None and key.startswith(FILE) else None
    article_id = key if attached is None else None
    return Exchange(
        response.url, asked, response.status, answered, response.body, clock.now(), article_id, method, sent, attached
    )


def plain_headers(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text, repeated names in their order."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
