"""`vnportal probe`: what it says of portals that are well, hard to read, or closed, and that it keeps nothing."""

import sys
from pathlib import Path

import pytest

from crawler import portals
from crawler.records.errors import ProfileError
from tests import forked
from tests.crawl.portals import Theme, cards, splash, tables, town
from tests.crawl.server import Answer, serving
from tests.demo.test_whole_path import vnportal

COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()", "probe")
ROBOTS = Answer("User-agent: *\nCrawl-delay: 0.1\nDisallow: /cam", headers={"Content-Type": "text/plain"})


def probe(folder: Path, *arguments: str, code: int = 0) -> str:
    done = forked.run([*COMMAND, *arguments, "--delay", "0"], cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    assert list(folder.iterdir()) == []
    return done.stdout + done.stderr


@pytest.mark.parametrize("theme", [tables, cards, splash])
def test_categories_paging_and_articles_of_any_theme(tmp_path: Path, theme: Theme) -> None:
    with serving(theme(town())) as served:
        said = probe(tmp_path, served.base_url)
        count = served.articles().total()
    assert max(served.asked.values()) == 1
    assert 6 <= count <= 9
    assert served.asked.total() <= count + 18
    assert "robots.txt: 404: there is none, all is allowed" in said
    assert '"Đảng - đoàn thể": ' in said
    assert f"read: {count} of {count} articles have title, date and text" in said
    assert "found: title, lead, text, category, published_at, author, view_count" in said
    assert "platform: liferay: recognised by " in said
    assert "--write FILE writes one" in said


def test_a_portal_by_name_at_another_address_what_robots_says_and_how_a_listing_goes_on(tmp_path: Path) -> None:
    with serving({"/robots.txt": ROBOTS, **tables(town())}) as served:
        said = probe(tmp_path, "sontay", "--base-url", served.base_url)
    assert "robots.txt: 200: allows the home page, asks for 0.1 s between requests" in said
    assert '"Đảng - đoàn thể": 10 articles, pages by cur, up to 3 named' in said
    assert '"Y tế": 4 articles, one page' in said
    assert said.rstrip().endswith("for the profile: nothing needs to be pinned")


def test_what_is_missing_from_articles_and_what_may_be_pinned(tmp_path: Path) -> None:
    pages = tables(town())
    for path in [path for path in pages if "/-/" in path]:
        pages[path] = str(pages[path]).replace("Ngày đăng", "").replace(" | 08:30", "").replace("/2024", "")
    with serving(pages) as served:
        said = probe(tmp_path, served.base_url, code=1)
    assert "missing: published_at" in said
    assert "problems: missing_date" in said
    assert "read: 0 of 9 articles" in said
    assert "selectors.meta: published_at is missing from 9 of 9 articles" in said


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"/robots.txt": Answer("", 503)}, "robots.txt: 503: nothing is known to be allowed"),
        (
            {"/robots.txt": Answer("User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})},
            "failed: the home page cannot be had: robots.txt forbids it",
        ),
        ({"/": Answer("", 403)}, "failed: the home page cannot be had: the server answered 403"),
        ({"/": Answer(status=302, headers={"Location": "http://khac.example/"})}, "leads off the portal, to http://khac"),
        ({"/": "<title>Just a moment...</title><p>Checking your browser"}, "a firewall wants to see a browser"),
        ({"/": "<h1>Chào mừng</h1>"}, "selectors.navigation: pin the menu"),
    ],
)  # fmt: skip
def test_portals_that_cannot_be_read_say_why(tmp_path: Path, pages: dict[str, Answer | str], said: str) -> None:
    with serving({**tables(town()), **pages}) as served:
        assert said in probe(tmp_path, served.base_url, code=1)


def test_a_crawl_of_a_portal_that_is_empty_without_its_script_names_the_browser(tmp_path: Path) -> None:
    with serving({"/": '<html><body><div id="app"></div><script src="/app.js"></script></body></html>'}) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert done.returncode == 2
    assert f"without its script: a browser renders it: vnportal probe {served.base_url} --browser" in done.stderr


def test_a_host_that_is_not_there(tmp_path: Path) -> None:
    with serving({}) as served:
        closed = served.base_url
    assert "robots.txt: no answer: nothing is known to be allowed" in probe(tmp_path, closed, code=1)


def test_wrong_usage(tmp_path: Path) -> None:
    assert "no such portal" in probe(tmp_path, "nowhere", code=2)
    assert "expected a web address" in probe(tmp_path, "ftp://sontay.example", code=2)
    assert "--base-url: the address is given already" in probe(
        tmp_path, "http://127.0.0.1:1", "--base-url", "http://127.0.0.1:1", code=2
    )


def test_a_portal_without_a_profile_has_its_familys() -> None:
    profile = portals.unnamed("https://langson.example/")
    assert profile.base_url == "https://langson.example"
    assert profile.limits == portals.load("sontay").limits
    with pytest.raises(ProfileError, match="expected a web address"):
        portals.unnamed("langson")
