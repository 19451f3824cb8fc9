"""What a listing says of further pages where no link leads on: an address is followed, anything else is told."""

from dataclasses import replace

import pytest

from crawler import portals
from crawler.pages.listing.entries import listing
from crawler.pages.listing.pager import Paging

PORTAL = portals.load("sontay").at("http://127.0.0.1:8080")
URL = "http://127.0.0.1:8080/van-hoa"
ENTRY = '<li><a href="/van-hoa/-/view_content/{0}-a.html">Tin số {0}</a> <i>(05/06/2024)</i>{1}</li>'


def paging(behind: str, *, before: str = "", in_entry: str = "", url: str = URL, number: int = 1) -> Paging:
    entries = "".join(ENTRY.format(one, in_entry) for one in range(1, 6))
    html = f"<html><body><h1>Văn hóa</h1>{before}<ul>{entries}</ul>{behind}</body></html>"
    page = listing(html, url, PORTAL, name="Văn hóa", number=number)
    assert len(page.entries) == 5
    return page.paging


@pytest.mark.parametrize(
    ("behind", "following"),
    [
        ('<div id="cuon" data-next-url="/van-hoa?page=2"></div>', "?page=2"),
        ('<div hx-get="?trang=2" hx-trigger="revealed"></div>', "?trang=2"),
        ('<div data-next-url="/van-hoa?cursor=eyJpZCI6OTF9"><span class="quay"></span></div>', "?cursor=eyJpZCI6OTF9"),
        ('<a href="javascript:;" data-url="/van-hoa/trang-2.html">Xem thêm</a>', "/trang-2.html"),
        (
            '<form action="/van-hoa"><input type="hidden" name="page" value="2"><button>Xem thêm</button></form>',
            "?page=2",
        ),
    ],
)
def test_an_address_in_an_attribute_or_a_form_is_followed(behind: str, following: str) -> None:
    found = paging(behind)
    assert (found.next_url, found.more, found.scripted) == (URL + following, None, True)


@pytest.mark.parametrize(
    ("behind", "seen"),
    [
        ('<button type="button" onclick="tai()">Xem thêm</button>', '"Xem thêm" with a script'),
        ('<div><button class="btn">Xem thêm</button></div>', '"Xem thêm" with a script'),
        ('<div><a href="javascript:;" id="nut" data-page="2">Xem thêm tin</a></div>', '"Xem thêm tin" with a script'),
        ('<a href="#" data-page="2">Trang sau</a>', '"Trang sau" with a script'),
        ('<form method="post" action="/van-hoa"><input type="hidden" name="page" value="2"></form>', "a form by POST"),
        ('<form method="POST"><input type="submit" value="Trang sau"></form>', 'a form by POST with "Trang sau"'),
        ('<a href="#" ng-click="sau()">Trang sau</a>', '"Trang sau" with a script'),
        ('<b>1</b> <a href="#">2</a>', '"2" without an address'),
        ('<a href="#trang-1">1</a> <a href="#trang-2">2</a> <a href="#trang-3">3</a>', '"2" without an address'),
        ("<ul><li><span>1</span></li><li><span>2</span></li><li><span>3</span></li></ul>", '"2" without an address'),
        (
            '<select onchange="den(this)"><option>Trang 1</option><option>Trang 2</option></select>',
            "a list of pages with a script",
        ),
        ('<div id="cuoi" data-next-page="2"></div>', 'data-next-page="2"'),
        (
            '<div data-next-url="/tai/tiep?ma=abc"></div>',
            "an address in data-next-url: http://127.0.0.1:8080/tai/tiep?ma=abc",
        ),
        ("<p>Tổng số: 1.025 bài viết</p>", '"Tổng số: 1.025 bài viết"'),
        ("<p>Hiển thị 1 - 5 trong số 12 tin</p>", '"Hiển thị 1 - 5 trong số 12 tin"'),
    ],
)
def test_what_only_a_script_follows_is_told(behind: str, seen: str) -> None:
    found = paging(behind)
    assert (found.next_url, found.more) == (None, seen)


@pytest.mark.parametrize(
    "pages",
    [
        "<p>Trang 1 / 3 - Tổng số 12 tin</p>",
        "<p>Trang <b>1</b>/<b>3</b></p>",
        '<ul class="pagination"><li><a href="#">1</a></li><li><a href="#">2</a></li><li><a href="#">3</a></li></ul>',
        '<a href="#" data-page="2">2</a><a href="#" data-page="3">3</a>',
        "<a href=\"javascript:__doPostBack('trang','2')\">2</a><a href=\"javascript:__doPostBack('trang','3')\">3</a>",
    ],
)
def test_pages_that_only_a_script_turns_to_are_counted(pages: str) -> None:
    assert paging(pages).last == 3


@pytest.mark.parametrize(
    ("behind", "before", "in_entry"),
    [
        ('<div class="carousel"><a href="#anh" data-slide="next">Next</a><a href="#">›</a></div>', "", ""),
        ('<div class="viewmore"><a href="/van-hoa/-/view_content/1-a.html">Xem tiếp...</a></div>', "", ""),
        ('<a href="#" class="disabled" onclick="sau()">Trang sau</a>', "", ""),
        ('<a href="javascript:;">›</a><a href="javascript:void(0)">Trang sau</a>', "", ""),
        ("", "", '<span onclick="mo(this)">Xem thêm</span>'),
        ("", '<button onclick="tai()">Xem thêm</button>', ""),
        ("<p>Tổng số 5 tin</p>", "", ""),
        ('<div data-next="1" data-total-pages="1"></div>', "", ""),
        ('<p>Điểm: <a href="/cham?diem=1">1</a> <a href="/cham?diem=2">2</a> <a href="/cham?diem=3">3</a></p>', "", ""),
        ('<select onchange="loc(this)"><option>10</option><option>20</option></select>', "", ""),
        ('<a href="#">1</a><a href="#">2</a>', "", ""),
        ('<form action="/tim-kiem"><input name="q"><button>Tìm</button></form>', "", ""),
        ('<form method="post" action="/gop-y"><input name="ten"><input type="submit" value="Gửi"></form>', "", ""),
    ],
)
def test_what_turns_no_pages_tells_nothing(behind: str, before: str, in_entry: str) -> None:
    told = paging(behind, before=before, in_entry=in_entry)
    assert replace(told, articles=None) == Paging()


def test_a_button_behind_the_last_page_named_tells_nothing() -> None:
    found = paging('Trang 1/1 <a href="javascript:sau()">›</a>')
    assert (found.last, found.more) == (1, None)


def test_an_address_that_stays_as_it_is_is_told_on_the_second_page() -> None:
    found = paging('<div data-next-url="/van-hoa?page=2"></div>', url=f"{URL}?page=2", number=2)
    assert (found.next_url, found.more) == (None, "an address in data-next-url that stays as it is")


def test_a_total_on_the_last_of_linked_pages_tells_nothing() -> None:
    found = paging('<a href="?cur=1">1</a> 2 <p>Tổng số 15 tin</p>', url=f"{URL}?cur=2", number=2)
    assert (found.next_url, found.more) == (None, None)


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("Trang 1 / 3 - Tổng số 25 tin", 25),
        ("Hiển thị 1-10 của 45", 45),
        ("Hiển thị từ 1 đến 10 trong tổng số 1.234 bản ghi", 1234),
        ("Showing 1 - 10 of 45 results", 45),
        ("Hiển thị 20-11/2020", None),
        ("Xã trao quà cho 1-10 của 45 hộ", None),
        ("Tổng số 25 hộ nghèo", None),
    ],
)
def test_a_listing_says_how_many_articles_it_holds(text: str, articles: int | None) -> None:
    assert paging(f'<p>{text}</p><a href="/van-hoa?cur=2">Trang sau</a>').articles == articles
