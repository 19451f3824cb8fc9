"""The first part of a run: explore the navigation, choose the categories, and let their listings begin."""

import logging
from typing import Any

from crawler.archive.files import Place
from crawler.archive.warc import Exchange
from crawler.crawling.discovery import Category, Survey, wanted
from crawler.crawling.listings import Listings
from crawler.crawling.live import LiveRun
from crawler.crawling.pagination import Walk
from crawler.crawling.reading import Page
from crawler.crawling.session_cookies import cookies_of
from crawler.crawling.statistics import Watch
from crawler.pages.listing.entries import Entry, Theme
from crawler.pages.listing.navigation import MenuLink
from crawler.pages.page.address import canonical_url
from crawler.records.article import Problem
from crawler.store.frontier import STRAY

HOME = "page:home"

logger = logging.getLogger(__name__)


class Exploration:
    """The exploration of a run. `is_done` when an earlier process of the run has finished it."""

    def __init__(self, run: LiveRun, listings: Listings, watch: Watch) -> None:
        self._run = run
        self._listings = listings
        self._survey = Survey(run.portal.limits.categories)
        self._places: dict[str, Place] = {}
        self._cookies: dict[str, str] = {}
        found = run.frontier.noted("survey")
        self.is_done = found is not None
        if found is None:
            run.frontier.forget()
        else:
            boxes = frozenset((shape, frozenset(ids)) for shape, ids in found["boxes"])
            listings.theme = Theme(frozenset(found["listings"]), boxes)
            for name, articles in found["listed"]:  # a process that was killed has left no statistics
                watch.listed(name, articles)
            run.frontier.ask_again()

    def take(self, key: str, came: Exchange, page: Page | None) -> None:
        """Archive the home page or a page of the navigation, and learn from what was read; `None` is no web page."""
        run, name = self._run, _name(key)
        self._places[name] = run.recorder.keep(came)
        self._cookies[name] = cookies_of(came)
        if page is not None:
            address = canonical_url(came.url, run.portal)
            link = self._survey.links.get(name)
            self._survey.read(link, came.url, address, page.listing, is_article=page.is_article)
            self._visit(self._survey.meet(page.links))
            if key == HOME or not run.arguments.incremental:  # a night reads the feeds of the whole portal alone
                self._listings.witnesses.meet(page.feeds)
        elif key == HOME:
            run.fail(f"{came.url}: the home page is no web page: check the portal's base_url")
        self._done(key, failed=page is None)

    def lose(self, key: str) -> None:
        """Go on without a page that cannot be had."""
        self._done(key, failed=True)

    def category(self, key: str) -> str | None:
        """What the navigation calls a page, `None` for the home page."""
        link = self._survey.links.get(_name(key))
        return link.name if link is not None else None

    def is_suspect(self, key: str) -> bool:
        """Whether a page may be an article of a shape that nobody knows."""
        return self._survey.is_suspect(_name(key))

    def _visit(self, links: list[MenuLink]) -> None:
        with self._run.store.transaction():
            for link in links:
                self._run.frontier.add(f"page:{link.key}", link.url, "page")

    def _done(self, key: str, *, failed: bool) -> None:
        if failed and key != HOME:
            self._survey.failed.add(_name(key))
        self._run.frontier.mark(key, "done")
        if self._survey.complete():
            self._visit(self._survey.further())
            if self._survey.complete():
                self._finish()

    def _finish(self) -> None:
        unread = self._survey.unread()
        if unread is not None:
            self._run.add_problem(Problem("listing", "pages_left_out", unread, self._run.portal.base_url))
        categories = self._survey.categories()
        if not categories:
            self._run.fail(
                f"{self._run.portal.base_url}: no listing of articles found in {len(self._survey.links)} pages of the"
                ' navigation: check base_url, and hash_bang where links hold "#!"; or pin selectors.navigation and'
                f" selectors.listing in the profile; where a script fills them, vnportal probe {self._run.portal.name}"
                " --browser --write FILE renders them"
            )
        chosen = self._chosen(categories)
        logger.info("%d categories: %s", len(chosen), ", ".join(str(category.name) for category in chosen))
        self._listings.theme = self._survey.theme()
        with self._run.store.transaction():
            self._run.frontier.note("survey", _noted(self._listings.theme, chosen))
            self._listings.other_hosts.note(self._survey.elsewhere())
            for shown, suspects in self._survey.unknown().items():
                self._listings.other_shapes.note(shown, suspects)
            full = self._run.visits.plan([category.key for category in chosen])
            for category in chosen:
                cookies = self._cookies.get(category.key, "")
                walk = Walk(category.name, category.key, full=category.key in full, cookies=cookies)
                place = self._places.get(category.key, self._places.get("home"))
                self._listings.begin(walk, category.page, category.url, place)
            if not self._run.arguments.categories:
                for article_id, url in self._survey.strays(categories).items():
                    self._run.visits.ask(Entry(url, article_id), priority=STRAY)
                self._listings.witnesses.call(category.url for category in chosen)
                self._note_hidden()
        self._survey = Survey(0)
        self._places.clear()
        self._cookies.clear()

    def _note_hidden(self) -> None:
        """Note the listings that a script fills, where others come with their articles."""
        hidden = self._survey.hidden() if self._run.portal.fetch != "browser" else []
        for name, url, sign in hidden:
            finds = f"vnportal probe {self._run.portal.name} --browser --write FILE finds how"
            why = f'its page lists no articles, a script fills it ({sign}): {finds}; or fetch = "browser" renders it'
            self._listings.incomplete(name, why, url)

    def _chosen(self, categories: list[Category]) -> list[Category]:
        """The categories that the arguments ask for; all of them when they name none."""
        if not self._run.arguments.categories:
            return categories
        chosen, unknown = wanted(categories, self._run.arguments.categories)
        if unknown:
            self._run.usage = True
            found = ", ".join(dict.fromkeys(f'"{category.name}"' for category in categories))
            base_url = self._run.portal.base_url
            self._run.fail(f'--category "{unknown[0]}": no such category on {base_url}: found {found}')
        return chosen


def _noted(theme: Theme, chosen: list[Category]) -> dict[str, Any]:
    """What a later process of the run has to know of the exploration."""
    return {
        "listings": sorted(theme.listings),
        "boxes": [[shape, sorted(ids)] for shape, ids in theme.boxes],
        "listed": [[category.name, len(category.page.entries)] for category in chosen],
    }


def _name(key: str) -> str:
    return key.removeprefix("page:")
