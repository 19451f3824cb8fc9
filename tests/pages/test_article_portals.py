"""Habits of real pages of portals, schools and newspapers that once misled the parser, with words of our own."""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article, NotAnArticle
from tests.pages.test_article_habits import LEAD, SECOND, TITLE

PORTAL = portals.unnamed("https://vancanh.example.gov.vn")
URL = "https://vancanh.example.gov.vn/ra-quan-tong-ve-sinh-moi-truong-1234567.html"
META = "<p>Ngày đăng: 25/06/2020 07:26</p>"
THIRD = "Chiều cùng ngày, hội phụ nữ thôn An Trai trồng thêm hai luống hoa trước nhà văn hóa và sân bóng."
TEXT = f"<p>{LEAD}</p><p>{SECOND}</p>"
DAY = "2020-06-25T07:26:00+07:00"


def read(body: str, url: str = URL, title: str = TITLE) -> Article:
    found = article(f"<html><head><title>{title}</title></head><body>{body}</body></html>", url, PORTAL)
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str | None]:
    return [found.lead, *found.paragraphs]


# Title and day


def test_the_own_title_in_the_list_below_with_its_day_is_not_the_title_of_the_page() -> None:
    others = f'<ul><li><a href="{URL}">{TITLE}</a> (25/06/2020)</li><li><a href="/x-7654321.html">Tin</a></li></ul>'
    found = read(f"<div><div>{TITLE}</div><p>25/06/2020</p>{TEXT}</div><div><h4>Các tin đã đưa</h4>{others}</div>")
    assert (found.title, found.category, texts(found)) == (TITLE, None, [LEAD, SECOND])


def test_a_heading_of_the_text_that_says_nearly_the_title_is_text() -> None:
    nearly = f"{TITLE} đầu xuân tại ba thôn của xã"
    found = read(f"<div>{TITLE}</div>{META}<div><h1>{nearly}</h1>{TEXT}</div>")
    assert (found.title, found.published_at) == (TITLE, DAY)
    assert LEAD in texts(found) and SECOND in texts(found)


def test_a_day_in_links_of_a_side_box_is_not_the_articles() -> None:
    fields = ((f"/van-ban-{n}.html", (f"Số: {n}/QĐ-UBND", f"Ngày: 0{n}/03/2019")) for n in (1, 2, 3))
    box = "".join(f'<div><a href="{to}">{said}</a></div>' for to, both in fields for said in both)
    found = read(f"<div><h1>{TITLE}</h1>{TEXT}</div><div><h3>Văn bản mới</h3><div>{box}</div></div>")
    assert (found.published_at, texts(found)) == (None, [LEAD, SECOND])


def test_a_text_that_begins_with_a_day_loses_nothing() -> None:
    first = f"Ngày 22/6/2020, đồng chí Chủ tịch xã dự lễ ra quân. {LEAD}"
    found = read(f"<h1>{TITLE}</h1><div><p>{first}</p><p>{SECOND}</p></div>")
    assert texts(found) == [first, SECOND]


@pytest.mark.parametrize("words", ["mat-ong-hoa-nhan", "diem-den-mua-le-hoi-2"])
def test_beside_a_day_the_last_part_of_any_address_tells_the_title(words: str) -> None:
    title = {"mat-ong-hoa-nhan": "Mật ong hoa nhãn", "diem-den-mua-le-hoi-2": "Điểm đến mùa lễ hội 2"}[words]
    url = f"{PORTAL.base_url}/{words}/"
    head = f"<table><tr><td>Sản vật</td></tr><tr><td>25/06/2020</td></tr></table><p>{title}</p>"
    found = read(f"<div>{head}<div>{TEXT}</div></div><ul><li><a href='{url}'>{title}</a> (25/06/2020)</li></ul>", url)
    assert (found.title, found.category, texts(found)) == (title, "Sản vật", [LEAD, SECOND])


def test_the_last_part_of_an_address_makes_no_article_of_a_page_without_a_day() -> None:
    page = f"<p>Danh bạ điện thoại</p><ul><li><a href='/danh-ba-dien-thoai'>Danh bạ điện thoại</a></li></ul>{TEXT}"
    found = article(f"<body>{page}</body>", f"{PORTAL.base_url}/danh-ba-dien-thoai", PORTAL)
    assert isinstance(found, NotAnArticle)


def test_a_category_above_the_day_that_has_words_of_the_address_is_not_the_title() -> None:
    url = f"{PORTAL.base_url}/khao-sat-thu-tuc-hanh-chinh/"
    found = read(f"<p>Thủ tục hành chính</p><p>25/06/2020</p><p>Khảo sát thủ tục hành chính</p><div>{TEXT}</div>", url)
    assert (found.title, found.category) == ("Khảo sát thủ tục hành chính", "Thủ tục hành chính")


def test_a_title_whose_year_the_address_leaves_out_outweighs_a_heading_of_the_text() -> None:
    url = f"{PORTAL.base_url}/van-canh-khai-giang-lop-boi-duong-doi-tuong-ket-nap-dang-nam-2020/"
    title = "Vân Canh: khai giảng lớp bồi dưỡng đối tượng kết nạp Đảng năm 2020"
    nearly = "Khai giảng lớp bồi dưỡng đối tượng kết nạp Đảng năm 2020"
    found = read(f"<div><div>{title}</div><h1>{LEAD}</h1><h1>{nearly}</h1><h1>{SECOND}</h1></div>", url)
    assert (found.title, texts(found)) == (title, [LEAD, nearly, SECOND])


def test_an_address_may_go_on_behind_a_question_mark() -> None:
    url = f"{PORTAL.base_url}/chi-tiet-tin-xa?/ra-quan-tong-ve-sinh-moi-truong/12222222"
    found = read(f"<h1>Thống kê</h1><div>{TITLE}</div>{META}<div>{TEXT}</div>", url, "Chi tiet tin xa")
    assert (found.title, texts(found)) == (TITLE, [LEAD, SECOND])


@pytest.mark.parametrize("badge", ["<a href='/nong-thon-moi'>Nông thôn mới</a>", "<span>Nông thôn mới</span>"])
@pytest.mark.parametrize("tag", ["div", "h1"])
def test_a_category_on_the_line_of_the_title_is_no_part_of_it(badge: str, tag: str) -> None:
    menu = "<ul><li><a href='/nong-thon-moi'>Nông thôn mới</a></li></ul>"
    found = read(f"{menu}<div><{tag}>{badge} {TITLE}</{tag}>{META}{TEXT}</div>", title="Xã Vân Canh")
    assert (found.title, found.published_at, texts(found)) == (TITLE, DAY, [LEAD, SECOND])


def test_the_end_of_a_trail_is_no_title_where_the_title_stands_below_the_day() -> None:
    trail = "".join(f"<li>{one}</li>" for one in ("<a href='/'>Trang chủ</a>", "<a href='/nong-thon'>Nông thôn</a>"))
    head = f"<ul>{trail}<li>{TITLE}</li></ul><table><tr><td><h5>Chào mừng ngày lễ lớn</h5>{META}"
    found = read(f"{head}</td></tr><tr><td>{TITLE}</td></tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.title, found.published_at, texts(found)) == (TITLE, DAY, [LEAD, SECOND])


# The category


def test_a_cell_above_the_day_and_the_title_names_the_category() -> None:
    day = "<table><tr><td>Nông thôn mới</td><td>25/06/2020 07:26</td></tr></table>"
    found = read(f"<table><tr><td>{day}</td></tr><tr><td><b>{TITLE}</b></td></tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.title, found.category, found.published_at) == (TITLE, "Nông thôn mới", DAY)


@pytest.mark.parametrize("beside", ["Trở lại trang trước", "Quay lại", "Chào mừng bạn đến với xã Vân Canh"])
def test_a_way_back_or_a_welcome_above_the_article_is_no_category(beside: str) -> None:
    found = read(f"<h2>Nông thôn mới</h2><div>{beside}</div><h1>{TITLE}</h1>{META}{TEXT}")
    assert found.category == "Nông thôn mới"


@pytest.mark.parametrize("folder", ["Pages", "SitePages", "Lists"])
def test_a_folder_of_the_cms_in_the_trail_is_no_category(folder: str) -> None:
    links = (("", "Trang chủ"), ("nong-thon-moi", "Nông thôn mới"), (folder, folder))
    trail = " &gt; ".join(f'<a href="/{page}">{name}</a>' for page, name in links)
    found = read(f"<div>{trail}</div><div><h1>{TITLE}</h1>{META}{TEXT}</div>")
    assert found.category == "Nông thôn mới"


# The text and what stands round it


@pytest.mark.parametrize("heading", ["Tin liên quan", "Đọc thêm", "Thư viện video"])
def test_the_heading_of_an_empty_box_amid_the_text_ends_nothing(heading: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p><div>{heading}</div><p>{SECOND}</p><p>{THIRD}</p></div>")
    assert texts(found) == [LEAD, SECOND, THIRD]


def test_the_heading_of_a_box_with_articles_amid_the_text_is_left_out_with_them() -> None:
    box = '<div><div>Tin liên quan</div><a href="/y-7654321.html">Khám sức khỏe cho người cao tuổi</a></div>'
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p>{box}<p>{SECOND}</p><p>{THIRD}</p></div>")
    assert texts(found) == [LEAD, SECOND, THIRD]


def test_a_numbered_heading_in_capitals_begins_no_other_column() -> None:
    parts = "".join(
        f"<div class='p{n}'><p><b>{n}. {what}</b></p>{TEXT}</div>" for n, what in ((1, "MỤC ĐÍCH"), (2, "YÊU CẦU"))
    )
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{THIRD}</p>{parts}</div>")
    assert texts(found) == [THIRD, "1. MỤC ĐÍCH", LEAD, SECOND, "2. YÊU CẦU", LEAD, SECOND]


def test_a_column_of_marks_in_a_table_is_no_rating_of_the_article() -> None:
    head = "<tr><th>Thôn</th><th>Tổng số điểm</th></tr>"
    rows = "".join(f"<tr><td>Thôn {name}</td><td>{mark}</td></tr>" for name, mark in (("An Trai", 95), ("Hậu Ái", 91)))
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p><table>{head}{rows}</table><p>{SECOND}</p></div>")
    assert (found.paragraphs[-1], "Tổng số điểm" in " ".join(found.paragraphs)) == (SECOND, True)


@pytest.mark.parametrize(
    "foot",
    ["Cơ quan quản lý: UBND xã Vân Canh", "Số lượt đang online: 12", "® Ghi rõ nguồn khi phát hành lại thông tin"],
)
def test_the_foot_of_a_portal_is_no_text(foot: str) -> None:
    found = read(f"<div><h1>{TITLE}</h1>{META}{TEXT}<p>{foot}</p></div>")
    assert texts(found) == [LEAD, SECOND]


def test_labels_without_a_value_below_the_text_are_left_out() -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}<p>Tác giả bài viết:</p><p>Nguồn tin:</p></div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], None)


def test_an_address_to_copy_is_a_tool() -> None:
    found = read(f"<div><h1>{TITLE}</h1>{META}{TEXT}<div>Link bài gốc Lấy link {URL}</div></div>")
    assert texts(found) == [LEAD, SECOND]


def test_author_and_source_are_told_by_what_their_elements_are_called() -> None:
    signed = '<p class="author"><b>Hoa Mai</b></p><p class="source">Báo Vân Canh</p>'
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}{signed}</div>")
    assert (found.author, found.source, texts(found)) == ("Hoa Mai", "Báo Vân Canh", [LEAD, SECOND])


def test_a_source_in_the_place_of_the_author_is_no_author() -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}<div class='author'><b>Theo Báo Vân Canh</b></div></div>")
    assert (found.author, found.source, texts(found)) == (None, "Báo Vân Canh", [LEAD, SECOND])


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("Thu Jun 25 07:26:00 ICT 2020", DAY),
        ("Thu Jun 25 00:26:00 GMT 2020", DAY),
        ("Thu Jun 25 00:00:00 GMT 2020", "2020-06-25T00:00:00+07:00"),
    ],
)
def test_a_moment_as_java_prints_it_is_the_day_of_the_article(stamp: str, at: str) -> None:
    found = read(f"<h1>{TITLE}</h1><div>{stamp}</div><div>{TEXT}</div><p>Không tìm thấy văn bản!</p>")
    assert (found.published_at, texts(found)[:2]) == (at, [LEAD, SECOND])


@pytest.mark.parametrize("year", ["NGÀY HỘI VĂN HÓA ĐỌC 2020", "Hội thi sách hay người đọc 2020"])
def test_a_year_behind_a_word_for_reading_counts_no_views(year: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{year}</p>{TEXT}</div>")
    assert (found.view_count, year in texts(found)) == (None, True)


@pytest.mark.parametrize(
    "files",
    [
        "<span>Tải file đính kèm <a href=''>Tại đây</a></span>",
        "<a href='#'>Xem chi tiết</a>",
        "<a href='javascript:tai()'>Tải về</a>",
    ],
)
def test_a_count_of_views_beside_buttons_and_a_label_of_files_is_no_text(files: str) -> None:
    buttons = f"{files} <a href='javascript:in()'>Bản in</a> <a href='javascript:history.go(-1)'>Quay lại</a>"
    found = read(f"<div><h1>{TITLE}</h1><p>25/06/2020</p>{TEXT}<div>Số lượt người xem: 13 {buttons}</div></div>")
    assert (found.view_count, texts(found)) == (13, [LEAD, SECOND])


@pytest.mark.parametrize(
    "last",
    [
        "- Website: <a href='/'>www.vancanh.example.gov.vn</a>",
        "- Facebook: <a href='https://www.facebook.com/vancanh/'>https://www.facebook.com/vancanh/</a>",
        "<a href='/anh/IMG_0412.jpg'>IMG_0412.jpg</a> <a href='/anh/IMG_0413.jpg'>IMG_0413.jpg</a>",
    ],
)
def test_addresses_and_names_that_a_text_ends_with_are_text(last: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}<p>{last}</p></div>")
    assert len(texts(found)) == 3


@pytest.mark.parametrize("account", ["Ban biên tập", "BAN BIÊN TẬP", "- Ban Biên tập -"])
def test_an_editorial_board_signs_for_the_portal_and_wrote_nothing(account: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}<p>{account}</p></div>")
    assert (found.author, texts(found)) == (None, [LEAD, SECOND])


@pytest.mark.parametrize("buttons", ["Email Lưu", "In Lưu", "Zalo Lưu"])
def test_buttons_below_the_day_name_no_author(buttons: str) -> None:
    links = " ".join(f"<a href='#'>{one}</a>" for one in buttons.split())
    found = read(f"<h1>{TITLE}</h1><div>25/06/2020 07:26</div><div>{links}</div><div>{TEXT}</div>")
    assert (found.author, texts(found)) == (None, [LEAD, SECOND])


def test_a_portal_that_its_json_calls_the_author_is_none() -> None:
    site = "Cổng giao tiếp điện tử xã Vân Canh"
    said = f'{{"@type":"NewsArticle","headline":"{TITLE}","author":{{"@type":"Organization","name":"{site}"}}}}'
    page = f"<script type='application/ld+json'>{said}</script><div><h1>{TITLE}</h1>{META}{TEXT}</div><p>{site}</p>"
    assert read(page).author is None


@pytest.mark.parametrize(
    "said", ["Đăng trong <a href='/kinh-te'>Kinh tế</a>", "Chuyên mục: <a href='/kinh-te'>Kinh tế</a>"]
)
def test_a_category_below_the_day_below_the_text_is_read_with_it(said: str) -> None:
    meta = f"<div><div><time title='25/06/2020, 07:26'>4 giờ trước</time></div><div>{said}</div></div>"
    found = read(f"<table><tr><td><h1>{TITLE}</h1>{TEXT}<h6>THU HÀ</h6>{meta}</td><td>Khảo sát</td></tr></table>")
    assert (found.published_at, found.category, texts(found)) == (DAY, "Kinh tế", [LEAD, SECOND])


@pytest.mark.parametrize("below", ["<p>Lượt truy cập: 876.796</p>", "<p>Lượt xem: 15</p>", ""])
def test_tags_without_a_label_between_the_day_and_a_count_are_no_text(below: str) -> None:
    tags = "<ul><li><a href='/tim?q=hop'>hội nghị</a></li><li><a href='/tim?q=dan'>nhân dân</a></li></ul>"
    found = read(f"<div><h1>{TITLE}</h1>{TEXT}{META}{tags}{below}</div>")
    assert (found.published_at, texts(found)) == (DAY, [LEAD, SECOND])
