"""The categories that the real command finds where the menu tells them otherwise than by a link with a name."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from crawler.crawling.discovery import Survey
from crawler.pages.listing.block_entries import Entry
from crawler.pages.listing.blocks import Block
from crawler.pages.listing.entries import Candidate, Listing
from crawler.pages.listing.entries import listing as read_listing
from crawler.pages.listing.navigation import MenuLink
from crawler.pages.listing.pager import Paging
from crawler.portals import load
from tests.crawl.portals import Category, Item, article_page, items, truth
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, serving

Pages = dict[str, "Page | str | Answer"]


def categories() -> list[Category]:
    return [
        Category("nong-nghiep", "Nông nghiệp", items(900, 13)),
        Category("cong-nghiep", "Công nghiệp", items(700, 5)),
        Category("du-lich", "Du lịch", items(600, 8)),
    ]


def titles(category: Category, shown: list[Item]) -> str:
    return "".join(f'<p><a href="{item.path(category)}">{escape(item.title)}</a></p>' for item in shown)


def listing(category: Category, menu: str = "") -> Page:
    def page(query: dict[str, str]) -> str:
        shown = category.page(int(query.get("cur", "1")), 10)
        pages = "".join(f'<a href="?cur={one}">{one}</a> ' for one in range(1, category.pages(10) + 1))
        return f"<html><body>{menu}<h2>{category.name}</h2><div>{titles(category, shown)}</div>{pages}</body></html>"

    return page


def titled(page: Page, name: str) -> Page:
    """The page with its name and the site's in its title."""
    head = f"<html><head><title>{name} | Cổng thông tin xã</title></head>"
    return lambda query: str(page(query)).replace("<html>", head, 1)


def portal_of(found: list[Category], home: str, menu: str = "") -> Pages:
    return {
        "/": f"<html><body>{menu}{home}</body></html>",
        **{f"/{one.slug}": listing(one, menu) for one in found},
        **{item.path(one): article_page(item, one) for one in found for item in one.items},
    }


def menu_of(found: list[Category]) -> str:
    return "<ul>" + "".join(f'<li><a href="/{one.slug}">{one.name}</a></li>' for one in found) + "</ul>"


def only_a_site_map(found: list[Category]) -> Pages:
    pages = portal_of(found, '<p>Kính chào quý vị</p><a href="/so-do-cong">Sơ đồ cổng</a>')
    return {**pages, "/so-do-cong": f"<html><body><h1>Sơ đồ cổng</h1>{menu_of(found)}</body></html>"}


def only_boxes_with_more(found: list[Category]) -> Pages:
    """Neither a menu nor links in the headings."""
    boxes = (
        f'<div><div>{one.name}</div>{titles(one, one.items[:3])}<a href="/{one.slug}">Xem thêm</a></div>'
        for one in found
    )
    return portal_of(found, "".join(boxes))


def one_offered_beside_the_menu(found: list[Category]) -> Pages:
    last = found[-1]
    box = f'<div><h3>{last.name}</h3>{titles(last, last.items[:3])}<a href="/{last.slug}">Xem tất cả</a></div>'
    return portal_of(found, box, menu_of(found[:-1]))


PICTURE = '<table><tr><td><a href="/{}"><span><img src="/bia.png" alt="{}"></span></a></td></tr></table>'


def pictures_beside_the_menu(found: list[Category]) -> Pages:
    """The first category stands in the menu; pictures in a side column of every page lead to the others."""
    column = "".join(PICTURE.format(one.slug, "") for one in found[1:])
    return portal_of(found, "<h1>Chào mừng</h1>", menu_of(found[:1]) + f"<div>{column}</div>")


def pictures_that_say_a_part_of_the_name(found: list[Category]) -> Pages:
    """Pages say their names in full in their titles alone, beside the site's name."""
    column = "".join(PICTURE.format(one.slug, one.name.partition(" ")[0]) for one in found[1:])
    menu = menu_of(found[:1]) + f"<div>{column}</div>"
    pages = portal_of(found, "<h1>Chào mừng</h1>", menu)
    return {**pages, **{f"/{one.slug}": titled(listing(one, menu), one.name) for one in found}}


def pictures_on_inner_pages_alone(found: list[Category]) -> Pages:
    """The home page has a menu of three pages. Their side column holds a picture that leads to a fourth."""
    pages = portal_of(found, "<h1>Chào mừng</h1>", menu_of(found[:-1]) + PICTURE.format(found[-1].slug, "bia.png"))
    return {**pages, "/": f"<html><body>{menu_of(found[:-1])}</body></html>"}


def pictures_that_say_more_than_the_name(found: list[Category]) -> Pages:
    """A banner says what its page calls itself, and more; each page offers itself in two languages."""
    column = "".join(PICTURE.format(one.slug, f"Chuyên trang {one.name}") for one in found[1:])
    menu = menu_of(found[:1]) + f"<div>{column}</div>"

    def page(one: Category) -> str | Page:
        languages = f'<div><a href="/{one.slug}">Tiếng Việt</a> | <a href="/en/{one.slug}">English</a></div>'
        return titled(listing(one, menu + languages), one.name)

    pages = portal_of(found, "<h1>Chào mừng</h1>", menu)
    return {**pages, **{f"/{one.slug}": page(one) for one in found}}


def a_home_page_that_only_leads_on(found: list[Category]) -> Pages:
    pages = portal_of(found, "")
    home = f"<html><body>{menu_of(found)}</body></html>"
    return {**pages, "/": "<script>window.location.href = '/web/guest/home';</script>", "/web/guest/home": home}


@pytest.mark.parametrize(
    "shown",
    [
        only_a_site_map,
        only_boxes_with_more,
        one_offered_beside_the_menu,
        pictures_beside_the_menu,
        pictures_that_say_a_part_of_the_name,
        pictures_that_say_more_than_the_name,
        pictures_on_inner_pages_alone,
        a_home_page_that_only_leads_on,
    ],
)
def test_finds_all_categories_under_their_names(shown: Callable[[list[Category]], Pages], tmp_path: Path) -> None:
    found = [*categories(), Category("van-hoa", "Văn hóa", items(500, 6))]
    with serving(shown(found)) as portal:
        crawl(portal.base_url, tmp_path)
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(found)
    assert [target for target, count in portal.asked.items() if count > 1] == []
    assert problems(tmp_path) == []


@pytest.mark.parametrize("linked", [True, False], ids=["linked", "plain"])
def test_a_page_of_other_categories_boxes_is_no_category(linked: bool, tmp_path: Path) -> None:
    found = categories()
    above = Category("kinh-te", "Kinh tế")
    menu = menu_of([above, *found])
    pages = portal_of(found, "", menu)
    names = {one.slug: f'<a href="/{one.slug}">{one.name}</a>' if linked else one.name for one in found}
    boxes = (f"<div><h3>{names[one.slug]}</h3><div>{titles(one, one.items[:4])}</div></div>" for one in found)
    pages["/kinh-te"] = f"<html><body>{menu}{''.join(boxes)}</body></html>"
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(found)


def test_a_home_page_that_pages_through_all_articles_is_the_listing(tmp_path: Path) -> None:
    only = Category("tin", "Tin", items(900, 23))
    pages = portal_of([only], "")
    pages["/"] = pages.pop("/tin")
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert stored(tmp_path).keys() == truth([only]).keys()
    assert problems(tmp_path) == []


def test_a_picture_that_leads_to_no_listing_costs_a_request_and_brings_nothing(tmp_path: Path) -> None:
    found = categories()
    pages = portal_of(found, "", menu_of(found) + PICTURE.format("duong-day-nong", ""))
    pages["/duong-day-nong"] = "<html><body><h2>Đường dây nóng</h2><p>Gọi số 024 3333 0000.</p></body></html>"
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert portal.asked["/duong-day-nong"] == 1
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(found)
    assert problems(tmp_path) == []


def named(slug: str, title: str | None, name: str | None, numbers: range) -> tuple[MenuLink, str, Listing]:
    url = f"http://p/{slug}"
    entries = tuple(Entry(f"{url}/-/view_content/{number}-a.html", str(number)) for number in numbers)
    block = Block(entries, "ul", (), None, None, 1, 9, aside=False, here=1.0, lead_length=90)
    page = Listing(entries, candidates=(Candidate(block, Paging(), 5, named=False),), title=(title or "", "Thị xã"))
    return MenuLink(name, url, url, in_menu=True, offered=name is None), url, page


def survey_of(limit: int, *pages: tuple[MenuLink, str, Listing]) -> Survey:
    survey = Survey(limit)
    survey.read(None, "http://p/", "http://p/", Listing(title=("Trang chủ", "Thị xã")))
    reading = survey.meet([link for link, _, _ in pages])
    for link, url, page in pages:
        if link in reading:
            survey.read(link, url, url, page)
    further = {link.key for link in survey.further()}
    for link, url, page in pages:
        if link.key in further:
            survey.read(survey.links[link.key], url, url, page)
    return survey


def test_a_listing_that_no_link_names_has_the_name_in_its_title() -> None:
    survey = survey_of(9, named("a", "Y tế", "Y tế", range(5)), named("b", "Phố sách", None, range(5, 9)))
    assert [category.name for category in survey.categories()] == ["Y tế", "Phố sách"]


def test_a_listing_that_nothing_names_is_walked_all_the_same() -> None:
    survey = survey_of(9, named("a", "Y tế", "Y tế", range(5)), named("b", None, None, range(5, 9)))
    assert [(one.name, one.key) for one in survey.categories()] == [("Y tế", "http://p/a"), (None, "http://p/b")]


@pytest.mark.parametrize(("in_menu", "name"), [(True, "Tin tiêu điểm"), (False, None)])
def test_a_box_of_chosen_articles_leads_to_a_category_if_a_menu_does(in_menu: bool, name: str | None) -> None:
    link, url, page = named("b", "Tin tiêu điểm", "Tin tiêu điểm", range(5, 9))
    entries = tuple(replace(one, url=one.url.replace("/b/", "/a/")) for one in page.entries)
    block = replace(page.candidates[0].block, entries=entries)
    page = replace(page, entries=entries, candidates=(replace(page.candidates[0], block=block),))
    box = (replace(link, in_menu=in_menu), url, page)
    survey = survey_of(9, named("a", "Y tế", "Y tế", range(5)), box)
    assert [category.name for category in survey.categories()] == ["Y tế", name]
    for _ in range(2):  # what all pages show is a menu
        survey.meet([box[0]])
    assert [category.name for category in survey.categories()] == ["Y tế", "Tin tiêu điểm"]


def test_pages_that_a_limit_leaves_out_are_named() -> None:
    pages = [named(str(one), "Tin", f"Mục {one}", range(9 * one, 9 * one + 9)) for one in range(30)]
    unread = survey_of(4, *pages).unread()
    assert unread is not None
    assert unread.startswith("26 pages that may list articles were not read, for limits.categories = 4")
    assert '"Mục 4", "Mục 5"' in unread
    assert unread.endswith('"Mục 23" and 6 more')
    assert survey_of(30, *pages).unread() is None


def test_no_more_than_sixty_pages_without_a_name_are_read_and_the_rest_is_named() -> None:
    pages = [named(f"b{one}", "Tin", None, range(9 * one, 9 * one + 9)) for one in range(70)]
    survey = survey_of(300, named("a", "Y tế", "Y tế", range(900, 905)), *pages)
    assert len(survey.pages) == 61
    assert "http://p/b69" in (survey.unread() or "")


def test_views_of_listings_are_no_categories_and_make_no_side_box_of_a_short_one() -> None:
    listings = [
        ("a", "Y tế", range(30, 20, -1)),
        ("b", "Văn hóa", range(9, 6, -1)),
        ("c", "Thể thao", range(60, 50, -1)),
    ]
    menu = [named(slug, name, name, numbers) for slug, name, numbers in listings]
    turned = [named(f"{slug}/thich", name, "Hay nhất", numbers[::-1]) for slug, name, numbers in listings]
    other = [
        named(f"{slug}/kieu/{way}", name, way, numbers) for slug, name, numbers in listings for way in ("ô", "dòng")
    ]
    survey = survey_of(99, *menu)
    for link, url, page in [*turned, *other]:
        survey.meet([link])
        survey.read(link, url, url, page)
    assert [category.name for category in survey.categories()] == ["Y tế", "Văn hóa", "Thể thao"]


def test_a_category_that_only_a_script_fills_is_named() -> None:
    portal = load("sontay").at("http://p")
    links = "".join(
        f'<p><a href="/-/view_content/{2285000 + one}-hoi-nghi-giao-ban">Hội nghị giao ban lần thứ {one}</a></p>'
        for one in range(6)
    )
    fetched = "<script>fetch('/api/tin?muc=5').then(show => fill(document.querySelector('#ds')))</script>"
    pages = {
        "Y tế": f"<h2>Y tế</h2><div id='ds'>{links}</div><script>fetch('/api/thoi-tiet')</script>",
        "Văn hóa": f'<h2>Văn hóa</h2><ul id="ds"></ul>{fetched}',
        "Đất đai": "<h2>Đất đai</h2><div>Đang tải...</div>",
        "Thuế": "<h2>Thuế</h2><script>$.get('/api/tin/7', show)</script>",
        "Nhà ở": f"<h2>Nhà ở</h2><p>Chưa có tin</p>{fetched.replace('#ds', '#khac')}",
        "Đầu tư": '<h2>Đầu tư</h2><div class="dong-tin" data-tu="0"></div><a hidden>Xem thêm</a>',
        "Du lịch": '<h2>Du lịch</h2><div class="ban-do" data-tu="0"></div>',
        "Lao động": "<h2>Lao động</h2><ul></ul><script>fetch('/api/thoi-tiet')</script>",
        "Giới thiệu": f"<h2>Giới thiệu</h2><p>{'Xã có nhiều di tích. ' * 20}</p>{fetched}",
    }
    survey = Survey(99)
    survey.read(None, "http://p/", "http://p/", Listing())
    for name, html in pages.items():
        link = MenuLink(name, f"http://p/{name}", name, in_menu=True)
        page = read_listing(f"<html><body>{html}</body></html>", link.url, portal, name=name)
        survey.meet([link])
        survey.read(link, link.url, link.url, page)
    assert [category.name for category in survey.categories()] == ["Y tế"]
    assert [(name, sign) for name, _, sign in survey.hidden()] == [
        ("Văn hóa", "a request for /api/tin"),
        ("Đất đai", '"Đang tải..."'),
        ("Thuế", "a request for /api/tin/0"),
        ("Đầu tư", 'an empty <div class="dong-tin">'),
    ]


def test_a_group_of_articles_of_all_categories_is_none(tmp_path: Path) -> None:
    found = categories()
    group = Category("noi-bat", "Lưu trữ", [item for one in found for item in one.items[::2]])
    offered = (
        f'<div class="cot">Tin nổi bật {titles(found[0], found[0].items[:3])}<a href="/noi-bat">Xem tất cả</a></div>'
    )
    pages = portal_of(found, offered, menu_of(found))
    pages |= {f"/{one.slug}": titled(listing(one, menu_of(found) + offered), one.name) for one in found}

    def shown(query: dict[str, str]) -> str:
        whole = listing(group, menu_of(found))(query)
        for one in found:  # the articles stand at their own addresses
            for item in one.items:
                whole = str(whole).replace(item.path(group), item.path(one))
        return str(whole).replace("<h2>Lưu trữ</h2>", "<h1>Danh sách bài viết</h1>")

    pages["/noi-bat"] = titled(shown, "Lưu trữ")
    with serving(pages) as served:
        crawl(served.base_url, tmp_path)
        assert served.asked["/noi-bat?cur=2"] == 1  # what it alone might list is not lost
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(found)
