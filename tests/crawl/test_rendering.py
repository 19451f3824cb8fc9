"""Pages that are empty without a script: a browser renders them, and asks for nothing past the crawl's rules."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import portals
from crawler.store.store import Store
from tests.browser import NAMES
from tests.crawl.portals import Category, cards, items
from tests.crawl.server import Answer, Page, Served, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

#: What a page is before its script has run: it asks for its content, a picture, a style and pages of other hosts.
_SHELL = """<!DOCTYPE html><html><head><title>Cổng thông tin</title><link rel="stylesheet" href="/kieu.css"></head>
<body><div id="trang"></div><img src="/anh.png"><script src="http://127.0.0.2:9/dem.js"></script>
<script src="/ung-dung.js"></script></body></html>"""
_SCRIPT = """fetch('/api/trang?duong=' + encodeURIComponent(location.pathname + location.search)).then(a => a.json())
.then(held => { document.title = held.title; document.getElementById('trang').innerHTML = held.html; });
fetch('/cam/theo-doi'); new Image().src = '/anh-2.png';"""
_ROBOTS = Answer("User-agent: *\nDisallow: /cam", headers={"Content-Type": "text/plain"})
_CATEGORIES = [Category("van-hoa", "Văn hóa - Thể thao", items(600, 4)), Category("y-te", "Y tế", items(700, 3))]


def _shells() -> dict[str, Page | str | Answer]:
    """The pages of a small portal as shells, and their content as the script gets it."""
    held = dict(cards(_CATEGORIES))
    held["/"] = held["/web/guest/home"]

    def content(query: dict[str, str]) -> Answer:
        page = held.get(query["duong"].partition("?")[0], "<h1>404</h1>")
        html = page if isinstance(page, str) else str(page({})) if callable(page) else str(page.body)
        title = html.partition("<title>")[2].partition("</title>")[0]
        said = json.dumps({"title": title, "html": html.partition("</title>")[2]})
        return Answer(said, headers={"Content-Type": "application/json"})

    shells: dict[str, Page | str | Answer] = dict.fromkeys(held, Answer(_SHELL, headers={"ETag": '"vo"'}))
    script = Answer(_SCRIPT, headers={"Content-Type": "text/javascript"})
    return {**shells, "/robots.txt": _ROBOTS, "/api/trang": content, "/ung-dung.js": script}


@dataclass
class _Crawled:
    said: str
    served: Served
    data: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Crawled]:
    """The portal crawled with the profile that the probe has written."""
    if not any(map(shutil.which, NAMES)):
        pytest.skip("needs a chromium")
    folder = tmp_path_factory.mktemp("rendered")
    with serving(_shells()) as served:
        file = folder / "data" / "portals" / "vo.toml"
        done = vnportal("probe", served.base_url, "--browser", "--write", file, "--delay", "0")
        assert done.returncode == 0, done.stdout + done.stderr
        served.asked.clear()
        crawl = vnportal("crawl", "vo", "--data", folder / "data", "--delay", "0", "--no-annotate")
        assert crawl.returncode == 0, crawl.stdout + crawl.stderr
        yield _Crawled(done.stdout, served, folder / "data")


def test_the_probe_finds_out_that_pages_are_empty_without_a_script(crawled: _Crawled) -> None:
    assert 'pages are empty without a script: fetch = "browser"' in crawled.said
    assert portals.load("vo", data=crawled.data).fetch == "browser"


def test_every_article_is_read_as_the_script_shows_it(crawled: _Crawled) -> None:
    with Store(shard(crawled.data) / "store.sqlite", read_only=True) as store:
        found = {article.title: article for article in store.snapshot.articles()}
    assert set(found) == {one.title for category in _CATEGORIES for one in category.items}
    for category in _CATEGORIES:
        for one in category.items:
            assert found[one.title].categories == [category.name]
            assert (found[one.title].published_at or "")[:10] == str(one.day)
            assert found[one.title].paragraphs


def test_the_browser_asks_for_nothing_but_what_the_page_needs_and_robots_txt_allows(crawled: _Crawled) -> None:
    paths = {target.partition("?")[0] for target in crawled.served.asked}
    assert not {"/cam/theo-doi", "/anh.png", "/anh-2.png", "/kieu.css"} & paths
    assert crawled.served.asked["/ung-dung.js"] == 1
    assert {agent.partition("/")[0] for agent in crawled.served.agents} == {"vnportal"}


def test_the_archive_holds_what_was_rendered(crawled: _Crawled) -> None:
    before = _texts(crawled.data)
    done = vnportal("reprocess", "--data", crawled.data, "--no-annotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _texts(crawled.data) == before


def _texts(data: Path) -> dict[str, tuple[str | None, list[str]]]:
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return {one.id: (one.title, one.paragraphs) for one in store.snapshot.articles()}


@pytest.mark.parametrize(
    ("script", "limit", "said"),
    [
        ("while (true) {}", "timeout = 3.0", "in time"),
        ("document.body.innerHTML = 'a'.repeat(200000);", "response_bytes = 100_000", "larger than limits.response_b"),
    ],
)
def test_a_page_that_the_browser_cannot_finish_costs_the_limits_and_no_more(
    script: str, limit: str, said: str, crawled: _Crawled, tmp_path: Path
) -> None:
    written = (crawled.data / "portals" / "vo.toml").read_text(encoding="utf-8")
    script_of_it = Answer(script, headers={"Content-Type": "text/javascript"})
    with serving({**_shells(), "/ung-dung.js": script_of_it}) as served:
        mine = written.replace(crawled.served.base_url, served.base_url) + f"\n[limits]\nretries = 0\n{limit}\n"
        (tmp_path / "vo.toml").write_text(mine, encoding="utf-8")
        done = vnportal("crawl", "--profile", tmp_path / "vo.toml", "--data", tmp_path / "data", "--delay", "0")
    assert done.returncode == 1
    assert said in done.stderr
