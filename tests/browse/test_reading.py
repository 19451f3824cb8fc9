"""The pages for all readers: wide and narrow, light and dark, in both languages, without a script."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from ..browser import Recorded, faults
from .dataset import CHANGED, EVIL, PEOPLE, example
from .serving import served

PAGES = (
    "/",
    "/people",
    "/documents",
    "/browse/articles",
    "/browse/articles?_search=dang+uy",
    "/browse/articles?_search=khôngcó+đâu&_year=2019",
    f"/browse/articles/sontay~3A{EVIL}",
    f"/browse/articles/sontay~3A{CHANGED}",
    "/unit/01/thixasontay",
    "/browse",
    "/browse/units",
    "/columns/articles",
    "/browse/bodies-by-year",
    "/browse/people-named-most",
    "/browse?sql=nonsense",
    "/nothing",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("reading") / "data"
    example(data)
    with served(data) as running:
        yield running.base


def links(page: Page) -> set[str]:
    # Within a drawing, `href` is no text.
    found = page.eval_on_selector_all("a[href], link[href]", "links => links.map(one => one.getAttribute('href'))")
    return {urljoin(page.url, address).partition("#")[0] for address in found}


def status(address: str) -> int:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=300)) as connection:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        return connection.getresponse().status


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_kind_of_page_is_well_for_all_readers(browser_page: Recorded, base: str, language: str) -> None:
    for path in PAGES if not language else PAGES[::3]:
        page = browser_page.open(base + language + path)
        assert faults(page) == [], path
        assert page.locator("h1").count() == 1, path
        assert page.locator("script").count() == 0
    # What the browser says of the two pages that are errors, and nothing else.
    assert all("400 (Bad Request)" in error or "404 (Not Found)" in error for error in browser_page.errors)
    assert browser_page.outside == []


def test_all_links_lead_somewhere(browser_page: Recorded, base: str) -> None:
    found = set().union(*(links(browser_page.open(base + path)) for path in PAGES[:-2]))
    # Names, articles and conditions are many, and alike: some of each will do.
    own = sorted(address for address in found if address.startswith(base))
    alike = ("/person/", "/body/", "/document/", "/articles/", "?")
    many = [address for address in own if any(sign in address for sign in alike)]
    told = [*(address for address in own if address not in many), *many[::6]]
    assert len(told) > 80
    assert {address: said for address in told if (said := status(address)) != 200} == {}


def test_names_lead_to_their_pages_and_these_to_articles(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    browser_page.follow(page.locator(".quarters .meters a").first)
    name = page.locator("h1").evaluate("heading => heading.firstChild.textContent.trim()")
    assert name in PEOPLE
    told = int(page.locator(".figures strong").first.inner_text())
    browser_page.follow(page.locator(".figures a").first)
    assert int(page.locator("#count").inner_text()) == told
    browser_page.follow(page.locator(".hit h2 a").first)
    browser_page.follow(page.locator("article.text a.mark.person", has_text=name).first)
    assert "/person/" in page.url
    browser_page.follow(page.locator(".meters a.body").first)
    assert "/body/" in page.url and page.locator("table").count() == 1


def test_a_language_is_kept_until_it_is_changed(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    browser_page.follow(page.get_by_role("link", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
    browser_page.follow(page.get_by_role("link", name="People", exact=True))
    browser_page.follow(page.locator(".meters a").first)
    browser_page.follow(page.get_by_role("link", name="Questions"))
    browser_page.follow(page.locator(".questions a").first)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("th").first.inner_text() == "Month"
    page.get_by_role("button", name="Run").click()
    page.wait_for_load_state()
    assert "/en/browse?" in page.url
    # The same page in the other language, its conditions kept.
    browser_page.open(f"{base}/en/browse/articles?_year=2019")
    browser_page.follow(page.get_by_role("link", name="Tiếng Việt"))
    assert page.url == f"{base}/browse/articles?_year=2019"
    assert page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize(
    ("path", "vi", "en"),
    [
        ("/nothing", "Không có trang này", "There is no such page"),
        ("/person/nobody", "Không bài nào trong dữ liệu nhắc đến tên này", "No article of the dataset has this name"),
        ("/browse/articles/sontay~3A0000", "Không có bài viết này", "no such article"),
        ("/browse/nothing", "Không có bảng hay câu hỏi này", "no such table or question"),
        ("/browse?sql=select+nothing", "Câu truy vấn có lỗi", "The query has an error"),
        ("/browse?sql=delete+from+articles", "Câu truy vấn có lỗi", "The query has an error"),
        ("/-/settings", "Không có trang này", "There is no such page"),
        ("/browse.db", "Trang này không mở cho người đọc", "This page is not for readers"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_reader(base: str, path: str, vi: str, en: str) -> None:
    for language, words, others in (("", vi, en), ("/en", en, vi)):
        with closing(http.client.HTTPConnection(urlsplit(base).netloc, timeout=300)) as connection:
            connection.request("GET", language + quote(path, safe="/?=+~"))
            answer = connection.getresponse()
            text = answer.read().decode()
        assert 400 <= answer.status < 500
        assert words in text and others not in text


def test_the_keyboard_gets_to_the_content_at_once(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("document.activeElement.name") == "_search"
