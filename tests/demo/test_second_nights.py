"""A second night on every platform asks for what is new or due alone, and sees an edit, a deletion and a category."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler import portals
from crawler.commands.inferred import profile_text
from crawler.crawling.recognition import recognise
from crawler.demo.addresses import article_path, without_prefix
from crawler.demo.application import Application
from crawler.demo.elsewhere import PlatformApplication
from crawler.demo.layouts import LAYOUTS, PLATFORMS
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.records.article import Article
from crawler.store.store import Store
from tests.crawl.nights import Worker, worker
from tests.demo.days import ADDED, CATEGORY, DELETED, EDITED, LISTED, NEW, FirstDay, SecondDay
from tests.shards import shard

FIRST, SECOND = (datetime.fromisoformat(f"2025-06-{day}T20:00:00+07:00") for day in (27, 28))
PROFILE = """
extends = "_portal"
platform = "{platform}"
title = "Cổng minh họa"
base_url = "{base_url}"
aliases = ["thixa.demo.example"]
"""
PACE = """
[limits]
delay = 0.0
[revisit]
daily_until = 1000
weekly_until = 2000
every_days_then = 30
"""


@dataclass
class Nights:
    """What two nights came to: the articles by index, what was due on the second, and how often that asked for each."""

    platform: str
    before: dict[int, Article]
    after: dict[int, Article]
    due: set[int]
    asked: Counter[int]
    requests: tuple[int, int]


@pytest.fixture(scope="module")
def crawling() -> Iterator[Worker]:
    with worker() as started:
        yield started


@pytest.fixture(scope="module", params=["liferay6", "newszone_told", "timelinelist", "nukeviet", "inferred"])
def nights(request: pytest.FixtureRequest, crawling: Worker, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    folder = tmp_path_factory.mktemp(request.param)
    layout = "nukeviet" if request.param == "inferred" else request.param
    site, later = FirstDay(), SecondDay()
    with serve(site, layout) as server:
        profile = folder / "minh_hoa.toml"
        platform = "liferay" if layout in LAYOUTS else layout.removesuffix("_told")
        written = PROFILE.format(platform=platform, base_url=server.base_url)
        written = _inferred(site, layout, server.base_url) if request.param == "inferred" else written
        profile.write_text(written + PACE, encoding="utf-8")
        night = crawling.crawl(server.base_url, folder, FIRST, profile=str(profile))
        assert (night.reason, night.failure) == ("finished", None)
        before, first = _articles(layout, site, folder), len(server.requests)
        with Store(shard(folder) / "store.sqlite", read_only=True) as store:
            due = {_index(layout, later, urlsplit(url).path) for _, url in store.schedule.due("minh_hoa", SECOND)}
        server.requests.clear()
        server.application = _application(layout, later)
        night = crawling.crawl(server.base_url, folder, SECOND, profile=str(profile))
        assert (night.reason, night.failure) == ("finished", None)
        paths = (urlsplit(target).path for target in server.targets())
        asked = Counter(index for path in paths if (index := _index(layout, Site(articles=60), path)) is not None)
        after = _articles(layout, Site(articles=60), folder)
        return Nights(layout, before, after, {*due, DELETED} - {None}, asked, (first, len(server.requests)))


def _inferred(site: Site, layout: str, base_url: str) -> str:
    """The profile of a portal on a platform that nobody has declared."""
    application = _application(layout, site)
    paths = ["/", *(f"/{section.slug}" for section in site.sections)]
    pages = [(f"{base_url}{path}", application.respond(path).body) for path in paths]
    portal = portals.unnamed(base_url)
    guess = recognise(pages, portal, ())
    assert guess is not None
    return profile_text(guess.of(portal), "Cổng minh họa", None)


def _application(layout: str, site: Site) -> Application | PlatformApplication:
    return PlatformApplication(PLATFORMS[layout](site)) if layout in PLATFORMS else Application(LAYOUTS[layout](site))


def _index(layout: str, site: Site, path: str) -> int | None:
    """The index of the article at a path."""
    found = PLATFORMS[layout](site).article_path(path) if layout in PLATFORMS else article_path(without_prefix(path))
    return site.index_of(found.article_id) if found is not None else None


def _articles(layout: str, site: Site, folder: Path) -> dict[int, Article]:
    with Store(shard(folder) / "store.sqlite", read_only=True) as store:
        found = {_index(layout, site, urlsplit(one.url).path): one for one in store.snapshot.articles()}
    assert None not in found
    return {index: article for index, article in found.items() if index is not None}


def test_the_first_night_has_every_article(nights: Nights) -> None:
    assert sorted(nights.before) == list(FirstDay().published)
    if nights.platform == "liferay6":
        shapes = {url.partition("/-/")[2].partition("/")[0] for url in (one.url for one in nights.before.values())}
        assert shapes == {"view_content", "chi-tiet"}


def test_the_second_asks_once_for_what_is_new_or_due_and_for_nothing_else(nights: Nights) -> None:
    assert nights.asked == Counter({*nights.due, *NEW})
    assert 10 < len(nights.asked) < 30
    assert nights.requests[1] < nights.requests[0]


def test_the_second_sees_an_edit(nights: Nights) -> None:
    assert ADDED in nights.after[EDITED].paragraphs
    assert nights.after[EDITED].version == nights.before[EDITED].version + 1
    changed = {index for index, one in nights.before.items() if nights.after[index].version != one.version}
    assert changed == {EDITED}


def test_the_second_sees_a_deletion(nights: Nights) -> None:
    assert {index for index, article in nights.after.items() if article.gone_at is not None} == {DELETED}


def test_the_second_sees_a_new_category_and_what_it_lists(nights: Nights) -> None:
    in_it = {index for index, article in nights.after.items() if CATEGORY.name in article.categories}
    assert in_it == set(LISTED)
    assert set(nights.after) - set(nights.before) == set(NEW)
