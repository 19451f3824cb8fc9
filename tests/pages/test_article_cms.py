"""What content management systems do to an article: accounts in place of names, leads beside pictures, stray tags."""

import pytest

from crawler.pages.article.parse import article
from crawler.pages.page.decoding import decode, parse
from crawler.pages.page.html5 import as_browsers_read
from crawler.pages.page.lines import read as lines_of
from crawler.records.article import NotAnArticle
from tests.pages.test_article_habits import CHANGED, HEAD, LEAD, META, PORTAL, SECOND, TEXT, TITLE, URL, read, texts
from tests.steps import steps

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


def test_a_picture_beside_the_lead_has_the_caption_under_it_where_the_text_shows_it_again() -> None:
    caption = "Đồng chí Chủ tịch phát biểu chỉ đạo"
    shown = f"<p align='center'><img src='/a.jpg'></p><p align='center'><em>{caption}</em></p>"
    found = read(f"{HEAD}<div><img src='/a.jpg'><p class='sapo'>{LEAD}</p></div><div><p>{SECOND}</p>{shown}</div>")
    assert (found.lead, found.paragraphs) == (LEAD, [SECOND])
    assert [image.caption for image in found.images] == [caption]


@pytest.mark.parametrize("side", ["align='left'", "style='float: left'"])
def test_what_flows_around_a_picture_in_one_paragraph_is_text(side: str) -> None:
    shown = f"<p><img src='/a.jpg' {side}><span>{SECOND}</span></p><p><img src='/b.jpg' {side}><b>Việc phải làm</b></p>"
    found = read(f"{HEAD}<p class='sapo'>{LEAD}</p><div>{shown}<p>{SECOND}</p></div>")
    assert found.paragraphs == [SECOND, "Việc phải làm", SECOND]
    assert [image.caption for image in found.images] == [None, None]


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


# What readers never see


@pytest.mark.parametrize("name", ["hidden", "hide", "x d-none", "sr-only"])
def test_elements_that_a_class_hides_are_no_text_and_no_picture(name: str) -> None:
    hidden = f"<div class='{name}'><span>Lê Văn Tám</span><img src='/logo.png'></div><span class='{name}'>ẩn</span>"
    found = read(f"<main>{HEAD}{hidden}<div>{TEXT}</div></main>")
    assert (texts(found), found.images, found.author) == ([LEAD, SECOND], [], None)


def test_an_element_hidden_on_narrow_screens_alone_is_read() -> None:
    assert texts(read(f"{HEAD}<div class='d-none d-md-block'>{TEXT}</div>")) == [LEAD, SECOND]


def test_a_hidden_author_counts_where_the_page_prints_the_name_too() -> None:
    hidden = "<div class='hidden' itemprop='author'><span itemprop='name'>Lê Thu Hà</span></div>"
    assert read(f"<main>{HEAD}{hidden}<div>{TEXT}</div></main>").author is None
    printed = "<p>Biên soạn: Lê Thu Hà, phường</p>"
    assert read(f"<main>{HEAD}{hidden}<div>{printed}{TEXT}</div></main>").author == "Lê Thu Hà"


def test_hidden_microdata_and_json_ld_give_the_date_that_the_page_lacks() -> None:
    head = f"<h2>Kinh tế</h2><h1>{TITLE}</h1>"
    hidden = "<span class='hidden' itemprop='datePublished'>2020-06-25T07:26:00+07:00</span>"
    data = '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2020-06-25"}]}'
    for shown in (hidden, f"{data}</script>"):
        found = read(f"{head}{shown}{TEXT}")
        assert ((found.published_at or "")[:10], found.published_evidence) == ("2020-06-25", "json_ld")
        assert [problem.kind for problem in found.problems] == ["missing_date", "date_from_head"]


def test_json_ld_of_other_articles_dates_nothing() -> None:
    parts = ",".join(f'{{"@type": "NewsArticle", "datePublished": "2020-06-0{n}"}}' for n in (1, 2))
    data = f'<script type="application/ld+json">[{parts}]</script>'
    assert read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1>{data}{TEXT}").published_at is None


# Where the text begins

ITEM = "Kế hoạch yêu cầu các đơn vị chủ động phối hợp, bảo đảm tiến độ và chất lượng của từng phần việc được giao."


@pytest.mark.parametrize("opening", ["<h3>I. MỤC ĐÍCH, YÊU CẦU</h3>", "<p><b>1. Mục đích</b></p>"])
def test_a_body_that_begins_with_a_heading_is_not_lost_behind_a_caption(opening: str) -> None:
    figure = f"<figure><img src='/a.jpg'><figcaption>{SECOND}</figcaption></figure>"
    body = f"<div>{opening}<p>{ITEM}</p><p>{SECOND}</p><p>{ITEM} {SECOND}</p></div>"
    found = read(f"<div><div>{HEAD}</div>{figure}</div>{body}")
    assert (found.lead, found.paragraphs[1:]) == (None, [ITEM, SECOND, f"{ITEM} {SECOND}"])
    assert [image.caption for image in found.images] == [SECOND]


def test_a_body_is_not_lost_where_lead_and_caption_fill_the_head() -> None:
    caption = f"<p class='text-center'><i>{SECOND.removesuffix('./.')}.</i></p>"
    head = f"<p class='summary'>{LEAD}</p><div class='avatar'><p><img src='/a.jpg'></p>{caption}</div>"
    body = [f"Tổ dân phố số {number}: {SECOND}" for number in range(1, 9)]
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    found = read(f"<article><header>{HEAD}{head}</header><div class='content'>{paragraphs}</div></article>")
    assert (found.lead, found.paragraphs) == (LEAD, body)
    assert len(found.images) == 1


def test_a_lead_without_a_text_is_a_body_missing() -> None:
    box = "<div><h3>Tin liên quan</h3><ul><li><a href='/tin/-/view_content/7-a.html'>Khám sức khỏe</a></li></ul></div>"
    found = read(f"{HEAD}<p class='sapo'>{LEAD}</p>{box}")
    assert (texts(found), [problem.kind for problem in found.problems]) == ([LEAD], ["missing_body"])


def test_other_articles_in_a_box_that_the_cms_names_are_no_text() -> None:
    box = "<div type='RelatedNewsBox'><ul><li><a href='/tin/khac-12.htm'>Khám sức khỏe người già</a></li></ul></div>"
    assert texts(read(f"{HEAD}<div><p>{LEAD}</p>{box}<p>{SECOND}</p></div>")) == [LEAD, SECOND]


# Meta lines


@pytest.mark.parametrize(
    ("line", "author", "raw"),
    [
        ("Phạm Hảo 11:23 10/10/2025", "Phạm Hảo", None),
        ("Nguyễn Thị Thu 11:23 10/10/2025", "Nguyễn Thị Thu", None),
        ("Nguyễn Thị Minh - Trần Văn Bình 11:23 10/10/2025", "Nguyễn Thị Minh - Trần Văn Bình", None),
        ("admin 11:23 10/10/2025", None, "admin"),
        ("Hà Nội 11:23 10/10/2025", None, None),
        ("Kinh tế 11:23 10/10/2025", None, None),
    ],
)
def test_a_name_before_the_time_is_the_author(line: str, author: str | None, raw: str | None) -> None:
    found = read(f"<h1>{TITLE}</h1><div>{line}</div>{TEXT}")
    assert (found.author, found.author_raw, found.published_raw) == (author, author or raw, "11:23 10/10/2025")
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize(
    ("views", "count"), [("1 234", 1234), ("1\u00a0234", 1234), ("1.234", 1234), ("1,2K", 1200), ("3 nghìn", 3000)]
)
def test_counts_of_views_are_read_in_every_form(views: str, count: int) -> None:
    behind = read(f"<h1>{TITLE}</h1><div>Ngày đăng 25/06/2020 | 07:26 | View count: {views}</div>{TEXT}")
    before = read(f"<h1>{TITLE}</h1><div>25/06/2020 07:26 - {views} lượt xem</div>{TEXT}")
    assert (behind.view_count, before.view_count) == (count, count)
    assert before.published_raw == "25/06/2020 07:26"


@pytest.mark.parametrize(
    "stamp",
    [
        "<span title='15:28, 28/08/2025'>8 giờ trước</span>",
        "<div>Ngày đăng: <time datetime='2025-08-28T15:28:00+07:00'>2 ngày trước</time></div>",
        "<div title='8/5/2025 3:28:00 PM'>15:28, 28/08/2025</div>",
    ],
)
def test_a_time_told_from_now_is_the_one_that_the_markup_writes_to_it(stamp: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{stamp}{TEXT}")
    assert (found.published_at, texts(found)) == ("2025-08-28T15:28:00+07:00", [LEAD, SECOND])


# Damage to texts and markup


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sở TTamp;TT giảm nghegrave;o", "Sở TT&TT giảm nghèo"),
        ("ldquo;Một cửardquo; 2013 ndash; 2015", "“Một cửa” 2013 – 2015"),
        ("2011&amp;ndash;2015 &amp;amp; sau đó", "2011–2015 & sau đó"),
        ("ph&amp;ograve;ng &amp;#7885;c", "phòng ọc"),
        ("Ocirc;ng Hòa, quận ;ETH;ống ;ETH;a, 80 m;sup2;", "Ông Hòa, quận Đống Đa, 80 m²"),
    ],
)
def test_broken_character_references_are_mended_and_marked(written: str, meant: str) -> None:
    found = read(f"{HEAD}<p>{written} {LEAD}</p><p>{SECOND}</p>")
    assert found.lead == f"{meant} {LEAD}"
    assert [problem.kind for problem in found.problems] == ["entities_mended"]


def test_words_that_only_look_like_references_stay() -> None:
    text = "Xem result; camp; lamp; R&D; a<b; và Sở TT&TT; hết."
    found = read(f"{HEAD}<p>{LEAD}</p><p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    assert (found.paragraphs, found.problems) == ([text], [])


def test_a_page_rightly_declared_western_spells_the_rest_as_numbers() -> None:
    page = f"<meta charset=windows-1252>{HEAD}{TEXT}"
    encoded = page.encode("windows-1252", "xmlcharrefreplace")
    found = article(encoded, URL, PORTAL)
    assert not isinstance(found, NotAnArticle)
    assert (found.title, texts(found)) == (TITLE, [LEAD, SECOND])


@pytest.mark.parametrize(
    "banner",
    ["<a href='https://dvc.example/'><img src='/dvc.jpg'></a>", "<img src='/images/quang-cao-1.jpg'>"],
)
def test_advertising_banners_are_no_pictures_of_the_article(banner: str) -> None:
    assert read(f"{HEAD}<div><p>{LEAD}</p><p>{banner}</p><p>{SECOND}</p></div>").images == []


@pytest.mark.parametrize("cells", ["<tr><td>{0}</td><td>Hộ số {0}</td><td>1.000</td></tr>", "<td>Hộ số {0}</td>"])
def test_a_table_of_tens_of_thousands_of_cells_takes_linear_time(cells: str) -> None:
    def cost(count: int) -> int:
        rows = "<tr>" + "".join(map(cells.format, range(count)))
        page = f"{HEAD}<div><p>{LEAD}</p><p>{SECOND}</p><table>{rows}</table></div>"
        return steps(lambda: article(page, URL, PORTAL))

    # Pages are read up to a number of lines, which lies between the two. What is behind it costs little.
    assert cost(22_000) < 6 * cost(5_500)
