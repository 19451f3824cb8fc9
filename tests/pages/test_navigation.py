"""What counts as navigation: links that may lead to listings, under the names that a menu gives them."""

import pytest

from crawler import portals
from crawler.pages.listing.destinations import is_home, may_list
from crawler.pages.listing.navigation import navigation
from crawler.pages.listing.pager import page_links
from crawler.pages.page.tree import read

PORTAL = portals.load("sontay").at("http://127.0.0.1:8080")
HOME = "http://127.0.0.1:8080/web/guest/home"


def names(html: str) -> dict[str, str | None]:
    found = navigation(f"<html><body>{html}</body></html>", HOME, PORTAL)
    return {link.key.removeprefix("http://127.0.0.1:8080"): link.name for link in found}


def test_nested_menus_drop_downs_image_maps_and_scripts_all_count() -> None:
    html = (
        '<ul><li><a href="/tin-tuc">› Tin tức (25)</a><ul><li><a href="y-te">Y tế</a></li></ul></li></ul>'
        '<select><option value="/thong-bao">Thông báo</option></select>'
        '<map name="m"><area href="/van-hoa" alt="Văn hóa"></map>'
        "<table><tr><td onclick=\"location.href='/giao-duc'\">Giáo dục</td></tr></table>"
    )
    assert names(html) == {
        "/tin-tuc": "Tin tức",
        "/y-te": "Y tế",
        "/thong-bao": "Thông báo",
        "/van-hoa": "Văn hóa",
        "/giao-duc": "Giáo dục",
    }


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/c/portal/login">Tài khoản</a>',
        '<a href="/trang?p_p_id=58">Đăng nhập</a>',
        '<a href="/lich-cong-tac?date=2024-06-01">Tuần sau</a>',
        '<a href="/su-kien?ngay=01-06-2024">Sự kiện</a>',
        '<a href="/documents/10180/0/van-ban/3f2a">Văn bản</a>',
        '<a href="/bao-cao.pdf">Báo cáo</a>',
        '<a href="mailto:a@example.vn">Thư điện tử</a>',
        '<a href="javascript:void(0)">Tin tức</a>',
        '<a href="https://dichvucong.example/tin">Dịch vụ công</a>',
        '<a href="/rss">Kênh tin</a>',
        '<a href="/tim-kiem?q=a">Tìm</a>',
        '<a href="/so-do-to-chuc">Sơ đồ tổ chức</a>',
        '<a href="/luu-tru/2024/05">Tháng 5/2024</a>',
        '<a href="/luu-tru/2024/06">06-2024</a>',
        '<select><option value="/2023/12/"> Tháng Mười Hai 2023</option></select>',
        '<a href="/2023/02/">February 2023</a>',
        '<a href="/web/guest/home">Cổng thông tin</a>',
        '<a href="/tin/-/view_content/1-bai.html">Bài viết</a>',
        '<a href="#top">Lên trên</a>',
    ],
)
def test_what_never_lists_articles_is_left_out(link: str) -> None:
    assert names(f"<ul><li>{link}</li></ul>") == {}


def test_a_link_in_running_text_is_no_navigation() -> None:
    text = (
        "Thị xã triển khai nhiều nhiệm vụ trọng tâm, xem thêm tại trang của phường, nơi có nhiều tin tức hữu ích khác."
    )
    assert names(f'<p>{text} <a href="/phuong">phường</a> {text}</p>') == {}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/trang-chu">Trang chủ</a>',
        '<a href="/trang-chu"><img src="bia.jpg"></a>',
        '<a href="/so-do-cong">Sơ đồ cổng</a>',
        '<a href="/sitemap.html">Toàn trang</a>',
        "<script>setTimeout(function () { window.location.replace('/vi/cong'); }, 100)</script>",
    ],
)
def test_what_only_leads_on_has_no_name(html: str) -> None:
    page = f"<html><body>{html}</body></html>"
    (link,) = navigation(page, "http://127.0.0.1:8080/bia", PORTAL)
    assert (link.name, link.offered) == (None, False)


def test_what_there_is_more_of_is_offered() -> None:
    html = '<a href="/tin">Xem tất cả</a><a href="/tin?ngay=1">Xem</a><a href="/van-ban/-/tep/7">Xem chi tiết</a>'
    found = navigation(f"<html><body>{html}</body></html>", HOME, PORTAL)
    assert [link.key.rpartition("/")[2] for link in found if link.offered] == ["tin"]


def test_a_year_may_be_a_category() -> None:
    assert names('<a href="/ngan-sach-2024">Năm 2024</a>') == {"/ngan-sach-2024": "Năm 2024"}


def test_the_menus_name_beats_a_link_without_one() -> None:
    html = '<div><p>Khối tin</p><a href="/y-te">Xem thêm</a></div><nav><a href="/y-te">Y tế</a></nav>'
    assert names(html) == {"/y-te": "Y tế"}


def test_other_pages_of_a_listing_are_no_categories() -> None:
    found = navigation('<html><body><a href="?cur=2">2</a><a href="?cur=2">Tiếp</a></body></html>', f"{HOME}x", PORTAL)
    assert found == []
    older = '<a href="?truoc=2024031510">Bài cũ hơn</a><a href="/y-te?truoc=2024">Tin cũ hơn »</a>'
    assert navigation(f"<html><body>{older}</body></html>", f"{HOME}x", PORTAL) == []
    assert names('<a href="/y-te/page/2/">Trang sau</a>') == {}


def test_the_pages_behind_the_top_of_a_site_are_pages_of_it() -> None:
    page = read('<html><body><a href="/page/2/">2</a><a href="/page/3/">Trang sau</a><a href="/y-te/page/2/">2</a>')
    for here in ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/page/2/"):
        links = page_links(page, here, PORTAL).links
        assert [link.url.removeprefix("http://127.0.0.1:8080") for link in links] == ["/page/2/", "/page/3/"]


def test_knows_the_front_page_under_its_usual_names() -> None:
    for path in ("", "/", "/web/guest/home", "/vi/trang-chu", "/index.html", "/vi_VN"):
        assert is_home(f"http://127.0.0.1:8080{path}", PORTAL)
    assert not is_home("http://127.0.0.1:8080/Default.aspx?tabid=12", PORTAL)
    assert not is_home("http://127.0.0.1:8080/tin-tuc", PORTAL)


def test_history_is_no_calendar() -> None:
    assert may_list("http://127.0.0.1:8080/lich-su-van-hoa")
    assert not may_list("http://127.0.0.1:8080/lich-cong-tac-tuan")
    assert not may_list("http://127.0.0.1:8080/vi/news/topic/nong-thon-moi/")


@pytest.mark.parametrize(
    ("query", "listed"),
    [("lang=vi&nhom=5", True), ("q=tin/5", True), ("lang=en&nhom=5", False), ("q=hop", False), ("a=1;q=hop", False)],
)
def test_a_page_in_the_portal_s_language_and_a_route_may_list(query: str, listed: bool) -> None:
    assert may_list(f"http://127.0.0.1:8080/ds?{query}") == listed


def test_a_menu_of_one_line_among_all_the_text_of_a_page_is_a_menu() -> None:
    prose = "Hôm nay, các xã, phường đồng loạt ra quân tổng vệ sinh môi trường, trồng cây xanh. " * 3
    menu = '<a href="/">Trang chủ</a> | <a href="/kinh-te">Kinh tế</a> | <a href="/y-te">Y tế</a>'
    assert names(f"<table><tr><td>{menu}<br><hr>{prose}<br>Bản quyền</td></tr></table>") == {
        "/": None,
        "/kinh-te": "Kinh tế",
        "/y-te": "Y tế",
    }
    assert names(f'<p>{prose} Xem <b>thêm</b> ở <a href="/kinh-te">trang này</a> nhé.</p>') == {}


def test_a_name_in_capitals_is_spelled_as_another_link_spells_it() -> None:
    menu = "".join(
        f'<li><a href="/{one}">{name}</a></li>' for one, name in (("a", "Y TẾ"), ("b", "HĐND"), ("tin", "Tin"))
    )
    html = f'<nav><ul>{menu}</ul></nav><div><h3><a href="/a">Y tế</a></h3></div>'
    assert names(html) == {"/a": "Y tế", "/b": "HĐND", "/tin": "Tin"}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/tin"><span><img src="bia.png" alt=""></span></a>',
        '<a href="/tin"><img src="bia.png" alt="banner_tin.png"></a>',
        '<a href="/tin"><img src="bia.png" alt="Banner 2"></a>',
        '<map name="m"><area href="/tin"></map>',
        "<div onclick=\"location.href='/tin'\"></div>",
    ],
)
def test_a_picture_without_words_offers_a_page(link: str) -> None:
    (found,) = navigation(f"<html><body><table><tr><td>{link}</td></tr></table></body></html>", HOME, PORTAL)
    assert (found.name, found.offered) == (None, True)


def test_the_name_of_a_language_does_not_name_the_page_that_it_leads_to_in_that_language() -> None:
    html = '<a href="/en/van-hoa">English</a><a href="/van-hoa"><img src="1.png" alt=""></a><a href="/en/y-te">Y tế</a>'
    found = navigation(f"<html><body>{html}</body></html>", "http://127.0.0.1:8080/van-hoa", PORTAL)
    assert [(link.key.rpartition("/")[2], link.name) for link in found] == [("van-hoa", None), ("y-te", "Y tế")]


def test_words_name_a_page_rather_than_the_description_of_a_picture() -> None:
    picture, words = '<a href="/y-te"><img src="1.png" alt="Y tế xã"></a>', '<b><a href="/y-te">Y tế - Dân số</a></b>'
    assert names(f"<p>{picture}</p><p>{words}</p>") == {"/y-te": "Y tế - Dân số"}


def test_the_description_of_a_picture_names_its_page() -> None:
    assert names('<a href="/y-te"><img src="1.png" alt="1.png"><img src="2.png" alt="Y tế"></a>') == {"/y-te": "Y tế"}


@pytest.mark.parametrize("address", ["/web/xa-doai/home", "/web/xa-doai/trang-chu"])
@pytest.mark.parametrize("words", ['<img src="1.png">', "Xã Đoài"])
def test_the_front_of_a_communes_site_on_the_same_server_is_offered(address: str, words: str) -> None:
    (found,) = navigation(f'<html><body><a href="{address}">{words}</a></body></html>', HOME, PORTAL)
    assert (found.name, found.offered) == (None, True)


@pytest.mark.parametrize("address", ["/web/en/home", "/web/english/home", "/trang?anh=1", "/a/-/b/1"])
def test_a_picture_that_leads_to_another_languages_front_or_a_part_of_a_page_offers_none(address: str) -> None:
    (found,) = navigation(f'<html><body><a href="{address}"><img src="1.png"></a></body></html>', HOME, PORTAL)
    assert (found.name, found.offered) == (None, False)


def test_an_address_that_grows_by_a_relative_link_is_not_followed() -> None:
    assert may_list("http://127.0.0.1:8080/tin/tin/a")
    assert not may_list("http://127.0.0.1:8080/tin/tin/tin")
