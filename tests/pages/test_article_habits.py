"""Habits of portals that once misled the parser: what each page must give, whatever its markup.

The pages are as small as the habit allows; all texts are synthetic.
"""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")
TITLE = "Ra quân tổng vệ sinh môi trường"
URL = "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/1234567-ra-quan-tong-ve-sinh-moi-truong.html"
CHANGED = "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/1234567-ten-cu.html"
META = "<div>Ngày đăng 25/06/2020 | 07:26 | View count: 451</div>"
LEAD = "Sáng nay, nhân dân các tổ dân phố ra quân dọn vệ sinh đường làng, ngõ xóm trước ngày lễ."
SECOND = "Các đoàn thể đã thu gom hai tấn rác và trồng mới một trăm cây xanh dọc tuyến đường liên thôn./."
TEXT = f"<p>{LEAD}</p><p>{SECOND}</p>"
HEAD = f"<h2>Kinh tế</h2><h1>{TITLE}</h1>{META}"
OTHER = '<a href="/tin/-/view_content/7654321-bai-khac.html">Khám sức khỏe cho người cao tuổi</a>'


def read(body: str, url: str = URL, title: str = "Tin chi tiết") -> Article:
    found = article(f"<html><head><title>{title}</title></head><body>{body}</body></html>", url, PORTAL)
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str | None]:
    return [found.lead, *found.paragraphs]


# Title, category, meta line


def test_a_title_said_as_the_heading_of_the_whole_page_too_is_taken_above_its_meta_line() -> None:
    menu = "<ul><li><a href='/kinh-te'>Kinh tế</a></li><li><a href='/y-te'>Y tế</a></li></ul>"
    found = read(f"<h1>{TITLE}</h1>{menu}<div>Văn hóa</div><h4><span>{TITLE}</span></h4>{META}{TEXT}")
    assert (found.title, found.category, texts(found)) == (TITLE, "Văn hóa", [LEAD, SECOND])


@pytest.mark.parametrize("meta", ["Ngày đăng 25/06/2020 | 07:26", "Thời gian: 07:26 25/06/2020"])
def test_a_meta_line_right_above_the_title_is_its_own_on_a_page_without_columns(meta: str) -> None:
    weather = "".join(f"<p>{town}</p>" for town in ("thời tiết các vùng", "Hà Nội", "25°", "Đà Nẵng", "27°") * 2)
    found = read(f"{weather}<h2>Kinh tế</h2><div>{meta}</div><p><b>{TITLE}</b></p>{TEXT}")
    assert (found.title, found.published_at) == (TITLE, "2020-06-25T07:26:00+07:00")


def test_the_date_of_another_article_in_a_box_above_is_not_taken() -> None:
    box = f"<h3>Thông tin khác</h3><div>{OTHER}</div><div>Ngày đăng 01/02/2017 | 08:00</div>"
    found = read(f"{box}<h2>Kinh tế</h2><h1>{TITLE}</h1>{TEXT}")
    assert (found.title, found.published_at, texts(found)) == (TITLE, None, [LEAD, SECOND])


def test_the_name_of_the_category_page_is_no_title_though_the_head_says_it() -> None:
    found = read(f"<h2>Kinh tế</h2><div>{TITLE}</div>{META}{TEXT}", CHANGED, "Kinh tế - Cổng thông tin điện tử")
    assert (found.title, found.category) == (TITLE, "Kinh tế")


def test_an_article_whose_slug_changed_and_that_has_no_meta_line_is_no_loss() -> None:
    found = read(f"<h2>Kinh tế</h2><p><b>{TITLE}</b></p>{TEXT}", CHANGED)
    assert (found.title, texts(found)) == (TITLE, [LEAD, SECOND])
    assert "title_by_place" in [problem.kind for problem in found.problems]


def test_a_heading_in_capitals_is_spelled_as_in_a_menu_of_one_line() -> None:
    menu = "<div><a href='/y-te'>Y tế</a> | <a href='/kinh-te'>Kinh tế</a> | <a href='/van-hoa'>Văn hóa</a></div>"
    assert read(f"{menu}<div>KINH TẾ</div><h1>{TITLE}</h1>{META}{TEXT}").category == "Kinh tế"


# The end of the text


@pytest.mark.parametrize(
    "below",
    [
        f'<div><a href="https://www.facebook.com/sharer?u=x">Chia sẻ</a><a href="{URL}?p_p_state=pop_up">In</a></div>',
        f'<div><a href="https://share.example/?u={URL}">Đưa lên mạng</a></div>',
        "<div><span>Chia sẻ:</span><a href='https://zalo.me'>Zalo</a><a href='https://twitter.com/x'>Twitter</a></div>",
        "<div><span>Bình chọn trung bình (0 phiếu)</span></div><div>Hãy đăng nhập để bình chọn cho bài viết này</div>",
        "<div>2 bình luận</div><div>Lan: Tuyệt vời quá, chúc mừng quê hương ngày càng phát triển!</div>",
    ],
    ids=["buttons", "own address", "label and buttons", "rating", "comments"],
)
def test_what_stands_below_the_text_is_no_part_of_it(below: str) -> None:
    found = read(f'{HEAD}<div>{TEXT}<p style="text-align:right"><b>Thu Hà</b></p></div>{below}')
    assert (texts(found), found.author, found.links) == ([LEAD, SECOND], "Thu Hà", [])


def test_a_count_of_comments_above_the_text_ends_nothing() -> None:
    found = read(f"{HEAD}<p>{LEAD}</p><div>2 bình luận</div><p>{SECOND}</p><p>{LEAD.upper()}</p>")
    assert texts(found) == [LEAD, SECOND, LEAD.upper()]


def test_a_meta_line_below_the_text_is_found_though_buttons_follow_it() -> None:
    tools = '<div><img src="/images/print.png" alt="In"></div>'
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1>{TEXT}<h5>Tin bài: Hà My</h5>{META}{tools}")
    assert (texts(found), found.author, found.view_count) == ([LEAD, SECOND], "Hà My", 451)


def test_a_source_right_above_a_late_meta_line_ends_with_its_own_line() -> None:
    found = read(f"<h1>{TITLE}</h1>{TEXT}<div>Theo: Báo Điện tử Chính phủ</div><div>08h54 ngày 25/06/2020</div>")
    assert (found.source, found.published_at) == ("Báo Điện tử Chính phủ", "2020-06-25T08:54:00+07:00")


# Tables, captions, files


def test_a_table_that_begins_in_capitals_is_no_box_beside_the_text() -> None:
    table = "<table><tr><td>TT</td><td>Nội dung</td></tr><tr><td>1</td><td>Hộ nghèo</td></tr></table>"
    found = read(
        f"{HEAD}<div><span>{LEAD}<br><br>{SECOND}<br><br>{LEAD.upper()}</span>{table}<p>{LEAD[::-1]}</p></div>"
    )
    assert found.paragraphs[-3:] == ["TT | Nội dung", "1 | Hộ nghèo", LEAD[::-1]]


@pytest.mark.parametrize(
    ("below", "author"),
    [
        ("<table><tr><td>TT</td><td>Nội dung</td></tr><tr><td>1</td><td>Hộ nghèo</td></tr></table>", None),
        ('<p style="text-align:right"><b>Hà My (tổng hợp)</b></p>', "Hà My (tổng hợp)"),
    ],
)
def test_what_follows_a_picture_without_caption_is_none(below: str, author: str | None) -> None:
    found = read(f"{HEAD}{TEXT}<p align='center'><img src='/a.jpg'></p>{below}")
    assert ([image.caption for image in found.images], found.author) == ([None], author)


def test_a_lead_that_the_text_says_again_counts_once() -> None:
    file = '<a href="/documents/1/kh-12.pdf">Kế hoạch số 12</a>'
    found = read(f"{HEAD}<p>{LEAD}</p><p>{SECOND}</p><p>{LEAD}</p><p>{LEAD} (chi tiết {file} kèm theo).</p>")
    assert (texts(found), [one.title for one in found.attachments]) == ([LEAD, SECOND], ["Kế hoạch số 12"])


def test_a_line_that_offers_a_file_by_its_title_is_no_text() -> None:
    file = '<a href="/documents/1/kh-12.pdf">tại đây</a>'
    found = read(f"{HEAD}{TEXT}<p>Download Kế hoạch tổng vệ sinh năm 2020 {file}.</p>")
    assert (texts(found), [one.title for one in found.attachments]) == (
        [LEAD, SECOND],
        ["Kế hoạch tổng vệ sinh năm 2020"],
    )


def test_a_link_that_shows_no_words_amid_a_line_offers_nothing() -> None:
    files = '<a href="/documents/1/cu.pdf">&nbsp;</a><a href="/documents/1/moi.pdf">đính kèm</a>'
    found = read(f"{HEAD}{TEXT}<p>Chi tiết xem văn bản {files}./.</p>")
    assert [one.url.rpartition("/")[2] for one in found.attachments] == ["moi.pdf"]


def test_a_file_by_the_name_of_a_service_is_an_attachment() -> None:
    href = "/c/document_library/get_file?uuid=0a1b2c3d-1111-2222-3333-444455556666&amp;groupId=10181"
    found = read(f"{HEAD}{TEXT}<p><a href='{href}'>Kế hoạch số 12.doc</a> (1,2 MB)</p>")
    assert [(file.title, file.media_type) for file in found.attachments] == [
        ("Kế hoạch số 12.doc", "application/msword")
    ]
    assert texts(found) == [LEAD, SECOND]


# Who wrote it


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("Tin: Thu Hà - Ảnh: Văn Nam", "Thu Hà, Văn Nam", None),
        ("Tin, bài: Thu Hà; ảnh: Thu Hà", "Thu Hà", None),
        ("Tin ảnh Thu Hà", "Thu Hà", None),
        ("Thu Hà (tổng hợp)", "Thu Hà (tổng hợp)", None),
        ("Thu Hà - Trung tâm VHTT&amp;TT", "Thu Hà - Trung tâm VHTT&TT", None),
        ("Thu Hà./.", "Thu Hà", None),
        ("Theo hanoi.gov.vn", None, "hanoi.gov.vn"),
        ("(Theo: baochinhphu.vn)", None, "baochinhphu.vn"),
        ("Nguồn TTXVN", None, "TTXVN"),
        ("Trích nguồn: Báo Hà Nội mới", None, "Báo Hà Nội mới"),
        ("Nguồn nước sạch đã về tới mọi nhà", None, None),
        ("Theo dõi, đôn đốc các đơn vị", None, None),
    ],
)
def test_the_last_line_says_who_wrote_or_told_it(line: str, author: str | None, source: str | None) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p><b>{line}</b></p></div>")
    assert (found.author, found.source) == (author, source)
    assert texts(found) == ([LEAD, SECOND] if author or source else [LEAD, SECOND, line])
