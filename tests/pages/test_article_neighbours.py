"""What stands below an article and at its end: lists of others without a heading, empty boxes, signatures, verse."""

import re

import pytest

from tests.pages.test_article_habits import HEAD, LEAD, META, OTHER, SECOND, TEXT, TITLE, read, texts

SIGNED = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Lê Văn Tám"]


def test_a_text_between_dated_links_goes_on() -> None:
    link = '<p><a href="/tin/-/view_content/765-khac.html">Khám mắt cho trẻ em</a> (01/03/2019)</p>'
    found = read(f"{HEAD}<div><p>{LEAD}</p>{link}<p>{SECOND}</p>{link}<p>{LEAD.upper()}</p></div>")
    assert texts(found) == [LEAD, SECOND, LEAD.upper()]


def test_visits_counted_beside_the_day_are_those_of_the_article() -> None:
    head = HEAD.replace("View count", "Lượt truy cập")
    found = read(f"{head}{TEXT}<footer>Lượt truy cập: 1.204.551</footer>")
    assert (found.view_count, texts(found)) == (451, [LEAD, SECOND])


def test_a_cell_beside_an_article_without_text_is_no_text_of_it() -> None:
    found = read(f"<table><tr><td>{HEAD}<video src='/a.mp4'></video></td><td><b>LIÊN KẾT</b></td></tr></table>")
    assert (texts(found), found.author) == ([None], None)


def test_a_file_between_the_title_and_a_meta_line_below_it_is_the_articles() -> None:
    file = "<p><a href='/documents/1/2/ke-hoach.pdf'>ke-hoach.pdf</a></p>"
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1>{file}{META}")
    assert ([one.title for one in found.attachments], found.view_count) == (["ke-hoach.pdf"], 451)


def test_days_in_a_table_are_not_that_of_publication_which_stands_below() -> None:
    rows = "".join(f"<tr><td>0{n}/03/2019</td><td>Chủ tịch</td><td>Trụ sở</td></tr>" for n in range(1, 4))
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1><div><table>{rows}</table><p>{LEAD}</p></div>{META}")
    assert (found.published_raw, found.paragraphs[0]) == ("25/06/2020 | 07:26", "01/03/2019 | Chủ tịch | Trụ sở")


def test_a_table_of_labels_and_values_is_a_meta_line() -> None:
    rows = [("Ngày đăng:", "25/06/2020"), ("Lượt xem:", "451")]
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1><table>{table}</table>{TEXT}")
    assert (found.published_raw, found.view_count, texts(found)) == ("25/06/2020", 451, [LEAD, SECOND])


def test_the_text_goes_on_behind_two_links_to_other_articles() -> None:
    links = "".join(
        f'<p><a href="/tin/-/view_content/{n}-khac.html">Bài thứ {n}</a></p>' for n in (7_654_321, 7_654_322)
    )
    found = read(f"{HEAD}<div><p>{LEAD}</p>{links}<p>{SECOND}</p></div>")
    assert texts(found) == [LEAD, SECOND]


def test_a_heading_that_heads_nothing_is_that_of_an_empty_box() -> None:
    found = read(f"{HEAD}<div>{TEXT}<p align='right'><b>Thu Hà</b></p></div><div><h3>Tài liệu của bài</h3></div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Thu Hà")


def test_a_last_heading_inside_the_text_stays() -> None:
    found = read(f"{HEAD}<div>{TEXT}<h3>Toàn dân chung tay</h3></div>")
    assert texts(found) == [LEAD, SECOND, "Toàn dân chung tay"]


@pytest.mark.parametrize("form", ["<p align='right'><b>{}</b></p>", "<div>{}</div>"])
def test_the_signature_of_a_decision_is_its_text_line_by_line(form: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}{form.format('<br>'.join(SIGNED))}</div>")
    assert (texts(found), found.author) == ([LEAD, SECOND, *SIGNED], None)


@pytest.mark.parametrize(
    "lines",
    [
        ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "(Đã ký)", "Lê Văn Tám"],
        ["HẠT TRƯỞNG", "(đã ký và đóng dấu)", "Lê Văn Tám"],
        ["TM. BAN TỔ CHỨC", "Trưởng ban", "Lê Văn Tám"],
    ],
)
def test_who_signed_a_letter_beside_its_recipients_is_not_who_wrote_the_article(lines: list[str]) -> None:
    left, right = "<p>Nơi nhận:</p><p>- Như trên;</p>", "".join(f"<p><b>{line}</b></p>" for line in lines)
    table = f"<table><tr><td>{left}</td><td align='center'>{right}</td></tr></table>"
    found = read(f"{HEAD}<div>{TEXT}{table}<p>Nguồn: TTXVN</p></div>")
    assert (found.author, found.source) == (None, "TTXVN")
    assert texts(found) == [LEAD, SECOND, "Nơi nhận:", "- Như trên;", *lines]


def test_a_table_whose_first_column_is_of_days_begins_the_text() -> None:
    cells = [["Ngày", "Người tiếp"], ["02/03/2023", "Chủ tịch"], ["16/03/2023", "Phó Chủ tịch"]]
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in cells)
    found = read(f"{HEAD}<div><table>{rows}</table><p>{LEAD}</p></div>")
    assert (found.lead, found.paragraphs) == (None, [*map(" | ".join, cells), LEAD])


@pytest.mark.parametrize(
    ("meta", "moment", "views"),
    [
        ("Ngày đăng: 25/06/2020 Giờ đăng: 19:26 Số lần xem: 451", "2020-06-25T19:26:00+07:00", 451),
        ("Lượt xem bài viết: 451. Ngày đăng bài: 25/06/2020", "2020-06-25T00:00:00+07:00", 451),
        ("Publish date: 25/06/2020 Update: 28/06/2020 Viewed: 451", "2020-06-25T00:00:00+07:00", 451),
    ],
)
def test_further_wordings_of_the_meta_line(meta: str, moment: str, views: int) -> None:
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1><div>{meta}</div>{TEXT}")
    assert (found.published_at, found.view_count, found.author) == (moment, views, None)


def test_lines_of_verse_stay_apart_and_lines_broken_by_hand_do_not() -> None:
    verse = ["Lúa vàng trĩu hạt ven đê", "Tiếng cười theo gió bay về xóm xa", "Ai qua xin ghé thăm nhà"]
    broken = "Các đoàn thể đã thu gom<br>hai tấn rác và trồng mới<br>một trăm cây xanh."
    found = read(f"{HEAD}<p>{LEAD}</p><p>{'<br>'.join(verse)}</p><p>{broken}</p>")
    assert texts(found) == [LEAD, *verse, broken.replace("<br>", " ")]


@pytest.mark.parametrize("line", ["P.V (tổng hợp)", "PV"])
def test_a_reporter_without_a_name_is_named_as_printed(line: str) -> None:
    assert read(f"{HEAD}<div>{TEXT}<p>{line}</p></div>").author == line


REPORT = ["Hội thi bắt đầu từ sáng sớm", "Mỗi đội có mười người.", "Trao giải cho đội nhất"]


@pytest.mark.parametrize(
    "form", ["<p align='center'><img src='{}'></p><p align='center'>{}</p>", "<div><img src='{}'><span>{}</span></div>"]
)
def test_captions_of_a_report_of_pictures_look_alike_even_a_sentence(form: str) -> None:
    shown = "".join(form.format(f"/{n}.jpg", text) for n, text in enumerate(REPORT))
    found = read(f"{HEAD}<section>{shown}</section>")
    assert [image.caption for image in found.images] == REPORT
    assert (found.lead, found.paragraphs) == (None, [])


def test_paragraphs_between_pictures_are_no_captions() -> None:
    shown = "".join(
        f"<p><img src='/{n}.jpg'></p><p>{text}</p>" for n, text in enumerate([SECOND, LEAD.lower(), SECOND.lower()])
    )
    found = read(f"{HEAD}<h4>{LEAD}</h4>{shown}")
    assert found.paragraphs == [SECOND, LEAD.lower(), SECOND.lower()]


HEADS = ["Thảo luận", "Đánh giá", "Thông tin khác", "Ý kiến đóng góp"]
LABELLED = ["Đánh giá: sau ba năm, tỷ lệ hộ nghèo giảm.", "Cơ quan chủ quản: Ủy ban nhân dân xã Vân Trì."]


@pytest.mark.parametrize("form", ["<p>{}</p>", "<div>{}</div>", "{}<br><br>"])
def test_headings_and_labels_amid_a_text_end_it_nowhere(form: str) -> None:
    heads = [part for head in HEADS for part in (f"<b>{head}</b>", f"Các hộ nhất trí với {head.lower()} này.")]
    body = "".join(form.format(part) for part in [LEAD, *heads, *LABELLED, SECOND])
    found = read(f"{HEAD}<div>{body}</div>")
    assert texts(found) == [LEAD, *(re.sub("<.?b>", "", part) for part in heads), *LABELLED, SECOND]


@pytest.mark.parametrize(
    "below",
    [
        "<div>Đánh giá</div><div><button>Tốt</button></div>",
        "<h4>Nhận xét</h4><div><b>Lan</b></div><div>Rất mừng cho quê mình.</div>",
        f"<h4>Thông tin khác</h4><ul><li>{OTHER}</li></ul>",
        "<div>Cơ quan chủ quản: UBND xã Vân Trì</div>",
        "<div>Chia sẻ: <a href='https://zalo.me'>Zalo</a></div>",
    ],
)
def test_the_same_words_below_a_text_are_none_of_it(below: str) -> None:
    assert texts(read(f"{HEAD}<div>{TEXT}</div>{below}")) == [LEAD, SECOND]
    assert texts(read(f"{HEAD}<div>{TEXT}{below}</div>")) == [LEAD, SECOND]
