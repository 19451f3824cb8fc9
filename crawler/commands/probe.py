"""`vnportal probe`: look at a portal before it is crawled, and say what its profile needs."""

import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import portals, settings
from crawler.commands.inferred import BEHIND_HASH, save
from crawler.crawling.browser import Plain, look_at
from crawler.crawling.downloader import chromium, politeness
from crawler.crawling.other_hosts import messages
from crawler.crawling.probe import Look, ProbeSpider, paging_shape
from crawler.crawling.progress import log_to
from crawler.pages.listing.entries import Listing
from crawler.records.article import Article
from crawler.records.errors import UsageError
from crawler.records.profile import Complete, ListingContinuation, Portal

#: Requests wait in memory, and what they bring goes nowhere.
_NOTHING_KEPT = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "ITEM_PIPELINES": {},
    "LOG_INSTALL_ROOT_HANDLER": False,
}
#: Further tries: who waits for an answer wants it before a portal that stumbles has been asked six times.
_RETRIES = 2
#: Articles shown whose addresses told the platform.
_EXAMPLES = 3
#: Shown of a portal's categories and of lost pages.
_MOST = 20
_FIELDS = ("title", "lead", "text", "category", "published_at", "author", "view_count", "images", "attachments")
#: By which selector a field is pinned, if it is missing from most articles that should have it.
_PINNED = {"title": "title", "text": "body", "category": "category", "published_at": "meta"}
#: Times of day that tell of a 12-hour clock when none is later than noon.
_LEAST_TIMES = 5


@dataclass(frozen=True, slots=True)
class ProbeOptions:
    """What the command line asked for; `data` is where profiles of one's own are."""

    data: Path
    base_url: str | None = None
    delay: float | None = None
    write: Path | None = None
    browser: bool = False


def run(name: str, options: ProbeOptions) -> int:
    """Look at a portal of that name, or at any web address, and print what was seen.

    Returns 0 when at least half of the articles looked at have title, date and text, else 1. Keeps nothing but the
    profile that it writes to a file.

    Raises:
        ProfileError: there is no such portal, its profile is wrong, or the address is none.
        UsageError: a web address and `--base-url` as well.
    """
    if "://" in name:
        if options.base_url is not None:
            raise UsageError("--base-url: the address is given already: name a portal, or leave it out")
        profile = portals.unnamed(name)
    else:
        profile = portals.load(name, data=options.data)
        profile = profile.at(options.base_url) if options.base_url is not None else profile
    if options.browser or profile.fetch == "browser":
        chromium.binary("--browser" if options.browser else f'{profile.name}: fetch = "browser"')
    look = _look(profile, options.delay, every_page=options.browser)
    output = Console(soft_wrap=True, highlight=False, markup=False)
    for line in told(look, look.portal or profile, writes=options.write is not None):
        output.print(line)
    found = look.portal or profile
    if options.browser:
        found = _by_browser(look, found, options.delay, output)
    if options.write is not None:
        file = None if "://" in name else portals.file_of(name, data=options.data)
        own = file.read_text(encoding="utf-8") if file is not None and file.parent != portals.PROFILES else None
        save(look, found, options.write, own=own, ask=sys.stdin.isatty())
        output.print(f"written: {options.write}")
    return 0 if look.good else 1


def infer(url: str, file: Path, delay: float | None) -> None:
    """Look at a web address, and write to `file` the profile that is inferred: what a crawl without a profile begins
    with. For a process of its own: Scrapy's event loop runs once in each.

    Raises:
        UsageError: nothing could be inferred, or the file cannot be written.
    """
    profile = portals.unnamed(url)
    look = _look(profile, delay)
    save(look, look.portal or profile, file, ask=False)
    output = Console(soft_wrap=True, highlight=False, markup=False)
    for line in _platform(look):
        output.print(f"assumed: {line}")


def _by_browser(look: Look, portal: Portal, delay: float | None, output: Console) -> Portal:
    """The portal with how its listings go on that only a script leads on from."""
    agent = politeness.settings_of(portal, settings.VNPORTAL_CONTACT)["USER_AGENT"]
    shown = {one.url: one.page.entries for one in look.categories if one.page.paging.next_url is None}
    offering = {one.url for one in look.categories if one.page.paging.more is not None}
    plain = {one.url: Plain(_shown(one.page), one.url in offering) for one in look.categories if one.url in shown}
    hidden = {url for _, url, _ in look.hidden} if portal.fetch != "browser" else set()
    plain |= {url: Plain(frozenset(), offers_more=True) for url in hidden}
    shown |= dict.fromkeys(hidden, ())
    output.print(f"browser: opens {len(plain)} listings that no link leads on from, and presses twice what shows more")
    if os.geteuid() == 0:
        output.print("browser: chromium runs without its sandbox, as it must for root")
    told, complete = [], []
    looked = look_at(plain, portal, agent, portal.limits.delay if delay is None else delay)
    for url, found in zip(plain, looked, strict=True):
        if found.continuation is not None:
            ends = [one.article_id for one in shown[url][-1:]] + [*filter(None, [found.last])]
            one = found.continuation.model_copy(update={} if found.continuation.counts else {"ends": ends})
            told.append(one)
            counter = one.counter or ("its body" if one.body and "{number}" in one.body else "the address")
            how = f"counted by {counter}" if one.counts else "once for all the rest"
            output.print(f"  {found.listing}: {one.method} {one.url}, {how}")
        else:
            offers_more = found.offers_more or url in offering  # a crawl sees what a script has hidden, too
            whole = Complete(listing=found.listing, articles=len(shown[url]), offers_more=offers_more)
            complete += [whole] if found.why is None and shown[url] else []
            output.print(f"  {found.listing}: {found.why or 'nothing shows more'}")
    told = _with_addresses(told)
    kept = [one for one in portal.continuations if one.listing not in {new.listing for new in told}]
    return portal.model_copy(update={"continuations": [*kept, *told], "complete": complete})


def _with_addresses(told: list[ListingContinuation]) -> list[ListingContinuation]:
    """The continuations with the address that others have found out whose requests go to the same script: an answer of
    one record tells none.
    """
    known = {urlsplit(one.url).path: one.address for one in told if one.address}
    return [one.model_copy(update={"address": one.address or known.get(urlsplit(one.url).path)}) for one in told]


def _shown(page: Listing) -> frozenset[str]:
    """All articles that the page links to."""
    return frozenset(entry.article_id for one in page.candidates for entry in one.block.entries)


def _look(profile: Portal, delay: float | None, *, every_page: bool = False) -> Look:
    """Look at a portal; at every page of its navigation, and with a browser where need be, if `every_page` says so."""
    chosen = Settings()
    chosen.setmodule(settings, priority="project")
    chosen.setdict(politeness.settings_of(profile, chosen.get("VNPORTAL_CONTACT")), priority="spider")
    chosen.setdict(_NOTHING_KEPT, priority="cmdline")
    chosen.set("RETRY_TIMES", min(profile.limits.retries, _RETRIES), priority="cmdline")
    if delay is not None:
        chosen.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    process = AsyncCrawlerProcess(chosen)
    log_to(Console(stderr=True))
    logging.getLogger().setLevel(logging.ERROR)  # what goes wrong is in the look
    crawler = process.create_crawler(ProbeSpider)
    more = {"pages": profile.limits.categories, "may_render": True} if every_page else {}
    process.crawl(crawler, portal=profile, platforms=portals.platforms(), **more)
    process.start()
    assert isinstance(crawler.spider, ProbeSpider)
    return crawler.spider.look


def told(look: Look, profile: Portal, *, writes: bool) -> Iterator[str]:
    """The look in lines. A profile is recommended, unless the probe `writes` one."""
    yield f"portal: {profile.base_url}"
    yield _robots(look)
    if look.failure is not None:
        yield f"failed: {look.failure}"
    if look.is_empty and profile.fetch == "browser":
        yield 'pages are empty without a script: fetch = "browser"'
    if look.is_behind_hash:
        yield BEHIND_HASH
    if profile.hash_bang != "path":
        yield f'links lead behind "#!": hash_bang = "{profile.hash_bang}"'
    yield from _platform(look)
    if look.challenge is not None:
        yield f"challenge: {look.challenge}: a firewall wants to see a browser: ask the portal's operators for access"
    if look.pages:
        more = ", more are there" if look.more else ""
        yield f"navigation: {look.pages} pages read{more}; {len(look.categories)} of them list articles"
    for category in look.categories[:_MOST]:
        yield f'  "{category.name}": {len(category.page.entries)} articles, {paging_shape(category)}: {category.url}'
    for message in (*messages(look.elsewhere), *(one.message for one in look.unknown))[:_MOST]:
        yield f"  left out: {message}"
    for url, why in look.lost[:_MOST]:
        yield f"  not had: {url}: {why}"
    for looked in look.listings:
        yield f'articles of "{looked.category.name}":'
        for url, found in looked.articles:
            yield f"  {url}"
            if isinstance(found, Article):
                yield from (f"    {line}" for line in _article(found))
            else:
                yield f"    no article: {found if isinstance(found, str) else f'{found.kind}: {found.reason}'}"
    tried = sum(len(one.articles) for one in look.listings)
    yield f"read: {look.whole} of {tried} articles have title, date and text"
    advice = list(_advice(look, profile, writes=writes))
    yield "for the profile:" if advice else "for the profile: nothing needs to be pinned"
    yield from (f"  {line}" for line in advice)


def _platform(look: Look) -> Iterator[str]:
    """What the portal is made with, as far as that was not known."""
    for host in look.names:
        yield f"other name: {host}: pages link to each other there, and stand here, too"
    guess = look.guess
    if guess is None:
        return
    first = guess.platforms[: len(guess.platforms) - len(look.learned)]
    if guess.is_declared:
        seen = ", ".join(f'"{mark}"' for mark in guess.marks)
        yield f"platform: {', '.join(platform.name for platform in first)}: recognised by {seen}"
    else:
        shapes = ", ".join(shape for platform in first for shape in platform.articles)
        yield f"platform: none that is declared; the addresses of articles look like {shapes}"
    for one in look.learned:
        url, title = one.examples[0]
        yield f'articles of {one.listing} have addresses such as {one.shape}, too: {url}: "{title}"'
    for url, title in guess.examples[:_EXAMPLES]:
        yield f'  such as {url}: "{title}"'


def _robots(look: Look) -> str:
    if look.robots is None or look.robots >= 500 or look.robots == 429:
        answer = "no answer" if look.robots is None else str(look.robots)
        return f"robots.txt: {answer}: nothing is known to be allowed, so nothing is fetched"
    if look.robots >= 400:
        return f"robots.txt: {look.robots}: there is none, all is allowed"
    delay = f", asks for {look.crawl_delay:g} s between requests" if look.crawl_delay is not None else ""
    return f"robots.txt: {look.robots}: {'allows' if look.allowed else 'forbids'} the home page{delay}"


def _article(found: Article) -> Iterator[str]:
    yield "found: " + (", ".join(name for name in _FIELDS if found.has(name)) or "nothing")
    missing = ", ".join(name for name in _FIELDS if not found.has(name))
    if missing:
        yield f"missing: {missing}"
    yield f"title: {found.title}; date: {found.published_at}; {len(found.paragraphs)} paragraphs after the lead"
    if found.problems:
        yield "problems: " + "; ".join(f"{problem.kind} ({problem.message})" for problem in found.problems)


def _advice(look: Look, profile: Portal, *, writes: bool) -> Iterator[str]:
    if look.failure is not None:
        yield "base_url: check the address in a browser; it must be the one that the portal's pages have in the end"
        return
    if profile.name == "unnamed" and not writes:
        yield "--write FILE writes one: see docs/adding-a-portal.md"
    if look.is_empty and profile.fetch != "browser":
        yield f"pages are empty without a script: vnportal probe {profile.base_url} --browser --write FILE renders them"
    elif look.is_behind_hash and profile.fetch != "browser":
        yield f'vnportal probe {profile.base_url} --browser --write FILE tries a browser on pages behind "#!"'
    elif not look.categories:
        yield "selectors.navigation: pin the menu; selectors.listing: pin the list of articles on a category's page"
        return
    if look.crawl_delay is not None and look.crawl_delay > profile.limits.delay:
        yield f"limits.delay = {look.crawl_delay:g}: what robots.txt asks for; it is obeyed in any case"
    missing = Counter(name for found in look.articles for name in _FIELDS if not found.has(name))
    unsure = Counter(problem.kind for found in look.articles for problem in found.problems)
    for name, selector in _PINNED.items():
        if missing[name] * 2 > len(look.articles):
            yield f"selectors.{selector}: {name} is missing from {missing[name]} of {len(look.articles)} articles"
    if unsure["title_by_place"] + unsure["title_from_head"] > len(look.articles) / 2:
        yield "selectors.title: most titles are read in a less certain way"
    hours = [hour for found in look.articles if (hour := _hour(found)) is not None]
    if profile.clock == "24h" and len(hours) >= _LEAST_TIMES and all(1 <= hour <= 12 for hour in hours):
        yield f'clock = "12h" if afternoons are printed so: none of {len(hours)} times is later than 12, see the docs'
    shown = [len(category.page.entries) for category in look.categories]
    if median(shown) < 2 and len(shown) > 1:
        yield "selectors.listing: most listings name a single article"


def _hour(found: Article) -> int | None:
    moment = datetime.fromisoformat(found.published_at) if found.published_at else None
    return moment.hour if moment is not None and (moment.hour, moment.minute) != (0, 0) else None
