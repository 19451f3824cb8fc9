"""A run that reads captures, of a web archive or of files at hand, and keeps what they show as it was then."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from crawler.archive import files
from crawler.archive.files import Place
from crawler.archive.foreign import Revisit
from crawler.archive.warc import Capture, Exchange
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_index import indexed, key_of
from crawler.crawling.capture_reading import Reading, read, read_file
from crawler.crawling.file_outcome import FileOutcome
from crawler.crawling.file_requests import FILE, file_address
from crawler.crawling.live import LiveRun
from crawler.crawling.outcome import Outcome
from crawler.crawling.summary import Summary
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.errors import StoreError
from crawler.records.profile import Portal
from crawler.store import shards
from crawler.store.captures import Indexed
from crawler.store.frontier import State
from crawler.store.schedule import Visit
from crawler.store.store import Store

#: Before what is asked of a web archive, in its key: an article's id, `file:` and a file's name, a page's address.
CAPTURE = "capture:"
#: Files come after the articles and listings that tell which ones are wanted.
_FILES = 3

#: The states of an article of which there are several captures, the best first.
_BEST: tuple[State, ...] = ("new", "changed", "unchanged", "gone", "skipped", "failed", "taken", "waiting")


class CaptureRun(LiveRun):
    """A run whose answers are captures. Nothing is noted for the next visit: the portal itself was not asked."""

    def __init__(self, data: Path, portal: Portal, arguments: Arguments, store: Store | None = None) -> None:
        super().__init__(data, portal, arguments, store)
        self._folder = shards.archive(data, portal.name)
        #: Whether the captures for which a key stands are to be asked for: who reads sources at hand asks for none.
        self.is_wanted: Callable[[str], bool] = lambda _: False
        #: Captures that this process has read or taken over.
        self.captures = 0

    def outcome_of(self, url: str, moment: datetime) -> str | None:
        """What was found in a capture that was read before, in this run or another; `None` when it was not."""
        return self.store.captures.outcome(self.portal.name, url, moment)

    def keep(self, came: Exchange, reading: Reading, source: str | None = None) -> None:
        """Keep what a capture holds, in one transaction. `source` is the collection by which an index names it."""
        capture = came.capture
        assert capture is not None, "an answer of the portal itself is no capture"
        self.captures += 1
        with self.store.transaction():
            place: Place | None = None
            if isinstance(reading, Outcome):
                place = self.recorder.keep(came)
                self.frontier.add(reading.article_id, came.url, "article")
                self.settle(reading, place)
                found = reading.problem.kind if reading.kind == "failed" and reading.problem else reading.kind
            elif isinstance(reading, FileOutcome):
                place = self._keep_file(came, reading)
                found = reading.problem.kind if reading.kind != "fetched" and reading.problem else "file"
            elif reading.articles:
                self.recorder.keep_articles(came, reading.category, reading.articles)
                found = "listing"
            else:
                found = "nothing"
            self._note(came.url, capture, source, came.status, found, place, of_file=isinstance(reading, FileOutcome))

    def keep_indexed(self, came: Exchange, reading: Reading | Problem, one: Indexed) -> None:
        """Keep what a capture holds that an index names. An archive may give one of another moment instead."""
        assert came.capture is not None, "an archive gives captures"
        with self.store.transaction():
            found = self.outcome_of(came.url, came.capture.moment)
            if found is None and isinstance(reading, Problem):
                self.add_problem(reading)
                found = reading.kind
            elif found is None and not isinstance(reading, Problem):
                self.keep(came, reading, one.source)
                found = self.outcome_of(came.url, came.capture.moment)
            self.store.captures.settle(self.portal.name, one, found or "nothing", self._place_of(came))

    def _keep_file(self, came: Exchange, found: FileOutcome) -> Place | None:
        """Keep a captured file, but one whose content is here already."""
        if found.kind != "fetched":
            if found.problem is not None:
                self.add_problem(found.problem, moment=found.moment)
            return None
        known = self.store.files.known(self.portal.name, found.url)
        if known is not None and known.sha256 == found.sha256:
            return None
        place = self.recorder.keep(came)
        self.frontier.add(f"{FILE}{found.url}", came.url, "file")
        self.settle_file(found, place)
        return place

    def _ask_for_files(self, article_id: str, *, changed: bool) -> None:
        """Let those files of an article wait that the archive has; take over one that is here under another name."""
        for name in self.store.files.linked(article_id):
            address = file_address(name, self.portal)
            if address is None:
                continue
            key = f"{FILE}{address}"
            place = self.store.captures.kept(self.portal.name, key)
            if place is not None and self.store.files.known(self.portal.name, name) is None:
                first = files.read(self._folder, *place)
                came = Exchange(
                    first.url, (), first.status, first.headers, first.body, clock.now(), capture=first.capture
                )
                self._keep_file(*read_file(came, name))
            self.frontier.note(key, {"names": sorted({*self.names_of(address), name})})
            if self.is_wanted(f"{CAPTURE}{key}"):
                self.frontier.add(f"{CAPTURE}{key}", address, "capture", priority=_FILES)

    def names_of(self, address: str) -> list[str]:
        """What articles that were read in this run call the file at an address."""
        noted = self.frontier.noted(f"{FILE}{address}")
        return noted["names"] if noted is not None else []

    def keep_indexed_file(self, came: Exchange, one: Indexed) -> None:
        """Keep a captured file that an index names, by all the names that articles have for it."""
        with self.store.transaction():
            for name in self.names_of(one.page.removeprefix(FILE)):
                self.keep(*read_file(came, name), one.source)
            assert came.capture is not None, "an archive gives captures"
            found = self.outcome_of(came.url, came.capture.moment)
            self.store.captures.settle(self.portal.name, one, found or "nothing", self._place_of(came))

    def _place_of(self, came: Exchange) -> tuple[str, int] | None:
        """Where the capture was archived."""
        assert came.capture is not None, "an archive gives captures"
        return self.store.captures.place(self.portal.name, came.url, came.capture.moment)

    def lose(self, problem: Problem, capture: Capture | None = None) -> None:
        """Keep that a capture, or a part of a source, cannot be read."""
        with self.store.transaction():
            self.add_problem(problem)
            if capture is not None and problem.url is not None:
                self._note(problem.url, capture, None, None, problem.kind, None)

    def repeat(self, one: Revisit) -> None:
        """Keep a capture whose answer was one that is archived already, as its digest says."""
        key = key_of(one.url, self.portal)
        if key is None or self.outcome_of(one.url, one.capture.moment) is not None:
            return
        place = self.store.captures.archived(self.portal.name, one.digest)
        if place is None:
            message = f"the capture of {one.capture.moment:%Y-%m-%d} repeats one that is not here"
            self.lose(Problem("read", "revisit_without_original", message, one.url), one.capture)
            return
        try:
            first = files.read(self._folder, *place)
        except StoreError as error:
            self.lose(Problem("read", "revisit_without_original", str(error), one.url), one.capture)
            return
        came = Exchange(one.url, (), first.status, first.headers, first.body, clock.now(), key, capture=one.capture)
        self.keep(came, read(self.portal, self.arguments, came), one.capture.source)

    def repeat_indexed(self, one: Indexed) -> bool:
        """Keep a capture that an index names from an archived answer of its digest; whether there was one."""
        if one.digest is None or self.store.captures.archived(self.portal.name, one.digest) is None:
            return False
        with self.store.transaction():
            if one.article_id is not None:
                self.repeat(Revisit(one.url, one.digest, Capture("archive", one.source, one.moment, digest=one.digest)))
            found = self.outcome_of(one.url, one.moment) or "nothing"
            self.store.captures.settle(
                self.portal.name, one, found, self.store.captures.place(self.portal.name, one.url, one.moment)
            )
        return True

    def _note(
        self,
        url: str,
        capture: Capture,
        source: str | None,
        status: int | None,
        found: str,
        place: Place | None,
        *,
        of_file: bool = False,
    ) -> None:
        one = indexed(url, capture, status, self.portal, source)
        if of_file:
            one = one._replace(article_id=None, page=f"{FILE}{file_address(url, self.portal)}")
        archived = (place.file, place.offset) if place is not None else None
        self.store.captures.settle(self.portal.name, one, found, archived)

    def _next_visit(self, outcome: Outcome) -> Visit | None:
        """Nothing: when to ask the portal itself, its next crawl decides."""

    def _state(self, outcome: Outcome, state: State) -> State:
        """Of several captures of an article the best one tells what became of it."""
        before = self.frontier.state(outcome.article_id)
        return min(state, before, key=_BEST.index) if before is not None else state

    def _is_counted(self, article_id: str) -> bool:
        """Whether an earlier capture of the article was good."""
        return self.frontier.state(article_id) in _BEST[:3]

    def _judged(self, ended: Summary) -> str | None:
        """An archive may lack most articles, and hold broken ones: that is no failure of the run."""
