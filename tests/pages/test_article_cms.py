"""What content management systems do to an article: accounts in place of names, leads beside pictures, stray tags."""

import pytest

from crawler.pages.page.decoding import decode, parse
from crawler.pages.page.html5 import as_browsers_read
from crawler.pages.page.lines import read as lines_of
from tests.pages.test_article_habits import CHANGED, HEAD, LEAD, META, PORTAL, SECOND, TEXT, TITLE, read, texts

OPENING = "I. MỤC ĐÍCH, YÊU CẦU"


# Leads


@pytest.mark.parametrize(
    "lead",
    [
        f"<p class='zz'><b>{LEAD}</b></p>",
        f"<p>{LEAD}</p>",
        f"<p class='news-sapo'>{LEAD.rstrip('.')}</p>",
        f"<div itemprop='description'>{LEAD.rstrip('.')}</div>",
    ],
    ids=["bold", "a sentence", "named by the CMS", "microdata"],
)
def test_a_lead_beside_a_picture_is_no_caption(lead: str) -> None:
    found = read(f"{HEAD}<div><div><img src='/a.jpg'>{lead}</div><div><p>{SECOND}</p></div></div>")
    assert (found.lead or "").rstrip(".") == LEAD.rstrip(".")
    assert (found.paragraphs, [image.caption for image in found.images]) == ([SECOND], [None])


def test_a_sentence_under_a_picture_above_the_lead_is_its_caption() -> None:
    caption = "Nhân dân tổ dân phố số 7 dọn vệ sinh khu vực nhà văn hóa sáng ngày 20 tháng 6."
    shown = f"<div><img src='/a.jpg'><div>{caption}</div></div>"
    found = read(f"{HEAD}{shown}<p><b>{LEAD}</b></p><div><p>{SECOND}</p></div>")
    assert (found.lead, [image.caption for image in found.images]) == (LEAD, [caption])


@pytest.mark.parametrize("again", [f"<h2>{LEAD}</h2>", f"<p>{LEAD}</p>"])
def test_a_lead_that_the_body_says_again_at_its_beginning_counts_once(again: str) -> None:
    found = read(f"{HEAD}<p class='sapo'>{LEAD}</p><div>{again}<p>{SECOND}</p></div>")
    assert texts(found) == [LEAD, SECOND]


# Accounts


@pytest.mark.parametrize("account", ["admin admin", "Ad Min", "Pho Ban bien tap", "Quản trị viên", "Administrator 2"])
def test_an_account_at_the_end_is_no_author_and_no_paragraph(account: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p align='right'><strong><em>{account}</em></strong></p></div>")
    assert (found.author, texts(found)) == (None, [LEAD, SECOND])


def test_a_name_above_an_account_is_the_author() -> None:
    found = read(f"{HEAD}<div>{TEXT}<p align='right'><b>Lê Thu Hà</b></p><p align='right'><b>admin admin</b></p></div>")
    assert (found.author, texts(found)) == ("Lê Thu Hà", [LEAD, SECOND])


def test_nothing_is_taken_from_below_an_account_on_a_page_without_text() -> None:
    foot = "<div><h3>CỔNG THÔNG TIN</h3><p>Trụ sở: số 1 phố Phó Đức Chính. Trực ban cả ngày nghỉ.</p></div>"
    found = read(f"{HEAD}<div><p align='right'><b>admin admin</b></p></div>{foot}")
    assert (texts(found), [problem.kind for problem in found.problems]) == ([None], ["missing_body"])


# Titles


def test_the_heading_of_a_portlet_is_not_taken_for_a_short_title() -> None:
    head = f"<h1>Tin tức nổi bật</h1><div>Tập huấn</div>{META}"
    assert read(f"{head}{TEXT}", CHANGED, "Tập huấn - Tin tức - Cổng thông tin").title == "Tập huấn"


def test_a_heading_of_the_body_that_says_more_than_the_title_is_not_taken_for_it() -> None:
    heading = f"<h1>Thông báo số 12/TB-UBND: {TITLE}</h1>"
    found = read(f"<div>{TITLE}</div>{META}<div>{heading}{TEXT}</div>", CHANGED, f"{TITLE} - Cổng thông tin")
    assert found.title == TITLE


# The tree of a browser


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<div>một</p> hai</div>", ["một", "hai"]),
        ("<p>một<div>hai</div>ba</p>bốn", ["một", "hai", "ba", "bốn"]),
        ("<P>một</P>hai</P>ba", ["một", "hai", "ba"]),
        ("một</br>hai", ["một", "hai"]),
        ("<p>một <b>hai</b></p><pre>ba</pre>", ["một hai", "ba"]),
    ],
)
def test_lines_part_where_a_browser_parts_them(html: str, seen: list[str]) -> None:
    assert [line.text for line in lines_of(parse(decode(html)), PORTAL).lines] == seen


def test_ends_of_paragraphs_are_mended_in_linear_time() -> None:
    assert as_browsers_read("<b>" * 300_000 + "</p>" * 300_000).count("<p></p>") == 300_000


# Links and files in the text


def test_a_list_of_links_behind_a_colon_is_part_of_the_text() -> None:
    links = "".join(f'<li><a href="https://dvc.example/{n}">Thủ tục số {n} cấp xã</a></li>' for n in range(4))
    found = read(f"{HEAD}<div><p>{LEAD}</p><p>Các thủ tục gồm:</p><ol>{links}</ol><p>{SECOND}</p></div>")
    assert found.paragraphs == ["Các thủ tục gồm:", *(f"Thủ tục số {n} cấp xã" for n in range(4)), SECOND]


def test_printed_addresses_are_part_of_the_text() -> None:
    links = "".join(f"<p><b>Phần {n}:</b></p><p><a href='https://a.vn/{n}'>https://a.vn/{n}</a></p>" for n in range(3))
    foot = "<div>Trụ sở: số 1 phố Quang Trung</div>"
    found = read(f"<main>{HEAD}<div>{links}<p align='right'>admin admin</p></div></main>{foot}")
    assert [text for text in texts(found) if text and "https" in text] == [f"https://a.vn/{n}" for n in range(3)]


def test_a_line_that_only_points_to_its_file_is_the_title_of_the_file() -> None:
    file = "/documents/10180/55/KH-45.pdf/0f3a2b1c-1111-2222-3333-444455556666"
    found = read(f"{HEAD}<p>{LEAD}</p><p>Chi tiết xem văn bản <a href='{file}'>tại đây</a>./.</p>")
    assert texts(found) == [LEAD]
    assert [one.title for one in found.attachments] == ["Chi tiết xem văn bản tại đây"]


def test_a_table_with_a_head_of_its_own_is_whole() -> None:
    cells = "".join(f"<tr><td>{n}</td><td><b>Quy trình số {n}</b></td><td>01</td></tr>" for n in range(4))
    table = f"<table><thead><tr><td><b>TT</b></td><td><b>Tên</b></td><td><b>Lần</b></td></tr></thead><tbody>{cells}"
    found = read(f"{HEAD}<div><p>{LEAD}</p><p>{SECOND}</p>{table}</tbody></table></div>")
    assert found.paragraphs == [SECOND, "TT | Tên | Lần", *(f"{n} | Quy trình số {n} | 01" for n in range(4))]
