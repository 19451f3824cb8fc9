"""Which articles a run asks for, and how: all that is new, of what is known what is due, and that conditionally."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.crawling.pagination import Step, Walk, walked_fully
from crawler.pages.listing.entries import Entry
from crawler.pages.page.address import fetch_url
from crawler.pages.parser_version import PARSER_VERSION
from crawler.records import clock
from crawler.records.profile import Portal
from crawler.store.articles import Known
from crawler.store.encoding import day_of, is_after
from crawler.store.frontier import MISSED, VISIT, Queue
from crawler.store.revisit import due_at, retry_at
from crawler.store.schedule import Visit
from crawler.store.store import Store

_CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}


class Visits:
    """The visits of one run to articles, and its walks over listings as far as earlier runs bear on them."""

    def __init__(self, store: Store, queue: Queue, portal: Portal, arguments: Arguments) -> None:
        self._store = store
        self._queue = queue
        self._portal = portal
        self._arguments = arguments
        store.schedule.bring_up_to_date(portal, clock.now())

    # What is asked for

    def plan(self, listings: list[str]) -> set[str]:
        """Let wait what is due before any listing is read; returns which of the listings are walked to their end."""
        if not self._arguments.incremental:
            return set(listings)
        now, schedule, name = clock.now(), self._store.schedule, self._portal.name
        for key, url in schedule.missed(name, now):
            self._queue.add(key, self._here(url), "article", priority=MISSED)
        for key, url in schedule.due(name, now):
            self._queue.add(key, self._here(url), "article", priority=VISIT)
        nights = self._portal.incremental.full_walk_every
        return walked_fully(listings, schedule.walks(name, now), now.astimezone(self._portal.zone), nights)

    def ask(self, entry: Entry, priority: int | None = None, *, category: str | None = None) -> None:
        """Let an article wait that a page names, unless it is known, not due, and has the title that it had before in
        the listing of that category.
        """
        key, now = self.key(entry.article_id), clock.now()
        known = self._store.articles.known(key)
        put_off = known is None and self._arguments.incremental and self._store.schedule.is_put_off(key, now)
        # What this run itself could not have under an older address may well stand at this one.
        if put_off and not self._queue.url(key):
            return
        day = entry.day or (day_of(known.published_at) if known else None)
        retitled = category is not None and _is_past(known, now) and self._is_retitled(key, category, entry.title)
        if self._queue.add(key, entry.url, "article", priority=priority):
            if self._arguments.outside(day):
                self._queue.mark(key, "skipped", day=str(day))
            elif known is not None and not retitled and not self._is_wanted(known, now):
                self._queue.mark(key, "known")

    def _is_retitled(self, key: str, category: str, title: str | None) -> bool:
        """Whether the category's listing called the article something else before: its text has been edited, too."""
        before = self._store.schedule.note_listed_title(key, category, title) if title else None
        return title is not None and before is not None and not _is_same_title(before, title)

    def ask_for_missing(self, key: str, entries: Sequence[Entry]) -> None:
        """Let the articles wait that the first page of the listing `key` showed before, above one that it shows still.

        The portal has removed them, or they have another category.
        """
        shown = [self.key(entry.article_id) for entry in entries]
        before = self._store.schedule.note_first_page(self._portal.name, key, shown)
        last = max((place for place, one in enumerate(before) if one in shown), default=0)
        for article_id in before[:last] if self._arguments.incremental else ():
            known = self._store.articles.known(article_id) if article_id not in shown else None
            if known is not None and known.gone_at is None and _is_past(known, clock.now()):
                self._queue.add(article_id, self._here(known.address or known.url), "article", priority=VISIT)

    def _is_wanted(self, known: Known, now: datetime) -> bool:
        """Whether a known article that a page names is asked for; one that was gone may be back."""
        if self._arguments.full or known.gone_at is not None or known.due_at is None:
            return True
        return known.due_at <= clock.stamp(now)

    def conditions(self, key: str, url: str) -> dict[str, str]:
        """The headers under which the server need not send the article again.

        None when all is to be read anew (`full`, another parser), or when the validators are of another address.
        """
        known = self._store.articles.known(key)
        if known is None or self._arguments.full or known.parser_version != PARSER_VERSION:
            return {}
        if url != (known.address or known.url):
            return {}
        values = {name: getattr(known, field) for name, field in _CONDITIONS.items()}
        return {name: value for name, value in values.items() if value is not None}

    # What came of it

    def next_visit(self, outcome: Outcome) -> Visit | None:
        """The next visit to an article that a request asked for, noted in the schedule where the store has no article.

        `None` when nothing is to change: the answer was skipped, or the article failed and is due as it was.
        """
        if outcome.kind == "skipped":
            return None
        key, now = outcome.article_id, outcome.moment
        if outcome.article is not None:
            due_at = self._due(key, outcome.article.published_at, now)
            return Visit(due_at, outcome.address or outcome.article.url, outcome.etag, outcome.last_modified)
        known = self._store.articles.known(key)
        if outcome.kind in {"gone", "failed"} and known is None:
            self._store.schedule.miss(self._portal, key, self._queue.url(key), now)
        elif outcome.kind == "failed" and self._arguments.incremental:
            self._store.schedule.put_off(key, retry_at(self._portal, 1, now))
        if outcome.kind == "failed" or known is None:
            return None
        # What is gone counts as undated.
        return Visit(self._due(key, known.published_at if outcome.kind == "seen" else None, now), known.url)

    def _due(self, key: str, published_at: str | None, now: datetime) -> str:
        return due_at(self._portal, key, day_of(published_at), now)

    # Listings

    def met(self, article_id: str, category: str | None) -> bool:
        """Whether the article is known and was listed in the category before."""
        return self._store.schedule.met(self.key(article_id), category)

    def day_of(self, article_id: str) -> date | None:
        """The day of publication of an article fetched before, `None` when it is not known."""
        key = self.key(article_id)
        known = self._store.articles.known(key)
        return day_of(known.published_at) if known else day_of(self._queue.meta(key).get("day"))

    def walked(self, walk: Walk, taken: Step) -> None:
        """Take note of how far a listing was walked."""
        if taken.broken is not None:
            self.broke(walk)
        elif taken.at_end and walk.whole and not self._arguments.dated and self._arguments.limit is None:
            self._store.schedule.walked(self._portal.name, walk.key, walk.category, clock.now())

    def broke(self, walk: Walk) -> None:
        """The walk over a listing broke."""
        self._store.schedule.not_walked(self._portal.name, walk.key)

    def may_exist(self, article_id: str) -> bool:
        """Whether an article that a listing names is known, or was not asked for; not, where it was not to be had."""
        known = self._store.articles.known(self.key(article_id))
        is_lost = self._queue.state(self.key(article_id)) in {"gone", "failed", None}
        return (known is not None and known.gone_at is None) or not is_lost

    def key(self, article_id: str) -> str:
        """The key of an article's number."""
        return f"{self._portal.name}:{article_id}"

    def _here(self, url: str) -> str:
        """A stored address where the portal is served now: a copy may have been crawled from elsewhere."""
        parts = urlsplit(url)
        path = "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        return fetch_url(path, f"{self._portal.base_url}/", self._portal) or url


def _is_past(known: Known | None, now: datetime) -> bool:
    """Whether a known article was last seen before `now`. If not, a clock was wrong: it is asked for when it is due."""
    return known is None or not is_after(known.fetched_at, clock.stamp(now))


def _is_same_title(one: str, other: str) -> bool:
    """Whether two titles are the same; one that is cut short is the same as the whole one.

    >>> _is_same_title("Tin buổi sáng...", "TIN BUỔI SÁNG NAY"), _is_same_title("Tin buổi sáng", "Tin buổi sáng nay")
    (True, False)
    """
    (first, is_cut), (second, is_other_cut) = _uncut(one), _uncut(other)
    return first == second or (is_cut and second.startswith(first)) or (is_other_cut and first.startswith(second))


def _uncut(title: str) -> tuple[str, bool]:
    """The title in small letters without the dots at which it is cut short, and whether it had any."""
    plain = title.casefold()
    begun = plain.removesuffix("…").removesuffix("...").rstrip()
    return begun, begun != plain
