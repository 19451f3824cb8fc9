"""What stands round an article: the site's own name, trails, headings of portlets; and the category that they name."""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article
from tests.pages.test_article_habits import LEAD, SECOND, TITLE

PORTAL = portals.unnamed("https://vancanh.example.gov.vn")
URL = "https://vancanh.example.gov.vn/xem.aspx?id=1234567"
TEXT = f"<div><p>{LEAD}</p><p>{SECOND}</p></div>"
META = "<p>Ngày đăng: 25/06/2020 07:26</p>"
SITE = "UBND xã Vân Canh - Hoài Đức"
MENU = "".join(
    f'<li><a href="/{page}">{name}</a></li>'
    for page, name in enumerate(
        ("Trang chủ", "Giới thiệu", "Tin tức", "Thông báo", "Văn bản", "Y tế - Dân số", "Liên hệ")
    )
)


def read(body: str, title: str = SITE) -> Article:
    found = article(f"<html><head><title>{title}</title></head><body>{body}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize("site", [SITE, "Vân Canh Portal", "Xã Vân Canh hôm nay"])
def test_the_name_of_the_site_over_its_menu_and_over_its_foot_is_no_title(site: str) -> None:
    top, foot = f"<div>{site}</div><ul>{MENU}</ul>", f"<p><b>{site}</b></p><p>Địa chỉ: thôn An Trai</p>"
    page = f"{top}<div><h2>{TITLE}</h2>{META}{TEXT}</div><div>{foot}<p>Chịu trách nhiệm nội dung: Chủ tịch</p></div>"
    found = read(page, site)
    assert (found.title, found.lead, found.published_at) == (TITLE, LEAD, "2020-06-25T07:26:00+07:00")


TRAIL = f'<a href="/">Trang chủ</a> / <a href="/2">Tin tức</a> / {TITLE}'


@pytest.mark.parametrize(
    ("trail", "heading"),
    [
        (f"<div>{TRAIL}</div>", ""),
        (f"<div>Bạn đang ở: {TRAIL.replace(' / ', ' > ')}</div>", "<h4>Vui hội làng</h4>"),
        (f"<ol><li>{'</li><li>'.join(TRAIL.split(' / '))}</li></ol>", ""),
    ],
    ids=["on one line", "above a headline of its own", "as a list"],
)
def test_a_trail_names_the_category_wherever_it_stands_above(trail: str, heading: str) -> None:
    side = "<div><h3>Văn bản mới</h3>" + "<p><a href='/9'>Kế hoạch số 45/KH-UBND</a></p>" * 3 + "</div>"
    page = f"<nav><ul>{MENU}</ul>{trail}</nav>{side}<div>{heading}<h1>{TITLE}</h1>{META}{TEXT}</div>"
    found = read(page, TITLE)
    assert (found.title, found.category, found.lead) == (TITLE, "Tin tức", LEAD)


def test_a_trail_with_the_day_below_it_is_no_title() -> None:
    found = read(f"<div><div>{TRAIL}</div>{META}<h2>{TITLE}</h2>{TEXT}</div>", TITLE)
    assert (found.title, found.lead) == (TITLE, LEAD)


def test_the_end_of_a_trail_tells_a_title_that_nothing_else_does() -> None:
    found = read(f"<div>{TRAIL}</div><table><tr><td>{TITLE}</td></tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.title, found.lead) == (TITLE, LEAD)


def test_a_box_of_links_above_the_title_names_no_category() -> None:
    side = "<div><h3>Văn bản mới</h3><p><a href='/7'>Giấy mời họp</a></p><p><a href='/8'>Giấy mời</a></p></div>"
    assert read(f"{side}<div><h1>{TITLE}</h1>{META}{TEXT}</div>", TITLE).category is None


@pytest.mark.parametrize("heading", ["Trang chi tiết", "Xem nội dung tin", "Chi tiết"])
def test_a_heading_that_says_that_something_is_shown_names_no_category(heading: str) -> None:
    assert read(f"<div><h1>{heading}</h1><h1>{TITLE}</h1>{META}{TEXT}</div>", TITLE).category is None


@pytest.mark.parametrize(
    ("meta", "category", "author"),
    [
        ("Ngày đăng: 25/06/2020 07:26 - Chuyên mục: Y tế - Dân số - Lượt xem: 45", "Y tế - Dân số", None),
        ("25/06/2020 07:26 | Danh mục: Y tế - Dân số | Phạm Hảo", "Y tế - Dân số", "Phạm Hảo"),
        ("Chuyên mục: Thông báo - Phạm Hảo - 25/06/2020 07:26", "Thông báo", "Phạm Hảo"),
        ("Chuyên mục: Thông báo – khoảng 3 tháng trước", "Thông báo", None),
        ("25/06/2020 07:26 / Mục tin: Thông báo / Thảo luận: 3", "Thông báo", None),
        ("25/06/2020 07:26 Category: Y tế - Dân số (1,2K lượt xem)", "Y tế - Dân số", None),
    ],
)
def test_a_dash_may_be_part_of_a_category_and_ends_it_where_a_field_follows(
    meta: str, category: str, author: str | None
) -> None:
    found = read(f"<div><h1>{TITLE}</h1><p>{meta}</p>{TEXT}</div>", TITLE)
    assert (found.category, found.author, found.lead) == (category, author, LEAD)


def test_a_meta_line_below_the_text_names_the_category_too() -> None:
    page = f"<div><h1>{TITLE}</h1>{TEXT}<p>25/06/2020 07:26 • Chuyên mục: Thông báo</p><h3>Các tin khác</h3></div>"
    found = read(page, TITLE)
    assert (found.category, found.paragraphs) == ("Thông báo", [SECOND])


def test_a_link_to_another_article_of_the_same_title_is_no_title() -> None:
    other = f'<p>- <a href="/xem.aspx?id=7654321">{TITLE}</a> (02/07/2015)</p>'
    page = f"<div><div>{TITLE}</div>{TEXT}<p>25/06/2020 07:26</p><h3>Tin cũ hơn</h3>{other * 2}</div>"
    found = read(page, TITLE)
    assert (found.title, found.lead) == (TITLE, LEAD)


def test_a_kicker_between_the_category_and_the_title_is_no_category() -> None:
    page = f"<ul>{MENU}</ul><div><p>Thông báo</p><span>Tuổi trẻ xung kích</span><h1>{TITLE}</h1>{META}{TEXT}</div>"
    assert read(page, TITLE).category == "Thông báo"
