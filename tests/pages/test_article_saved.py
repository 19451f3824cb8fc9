"""What pages of real portals, as people saved them, do otherwise than any before: each page is as small as the habit
allows, in words of its own."""

import pytest

from tests.pages.test_article_habits import HEAD, LEAD, META, SECOND, TEXT, TITLE, read, texts

CATEGORY, CLOSING = "<h2>Kinh tế</h2>", "Mọi người cùng giữ gìn đường làng sạch đẹp."


def test_a_day_whose_numbers_only_blanks_part_has_its_clock_behind_it() -> None:
    found = read(f"<table><tr><td>Kinh tế</td><td>thứ năm, 25 06 2020 07:26</td></tr></table><p>{TITLE}</p>{TEXT}")
    assert (found.title, found.published_at, found.category) == (TITLE, "2020-06-25T07:26:00+07:00", "Kinh tế")


def test_brackets_without_a_day_are_no_part_of_a_title() -> None:
    assert read(f"{CATEGORY}<h1>{TITLE} ( )</h1>{TEXT}").title == TITLE


@pytest.mark.parametrize("heading", ["Chi tiết tin", "Nội dung chi tiết"])
def test_a_heading_of_any_page_is_no_title_though_the_head_begins_with_it(heading: str) -> None:
    body = f"<h1>{heading}</h1><div><span>Thông báo mời thầu</span>{META}{TEXT}</div>"
    assert read(body, "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/7", f"{heading} - Sở Xây dựng").title == (
        "Thông báo mời thầu"
    )


def test_a_numbered_heading_of_the_text_is_no_title() -> None:
    heading = "<p><b><span style='font-size:14pt'>Điều 1. Phạm vi điều chỉnh</span></b></p>"
    body = f"<div><span>{TITLE}</span>{META}{heading}{TEXT}</div>"
    assert read(body, "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/7").title == TITLE


@pytest.mark.parametrize("href", ["", "/"])
def test_a_template_s_link_to_nothing_is_no_text(href: str) -> None:
    found = read(f'{HEAD}<div><div>{TEXT}</div><p>Xem chi tiết <a href="{href}">tại đây</a></p></div>')
    assert texts(found) == [LEAD, SECOND]


def test_a_last_sentence_that_points_to_a_page_stays() -> None:
    last = 'Kế hoạch có <a href="/ke-hoach">tại đây</a>, gồm năm phần.'
    assert texts(read(f"{HEAD}<div>{TEXT}<p>{last}</p></div>"))[-1] == "Kế hoạch có tại đây, gồm năm phần."


RATING = "<div>Tổng số điểm: 0 <input class='star'><input class='star'><span>Bấm để đánh giá</span></div>"


@pytest.mark.parametrize(
    ("content", "rest", "pictures"),
    [(f"<p>{CLOSING}</p>", [CLOSING], 0), ("<p><img src='/a/1.jpg'><img src='/a/2.jpg'></p>", [], 2)],
    ids=["sentence", "pictures"],
)
def test_little_text_behind_the_lead_is_text_though_readers_rate_it_below(
    content: str, rest: list[str], pictures: int
) -> None:
    head = f"<div><h1>{TITLE}</h1><div><p>{LEAD}</p></div></div>"
    below = f"<div>{content}<hr><div>Tác giả: Phạm Hảo</div>{RATING}</div>"
    found = read(f"{META}<div>{head}{below}</div>")
    assert (found.lead, found.paragraphs, len(found.images), found.author) == (LEAD, rest, pictures, "Phạm Hảo")


def test_icons_of_printing_and_sending_begin_no_text() -> None:
    icons = "".join(f"<li><a href='#'><img src='/images/{name}Button.png'></a></li>" for name in ("print", "email"))
    box = f"<div>{META}<ul>{icons}</ul></div><div><p><b>{CLOSING}</b></p></div><div>{TEXT}</div>"
    assert texts(read(f"{CATEGORY}<div><h1>{TITLE}</h1>{box}</div>")) == [CLOSING, LEAD, SECOND]


def test_the_name_of_a_file_beside_buttons_is_that_of_a_file() -> None:
    buttons = "".join(f"<div><a href='/{one}'>{one}</a></div>" for one in ("chia-se", "doc-bai", "luu"))
    tools = f"<div><div><a href='/upload/ke-hoach-hoc-tap.pdf'>ke-hoach-hoc-tap.pdf</a></div>{buttons}</div>"
    found = read(f"{META}<div><h1>{TITLE}</h1>{tools}<p>{TITLE}</p></div>")
    assert [one.title for one in found.attachments] == ["ke-hoach-hoc-tap.pdf"]


def test_a_sentence_with_a_number_to_call_behind_a_list_is_text() -> None:
    items = "".join(f"<li>{text}</li>" for text in (LEAD, SECOND, f"{LEAD} {SECOND}"))
    call = "Khi phát hiện dịch bệnh, báo cáo ngay về UBND xã qua số điện thoại đường dây nóng: 02413.111.222."
    found = read(f"{HEAD}<div><p>{LEAD}</p><ol>{items}</ol><p>{call}</p></div>")
    assert found.paragraphs[-1] == call


def test_a_box_of_others_that_says_what_each_is_about_is_no_text() -> None:
    other = '<li><a href="/tin/-/view_content/{0}-khac.html">Khám mắt lần {0}</a><span>{1}</span></li>'
    items = "".join(other.format(number, "Các em nhỏ được khám mắt và cấp thuốc ngay tại trạm") for number in (71, 72))
    box = f'<div class="Preview" type="RelatedNewsBox"><ul>{items}</ul></div>'
    assert texts(read(f"{HEAD}<div><p>{LEAD}</p>{box}<p>{SECOND}</p></div>")) == [LEAD, SECOND]


# Who wrote it, and what it is filed under


@pytest.mark.parametrize(
    ("last", "author", "source"),
    [
        ("Nguồn báo Phụ Nữ", None, "báo Phụ Nữ"),
        (f"Nguồn: https://bao.example/{'bai-viet-' * 10}1.htm", None, f"https://bao.example/{'bai-viet-' * 10}1.htm"),
        ("Tin, ảnh Ngô Tấm – Thanh Tiến", "Ngô Tấm – Thanh Tiến", None),
        (
            "Phạm Văn Hảo – Phó Hiệu trưởng Trường THPT Vân Canh",
            "Phạm Văn Hảo – Phó Hiệu trưởng Trường THPT Vân Canh",
            None,
        ),
    ],
)
def test_bylines_without_a_colon_or_with_an_address(last: str, author: str | None, source: str | None) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p align='center'>{last}</p></div>")
    assert (texts(found), found.author, found.source) == ([LEAD, SECOND], author, source)


def test_who_is_shown_with_an_office_below_a_picture_is_no_writer() -> None:
    shown = "Đồng chí Phạm Văn Hảo – Phó Chủ tịch UBND xã"
    found = read(f"{HEAD}<div>{TEXT}<p><img src='/a/1.jpg'></p><p align='center'><i>{shown}</i></p></div>")
    assert (found.author, [one.caption for one in found.images]) == (None, [shown])


def test_the_icon_of_the_next_label_is_no_part_of_a_name() -> None:
    meta = "<div>📅 Ngày đăng: 25/06/2020 👤 Tác giả: Ban Truyền Thông 🏷️ Chuyên mục: Kinh tế</div>"
    found = read(f"<h1>{TITLE}</h1>{meta}{TEXT}")
    assert (found.author, found.category) == ("Ban Truyền Thông", "Kinh tế")


def test_a_trail_to_a_server_within_the_office_names_no_category() -> None:
    trail = "<div><a href='http://may-chu-2/quantri/'>quan tri</a></div>"
    cells = "<table><tr><td>Tin nổi bật</td><td>25/06/2020 07:26</td></tr></table>"
    assert read(f"{trail}{cells}<p>{TITLE}</p>{TEXT}").category == "Tin nổi bật"


def test_a_category_in_capitals_that_ends_like_a_name_is_no_writer() -> None:
    cells = "<tr><td>HOẠT ĐỘNG CỦA LÃNH ĐẠO</td></tr><tr><td>25/06/2020 07:26</td></tr>"
    found = read(f"<table>{cells}<tr><td><p>{TITLE}</p>{TEXT}</td></tr></table>")
    assert (found.category, found.author) == ("HOẠT ĐỘNG CỦA LÃNH ĐẠO", None)


def test_a_search_for_the_words_of_an_article_is_its_tags() -> None:
    tags = "<p>Tìm kiếm theo từ khóa :<a href='/tim?q=ve-sinh'>vệ sinh môi trường</a></p>"
    assert texts(read(f"{HEAD}<div>{TEXT}{tags}</div>")) == [LEAD, SECOND]
