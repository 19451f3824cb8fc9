"""Feeds and sitemaps of a run: a second witness beside the listings. What they name and no listing does is fetched."""

import logging
import re
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import urlsplit

from crawler.archive.warc import Exchange
from crawler.crawling.live import LiveRun
from crawler.crawling.pagination import Walk
from crawler.crawling.statistics import Watch
from crawler.pages.listing.feeds import Feed, sitemaps_of
from crawler.pages.page.address import fetch_url
from crawler.store.frontier import STRAY

#: Before the address of a feed or a sitemap.
WITNESS = "witness:"
#: Sitemaps of an index that are read: by a night, and by any other crawl.
_NEWEST, _MOST = 3, 5_000
#: What tells the address of an article from that of a page: a number, a day, Liferay's mark of what a portlet shows.
_TELLING = ("{id", "{month}", "/-/")

logger = logging.getLogger(__name__)


class Witnesses:
    """The feeds and sitemaps of a run: those that its platforms declare, pages name, and robots.txt names."""

    def __init__(self, run: LiveRun, watch: Watch) -> None:
        self._run = run
        self._watch = watch
        self._feeds: list[str] = []
        self._sitemaps: list[str] = []

    def meet(self, feeds: Iterable[str]) -> None:
        """Take note of feeds that a page names."""
        self._feeds += feeds

    def meet_robots(self, robots: bytes) -> None:
        """Take note of the sitemaps that robots.txt names."""
        self._sitemaps += sitemaps_of(robots)

    def call(self, listings: Iterable[str]) -> None:
        """Let all feeds and sitemaps wait behind the pages of these listings, in the transaction that is open.

        Where only words tell the addresses of articles, a sitemap cannot tell an article from a page of text.
        """
        platforms = self._run.portal.platforms
        paths = [re.sub(r"\.\w+$", "", urlsplit(url).path.rstrip("/")) for url in listings]
        for declared in (one for platform in platforms for one in platform.witnesses):
            for path in paths if "{path}" in declared else [""]:
                self._wait(declared.replace("{path}", path))
        shapes = [shape for platform in platforms for shape in platform.articles]
        told = all(any(sign in shape for sign in _TELLING) for shape in shapes)
        for address in [*self._feeds, *(self._sitemaps if told else [])]:
            self._wait(address)

    def take(self, key: str, feed: Feed, exchange: Exchange) -> None:
        """Settle a feed or a sitemap: what no listing has named waits, and so do the sitemaps that it names.

        A night reads the newest sitemaps alone: what is older was asked for by the first crawl.
        """
        run = self._run
        is_night = run.arguments.incremental
        with run.store.transaction():
            place = run.recorder.keep(exchange)
            dates = {run.visits.key(entry.article_id): entry.dated for entry, _ in feed.articles}
            run.recorder.keep_listed(exchange.url, None, "feed", dates, place)
            for url in feed.sitemaps[: _NEWEST if is_night else _MOST]:
                self._wait(url)
            unlisted: list[str] = []
            for entry, latest in feed.articles:
                if run.arguments.since is not None and latest is not None and latest < run.arguments.since:
                    continue
                article_id = run.visits.key(entry.article_id)
                is_known = run.store.articles.known(article_id) is not None
                unlisted += [article_id] if not is_known and not run.frontier.url(article_id) else []
                if not (is_night and is_known):  # what is known and due waits already
                    run.visits.ask(entry, priority=STRAY)
            run.frontier.mark(key, "done")
        run.scheduler.settled(key)
        self._watch.unlisted(unlisted)
        logger.info("%s: %d articles, %d of them in no listing so far", exchange.url, len(feed.articles), len(unlisted))

    def _wait(self, address: str) -> None:
        portal = self._run.portal
        url = fetch_url(address, f"{portal.base_url}/", portal)
        if url is not None:
            walk = Walk(None, f"{WITNESS}{url}", number=2)
            self._run.frontier.add(f"listing:{walk.key}", url, "listing", priority=STRAY, meta=asdict(walk))
