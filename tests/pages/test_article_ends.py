"""What stands at both ends of a text: files in tables, ratings, meta lines set in a list, headings in the place of a
lead, captions above their pictures."""

import pytest

from tests.pages.test_article_habits import LEAD, META, OTHER, SECOND, TEXT, TITLE, read, texts

HEAD = f"<div>Kinh tế</div><h1>{TITLE}</h1>"
FILE = '<a href="/documents/1/2/ke-hoach.pdf"><img src="/icons/pdf.png" alt="Tải về"></a>'
HEADS = "<tr><th>STT</th><th>Tên tệp</th><th>Dung lượng</th><th>Tải về</th></tr>"


@pytest.mark.parametrize("link", [FILE, FILE.replace('<img src="/icons/pdf.png" alt="Tải về">', "Tải về")])
@pytest.mark.parametrize("heads", [HEADS, HEADS.replace("th>", "td>"), ""])
def test_a_table_that_names_files_beside_their_links_is_no_text(link: str, heads: str) -> None:
    table = f"<table>{heads}<tr><td>1</td><td>Kế hoạch ra quân</td><td>60 KB</td><td>{link}</td></tr></table>"
    found = read(f"<div>{HEAD}{META}<div>{TEXT}</div>{table}</div>")
    assert (texts(found), [one.title for one in found.attachments]) == ([LEAD, SECOND], ["Kế hoạch ra quân"])


def test_a_table_that_says_more_than_which_files_there_are_stays_text() -> None:
    rows = f"<tr><td>1</td><td>Quận Ba Đình</td><td>Nộp đúng hạn</td><td>{FILE}</td></tr>" * 2
    found = read(f"<div>{HEAD}{META}<div>{TEXT}</div><table>{rows}</table></div>")
    assert [text for text in found.paragraphs if text in {"Quận Ba Đình", "Nộp đúng hạn"}] == [
        "Quận Ba Đình",
        "Nộp đúng hạn",
    ] * 2


@pytest.mark.parametrize("rating", ["★★★★☆ (4/5 - 7 phiếu)", "★★★☆☆", "4.5 / 5 (12 lượt)"])
def test_the_stars_of_a_rating_end_a_text(rating: str) -> None:
    found = read(f"<div>{HEAD}{META}{TEXT}<p>Nguồn: Báo Hà Nam</p><div>{rating}</div><p>{OTHER}</p></div>")
    assert (texts(found), found.source) == ([LEAD, SECOND], "Báo Hà Nam")


ITEMS = ["Số lượt xem: 1,2K", "Phạm Hảo", "Ngày đăng: 25/06/2020 07:26"]


@pytest.mark.parametrize("items", [ITEMS, ITEMS[::-1]])
@pytest.mark.parametrize("form", ["<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>"], ids=["list", "table"])
@pytest.mark.parametrize("place", ["above the title", "below the title", "below the text"])
def test_a_writer_among_the_items_of_a_meta_line_parts_it_not(items: list[str], form: str, place: str) -> None:
    between = "</td></tr><tr><td>" if "td" in form else "</li><li>"
    meta = form.format(between.join(items))
    parts = {
        "above the title": [meta, HEAD, TEXT],
        "below the title": [HEAD, meta, TEXT],
        "below the text": [HEAD, TEXT, meta],
    }
    found = read(f"<div>{''.join(parts[place])}</div>")
    assert (found.author, found.view_count, found.published_at) == ("Phạm Hảo", 1200, "2020-06-25T07:26:00+07:00")
    assert texts(found) == [LEAD, SECOND]


def test_buttons_beside_a_meta_line_are_no_part_of_a_name() -> None:
    tools = "<div><a href='#'>Cỡ chữ:</a> <a href='#'>Nhỏ</a> | <a href='#'>Vừa</a> | Lớn</div>"
    found = read(f"<div>{HEAD}{tools}<p>Phạm Hảo 25/06/2020 07:26</p>{TEXT}</div>")
    assert found.author == "Phạm Hảo"


@pytest.mark.parametrize(
    "meta", ["(Phạm Hảo 25/06/2020 07:26)", "25/06/2020 07:26<b>1,2K lượt xem</b><i>Bài: Phạm Hảo</i>"]
)
def test_a_writer_stands_in_brackets_with_the_day_or_behind_what_was_written(meta: str) -> None:
    found = read(f"<div>{HEAD}<p>{meta}</p>{TEXT}</div>")
    assert (found.author, found.published_at) == ("Phạm Hảo", "2020-06-25T07:26:00+07:00")


def test_a_time_told_from_now_is_read_though_nothing_parts_it_from_the_next_word() -> None:
    told = '<time title="07:26, 25/06/2020">3 giờ trước</time><span>1,2K lượt xem</span>'
    found = read(f"<div>{HEAD}<div>{told}</div>{TEXT}</div>")
    assert (found.published_at, found.view_count) == ("2020-06-25T07:26:00+07:00", 1200)


@pytest.mark.parametrize(
    "heading", ["<h3>I. ĐẶC ĐIỂM TÌNH HÌNH</h3>", "<p><b>1. Kết quả</b></p>", "<p><b>Phần thứ nhất: Kết quả</b></p>"]
)
def test_a_numbered_heading_is_no_lead(heading: str) -> None:
    found = read(f"<div>{HEAD}{META}<div>{heading}{TEXT}</div></div>")
    assert (found.lead, found.paragraphs[1:]) == (None, [LEAD, SECOND])


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><figcaption>Quang cảnh buổi ra quân</figcaption><img src='/a.jpg'></figure>",
        "<div><p class='caption'>Quang cảnh buổi ra quân</p><img src='/a.jpg'></div>",
    ],
)
def test_a_caption_may_stand_above_its_picture(figure: str) -> None:
    found = read(f"<div>{HEAD}{META}<div><p>{LEAD}</p>{figure}<p>{SECOND}</p></div></div>")
    assert (texts(found), [image.caption for image in found.images]) == ([LEAD, SECOND], ["Quang cảnh buổi ra quân"])


def test_a_table_in_a_figure_is_text() -> None:
    row = "<tr><td>26/06</td><td>Tổ 7</td></tr>"
    found = read(f"<div>{HEAD}{META}<p>{LEAD}</p><figure><table>{row * 3}</table></figure><p>{SECOND}</p></div>")
    assert found.paragraphs == [*["26/06 | Tổ 7"] * 3, SECOND]


def test_the_last_words_of_an_interview_are_no_byline() -> None:
    talk = [f"Phóng viên: {SECOND}", f"Ông Phạm Hảo: {SECOND}", "Phóng viên: Xin cảm ơn ông."]
    found = read(f"<div>{HEAD}{META}<p>{LEAD}</p>{''.join(f'<p>{said}</p>' for said in talk)}</div>")
    assert (found.author, found.paragraphs) == (None, talk)


@pytest.mark.parametrize("heading", ["Phản hồi của bạn đọc (1)", "Phản hồi bạn đọc"])
def test_what_readers_write_below_a_byline_is_no_text(heading: str) -> None:
    said = f"<div><h3>{heading}</h3><p>Đỗ Văn Minh 26/06/2020 09:10</p><p>Mong xã làm thêm đường đèn.</p></div>"
    found = read(f"<div>{HEAD}{META}<div>{TEXT}</div><p>Phạm Hảo</p>{said}</div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Phạm Hảo")


@pytest.mark.parametrize("rows", [2, 3])
def test_links_with_their_own_meta_lines_below_a_heading_are_no_text(rows: int) -> None:
    link = "<a href='/index.php?id=77'>Thôn An Trai có nhà văn hóa mới</a>"
    row = f"<section>{link}<span>Thời gian đăng: 07:26 - 24/06/2020 · Lượt đọc: 146</span></section>"
    found = read(f"<div>{HEAD}{META}<div>{TEXT}</div><div><h3>Cùng chủ đề</h3>{row * rows}</div></div>")
    assert texts(found) == [LEAD, SECOND]


def test_files_of_a_box_beside_the_text_are_not_the_articles() -> None:
    rows = "<tr><td>26/06/2020</td><td><a href='/vb/12.pdf'>Công văn số 12 về mùa lũ</a></td></tr>" * 2
    side = "<div><h4>{}</h4><table>" + rows + "</table></div>"
    page = f"<div><div>{HEAD}{META}<div>{TEXT}</div></div>{{}}</div>"
    assert read(page.format(side.format("Văn bản chỉ đạo"))).attachments == []
    assert len(read(page.format(side.format("Tệp đính kèm"))).attachments) == 1


def test_a_file_may_stand_in_a_library_of_documents_under_any_key() -> None:
    link = "<p><a href='/documents/93416/0/{}/3f0c-7193416'>Mẫu đơn</a></p>"
    found = read(f"<div>{HEAD}{META}<div>{TEXT}{link.format('mau-don.docx')}{link.format('gioi-thieu')}</div></div>")
    assert [one.url.rsplit("/", 2)[1] for one in found.attachments] == ["mau-don.docx"]


def test_visitors_of_the_site_are_no_views_of_the_article() -> None:
    found = read(f"<div>{HEAD}<p>25/06/2020 07:26</p><div>{TEXT}</div><p>Đang xem: 65 khách</p></div>")
    assert found.view_count is None


@pytest.mark.parametrize("wrap", ["<tr><td><i>{}</i></td></tr><tr><td><img src='/a.jpg'></td></tr>"])
def test_a_caption_stands_above_its_picture_in_a_table_of_both(wrap: str) -> None:
    table = f"<table>{wrap.format('Quang cảnh buổi ra quân')}</table>"
    found = read(f"<div>{HEAD}{META}<div><p>{LEAD}</p>{table}<p>{SECOND}</p></div></div>")
    assert (texts(found), [image.caption for image in found.images]) == ([LEAD, SECOND], ["Quang cảnh buổi ra quân"])


@pytest.mark.parametrize(
    "meta",
    [
        "Phạm Hảo Thời gian đăng: 07:26 - 25/06/2020 · 1,2K lượt xem",
        "25/06/2020 07:26 / Tác giả | Phạm Hảo / 1,2K người xem",
        "25/06/2020 07:26 - 1,2K lượt xem - Tác giả: Phạm Hảo Gửi bình luận",
        "25/06/2020 07:26 Tác giả: Phạm Hảo Bài viết đã xem: 1,2K lần",
        "Người thực hiện: Phạm Hảo / 25.06.2020 • 07:26 / Thảo luận: 3 / Lượt đọc: 1,2K",
    ],
)
def test_a_name_ends_where_a_stroke_or_the_next_label_begins(meta: str) -> None:
    found = read(f"<div>{HEAD}<p>{meta}</p>{TEXT}</div>")
    assert (found.author, found.view_count, found.published_at) == ("Phạm Hảo", 1200, "2020-06-25T07:26:00+07:00")


def test_a_text_signed_by_an_account_of_its_site_has_no_author() -> None:
    found = read(f"<div>{HEAD}{META}<div>{TEXT}<div>superadmin</div></div></div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], None)
