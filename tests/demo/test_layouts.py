import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import combinations
from urllib.parse import urlsplit

import pytest
from lxml import html

from crawler.demo.addresses import article_path, without_prefix
from crawler.demo.application import Application
from crawler.demo.layout import Layout, window, with_views
from crawler.demo.layouts import LAYOUTS
from crawler.demo.model import DemoArticle
from crawler.demo.site import OFFICIAL_HOST, SEED_ID, Site

SITE = Site()
ARTICLES = [SITE.article(index) for index in range(SITE.size)]


@pytest.fixture(params=sorted(LAYOUTS), scope="module")
def layout(request: pytest.FixtureRequest) -> Layout:
    return LAYOUTS[request.param](SITE)


def words(page: str) -> str:
    """The text of a page in NFC, white space and broken paragraphs aside."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", html.document_fromstring(page).text_content()))


def pages(layout: Layout) -> list[str]:
    listings = [layout.listing(SITE.page(section.slug, 1)) for section in SITE.listings]
    articles = [layout.article(article, article.sections[0]) for article in ARTICLES[:20]]
    static = [layout.static(section) for section in SITE.sections if section.kind == "static"]
    others = [layout.missing(), layout.login(), layout.calendar(date(2025, 6, 2)), layout.search("thị xã")]
    return [layout.home(), *listings, *articles, *static, *others, layout.print_view(ARTICLES[0], SITE.listings[0])]


def test_no_two_layouts_share_a_class_or_an_id() -> None:
    names: dict[str, set[str]] = {}
    for name, kind in LAYOUTS.items():
        found = {
            word
            for page in pages(kind(SITE))
            for value in html.document_fromstring(page).xpath("//@class | //@id")
            for word in value.split()
        }
        names[name] = found - {"MsoNormal"}  # Word's, not the theme's
    for one, other in combinations(names, 2):
        assert sorted(names[one] & names[other]) == [], (one, other)


def test_every_page_says_that_it_is_synthetic(layout: Layout) -> None:
    for page in pages(layout):
        assert "synthetic" in html.document_fromstring(page).text_content()


def test_an_article_page_holds_all_its_texts_in_reading_order(layout: Layout) -> None:
    for article in ARTICLES:
        page = words(layout.article(article, article.sections[0]))
        start = 0
        for text in expected(article):
            found = page.find(re.sub(r"\s+", "", text), start)
            assert found >= 0, (layout.name, article.index, text)
            start = found + 1


def expected(article: DemoArticle) -> list[str]:
    cells = [cell for text in article.paragraphs for cell in text.split(" | ")]
    texts = [article.title, article.stamp.value, article.lead, *cells, article.author]
    return [text for text in texts if text]


def test_an_article_page_names_its_section_before_the_title(layout: Layout) -> None:
    article = SITE.article(SITE.index_of(SEED_ID) or 0)
    page = words(layout.article(article, article.sections[0])).lower()
    section = re.sub(r"\s+", "", article.sections[0].name).lower()
    title = re.sub(r"\s+", "", article.title).lower()
    assert section in page[: page.rindex(title)]


def test_the_meta_line_of_other_articles_stands_on_an_articles_page(layout: Layout) -> None:
    article = next(each for each in ARTICLES if len(SITE.neighbours(each, 3)) == 3)
    page = words(layout.article(article, article.sections[0]))
    assert all(re.sub(r"\s+", "", other.stamp.value) in page for other in SITE.neighbours(article, 3))


def test_the_pager_leads_from_the_first_page_to_the_last(layout: Layout) -> None:
    application = Application(layout)
    for section in SITE.listings:
        seen, waiting = set(), [f"/{section.slug}"]
        while waiting:
            address = waiting.pop()
            page = html.document_fromstring(application.respond(address).body.decode())
            number = layout.page_number(dict(p.partition("=")[::2] for p in urlsplit(address).query.split("&")))
            if number in seen:
                continue
            seen.add(number)
            links = page.xpath("//a/@href")
            waiting += [link for link in links if re.search(r"[?&](\w*cur|page|trang)=\d+$", link)]
        assert seen == set(range(1, SITE.page(section.slug, 1).last + 1)), section.slug


def test_every_link_of_the_site_to_itself_is_answered(layout: Layout) -> None:
    application = Application(layout)
    for page in pages(layout):
        for link in set(html.document_fromstring(page).xpath("//a/@href")):
            parts = urlsplit(link)
            if parts.scheme in {"javascript", "mailto"} or parts.hostname not in {None, OFFICIAL_HOST} or link == "#":
                continue
            if parts.path in {"/rss", "/so-do-cong"} or parts.fragment:
                continue  # dead links, as such portals have
            answer = application.respond(parts._replace(scheme="", netloc="").geturl())
            assert answer.status in {200, 302}, link


def test_every_listed_section_but_hidden_ones_is_in_the_menu(layout: Layout) -> None:
    links = [
        without_prefix(urlsplit(link).path) for link in html.document_fromstring(layout.missing()).xpath("//a/@href")
    ]
    for section in SITE.listings:
        assert (f"/{section.slug}" in links) is not section.hidden, section.slug


def test_a_hidden_section_is_linked_by_its_parents_page(layout: Layout) -> None:
    hidden = next(section for section in SITE.listings if section.hidden)
    page = layout.listing(SITE.page(hidden.parent or "", 1))
    assert f"/{hidden.slug}" in html.document_fromstring(page).xpath("//a/@href")


def test_an_unknown_article_is_answered_with_status_200_and_a_notice(layout: Layout) -> None:
    answer = Application(layout).respond("/y-te/-/view_content/1-khong-co.html")
    assert answer.status == 200
    assert "không tồn tại" in answer.body.decode()


def test_the_calendar_has_no_end(layout: Layout) -> None:
    application, address = Application(layout), "/lich-cong-tac"
    days = set()
    for _ in range(30):
        links = html.document_fromstring(application.respond(address).body.decode()).xpath(
            "//main//a/@href | //a/@href"
        )
        address = next(link for link in reversed(links) if link.startswith("/lich-cong-tac?date=") and link not in days)
        days.add(address)
    assert len(days) == 30


def test_a_print_view_is_the_article_without_menu(layout: Layout) -> None:
    article = ARTICLES[0]
    page = layout.print_view(article, article.sections[0])
    assert article.lead is None or re.sub(r"\s+", "", article.lead) in words(page)
    assert "/lien-he" not in page


def test_every_visit_is_counted_in_the_views() -> None:
    article = next(each for each in ARTICLES if each.view_count and each.view_count > 1200)
    application = Application(LAYOUTS["soup"](SITE))
    address = f"/x/-/view_content/{article.id}-x.html"
    counts = Counter()
    for visits in range(3):
        shown = with_views(article, visits)
        assert shown.view_count == article.view_count + visits
        assert shown.stamp.count is not None
        counts[shown.stamp.count] += shown.stamp.count in application.respond(address).body.decode()
    assert len(counts) == 3
    assert all(counts.values())


def test_an_article_is_at_home_under_the_section_of_its_address() -> None:
    layout = LAYOUTS["liferay6"](SITE)
    article = next(each for each in ARTICLES if len(each.sections) > 1)
    first, second = (
        Application(layout).respond(f"/{section.slug}/-/view_content/{article.id}-x.html").body.decode()
        for section in article.sections[:2]
    )
    topper = '<div class="portlet-topper">{}</div>\n<div class="portlet-body">'
    assert topper.format(article.sections[0].name) in first
    assert topper.format(article.sections[1].name) in second


def test_a_window_of_page_numbers_leaves_gaps() -> None:
    assert window(1, 57, 2) == [1, 2, 3, 0, 57]
    assert window(30, 57, 1) == [1, 0, 29, 30, 31, 0, 57]
    assert window(1, 1) == [1]


def test_listing_links_of_all_layouts_lead_to_the_listed_articles(layout: Layout) -> None:
    page = SITE.page("dang-doan-the", 1)
    found = set()
    for link in html.document_fromstring(layout.listing(page)).xpath("//a/@href"):
        path = article_path(without_prefix(urlsplit(link).path))
        if path:
            found.add(path.article_id)
    assert found >= {article.id for article in page.entries}
