"""The pages as their readers see them, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from exports.browse.labels import KINDS
from exports.browse.questions import questions

from ..browser import Recorded, violations
from .dataset import ADDED, AUTHORS, BODIES, CHANGED, COUNT, EVIL, HOSTILE, OLDER, ORIGINAL, PARTY, REPOSTS, example
from .serving import served


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("browse") / "data"
    example(data)
    with served(data) as running:
        yield running.base


def count(page: Page) -> int:
    return int(page.locator("#count").inner_text())


def titles(page: Page) -> list[str]:
    return page.locator(".hit h2").all_inner_texts()


def search(browser_page: Recorded, words: str) -> list[str]:
    page = browser_page.page
    page.get_by_role("searchbox").fill(words)
    browser_page.follow(page.get_by_role("search").get_by_role("button"))
    return titles(page)


def test_every_kind_of_page_loads_without_an_error_script_or_request_to_elsewhere(
    browser_page: Recorded, base: str
) -> None:
    pages = ["/", "/browse", "/browse/articles", f"/browse/articles/sontay~3A{PARTY}", "/browse/entities"]
    for address in [*pages, "/browse/people-named-most", "/browse/facets", "/browse?sql=select+1"]:
        page = browser_page.open(base + address)
        assert page.locator("h1").is_visible()
        assert page.locator("script").count() == 0
    assert browser_page.errors == []
    assert browser_page.outside == []


def test_the_way_from_the_start_leads_to_articles_and_questions(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    assert page.locator("html").get_attribute("lang") == "vi"
    browser_page.follow(page.get_by_role("link", name="Ai được nhắc đến trong nhiều bài nhất?"))
    assert page.locator("tbody tr").count() == 6
    browser_page.follow(page.get_by_role("link", name="Bài viết"))
    assert count(page) == COUNT


def test_every_question_is_answered(browser_page: Recorded, base: str) -> None:
    for question in questions():
        page = browser_page.open(f"{base}/browse/{question.name}")
        assert question.title.vi in page.locator("h1").inner_text(), question.name
        assert page.locator("tbody tr").count() > 0, question.name
        assert question.sql in page.locator("textarea").input_value(), question.name
        assert browser_page.errors == [], question.name


def test_a_facet_narrows_and_widens_again(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles")
    for kind in KINDS:
        value = page.locator(f"#facet-{kind} li").first
        told = int(value.locator(".count").inner_text())
        name = value.locator("a").inner_text()
        assert told < COUNT, kind
        browser_page.follow(value.locator("a"))
        assert count(page) == told, kind
        assert name in page.locator(".chosen").inner_text(), kind
        browser_page.follow(page.locator(".chosen a"))
        assert count(page) == COUNT, kind


def test_two_facets_give_the_articles_that_have_both(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles")
    browser_page.follow(page.locator("#facet-person li a").nth(0))
    one = count(page)
    told = int(page.locator("#facet-body li .count").first.inner_text())
    browser_page.follow(page.locator("#facet-body li a").first)
    assert count(page) == told < one
    assert page.locator(".chosen li").count() == 2


def test_a_search_finds_whatever_the_accents(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    for words in ("dang uy", "Đảng ủy", "đảng uỷ", "ĐẢNG UỶ", "đang Uy"):
        found = search(browser_page, f'"{words} phuong hop"')
        assert set(found) == {"Đảng ủy phường họp", "Đảng uỷ phường họp"}, words
        assert page.get_by_role("searchbox").input_value() == f'"{words} phuong hop"'


def test_words_may_stand_anywhere_and_phrases_may_not(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    search(browser_page, "uy dang")
    assert count(page) >= 2
    assert search(browser_page, '"uy dang"') == []


def test_a_search_marks_what_it_found_and_narrows_with_facets(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(base)
    search(browser_page, f'"{BODIES[0].lower()}"')
    all_of_them = count(page)
    assert page.locator(".excerpt mark").first.inner_text() == BODIES[0]
    browser_page.follow(page.locator("#facet-year li a").first)
    assert 0 < count(page) < all_of_them
    search(browser_page, "hoàn toàn không có")
    assert titles(page) == []
    assert page.locator(".chosen li").count() == 2


def test_an_article_shows_its_text_with_what_was_found_in_it(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles/sontay~3A{PARTY}")
    assert page.locator("h1").inner_text() == "Đảng ủy phường họp"
    text = page.locator("article.text > p", has_text=f"Số {PARTY}:").inner_text()
    assert re.fullmatch(rf"Số {PARTY}: .+ họp tại .+; .+ thực hiện .+ Đồng chí .+ kết luận\.", text)
    marked = {kind: page.locator(f"article.text a.{kind}").all_inner_texts() for kind in KINDS}
    assert len(marked["person"]) == 2 and all(name in text for name in marked["person"])
    assert [len(marked[kind]) for kind in ("body", "place", "document")] == [1, 1, 1]
    assert "Người" in (page.locator("article.text a.person").first.get_attribute("title") or "")
    browser_page.follow(page.locator("article.text a.body"))
    assert page.locator("h1").inner_text() == marked["body"][0]
    assert 0 < int(page.locator(".figures strong").first.inner_text()) < COUNT


def test_an_article_shows_what_the_portal_changed_its_views_and_the_texts_of_its_files(
    browser_page: Recorded, base: str
) -> None:
    page = browser_page.open(f"{base}/browse/articles/sontay~3A{CHANGED}")
    old, new = page.locator(".versions tbody tr:last-child td").all()
    assert (old.locator("del").all_inner_texts(), new.locator("ins").all_inner_texts()) == ([], [ADDED])
    assert new.inner_text() == old.inner_text() + ADDED
    assert page.locator(".line circle").count() == 2
    assert "KẾ HOẠCH" not in page.locator("main").inner_text()
    page.get_by_text("Nội dung tệp").click()
    assert page.locator(".filed p").all_inner_texts() == ["KẾ HOẠCH", "Số 15/KH-UBND"]
    assert violations(page) == []
    assert browser_page.errors == []


def test_marks_differ_without_colour(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles/sontay~3A{PARTY}")
    styles = {
        page.locator(f"article.text a.{kind}").first.evaluate("mark => getComputedStyle(mark).borderBottomStyle")
        for kind in ("person", "body", "place", "document")
    }
    assert len(styles) == 4


def test_words_of_an_article_stay_text_everywhere(browser_page: Recorded, base: str) -> None:
    article = f"/browse/articles/sontay~3A{EVIL}"
    for address in (
        article,
        "/browse/articles?_search=script",
        "/browse/entities",
        "/browse?sql=select+title+from+articles",
    ):
        page = browser_page.open(base + address)
        assert page.locator("script, main img").count() == 0
        assert page.title() != "hỏng"
    assert HOSTILE in browser_page.open(base + article).locator("main").inner_text()
    assert browser_page.errors == []
    assert browser_page.outside == []


def test_near_duplicates_name_each_other(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles/sontay~3A{ORIGINAL}")
    section = page.get_by_role("heading", name="Bài gần như trùng lặp").locator("xpath=following-sibling::ul[1]")
    assert section.locator("li").count() == len(REPOSTS)
    browser_page.follow(section.locator("a").first)
    assert page.get_by_text("bài sớm nhất").is_visible()


def test_later_pages_hold_the_rest(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles")
    seen: list[str] = []
    while True:
        seen += [link.get_attribute("href") or "" for link in page.locator(".hit h2 a").all()]
        if not page.get_by_role("link", name="Trang sau").count():
            break
        browser_page.follow(page.get_by_role("link", name="Trang sau"))
    assert len(seen) == len(set(seen)) == COUNT


def test_a_long_facet_can_be_seen_whole(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/browse/articles")
    assert page.locator("#facet-place").get_by_text("Xem hết").count() == 0
    assert page.locator("#facet-author li").count() == 11
    browser_page.follow(page.locator("#facet-author").get_by_text("Xem hết"))
    assert page.locator("#facet-author li").count() == len(AUTHORS)


def test_a_narrow_screen_is_wide_enough(browser_page: Recorded, base: str) -> None:
    browser_page.page.set_viewport_size({"width": 380, "height": 700})
    for address in ("/", "/browse/articles", f"/browse/articles/sontay~3A{OLDER}", "/browse"):
        page = browser_page.open(base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 380, address
