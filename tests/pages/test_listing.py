"""Which block of a page is its listing, and where the listing goes on."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import portals
from crawler.pages.listing.entries import Listing, choose, listing, theme
from crawler.pages.listing.page_numbers import page_parameter, with_parameter

PORTAL = portals.load("sontay").at("http://127.0.0.1:8080")
URL = "http://127.0.0.1:8080/van-hoa"


def link(number: int, text: str | None = None, page: str = "van-hoa") -> str:
    return f'<a href="/{page}/-/view_content/{number}-bai.html">{text or f"Bài viết số {number} về lễ hội"}</a>'


def box(heading: str, first: int, count: int, page: str = "van-hoa") -> str:
    rows = "".join(f"<li>{link(number, page=page)}</li>" for number in range(first, first + count))
    return f"<div><h3>{heading}</h3><ul>{rows}</ul></div>"


def read(html: str, url: str = URL, **arguments: object) -> Listing:
    return listing(f"<html><body>{html}</body></html>", url, PORTAL, **arguments)  # type: ignore[arg-type]


def ids(page: Listing) -> list[int]:
    return [int(entry.article_id) for entry in page.entries]


def test_the_listing_is_the_block_with_the_categorys_name_not_the_longer_side_box() -> None:
    html = box("Tin đọc nhiều", 100, 12) + box("Văn hóa", 1, 3) + box("Xem nhiều nhất", 200, 9)
    assert ids(read(html, name="Văn hóa")) == [1, 2, 3]


def test_a_page_with_side_boxes_alone_lists_nothing() -> None:
    html = "<h1>Giới thiệu</h1><p>Thị xã nằm ở phía tây.</p>" + box("Tin mới nhất", 1, 8) + box("Tin xem nhiều", 9, 5)
    assert read(html, name="Giới thiệu").entries == ()


def test_a_block_whose_heading_leads_to_another_category_is_not_this_ones() -> None:
    html = "".join(box(f'<a href="/muc-{one}">Mục {one}</a>', one * 10, 5, page=f"muc-{one}") for one in (1, 2, 3))
    assert read(html, name="Văn hóa").entries == ()


def test_several_links_to_one_article_are_one_entry_with_its_title() -> None:
    rows = "".join(
        f"<tr><td>{link(one, '<img src=a.jpg>')}</td><td>{link(one, f'Tên bài {one}')}<p>Dẫn nhập.</p>"
        f"{link(one, 'Xem chi tiết')}</td></tr>"
        for one in (1, 2, 3)
    )
    page = read(f"<h2>Văn hóa</h2><table>{rows}</table>", name="Văn hóa")
    assert [entry.title for entry in page.entries] == ["Tên bài 1", "Tên bài 2", "Tên bài 3"]


def test_a_date_in_a_lead_is_no_date_of_publication() -> None:
    html = (
        f"<h2>Văn hóa</h2><ul><li>{link(1)} <i>(25/06/2020 | 07:26)</i>"
        f"<p>Chiều ngày 20/6/2020, hội nghị khai mạc.</p></li><li>{link(2)}<p>Ngày 21/6/2020, lễ hội diễn ra.</p></li>"
        f"<li>{link(3)}<time datetime='2020-06-23T10:00'>tuần trước</time></li></ul>"
    )
    assert [entry.day for entry in read(html, name="Văn hóa").entries] == [date(2020, 6, 25), None, date(2020, 6, 23)]


def test_a_headline_set_apart_belongs_to_the_listing() -> None:
    html = (
        f"<div><h2>Văn hóa</h2><div class='big'>{link(1)}</div><ul>"
        + "".join(f"<li>{link(one)}</li>" for one in range(2, 7))
        + "</ul></div>"
    )
    assert ids(read(html, name="Văn hóa")) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("tag", ["h3", "b"])
def test_the_newest_on_top_and_the_rest_below_are_one_listing_whose_button_tells_of_more(tag: str) -> None:
    """The title of the last article on top is no heading of those below, though it follows its picture's link."""

    def row(number: int, lead: str) -> str:
        return f"<div>{link(number, f'<img src=/a.jpg><{tag}>Bài viết số {number} về lễ hội</{tag}>')}{lead}</div>"

    top = "".join(row(number, "") for number in range(1, 5))
    below = "".join(row(number, "<p>Ngày hội mở ra trong nắng thu của phường.</p>") for number in range(5, 15))
    more = '<a href="javascript:void(0)" onclick="more()">Xem thêm</a>'
    both = f'<h1>Văn hóa</h1><div class="top">{top}</div><div class="all">{below}</div>'
    page = read(both + more + box("Tin mới", 90, 6), name="Văn hóa")
    assert ids(page) == list(range(1, 15))
    assert page.paging.more is not None


def test_a_box_with_a_heading_of_its_own_is_not_the_rest_of_the_listing_above_it() -> None:
    below = "".join(f"<li>{link(number)}</li>" for number in range(50, 60))
    page = read(box("Văn hóa", 1, 5) + f"<p>Ảnh đẹp</p><ol>{below}</ol>", name="Văn hóa")
    assert ids(page) == [1, 2, 3, 4, 5]


def test_a_listing_of_one_article_is_known_by_the_name_above_it() -> None:
    side = "".join(f"<div>{link(one)}</div>" for one in range(10, 18))
    html = (
        f"<div><div><div>Văn hóa</div><div><div>{link(1)}</div></div></div><div><div>Đọc nhiều</div>{side}</div></div>"
    )
    assert ids(read(html, name="Văn hóa")) == [1]


@pytest.mark.parametrize(
    ("pages", "following", "last"),
    [
        ('<b>1</b> <a href="?cur=2">2</a> <a href="?cur=3">3</a> <a href="?cur=57">57</a>', "?cur=2", 57),
        (
            '<a href="javascript:;">First</a> <a href="?_P_cur=2">Next</a> <a href="?_P_cur=9">Last</a>',
            "?_P_cur=2",
            None,
        ),
        ('<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=9">Cuối</a>', "?page=2", 9),
        ('<a href="?page=1">Trang sau »</a>', "?page=1", None),
        ('<a href="?start=10"><img src="n.gif" alt="Tiếp theo"></a>', "?start=10", None),
        ('<a rel="next" href="?trang=2">Cũ hơn</a>', "?trang=2", None),
        ('<a href="?cur=1">«</a><a href="?cur=2">»</a>', "?cur=2", None),
        ('<a href="#">1</a><a class="disabled" href="?cur=2">Sau</a>', "", None),
        ('<a href="/van-hoa/trang-2.html">2</a>', "/trang-2.html", 2),
        (
            '<select name="_P_cur"><option value="1">1</option><option value="2">Trang 2</option></select>',
            "?_P_cur=2",
            2,
        ),
        ('<a href="?date=2024-06-02">2</a><a href="?date=2024-07-01">Tiếp</a>', "", None),
        ("Trang 1 của 3 <a href='?cur=2'>›</a>", "?cur=2", 3),
        # How many entries a page shows is no page.
        (
            '<a href="?delta=20&_P_cur=1">20</a><a href="?delta=75&_P_cur=1">75</a><a href="?_P_cur=2">2</a>',
            "?_P_cur=2",
            2,
        ),
        ('<a href="?start=10">2</a><a href="?start=20">3</a>', "?start=10", 3),
        ('<a href="?cur=2">Xem các tin cũ hơn nữa</a>', "?cur=2", None),
        # A cursor counts no pages: its name tells, or what the link says.
        ('<a href="?truoc=202403151030">Bài cũ hơn</a>', "?truoc=202403151030", None),
        ('<a href="?tu=118&kieu=">Cũ hơn »</a>', "?tu=118&kieu=", None),
        ('<a href="?cursor=YWJj">Xem tiếp các tin</a>', "?cursor=YWJj", None),
        ('<a href="?Paged=TRUE&p_ID=365&PageFirstRow=8">Sau</a>', "?Paged=TRUE&p_ID=365&PageFirstRow=8", None),
        ('<a href="?nhom=7">Xem thêm</a><a href="?thang=7&nam=2024">Sau</a>', "", None),
        ('<a href="/van-hoa/truoc/20240315">← Older posts</a>', "/truoc/20240315", None),
        ('<a href="?sx=cu">Cũ hơn</a><a href="?truoc=2024">Mới hơn</a><a href="/tin-2024">Tin cũ hơn</a>', "", None),
        # What lies between is reckoned where only later pages are linked.
        ('<a href="?cur=1">Trang đầu</a><a href="?cur=4">Trang cuối</a>', "?cur=2", 4),
        ('<a href="?page=0">«</a><a href="?page=8">»</a>', "?page=1", 8),
        ('<b>1</b> … <a href="?page=56">57</a>', "?page=1", 57),
        ('<a href="?start=60">7</a>', "?start=10", 7),
        ('<a href="?page=8">Trang cuối</a>', "", 8),
        ("Trang 1/9 <a href='?page=8'>Trang cuối</a>", "?page=1", 9),
        ('<a href="?cur=1">Trang cuối</a>', "", None),
        ('<a href="?start=60">Trang cuối</a>', "", 2),
        ('<a href="/van-hoa/trang/9">Trang cuối</a>', "", 2),
        ('<a href="/van-hoa/trang/2">»</a><a href="/van-hoa/trang/9">»»</a>', "/trang/2", None),
        # A script may say the address, or only the number.
        ("<button onclick=\"location.href='?cur=2'\">2</button>", "?cur=2", 2),
        ("<a href=\"javascript:go('2')\">2</a><a href='#' onclick='go(this)'>3</a>", "", 3),
        ('<a href="javascript:;">2</a>', "", None),
        ("".join(f'<a href="javascript:day({one})">{one}</a>' for one in range(1, 31)), "", None),
        # Several boxes may each have a parameter of its own.
        ('<a href="?_V_cur=1&_L_cur=2">2</a><a href="?_V_cur=1&_L_cur=3">3</a>', "?_V_cur=1&_L_cur=2", 3),
        ('<a href="?_V_cur=1&_L_cur=2">Tiếp</a>', "?_V_cur=1&_L_cur=2", None),
        # One that jumps over numbers shown is not the next.
        ('<a href="?cur=2">2</a><a href="?cur=3">3</a><a href="?cur=4">Sau</a>', "?cur=2", 3),
    ],
)
def test_follows_every_form_of_paging(pages: str, following: str, last: int | None) -> None:
    page = read(box("Văn hóa", 1, 5) + f"<div>{pages}</div>", name="Văn hóa")
    assert page.paging.next_url == (URL + following if following else None)
    assert page.paging.last == last


def test_goes_on_from_the_middle_of_a_window_of_numbers() -> None:
    window = "".join(f'<a href="?cur={one}">{one}</a> ' for one in (1, 4, 6, 57))
    page = read(box("Văn hóa", 1, 5) + window, url=f"{URL}?cur=5", name="Văn hóa", number=5)
    assert page.paging.next_url == f"{URL}?cur=6"


@pytest.mark.parametrize(
    ("highest", "onward"), [(4, ""), (5, ""), (5, "Tin cũ hơn &gt;"), (2, ""), (6, "Trang sau")], ids=str
)
def test_numbers_that_fall_lead_from_the_newest_page_to_the_oldest(highest: int, onward: str) -> None:
    shown, url, followed = highest, URL, []
    for number in range(1, highest + 1):
        row = (f'<a href="?cur={n}">{n}</a>' if n != shown else f"<b>[{n}]</b>" for n in range(highest, 0, -1))
        older = f'<a href="?cur={shown - 1}">{onward}</a>' if onward and shown > 1 else ""
        page = read(box("Văn hóa", number * 10, 5) + f"<p>{' | '.join(row)} {older}</p>", url=url, number=number)
        assert page.paging.last in {highest, None}
        url = page.paging.next_url or ""
        followed.append(url)
        shown -= 1
    # Halfway, a row without words is the same whichever way it counts: the walk says there that a page comes again.
    right = [f"{URL}?cur={n}" for n in range(highest - 1, 0, -1)] + [""]
    halfway = highest // 2 if highest % 2 and not onward else None
    assert [one for place, one in enumerate(followed) if place != halfway] == [
        one for place, one in enumerate(right) if place != halfway
    ]


def test_numbers_that_a_style_turns_round_lead_to_the_second_page() -> None:
    for number, following in ((1, "?cur=2"), (2, "?cur=3"), (3, None)):
        row = "".join(f'<a href="?cur={n}">{n}</a>' if n != number else f"<b>{n}</b>" for n in (3, 2, 1))
        page = read(box("Văn hóa", 1, 5) + row, url=URL if number == 1 else f"{URL}?cur={number}", number=number)
        assert page.paging.next_url == (URL + following if following else None)


@pytest.mark.parametrize("form", ["?cur=", "/trang/"])
def test_goes_on_to_the_next_window_of_numbers(form: str) -> None:
    ways = "".join(f'<a href="{URL}{form}{one}">{label}</a> ' for one, label in ((10, "..."), (19, 19), (21, "...")))
    page = read(box("Văn hóa", 1, 5) + ways, url=f"{URL}{form}20", name="Văn hóa", number=20)
    assert page.paging.next_url == f"{URL}{form}21"


def test_only_the_last_page_linked_leads_on_from_page_to_page_up_to_it() -> None:
    ends = '<a href="?cur=1">Trang đầu</a><a href="?cur=4">Trang cuối</a>'
    followed = [
        read(box("Văn hóa", 1, 5) + ends, url=f"{URL}?cur={number}", name="Văn hóa", number=number).paging.next_url
        for number in (2, 3, 4)
    ]
    assert followed == [f"{URL}?cur=3", f"{URL}?cur=4", None]


def test_the_box_whose_page_is_shown_is_the_one_that_is_turned() -> None:
    pages = "".join(f'<a href="?_V_cur=1&_L_cur={one}">{one}</a>' for one in (1, 3))
    other = box("Văn bản mới", 50, 5) + '<a href="?_V_cur=2&_L_cur=2">2</a>'
    page = read(other + box("Văn hóa", 1, 5) + pages, url=f"{URL}?_V_cur=1&_L_cur=2", name="Văn hóa", number=2)
    assert page.paging.next_url == f"{URL}?_V_cur=1&_L_cur=3"


@pytest.mark.parametrize("heading", ["<b>Các tin khác</b>", "<h4>Tin đã đưa</h4>", "<hr>"])
def test_titles_alone_below_articles_with_leads_are_the_rest_of_the_listing(heading: str) -> None:
    heads = "".join(f"<div class=n>{link(one)}<p>{'Dẫn nhập của bài viết. ' * 3}</p></div>" for one in range(1, 6))
    rest = "".join(f"<li>{link(one)}</li>" for one in range(6, 11))
    html = f"<h2>Văn hóa</h2><div>{heads}</div><div>{heading}<ul>{rest}</ul></div><a href='?cur=2'>2</a>"
    page = read(html, name="Văn hóa")
    assert ids(page) == list(range(1, 11))
    assert page.paging.next_url == f"{URL}?cur=2"


def test_a_box_below_the_listings_pages_is_not_the_rest_of_it() -> None:
    html = box("Văn hóa", 1, 5) + "<a href='?cur=2'>2</a>" + box("Các tin khác", 50, 5)
    assert ids(read(html, name="Văn hóa")) == [1, 2, 3, 4, 5]


def test_pages_of_another_box_are_not_followed() -> None:
    html = (
        box("Văn hóa", 1, 5)
        + '<a href="?_A_cur=2">Tiếp</a>'
        + box("Thông báo mới", 50, 5)
        + '<a href="?_B_cur=2">Tiếp</a>'
    )
    assert read(html, name="Văn hóa").paging.next_url == f"{URL}?_A_cur=2"


def test_the_categorys_name_parts_the_listing_from_the_box_above_it_though_it_is_no_heading() -> None:
    rows = ["".join(f"<tr><td>{link(one)}</td></tr>" for one in shown) for shown in ((91, 92, 93, 94), (1, 2))]
    html = f"<div>Tin nổi bật</div><table>{rows[0]}</table><div>Văn hóa</div><table>{rows[1]}</table>"
    assert ids(read(html, name="Văn hóa")) == [1, 2]


def test_a_banner_that_leads_to_an_article_is_no_entry() -> None:
    rows = [f"<p>{link(one)}</p>" for one in (1, 2, 3)]
    banner = f"<p>{link(77, '<img src=khau-hieu.gif>')}</p>"
    page = read(f"<h2>Văn hóa</h2>{rows[0]}{banner}{rows[1]}{rows[2]}", name="Văn hóa")
    assert ids(page) == [1, 2, 3]
    assert [one.article_id for candidate in page.candidates for one in candidate.block.banners] == ["77"]


def test_pictures_alone_are_entries_where_all_are() -> None:
    rows = "".join(f"<p>{link(one, '<img src=a.jpg>')}</p>" for one in (1, 2, 3))
    assert ids(read(f"<h2>Văn hóa</h2>{rows}", name="Văn hóa")) == [1, 2, 3]


@pytest.mark.parametrize("opening", ["a href='{}'", "div onclick=\"location.href='{}'\""])
def test_a_card_that_leads_to_its_article_as_a_whole_is_an_entry_with_its_day(opening: str) -> None:
    cards = "".join(
        f"<{opening.format(f'/van-hoa/-/view_content/{one}-bai.html')}><img src=a.jpg><b>Bài viết số {one}</b>"
        f"<i>0{one}/06/2024</i></{opening.split()[0]}>"
        for one in (3, 2, 1)
    )
    page = read(f"<h2>Văn hóa</h2><div>{cards}</div>", name="Văn hóa")
    assert [(entry.article_id, entry.day) for entry in page.entries] == [
        (str(one), date(2024, 6, one)) for one in (3, 2, 1)
    ]


@pytest.mark.parametrize(
    "headings", [("Tháng 6/2024", "Tháng 5/2024"), ("25/06/2024", "Thứ hai, 24/06/2024"), ("Năm 2024", "2023")]
)
def test_headings_that_say_when_part_nothing(headings: tuple[str, str]) -> None:
    groups = "".join(
        f"<h4>{heading}</h4><ul>{''.join(f'<li>{link(one)}</li>' for one in shown)}</ul>"
        for heading, shown in zip(headings, ((1,), (2, 3)), strict=True)
    )
    page = read(f"<h2>Văn hóa</h2>{groups}<h4>Tin mới</h4><ul>{link(9, page='du-lich')}</ul>", name="Văn hóa")
    assert ids(page) == [1, 2, 3]


def test_headings_that_are_titles_without_a_link_part_nothing() -> None:
    rows = "".join(f"<h3>Bài viết số {one}</h3><p>Dẫn nhập. {link(one, 'Xem tiếp')}</p>" for one in (1, 2, 3, 4))
    aside = f"<h3>Tin mới</h3><p>{link(8, page='du-lich')}</p><p>{link(9, page='du-lich')}</p>"
    assert ids(read(f"<h2>Văn hóa</h2><div>{rows}</div>{aside}", name="Văn hóa")) == [1, 2, 3, 4]


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("tag", ["h5", "i"])
def test_the_categorys_name_above_every_title_parts_nothing(tag: str, count: int) -> None:
    numbers = list(range(1, count + 1))
    rows = "".join(f"<{tag}>Văn hóa</{tag}><h3>{link(one)}</h3><p>Dẫn nhập.</p>" for one in numbers)
    assert ids(read(f"<h1>Văn hóa</h1>{rows}", name="Văn hóa")) == numbers


def test_a_heading_between_the_listing_and_the_pages_linked_may_part_them() -> None:
    pages = '<p>12/KH-UBND</p><p><a href="?_vb_cur=1">1</a> <a href="?_vb_cur=2">2</a></p>'
    shown = box("Văn hóa", 1, 3)
    assert read(pages + shown, name="Văn hóa").paging.apart
    assert read(f"{shown}<h3>Văn bản mới</h3>{pages}", name="Văn hóa").paging.apart
    assert not read(shown + pages, name="Văn hóa").paging.apart


def test_the_last_page_of_the_box_that_is_shown_does_not_lead_to_another_boxs_pages() -> None:
    pages = '<p><a href="?_vb_cur=2&_tin_cur=3">2</a> <a href="?_vb_cur=3&_tin_cur=3">3</a></p>'
    page = read(box("Văn hóa", 1, 3) + pages, url=f"{URL}?_vb_cur=1&_tin_cur=3", number=3)
    assert (page.paging.next_url, page.paging.last) == (None, None)


def test_what_several_pages_show_alike_is_a_side_box_though_nothing_else_says_so() -> None:
    def page(slug: str, first: int) -> Listing:
        cells = f"<td><ul>{''.join(f'<li>{link(one, page=slug)}</li>' for one in range(first, first + 4))}</ul></td>"
        side = f"<td><ul>{''.join(f'<li>{link(one, page=slug)}</li>' for one in range(900, 909))}</ul></td>"
        return read(f"<table><tr>{side}{cells}</tr></table>", url=f"http://127.0.0.1:8080/{slug}", name=slug)

    pages = [page("mot", 10), page("hai", 20), page("ba", 30), page("bon", 40)]
    told = theme(None, pages)
    assert [ids(choose(one, told))[0] for one in pages] == [10, 20, 30, 40]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_it_fail(noise: bytes) -> None:
    good = f"<html><body>{box('Văn hóa', 1, 4)}<a href='?cur=2'>2</a></body></html>".encode()
    for html in (noise, good[: len(noise)] + noise, good[:200] + noise + good[200:]):
        listing(html, URL, PORTAL)


def test_pages_whose_parameters_are_parted_by_semicolons_turn() -> None:
    assert with_parameter("http://a.vn/?mod=tin;nhom=5;trang=2", "trang", 3) == "http://a.vn/?mod=tin;nhom=5;trang=3"
    assert page_parameter("http://a.vn/?mod=tin;nhom=5;trang=2") == ("trang", 2)
