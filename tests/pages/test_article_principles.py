"""What holds for pages of any theme: fields in two lines, lines beside the text, what witnesses agree on."""

import json

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import NotAnArticle
from crawler.records.platform import Platform
from crawler.records.profile import Age
from tests.pages.test_article_habits import HEAD, LEAD, META, OTHER, SECOND, TEXT, TITLE, read, texts

PLAIN = f"<h1>{TITLE}</h1>{META}"
DAY = "<p>Thứ Năm, 25 tháng 6, 2020</p>"


@pytest.mark.parametrize(
    "block",
    [
        "<dl><dt>Tác giả</dt><dd>Phí Thị Hòa</dd><dt>Giọng đọc</dt><dd>Thu Phương</dd>"
        "<dt>Thời lượng</dt><dd>04:31</dd><dt>Lượt xem</dt><dd>1.045</dd></dl>",
        "<div><div>Lượt xem: 1.045</div><div>Tác giả: Phí Thị Hòa</div><div>Giọng đọc: Thu Phương</div></div>",
        "<div><div><b>Lượt xem</b></div><div>1.045</div></div><div><div>Tác giả</div><div>Phí Thị Hòa</div></div>",
    ],
    ids=["dl", "lines", "elements"],
)
@pytest.mark.parametrize("above", [True, False])
def test_labels_and_values_are_facts_of_the_article_and_no_text(block: str, above: bool) -> None:
    head = f"<h1>{TITLE}</h1>{DAY}"
    found = read(f"{head}{block}<div>{TEXT}</div>" if above else f"{head}<div>{TEXT}</div>{block}")
    assert texts(found) == [LEAD, SECOND]
    assert (found.author, found.view_count) == ("Phí Thị Hòa", 1045)


def test_terms_and_what_they_mean_stay_in_a_text() -> None:
    found = read(f"{HEAD}<div>{TEXT}<dl><dt>Hộ nghèo</dt><dd>Hộ có thu nhập thấp</dd></dl><p>{LEAD.upper()}</p></div>")
    assert texts(found) == [LEAD, SECOND, "Hộ nghèo", "Hộ có thu nhập thấp", LEAD.upper()]


@pytest.mark.parametrize("hint", ["Vuốt lên để xem tiếp ▼", "Bản tin số 4", "00:00 / 04:31 Phát lại"])
def test_a_short_line_beside_the_element_of_the_text_is_none_of_it(hint: str) -> None:
    found = read(f"{HEAD}<div>{hint}</div><div>{TEXT}</div><div>{hint}</div>")
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize("role", ["button", "tab", "slider", "dialog"])
def test_the_words_of_a_control_are_no_text_whatever_its_element(role: str) -> None:
    found = read(f"{HEAD}<p role='{role}'>Bật giọng nói của máy cho bài viết này.</p><div>{TEXT}</div>")
    assert texts(found) == [LEAD, SECOND]


def test_an_article_that_a_script_would_move_into_place_is_read() -> None:
    found = read(f'<template id="B:0"></template><div hidden id="S:0">{HEAD}{TEXT}</div>')
    assert (found.title, texts(found)) == (TITLE, [LEAD, SECOND])


def test_a_title_that_only_the_head_says_is_what_the_address_says_of_it() -> None:
    line = f'<p><a href="/kinh-te">Kinh tế</a> : {TITLE}</p>'
    found = read(f"{line}{META}{TEXT}", title=f"{TITLE} - Kinh tế - Trang tin xã")
    assert found.title == TITLE


@pytest.mark.parametrize("stamp", ["<abbr title='{}'>19:26</abbr>", "<time datetime='{}'>buổi tối</time>"])
def test_a_stamped_time_decides_for_the_day_that_the_page_prints(stamp: str) -> None:
    line = f"<p>Đưa lên mạng {stamp.format('2020-06-25T19:26:00+07:00')}</p>"
    found = read(f"<h1>{TITLE}</h1>{DAY}<div>{TEXT}</div>{line}")
    other = read(f"<h1>{TITLE}</h1>{DAY}<div>{TEXT}</div><p>{OTHER} {line[3:]}")
    assert (found.published_at, other.published_at) == ("2020-06-25T19:26:00+07:00", "2020-06-25T00:00:00+07:00")


@pytest.mark.parametrize(
    "told",
    [
        {"@type": "NewsArticle", "headline": TITLE, "articleSection": ["Y tế", "Xã hội"]},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "item": {"name": "Y tế"}},
                {"@type": "ListItem", "position": 2, "item": {"name": TITLE}},
            ],
        },
    ],
    ids=["section", "trail"],
)
def test_a_category_that_no_line_names_is_what_json_ld_says(told: dict[str, object]) -> None:
    found = read(f'<script type="application/ld+json">{json.dumps(told)}</script><h1>{TITLE}</h1>{META}{TEXT}')
    assert found.category == "Y tế"


def test_a_page_linked_in_the_head_is_the_category_and_a_writer_is_none() -> None:
    links = '<a href="/author/12">Ban Thời sự</a> <a href="/y-te">Y tế</a>'
    found = read(f"<h1>{TITLE}</h1><div><span>{links}</span><p>25/06/2020 19:26</p></div>{TEXT}")
    assert found.category == "Y tế"


# On a platform that nobody has declared

UNKNOWN = "https://sontay.hanoi.gov.vn/tin-tuc/hoat-dong-cua-xa/ra-quan-tong-ve-sinh-moi-truong-dip-le-4410.aspx"
LIKE = "/tin-tuc/hoat-dong-cua-xa/kham-suc-khoe-cho-nguoi-cao-tuoi-4398.aspx"


def test_the_slug_of_an_address_that_no_platform_declares_says_which_line_is_the_title() -> None:
    title = f"{TITLE} dịp lễ"
    menu = '<a href="/tin-tuc">Tin tức</a> » <a href="/tin-tuc/hoat-dong-cua-xa">Hoạt động của xã</a>'
    found = read(f"<div>{menu}</div><span>{title}</span><br><div>{TEXT}</div>{META}", UNKNOWN, "Trang tin xã")
    assert (found.title, found.category, texts(found)) == (title, "Hoạt động của xã", [LEAD, SECOND])


def test_links_like_the_page_itself_lead_to_other_articles_whatever_heads_them() -> None:
    link = f"<p><a href='{LIKE}'>Khám sức khỏe cho người cao tuổi</a></p>"
    others = f"<p>Bạn đọc đã xem</p>{link}{link.replace('4398', '4397')}"
    found = read(f"{HEAD}<div>{TEXT}</div><div>{others}</div>", UNKNOWN)
    assert texts(found) == [LEAD, SECOND]


def test_the_name_of_a_page_in_an_address_with_an_id_in_its_query_is_no_title() -> None:
    url = "https://sontay.hanoi.gov.vn/tin-tuc-su-kien/Pages/chi-tiet-tin.aspx?ItemID=884"
    found = read(f"<div>Tin tức sự kiện</div><h2>{TITLE}</h2>{META}{TEXT}", url)
    assert (found.title, found.category) == (TITLE, "Tin tức sự kiện")


# What stands between the head and the text, and below the text


def test_a_title_below_its_day_that_a_trail_says_before_is_the_heading() -> None:
    trail = f"<div><a href='/y-te'>Y tế</a><br>{TITLE}</div>"
    found = read(f"{trail}<div><span>Thứ năm, 25 Tháng 6 2020 07:26</span><h2>{TITLE}</h2>{TEXT}</div>")
    assert (found.title, texts(found), found.published_precision) == (TITLE, [LEAD, SECOND], "minute")


def test_a_rating_above_the_text_ends_nothing() -> None:
    rating = "<div>Đánh giá mục này<ul><li><a href='#'>1</a></li><li><a href='#'>2</a></li></ul>(0 bình chọn)</div>"
    found = read(f"{HEAD}{rating}<div>{TEXT}</div>")
    assert texts(found) == [LEAD, SECOND]


def test_a_question_to_readers_with_its_answers_is_no_text() -> None:
    asked = "<div><p>Nội dung này có hữu ích với bà con không?</p><button>Có</button><button>Không</button></div>"
    found = read(f"{HEAD}<div>{TEXT}</div><div><span>Tác giả: Lò Y Sa</span><span>5 127 lượt xem</span></div>{asked}")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Lò Y Sa")


def test_half_of_the_day_ends_where_an_element_does() -> None:
    line = "<div><span>25/06/2020 3:20:00 CH</span><span>Người đăng: quantri</span></div>"
    found = read(f"<h1>{TITLE}</h1>{line}<div>{TEXT}</div>")
    assert found.published_at == "2020-06-25T15:20:00+07:00"


def test_what_only_a_print_shows_is_not_read() -> None:
    found = read(f"<div class='d-none d-print-block'><h1>{TITLE}</h1><p>In ngày 30/11/2026</p></div>{HEAD}{TEXT}")
    assert (found.published_raw, texts(found)) == ("25/06/2020 | 07:26", [LEAD, SECOND])


def test_the_cells_of_a_row_may_hold_labels_and_values() -> None:
    row = "<td>Người viết:</td><td>Phí Thị Hòa</td><td>Số lần đọc:</td><td>760</td>"
    head = f"<table><tr><td><h1>{TITLE}</h1></td></tr><tr><td><table><tr><td>Ngày đăng:</td><td>25/6/2020</td>{row}"
    found = read(f"{head}</tr></table></td></tr><tr><td>{TEXT}</td></tr></table>")
    assert (found.author, found.view_count, texts(found)) == ("Phí Thị Hòa", 760, [LEAD, SECOND])


def test_a_category_below_its_label_above_the_text_ends_nothing() -> None:
    label = "<div><div>Chuyên mục:</div><div><div><a href='/thu-vien'>Thư viện</a></div></div></div>"
    found = read(f"{PLAIN}<div>{label}{TEXT}</div>")
    assert (found.category, texts(found)) == ("Thư viện", [LEAD, SECOND])


def test_a_trail_that_a_script_would_show_names_the_category_and_a_menu_none() -> None:
    menu = "<ul>" + "".join(f"<li><a href='/muc-{name}'>Mục {name}</a></li>" for name in "ABCDE") + "</ul>"
    trail = "<ul class='breadcrumb hidden'><li><a href='/'>Trang chủ</a></li><li><a href='/tin'>Kế hoạch</a></li></ul>"
    assert read(f"{trail}{menu}<div>{PLAIN}<div>{TEXT}</div></div>").category == "Kế hoạch"


def test_slides_right_above_the_title_are_pictures_of_the_article() -> None:
    names = ["Vận hành thử tổ máy", "Kênh chính sau khi được kiên cố"]
    slides = "".join(f"<li><img src='/anh/{place}.jpg'><p>{name}</p></li>" for place, name in enumerate(names))
    found = read(f"<div><div><a href='/tin'>Tin trong ngành</a></div><ul>{slides}</ul>{PLAIN}<div>{TEXT}</div></div>")
    assert ([image.caption for image in found.images], found.category) == (names, "Tin trong ngành")
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize("bar", ["{0}<i>|</i><span>25/06/2020</span>", "{0}<span>25/06/2020 06:30 GMT+7</span>"])
def test_a_link_to_the_category_beside_the_day_makes_one_meta_line(bar: str) -> None:
    link = "<a href='/van-thu'>Văn thư - Lưu trữ</a>"
    found = read(f"<ul><li>{link}</li></ul><div><h1>{TITLE}</h1><div>{bar.format(link)}</div>{TEXT}</div>")
    assert (found.published_at or "")[:10] == "2020-06-25"
    assert (found.category, texts(found)) == ("Văn thư - Lưu trữ", [LEAD, SECOND])


def test_fields_that_no_blank_parts_are_read_one_by_one() -> None:
    fields = "<span>Người đăng: bientap02</span><span>Thuộc chuyên mục: Hướng dẫn</span><span>Cập nhật lúc: 14h20 ngày"
    found = read(f"<h1>{TITLE}</h1><div>{fields} 15/01/2020</span></div><p>Đã xem: 942</p>{TEXT}")
    assert (found.published_at, found.category, found.view_count) == ("2020-01-15T14:20:00+07:00", "Hướng dẫn", 942)
    assert texts(found) == [LEAD, SECOND]


def test_a_title_with_its_moment_on_its_line_is_found_where_nothing_else_says_it() -> None:
    table = f"<table><tr><td><b>{TITLE}</b> <i>(25/06/2020 - 10:15)</i></td></tr><tr><td>{TEXT}</td></tr></table>"
    found = read(table, "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/1234567.html", ":: UBND ::")
    assert (found.title, found.published_at, texts(found)) == (TITLE, "2020-06-25T10:15:00+07:00", [LEAD, SECOND])


def test_a_numbered_heading_of_minutes_is_text() -> None:
    found = read(f"{HEAD}<div>{TEXT}<p>2. Thảo luận</p><div>{SECOND}</div></div>")
    assert texts(found) == [LEAD, SECOND, "2. Thảo luận", SECOND]


def test_what_asks_for_an_address_of_mail_ends_the_text() -> None:
    ask = "<h3>Đăng ký nhận bản tin</h3><p>Nhận những tin tức mới nhất mỗi sáng qua thư điện tử của bạn.</p>"
    related = f"<p><b>Tin liên quan</b>{OTHER}</p>"
    found = read(f"{HEAD}<div><p>{LEAD}</p>{related}<p>{SECOND}</p></div><div>{ask}</div>")
    assert texts(found) == [LEAD, SECOND]


def test_a_menu_in_one_line_names_no_category() -> None:
    names = ("Thời sự", "Phóng sự", "Du lịch", "Bạn đọc")
    menu = "".join(f"<a href='/muc-{place}'>{name}</a>" for place, name in enumerate(names))
    head = f"<h1>{TITLE}</h1><div><a href='/muc-1'>Phóng sự</a> <span>25/06/2020 06:30</span></div>"
    assert read(f"<nav>{menu}</nav><div>{head}<div>{TEXT}</div></div>").category == "Phóng sự"


def test_a_picture_above_a_byline_is_the_article_where_no_text_follows() -> None:
    found = read(f"<div>{HEAD}<p><img src='/a/th.jpg'></p><p>Tác giả: Phí Thị Hòa</p></div>")
    assert (len(found.images), found.author) == (1, "Phí Thị Hòa")


def test_a_sentence_beside_a_picture_above_the_text_is_the_lead_in_a_table_that_lays_the_page_out() -> None:
    beside = f"<div class='x'><img src='/a/th.jpg'>{LEAD}</div><div><p>{SECOND}</p><p>{SECOND} {SECOND}</p></div>"
    found = read(f"<table><tr><td>menu</td><td>{HEAD}{beside}</td></tr></table>")
    assert (found.lead, [image.caption for image in found.images]) == (LEAD, [None])


@pytest.mark.parametrize(
    "box",
    [
        "<div class='hometext'><div><a href='/a/th.jpg'><img src='/a/th.jpg'></a><p>{caption}</p></div>"
        "<p>{lead}</p></div>",
        "<div class='sapo'><div class='sapo-img'><img src='/a/th.jpg'><span class='sapo-note'>{caption}</span></div>"
        "<div class='sapo-text'>{lead}</div></div>",
        "<x-lead><x-photo><img src='/a/th.jpg'><x-caption>{caption}</x-caption></x-photo><div>{lead}</div></x-lead>",
    ],
    ids=["class", "named within", "tag"],
)
def test_a_sentence_in_one_box_with_a_picture_is_its_caption_beside_the_lead(box: str) -> None:
    caption = "Nhà văn hóa thôn sau ngày khánh thành."
    found = read(f"{HEAD}{box.format(caption=caption, lead=LEAD)}<div><p>{SECOND}</p><p>{SECOND} {SECOND}</p></div>")
    assert (found.lead, [image.caption for image in found.images]) == (LEAD, [caption])


def test_buttons_behind_the_day_that_no_blank_parts_name_no_category() -> None:
    buttons = "<div><a href='/print/7'>In</a><a href='#' class='zalo'>Zalo</a></div>"
    found = read(f"<a href='/van-hoa'>Văn hóa</a><h1>{TITLE}</h1><div><div>25/06/2020 07:26</div>{buttons}</div>{TEXT}")
    assert found.category == "Văn hóa"


@pytest.mark.parametrize("path", ["/thu-vien/dai-hoi-the-thao", "/thu-vien/dai-hoi-the-thao-71"])
@pytest.mark.parametrize(
    "shown",
    ["<div><img src='/a/1.jpg' alt=''><img src='/a/2.jpg' alt=''></div>", "<video src='/a/3.mp4' controls></video>"],
    ids=["album", "video"],
)
def test_a_page_without_a_day_and_a_text_is_no_article(shown: str, path: str) -> None:
    """Albums and videos stand at addresses with a number, too."""
    shape = "/{path}/{slug}-{id}" if path.endswith("71") else "/{path}/{title:2}"
    platform = Platform.model_validate({"name": "thu", "title": "Thu", "articles": [shape]})
    portal = portals.unnamed("http://cong.example.vn").model_copy(
        update={"ages": [Age.model_validate({"platform": platform})]}
    )
    html = (
        "<html><head><title>Đại hội thể thao - Xã Thử</title></head><body><nav><a href='/'>Trang chủ</a></nav>"
        f"<h1>Đại hội thể thao</h1>{shown}</body></html>"
    )
    found = article(html, f"http://cong.example.vn{path}", portal)
    assert isinstance(found, NotAnArticle)
    assert found.kind == "unknown"


def test_what_kind_of_document_a_text_is_heads_it_and_is_no_lead() -> None:
    said = "<p style='text-align: center'><b>NGHỊ QUYẾT</b></p><p style='text-align: center'><b>Về chương trình</b></p>"
    found = read(f"{HEAD}<div>{said}{TEXT}</div>")
    assert (found.lead, found.paragraphs[:2]) == (None, ["NGHỊ QUYẾT", "Về chương trình"])


def test_a_count_of_views_may_stand_between_longer_links_to_print_and_to_send() -> None:
    tools = "<a href='javascript:print()'>In bản tin</a> | <a href='#'>Email cho bạn bè</a>"
    head = f"<h2>Kinh tế</h2><h1>{TITLE}</h1><div>Ngày đăng 25/06/2020 | 07:26</div>"
    found = read(f"{head}<div>{TEXT}<p>Số lần xem: 1.204 | {tools}</p></div>")
    assert (found.view_count, texts(found)) == (1204, [LEAD, SECOND])


def test_who_is_on_line_is_no_count_of_views_and_a_meta_line_below_the_text_is_the_articles() -> None:
    site = "<div><h3>Thống kê</h3><p>Đang xem: 21</p><p>Tổng cộng: 1 334 908</p></div>"
    said = "<div class='duoi'><span>Ngày đăng: 14:25 - 10/05/2017</span><span>Tác giả: Vàng Thị Mỷ</span></div>"
    others = (
        "<div><h3>Bài viết khác</h3><ul><li><a href='/tin/-/view_content/2285001-ra-quan'>Ra quân</a></li></ul></div>"
    )
    foot = "<div><p>HỘI NÔNG DÂN XÃ THỬ</p><p>Địa chỉ: Thôn Đoài, xã Thử</p></div>"
    found = read(f"{site}<div><h2>Tin tức</h2><h1>{TITLE}</h1>{TEXT}{said}{others}</div>{foot}")
    assert (found.published_raw, found.author, found.view_count) == ("14:25 - 10/05/2017", "Vàng Thị Mỷ", None)
    assert texts(found) == [LEAD, SECOND]


def test_hash_tags_may_be_numbers() -> None:
    found = read(f"{HEAD}<div>{TEXT}</div><div><span>#xathu</span> <span>#2023</span></div>")
    assert texts(found) == [LEAD, SECOND]


def test_a_kind_of_document_in_small_letters_is_no_lead_either() -> None:
    said = "<p style='text-align: center'><b>Kế hoạch</b></p>"
    found = read(f"{HEAD}<div>{said}{TEXT}</div>")
    assert (found.lead, found.paragraphs[:1]) == (None, ["Kế hoạch"])


def test_links_that_run_scripts_beside_a_count_of_views_are_left_out_whatever_they_are_called() -> None:
    tools = "<a href='#'>Lưu để đọc sau</a> | <a href='javascript:gui()'>Chuyển cho người thân</a>"
    found = read(f"<h1>{TITLE}</h1>{DAY}<div>{TEXT}</div><div>{tools} | Lượt xem: 1.204</div>")
    assert (found.view_count, texts(found)) == (1204, [LEAD, SECOND])


def test_a_count_of_views_may_stand_below_other_articles() -> None:
    others = "".join(
        f"<li><a href='/tin/-/view_content/{2285001 + place}-{slug}'>{title}</a></li>"
        for place, (slug, title) in enumerate([("ra-quan", "Ra quân làm thủy lợi"), ("giai-dau", "Giải đấu cờ tướng")])
    )
    box = f"<div><h3>Tin khác</h3><ul>{others}</ul></div>"
    found = read(f"<div><h1>{TITLE}</h1>{DAY}<div>{TEXT}</div>{box}<p>Lượt xem: 1.204</p></div>")
    assert (found.view_count, texts(found)) == (1204, [LEAD, SECOND])
