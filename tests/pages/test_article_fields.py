"""What other systems print round an article: fields with labels, tags, tables of files, clocks in words, comments.

Each page once misled the parser; the markup is as small as the habit allows, and all texts are synthetic.
"""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")
TITLE = "Mở lớp dạy bơi miễn phí cho trẻ em"
URL = "https://sontay.hanoi.gov.vn/giao-duc/-/view_content/3456789-mo-lop-day-boi-mien-phi-cho-tre-em.html"
META = "<p>Ngày đăng: 02/06/2021 16:20</p>"
LEAD = "Từ ngày 5/6, nhà văn hóa phường mở lớp dạy bơi miễn phí cho trẻ em từ bảy tuổi trở lên."
SECOND = "Lớp học có hai huấn luyện viên, mỗi buổi kéo dài chín mươi phút."
TEXT = f"<section><p>{LEAD}</p><p>{SECOND}</p></section>"
OTHER = '<a href="/tin/-/view_content/7654321-bai-khac.html">Khai mạc giải cờ tướng người cao tuổi</a>'
FILE = "/documents/10181/7/danh-sach.pdf"
PUBLISHED = "2021-06-02T16:20:00+07:00"


def read(body: str, meta: str = META) -> Article:
    page = f"<body><h6>Giáo dục</h6><h2>{TITLE}</h2>{meta}<article>{body}</article></body>"
    found = article(f"<html><head><title>Xem tin</title></head>{page}</html>", URL, PORTAL)
    assert isinstance(found, Article), found
    assert found.title == TITLE
    return found


def texts(found: Article) -> list[str | None]:
    return [found.lead, *found.paragraphs]


# When


@pytest.mark.parametrize(
    "stamp",
    [
        "<ul><li>2 Tháng Sáu, 2021</li><li>4:20 chiều</li><li>Không có bình luận</li></ul>",
        "<div>16:20' 02/06/2021</div>",
        "<div>Tháng Sáu 2, 2021 16:20</div>",
        "<div>2 thg 6, 2021 16:20</div>",
        "<div>Gửi bởi vanphong vào T4, 02/06/2021 - 16:20</div>",
        "<dl><dd>Chuyên mục: <a href='/giao-duc'>Giáo dục</a></dd><dd>Được đăng: 02/06/2021 16:20</dd></dl>",
        "<div><p>Ngày đăng:</p><p>02/06/2021 16:20</p></div><div><p>Người đăng:</p><p>Lê An</p></div>",
    ],
)
def test_a_meta_line_in_another_wording_is_read_and_is_no_text(stamp: str) -> None:
    found = read(TEXT, stamp)
    assert (found.published_at, found.category, found.author) == (PUBLISHED, "Giáo dục", None)
    assert texts(found) == [LEAD, SECOND]


def test_a_day_above_the_title_goes_with_author_and_count_behind_it() -> None:
    behind = "<div><div>Tác giả: Hà Vy - Mai An</div><div>Lượt đọc: 77</div></div>"
    player = "<div>00:00</div><div>1x</div>"
    page = f"<div><div>16:20, 02/06/2021</div><div>{TITLE}</div>{behind}{player}{TEXT}</div>"
    found = article(f"<html><head><title>{TITLE}</title></head><body><p>Giáo dục</p>{page}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.published_at, found.view_count, found.author) == (PUBLISHED, 77, "Hà Vy - Mai An")
    assert texts(found) == [LEAD, SECOND]


def test_an_author_behind_the_title_goes_with_a_day_above_it() -> None:
    page = f"<div><div>16:20, 02/06/2021</div><div>{TITLE}</div><div>Tác giả: Hà Vy</div>{TEXT}</div>"
    found = article(f"<html><head><title>{TITLE}</title></head><body><p>Giáo dục</p>{page}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.published_at, found.author, texts(found)) == (PUBLISHED, "Hà Vy", [LEAD, SECOND])


@pytest.mark.parametrize("day", ["Thứ Tư, 02/06/2021", "Thứ Tư, ngày 2 tháng 6 năm 2021"])
def test_a_day_of_the_week_right_above_the_title_is_no_clock_of_the_page(day: str) -> None:
    page = f"<div><p>Giáo dục</p><div>{day}</div><h2>{TITLE}</h2>{TEXT}</div>"
    found = article(f"<html><body>{page}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.published_at, texts(found)) == ("2021-06-02T00:00:00+07:00", [LEAD, SECOND])


def test_a_meta_line_below_the_text_is_found_above_files() -> None:
    stamp = "<p>Đăng lúc 16:20 ngày 02/06/2021 - 88 lượt xem</p>"
    found = read(f"{TEXT}{stamp}<h5>Tài liệu đính kèm</h5><p><a href='{FILE}'>Danh sách.pdf</a></p>", meta="")
    assert (found.published_at, found.view_count, texts(found)) == (PUBLISHED, 88, [LEAD, SECOND])
    assert [file.title for file in found.attachments] == ["Danh sách.pdf"]


def test_a_short_text_between_title_and_meta_line_stays_text() -> None:
    short = "Nước sạch tạm ngừng cấp trong sáng mai."
    found = read(f"<p>{short}</p>{META}", meta="")
    assert (found.published_at, texts(found)) == (PUBLISHED, [short])


def test_the_day_of_a_comment_is_not_the_day_of_the_article() -> None:
    comments = (
        "<div><h5>Ý kiến bạn đọc (1)</h5><p>Thu <i>05/06/2021 08:00</i></p><p>Rất thiết thực, xin cảm ơn.</p></div>"
    )
    found = read(f"{TEXT}{comments}", meta="")
    assert (found.published_at, texts(found)) == (None, [LEAD, SECOND])


@pytest.mark.parametrize(
    "lines",
    [
        ["- Ngày 05/07/2021: từ 8 giờ 00 đến 11 giờ 30.", "- Ngày 06/08/2021: từ 8 giờ 00 đến 11 giờ 30."],
        ["Thứ Bảy, 05/06/2021, 7h30: khai giảng.", "Chủ nhật, 06/06/2021, 7h30: buổi đầu."],
        ["Viên Sơn, ngày 2 tháng 6 năm 2021"],
    ],
)
def test_days_in_the_text_of_a_dated_article_stay_text(lines: list[str]) -> None:
    found = read(TEXT + "".join(f"<p>{line}</p>" for line in lines))
    assert (found.published_at, texts(found)) == (PUBLISHED, [LEAD, SECOND, *lines])


# Who


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("Hà Vy (Theo TTXVN)", "Hà Vy", "TTXVN"),
        ("Tác giả: Hà Vy. Nguồn: TTXVN", "Hà Vy", "TTXVN"),
        ("Tác giả - Hà Vy", "Hà Vy", None),
        ("Hà Vy - Trung tâm Văn hóa, Thông tin", "Hà Vy - Trung tâm Văn hóa, Thông tin", None),
        ("Người viết bài: Hà Vy (TH)", "Hà Vy (TH)", None),
        ("Theo Hà Vy (Báo Nhân Dân)", None, "Hà Vy (Báo Nhân Dân)"),
    ],
)
def test_a_byline_is_parted_into_author_and_source(line: str, author: str | None, source: str | None) -> None:
    found = read(f"{TEXT}<p style='text-align: right'><b>{line}</b></p>")
    assert (found.author, found.source, texts(found)) == (author, source, [LEAD, SECOND])


def test_labels_of_author_and_source_have_their_values_in_elements_of_their_own() -> None:
    fields = "<div><div>Tác giả:</div><div>Hà Vy</div></div><div><div>Nguồn:</div><div>TTXVN</div></div>"
    found = read(TEXT + fields)
    assert (found.author, found.source, texts(found)) == ("Hà Vy", "TTXVN", [LEAD, SECOND])


def test_the_account_that_put_an_article_on_line_did_not_write_it() -> None:
    found = read(TEXT, "<p>Viết bởi: Super User | Ngày đăng: 02/06/2021 16:20</p>")
    assert (found.author, found.published_at) == (None, PUBLISHED)


@pytest.mark.parametrize(
    "info",
    [
        "<dl><dd>Viết bởi Nguyễn Hà Vy</dd><dd>Chuyên mục: Tin tức</dd><dd>Ngày đăng: 02/06/2021 16:20</dd></dl>",
        "<p>Viết bởi Nguyễn Hà Vy | Ngày đăng: 02/06/2021 16:20</p>",
        "<p>Được viết bởi <span>Nguyễn Hà Vy</span>, 02/06/2021 16:20</p>",
    ],
)
def test_a_meta_line_names_the_author_without_a_colon(info: str) -> None:
    found = read(TEXT, info)
    assert (found.author, found.published_at, texts(found)) == ("Nguyễn Hà Vy", PUBLISHED, [LEAD, SECOND])


def test_a_byline_names_the_author_without_a_colon() -> None:
    found = read(f"{TEXT}<p>Viết bởi Hà Vy</p>")
    assert (found.author, texts(found)) == ("Hà Vy", [LEAD, SECOND])


def test_an_account_named_without_a_colon_is_no_author() -> None:
    found = read(TEXT, "<dl><dd>Viết bởi Super User</dd><dd>Ngày đăng: 02/06/2021 16:20</dd></dl>")
    assert (found.author, found.author_raw, texts(found)) == (None, "Super User", [LEAD, SECOND])


def test_a_sentence_that_says_by_whom_a_song_is_written_is_text() -> None:
    line = "Ca khúc được viết bởi nhạc sĩ Nguyễn Hà Vy, ngày 02/06/2021 được công bố."
    assert texts(read(f"{TEXT}<p>{line}</p>")) == [LEAD, SECOND, line]


def test_a_source_of_money_is_no_source_of_the_text() -> None:
    line = "Nguồn vốn: ngân sách phường 70%, nhân dân đóng góp 30%."
    found = read(f"{TEXT}<p>{line}</p>")
    assert (found.source, texts(found)) == (None, [LEAD, SECOND, line])


# What stands below the text


@pytest.mark.parametrize(
    "below",
    [
        "<p><b>Chủ đề:</b> <a href='/chu-de/1'>Trẻ em</a>, <a href='/chu-de/2'>Hè an toàn</a></p>",
        "<p><span>Thẻ</span> <a href='/the/1'>Trẻ em</a></p>",
        "<p>#hevui #antoan</p>",
        "<p>Tổng số điểm của bài viết là: 5 trong 1 đánh giá</p>",
        "<p>Bài viết có hữu ích với bạn không?</p>",
        "<p>Gửi ý kiến của bạn</p>",
        "<p><i class='k'></i>Giọng nữ 0:00 / 1:45</p>",
        "<p>Cỡ chữ <a href='#'>Nhỏ</a> <a href='#'>Vừa</a> <a href='#'>Lớn</a></p>",
    ],
)
def test_what_stands_below_the_byline_hides_neither_it_nor_the_end(below: str) -> None:
    found = read(f"{TEXT}<p><em>Tin, ảnh: Hà Vy</em></p>{below}")
    assert (found.author, texts(found), found.links) == ("Hà Vy", [LEAD, SECOND], [])


def test_the_foot_of_a_page_without_columns_is_told_from_text_behind_a_box_of_other_articles() -> None:
    box = f"<div><div>Những tin cũ hơn</div><div>{OTHER} 01/05/2021</div></div>"
    foot = "<div>Trang thông tin điện tử phường - Điện thoại: 024 3333 4444</div>"
    body = f"<body><div>Giáo dục</div><div>{TITLE}</div>{META}<div>{TEXT}<p><b>Hà Vy</b></p></div>{box}{foot}</body>"
    found = article(f"<html><head><title>Xem tin</title></head>{body}</html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.author, texts(found)) == ("Hà Vy", [LEAD, SECOND])


@pytest.mark.parametrize(
    "name, shown", [("clip_image001.png", 1), ("file_cong_vien.png", 1), ("pdf.png", 0), ("word16.gif", 0)]
)
def test_a_picture_pasted_from_word_is_told_from_the_icon_of_a_file(name: str, shown: int) -> None:
    found = read(f"{TEXT}<p><img src='/anh/{name}'></p><p>Cổng làng trong ngày hội, mọi người cùng trồng cây.</p>")
    assert len(found.images) == shown


def test_counts_in_a_side_box_are_not_the_views_of_the_article() -> None:
    side = "<div><div>Văn bản mới</div><p><a href='/van-ban/9'>09/KH-UBND</a></p><p>Lượt xem: 100</p></div>"
    page = f"<div><div><h2>{TITLE}</h2>{META}{TEXT}</div>{side}</div>"
    found = article(f"<html><body>{page}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.view_count, texts(found)) == (None, [LEAD, SECOND])


# Files, tables, pictures


@pytest.mark.parametrize(
    "files",
    [
        "<table><tr><th>Tập tin</th><th>Cỡ</th></tr><tr><td><a href='{0}'>Danh sách</a></td><td>9 kB</td></tr></table>",
        "<ul><li><span>Danh sách</span> <a href='{0}'>Tải về</a></li></ul>",
        "<div><h5>Văn bản kèm theo</h5><div><div><a href='{0}'>Danh sách</a></div><div>KB 18</div></div></div>",
    ],
)
def test_lists_of_files_are_no_text(files: str) -> None:
    found = read(TEXT + files.format(FILE))
    assert [(file.title, file.media_type) for file in found.attachments] == [("Danh sách", "application/pdf")]
    assert texts(found) == [LEAD, SECOND]


def test_a_cross_in_a_column_of_a_table_is_no_button() -> None:
    table = (
        "<table><tr><td>Lớp</td><td>Sáng</td><td>Chiều</td></tr><tr><td>Cơ bản</td><td>x</td><td>-</td></tr></table>"
    )
    found = read(f"<p>{LEAD}</p>{table}<p>{SECOND}</p>")
    assert texts(found) == [LEAD, "Lớp | Sáng | Chiều", "Cơ bản | x | -", SECOND]


@pytest.mark.parametrize(
    "behind", ["<h4>Chuẩn bị gì khi đi học bơi</h4>", "<ul><li>Khăn tắm</li></ul>", "<p align=right><i>Hà Vy</i></p>"]
)
def test_a_heading_a_list_and_a_byline_behind_a_picture_are_no_captions(behind: str) -> None:
    found = read(f"<p>{LEAD}</p><p>{SECOND}</p><p align=center><img src='/documents/1/be-boi.jpg'></p>{behind}")
    assert [image.caption for image in found.images] == [None]


def test_a_line_in_the_middle_over_a_picture_is_nobody_s_name() -> None:
    line = "Các em nhỏ khởi động"
    found = read(f"{TEXT}<p align=center>{line}</p><p align=center><img src='/documents/1/be-boi.jpg'></p>")
    assert (found.author, texts(found)) == (None, [LEAD, SECOND, line])


def test_the_title_in_small_letters_at_the_end_of_a_trail_is_no_category() -> None:
    trail = f"<div><a href='/'>Trang chủ</a> » <a href='/giao-duc'>Giáo dục</a> » {TITLE}</div>"
    found = article(f"<html><body>{trail}<h2>{TITLE.upper()}</h2>{META}{TEXT}</body></html>", URL, PORTAL)
    assert isinstance(found, Article)
    assert (found.title, found.category) == (TITLE.upper(), "Giáo dục")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (
            "UBND xã kiểm tra công tác xóa mù số cho người cao tuổi",
            "UBND xã kiểm tra công tác xóa mù số cho người cao tuổi",
        ),
        ("UBND xã Vân Canh, huyện Hoài Đức", TITLE),
    ],
)
def test_an_office_that_does_something_is_a_title_and_an_office_of_a_unit_is_not(heading: str, title: str) -> None:
    shown = f"<h2>{TITLE}</h2>" if title == TITLE else ""
    page = f"<body><h1>{heading}</h1>{shown}{META}<article>{TEXT}</article></body>"
    url = "https://sontay.hanoi.gov.vn/tin/-/chi-tiet/3456789-1.html"
    found = article(f"<html><head><title>{heading}</title></head>{page}</html>", url, PORTAL)
    assert isinstance(found, Article), found
    assert found.title == title
