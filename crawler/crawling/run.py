"""Settling answers: what an outcome changes in the store, in one transaction."""

from datetime import datetime

from crawler.archive.files import Place
from crawler.archive.warc import Exchange, Listed
from crawler.crawling.arguments import Arguments
from crawler.crawling.file_outcome import FileOutcome
from crawler.crawling.outcome import Outcome
from crawler.records.article import Problem
from crawler.records.dates import Witness
from crawler.records.profile import Portal
from crawler.store.articles import Saved
from crawler.store.attached_files import FileRow
from crawler.store.schedule import Visit
from crawler.store.store import Store


class Run:
    """A run of a portal whose answers stand in an archive. `crawler.crawling.live.LiveRun` is one that asks the portal:
    it archives the answers, and keeps a frontier and the next visits besides.
    """

    def __init__(self, store: Store, portal: Portal, arguments: Arguments, run_id: str) -> None:
        self.store = store
        self.portal = portal
        self.arguments = arguments
        self.run_id = run_id

    def settle(self, outcome: Outcome, source: Exchange | Place | None = None) -> Saved | None:
        """Keep what became of the request for an article: archive, store, frontier, next visit, in one transaction.

        Args:
            outcome: what `crawler.crawling.outcome.of` found, or the failure of a request without an answer.
            source: the exchange, if the run still has to archive it, or its place in the archive; `None` without an
                answer.

        Returns:
            What became of the article in the store, `None` when the answer brought none.
        """
        with self.store.transaction():
            place = self._archived(source)
            visit = self._next_visit(outcome)
            saved = self._store_outcome(outcome, place, visit)
            if outcome.problem is not None:
                self.add_problem(
                    outcome.problem, outcome.article_id, place.moment if place is not None else outcome.moment
                )
            self._mark(outcome, saved)
        return saved

    def settle_file(self, outcome: FileOutcome, source: Exchange | Place | None = None) -> None:
        """Keep what became of the request for a file, likewise in one transaction."""
        with self.store.transaction():
            place = self._archived(source)
            moment = local(self.portal, outcome.moment)
            changed = False
            if outcome.kind == "seen":
                self.store.files.mark_seen(self.portal.name, outcome.url, moment)
            else:
                row = FileRow(
                    self.portal.name,
                    outcome.url,
                    outcome.kind,
                    moment,
                    outcome.sha256,
                    outcome.media_type,
                    outcome.size,
                    outcome.etag,
                    outcome.last_modified,
                    self.run_id,
                    *((place.file, place.offset) if place is not None else (None, None)),
                )
                changed = self.store.files.save(row)
            if outcome.problem is not None:
                self.add_problem(outcome.problem, moment=outcome.moment)
            self._mark_file(outcome, changed=changed)

    def add_problem(self, problem: Problem, article_id: str | None = None, moment: datetime | None = None) -> None:
        """Note a problem of the run; one that an answer showed has the moment of that answer."""
        self.store.problems.add(self.run_id, self.portal.name, problem, article_id, moment)

    def _archived(self, source: Exchange | Place | None) -> Place | None:
        assert not isinstance(source, Exchange), "only a live run archives"
        return source

    def _next_visit(self, outcome: Outcome) -> Visit | None:
        """When and how the article is to be visited next; `None` leaves that to the next live run."""

    def _mark(self, outcome: Outcome, saved: Saved | None) -> None:
        """Note in the frontier that the request is done."""

    def _mark_file(self, outcome: FileOutcome, *, changed: bool) -> None:
        """Note in the frontier that the request for a file is done. `changed`: its content is another than before."""

    def _store_outcome(self, outcome: Outcome, place: Place | None, visit: Visit | None) -> Saved | None:
        moment, due_at = local(self.portal, outcome.moment), visit.due_at if visit is not None else None
        if outcome.kind == "gone":
            if outcome.capture is not None:
                self.store.articles.mark_gone_in_archive(outcome.article_id, moment)
            else:
                self.store.articles.mark_gone(outcome.article_id, moment, due_at)
        elif outcome.kind == "seen":
            self.store.articles.mark_seen(outcome.article_id, moment, due_at)
        found = outcome.article
        if found is None:
            return None
        found.run_id = self.run_id
        found.captured_at = found.observed_at = moment
        found.fetched_at = local(self.portal, place.moment) if place is not None else moment
        found.fetched_from = outcome.capture.origin if outcome.capture is not None else "live"
        found.capture_source = outcome.capture.source if outcome.capture is not None else None
        if place is not None:
            found.warc_file, found.warc_offset = place.file, place.offset
        saved = self.store.articles.save(found, visit)
        found.categories = self.store.articles.categories(outcome.article_id)
        return saved


def store_listed(store: Store, told: Listed) -> None:
    """Store what a page listed: categories, and dates as witnesses of when their articles were published."""
    for category, ids in told.categories.items():
        for article_id in ids:
            store.articles.add_category(article_id, category)
    for evidence, dates in told.dates.items():
        for article_id, text in dates.items():
            store.articles.add_listed_date(article_id, Witness(evidence, text))


def local(portal: Portal, moment: datetime) -> str:
    """A moment as records have it: in the portal's time zone, to the second."""
    return moment.astimezone(portal.zone).isoformat(timespec="seconds")
