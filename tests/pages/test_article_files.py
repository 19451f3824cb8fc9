"""The files of an article: links, viewers, tables, labels, and what says that there are none."""

from urllib.parse import urljoin

import pytest

from tests.pages.test_article_habits import HEAD, LEAD, SECOND, TEXT, URL, read, texts


def test_a_button_that_leads_to_a_file_is_that_file() -> None:
    found = read(f"{HEAD}<div>{TEXT}<p role='button'><a href='/kh.pdf'>Kế hoạch</a></p></div>")
    assert [file.title for file in found.attachments] == ["Kế hoạch"]


@pytest.mark.parametrize(
    "address", ["/tai-lieu/kh-12.pdf/at_download/file", "/kh-12.pdf/download", "/Download.aspx?file=/upload/kh-12.pdf"]
)
def test_a_file_behind_an_address_that_hands_it_out_is_one_with_its_kind_and_size_beside_it(address: str) -> None:
    link = f'<p><a href="{address}">Kế hoạch số 12</a> — PDF document, 245 kB (251034 bytes)</p>'
    found = read(f"{HEAD}<div>{TEXT}</div><div>{link}</div>")
    assert texts(found) == [LEAD, SECOND]
    assert [(file.title, file.url.startswith(URL[:20])) for file in found.attachments] == [("Kế hoạch số 12", True)]


def test_a_link_whose_text_is_the_name_of_a_file_leads_to_it_and_tags_above_are_none() -> None:
    tags = "<div>Gắn thẻ<ul><li><a href='/tag/suc-khoe'>sức khỏe</a></li></ul></div>"
    file = (
        "<div>Tải về đính kèm:<ul><li><a href='/item/download/31_5e0ad9'>De-cuong.pdf</a> (18 Tải về)</li></ul></div>"
    )
    found = read(f"{HEAD}<div>{TEXT}</div>{tags}{file}")
    assert (texts(found), [file.title for file in found.attachments]) == ([LEAD, SECOND], ["De-cuong.pdf"])


def test_a_viewer_shows_the_file_that_its_address_names() -> None:
    found = read(f"{HEAD}<div>{TEXT}<iframe src='/pdfjs/web/viewer.html?file=/kh.pdf'></iframe></div>")
    assert [file.url for file in found.attachments] == [urljoin(URL, "/kh.pdf")]


@pytest.mark.parametrize("icon", ["<i class='fa fa-download'></i>", "<svg><use href='#save'></use></svg>"])
def test_an_icon_alone_in_its_cell_leads_to_the_file_that_the_row_names(icon: str) -> None:
    row = f"<tr><td>1</td><td>Biểu thu phí</td><td><a href='/files/bieu.pdf'>{icon}</a></td></tr>"
    table = f"<table><tr><th>#</th><th>Tập tin</th><th>Tải</th></tr>{row}</table>"
    found = read(f"{HEAD}<div>{TEXT}</div>{table}")
    assert [(file.title, file.url.rpartition("/")[2]) for file in found.attachments] == [("Biểu thu phí", "bieu.pdf")]
    assert texts(found) == [LEAD, SECOND]


def test_files_beside_each_other_behind_their_label_are_no_text() -> None:
    files = "<b>Tập tin:</b> <a href='/f/77-qd.doc'>77-qd.doc</a> | <a href='/f/danh-sach.xls'>danh-sach.xls</a>"
    found = read(f"{HEAD}<div>{TEXT}<br>{files}</div>")
    assert (len(found.attachments), texts(found)) == (2, [LEAD, SECOND])


def test_a_table_of_files_with_icons_beside_them_is_no_text() -> None:
    rows = "".join(
        f"<tr><td>{one}</td><td><img src='/bieu-tuong/{kind}.png' alt=''> <a href='/tep/bieu-{one}.{kind}'>Biểu số"
        f" {one}</a></td><td>{one}5 KB</td></tr>"
        for one, kind in ((1, "xls"), (2, "doc"))
    )
    table = f"<table><tr><th>TT</th><th>Tên tập tin</th><th>Kích cỡ</th></tr>{rows}</table>"
    found = read(f"{HEAD}<div>{TEXT}<div><p>Tập tin đính kèm:</p>{table}</div></div>")
    assert (texts(found), [one.caption for one in found.images]) == ([LEAD, SECOND], [])
    assert [one.title for one in found.attachments] == ["Biểu số 1", "Biểu số 2"]


@pytest.mark.parametrize("said", ["<p>Tập tin đính kèm:</p>Không có", "<p>Tệp đính kèm: Không có tệp nào</p>"])
def test_a_label_of_files_that_says_there_are_none_is_no_text(said: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}<div>{said}</div></div>")
    assert (texts(found), found.attachments) == ([LEAD, SECOND], [])


def test_labelled_files_beside_the_column_are_the_articles_though_readers_rate_it_and_other_boxes_follow() -> None:
    rated = "<div><span>Đánh giá bài viết</span> 4/5 (12 lượt)</div>"
    one = "<h3>Tài liệu kèm theo</h3><div><a href='/tep/ho-so.pdf'>Hồ sơ.pdf</a><small>3 MB</small></div>"
    others = "".join(
        f"<div><a href='/tin/-/view_content/{2285001 + place}-{slug}'>{title}</a></div>"
        for place, (slug, title) in enumerate([("ra-quan", "Ra quân làm thủy lợi"), ("giai-dau", "Giải đấu cờ tướng")])
    )
    found = read(f"<div>{HEAD}<div>{TEXT}</div>{rated}</div><aside>{one}<h3>Tin khác</h3>{others}</aside>")
    assert (texts(found), [one.title for one in found.attachments]) == ([LEAD, SECOND], ["Hồ sơ.pdf"])


@pytest.mark.parametrize("said", ["Chưa có file đính kèm", "Không có tài liệu đính kèm."])
def test_a_line_that_says_by_itself_that_there_are_no_files_is_no_text(said: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p>{said}</p></div>")
    assert (texts(found), found.attachments) == ([LEAD, SECOND], [])


def test_an_answer_of_no_is_text_where_no_label_of_files_stands_above_it() -> None:
    found = read(f"{HEAD}<div>{TEXT}<p>Có mất phí không?</p><p>Không có.</p></div>")
    assert texts(found) == [LEAD, SECOND, "Có mất phí không?", "Không có."]
