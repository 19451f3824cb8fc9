"""The listings of a run, page after page: each page lets its articles wait, and then the next page."""

from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256

from crawler.archive.files import Place
from crawler.archive.warc import Exchange
from crawler.crawling.live import LiveRun
from crawler.crawling.named_articles import NamedArticles
from crawler.crawling.other_hosts import OtherHosts
from crawler.crawling.other_shapes import OtherShapes, Suspect
from crawler.crawling.pagination import (
    Rules,
    Step,
    Walk,
    behind_offered,
    behind_the_last,
    by_other_recipe,
    falls_short,
    past_gap,
    step,
)
from crawler.crawling.script_requests import ScriptRequests
from crawler.crawling.session_cookies import cookies_of
from crawler.crawling.sitemaps import WITNESS, Witnesses
from crawler.crawling.statistics import Watch
from crawler.pages.listing.entries import Listing, Theme
from crawler.pages.page.address import canonical_url
from crawler.records.article import Problem

#: How a portal says that it has no page of a number.
_NO_SUCH_PAGE = ("http_404", "http_410")


class Listings:
    """Walks the listings of a run."""

    def __init__(self, run: LiveRun, watch: Watch) -> None:
        self._run = run
        self._watch = watch
        #: What the exploration has learned of the portal's side boxes.
        self.theme = Theme()
        self._again = f": vnportal probe {run.portal.name} --browser --write FILE finds anew how it goes on"
        self.other_hosts = OtherHosts(run.frontier)
        self.other_shapes = OtherShapes(run.frontier, run.portal)
        self.scripts = ScriptRequests(run.frontier)
        self.named = NamedArticles(run.frontier, run.visits)
        self.witnesses = Witnesses(run, watch)

    def begin(self, walk: Walk, page: Listing, url: str, place: Place | None) -> None:
        """Let a listing begin with its first page, in the transaction that is open.

        Where the page offers more and its script files may say how, they are read before.
        """
        offers_more = page.paging.more is not None or (page.paging.last or 1) > 1
        is_unsaid = offers_more and page.paging.next_url is None and page.continuation.complete is None
        if is_unsaid and page.scripts and self.scripts.ask(page.scripts, walk, url):
            for entry in page.entries:
                self._run.visits.ask(entry)
            return
        self.take(walk, page, url, place)

    def take(self, walk: Walk, page: Listing, url: str, place: Place | None) -> None:
        """Let a page's articles wait, and the next page after them, in the transaction that is open.

        Args:
            walk: where in its listing the page stands.
            page: the page as read.
            url: its address.
            place: where it was archived.
        """
        run = self._run
        if walk.number == 1:
            self._watch.listed(walk.category, len(page.entries))
        rules = Rules(
            run.portal.limits.listing_pages,
            run.visits.day_of,
            run.arguments.since,
            None if walk.full else partial(run.visits.met, category=walk.category),
            run.portal.incremental.known_in_a_row,
        )
        taken = step(walk, page, rules, url)
        self.other_hosts.note(page.elsewhere)
        if walk.number > 1:  # of first pages the exploration has told what they show beside their listing
            self.other_shapes.note(walk.category or walk.key, map(Suspect, page.unknown))
        self._watch.named(run.visits.key(entry.article_id) for entry in taken.entries)
        if walk.category is not None:
            dates = {run.visits.key(entry.article_id): entry.dated for entry in taken.entries}
            run.recorder.keep_listed(url, walk.category, "listing", dates, place)
        for entry in taken.entries:
            run.visits.ask(entry, category=walk.category)
        if walk.number == 1:
            run.visits.ask_for_missing(walk.key, taken.entries)
        if walk.turn:
            self.named.note(walk, url, (entry.article_id for entry in taken.entries))
        self._walked(walk, taken, url)
        if taken.next_url is not None:
            self._go_on(taken.walk, taken.next_url)

    def take_further(self, key: str, walk: Walk, page: Listing, exchange: Exchange) -> None:
        """Settle a page behind the first one, in one transaction: archive, articles that wait, frontier."""
        walk = replace(walk, cookies=cookies_of(exchange, walk.cookies))
        with self._run.store.transaction():
            self.take(walk, page, exchange.url, self._run.recorder.keep(exchange))
            self._run.frontier.mark(key, "done")
        self._run.scheduler.settled(key)

    def lose(self, key: str, walk: Walk, url: str, problem: Problem) -> None:
        """Go on past a page that cannot be had, where anything tells what comes after it."""
        self._run.scheduler.settled(key)
        if walk.key.startswith(WITNESS):  # a portal need not have what its platform may have
            self._run.frontier.mark(key, "done")
            return
        other = by_other_recipe(walk)
        if walk.turn and (other is not None or problem.kind in _NO_SUCH_PAGE):
            # A recipe asks for pages that nobody has named: the portal says that there are no more of them.
            self._run.frontier.mark(key, "done")
            self._walked(walk, other or behind_the_last(walk), url)
            if other is not None and other.next_url is not None:
                self._go_on(other.walk, other.next_url)
            return
        offered = behind_offered(walk, url) if problem.kind in _NO_SUCH_PAGE else None
        if offered is not None:
            self._run.frontier.mark(key, "done")
            self._walked(walk, offered, url)
            if offered.next_url is not None:
                self._go_on(offered.walk, offered.next_url)
            return
        self._run.add_problem(problem)
        self._walked(walk, Step(walk, broken=f"page {walk.number} cannot be had: {problem.message}"), url)
        self._run.frontier.mark(key, "failed")
        onward = past_gap(walk, url)
        if onward is not None:
            self._go_on(*onward)

    def incomplete(self, category: str | None, why: str, url: str) -> None:
        """Note that a listing could not be walked to its end."""
        self._run.add_problem(Problem("listing", "listing_incomplete", f"{category or url}: {why}", url))

    def left_out(self) -> list[Problem]:
        """What the listings lead to and the run has left out."""
        for walk, url, count in self.named.lost():
            self._run.visits.broke(walk)
            why = f"none of the {count} articles that its further pages name is there: their addresses may be others"
            self.incomplete(walk.category, f"{why}{self._again}", url)
        return self.other_hosts.problems(self._run.portal.base_url) + self.other_shapes.problems()

    def _go_on(self, walk: Walk, url: str) -> None:
        ask = walk.ask(url)
        key = f"listing:{walk.key}:{canonical_url(url, self._run.portal)}"
        if ask.method != "GET":
            key = f"listing:{walk.key}:{ask.method} {ask.url} {sha256(ask.body).hexdigest()[:16]}"
        if not self._run.frontier.add(key, url, "listing", meta=asdict(walk)):
            ahead = walk.last is not None and walk.last >= walk.number
            broken = f"page {walk.number - 1} of {walk.last} leads back to a page read before" if ahead else None
            self._walked(walk, Step(walk, broken=broken, at_end=not ahead), url)

    def _walked(self, walk: Walk, taken: Step, url: str) -> None:
        self._run.visits.walked(walk, taken)
        if taken.broken is not None:
            self.incomplete(walk.category, taken.broken + (self._again if walk.turn else ""), url)
        elif taken.at_end and (short := falls_short(taken.walk)) is not None:
            self.incomplete(walk.category, short, url)
