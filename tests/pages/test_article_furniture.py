"""What stands around a text in themes of other systems: what each page must give, whatever its markup.

The pages are as small as the habit allows; all texts are synthetic.
"""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")
TITLE = "Khánh thành cầu qua sông Tích"
URL = "https://sontay.hanoi.gov.vn/kinh-te/-/view_content/2345678-khanh-thanh-cau-qua-song-tich.html"
LEAD = "Sáng nay, cây cầu nối hai thôn bên bờ sông Tích được khánh thành sau mười tháng thi công."
SECOND = "Cầu dài ba mươi mét, mặt cầu rộng bốn mét rưỡi, bảo đảm cho xe tải nhẹ và máy nông nghiệp đi qua."
THIRD = "Nhân dịp này, các hộ dân hai bên bờ sông đã trồng thêm hai hàng cây dọc đường dẫn lên cầu./."
TEXT = f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"
TEXT_REST = f"<p>{SECOND}</p><p>{THIRD}</p>"
META = "<div>Ngày đăng 25/06/2020 | 07:26</div>"


def read(body: str, head: str = "") -> Article:
    found = article(f"<html><head><title>Tin</title>{head}</head><body>{body}</body></html>", URL, PORTAL)
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str | None]:
    return [found.lead, *found.paragraphs]


def test_an_entry_with_its_day_below_the_text_is_no_text_and_hides_no_byline() -> None:
    entry = '<div><a href="/x">Ra quân làm đường</a><time>03/01/2019</time><span>Trong "Tin tức"</span></div>'
    box = f"<div><h3>Có thể bạn quan tâm</h3>{entry}</div>"
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}<p align=right><b>Lê Thu Hà</b></p>{box}</div>")
    assert (texts(found), found.author) == ([LEAD, SECOND, THIRD], "Lê Thu Hà")


def test_links_to_the_articles_before_and_behind_are_no_text() -> None:
    pager = '<ul><li><a rel=prev href="/a">&lt; Trước</a></li><li><a rel=next href="/b">Sau &gt;</a></li></ul>'
    assert texts(read(f"<div><h1>{TITLE}</h1>{META}{TEXT}{pager}</div>")) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    ['Xem tại <a href="https://tinh.example/luat">tinh.example</a>.', '<a href="/van-ban/21.pdf">Kế hoạch 21</a>'],
)
def test_links_to_other_sites_and_files_stay(line: str) -> None:
    found = read(f"<div><h1>{TITLE}</h1>{META}{TEXT}<p>{line}</p></div>")
    assert len(texts(found)) + len(found.attachments) == 4


def test_the_category_is_the_page_of_the_address_not_the_portlet_between() -> None:
    trail = '<div><a href="/">Trang chủ</a><a href="/kinh-te">Kinh tế</a></div>'
    portlet = "<section><header><h1>Nội dung đăng tải</h1></header>"
    found = read(f"{trail}{portlet}<div><h2>{TITLE}</h2>{META}{TEXT}</div></section>")
    assert found.category == "Kinh tế"


def test_a_form_above_the_article_names_no_category() -> None:
    form = '<div><h3>Đăng nhập</h3><form><label>Tài khoản</label><input><a href="/q">Quên mật khẩu</a></form></div>'
    label = '<div><div>Chuyên mục:</div><a href="/van-hoa">Văn hóa - Thể thao</a></div>'
    found = read(f"{form}<div><h1>{TITLE}</h1>{META}{TEXT}{label}</div>")
    assert (found.category, texts(found)) == ("Văn hóa - Thể thao", [LEAD, SECOND, THIRD])


def test_a_labelled_category_keeps_its_dash() -> None:
    fields = '<dl><dd>Chuyên mục: <a href="/v">Văn bản - Thông báo</a></dd><dd>Ngày đăng: 25/06/2020</dd></dl>'
    assert read(f"<h1>{TITLE}</h1>{fields}{TEXT}").category == "Văn bản - Thông báo"


@pytest.mark.parametrize(
    ("counts", "views"),
    [("1,2K lượt xem</span><span>0", 1200), ("Lượt xem: 15</span><span>3", 15), ("12 lượt xem", 12)],
)
def test_the_number_beside_the_label_is_the_count_of_views(counts: str, views: int) -> None:
    meta = f"<div>25/06/2020 07:26 <span>{counts}</span></div>"
    assert read(f"<h1>{TITLE}</h1>{meta}{TEXT}").view_count == views


def test_views_may_be_counted_behind_the_tags() -> None:
    tags = '<div>Từ khóa: <a href="/tags/a">cầu</a></div><ul><li><span>2391 lượt đọc</span></li></ul>'
    found = read(f"<div><h1>{TITLE}</h1>{META}{TEXT}{tags}</div>")
    assert (found.view_count, texts(found)) == (2391, [LEAD, SECOND, THIRD])


@pytest.mark.parametrize("told", ["Hôm qua", "vài phút trước", "3 giờ trước"])
def test_the_markup_says_which_moment_is_told_from_now(told: str) -> None:
    found = read(f"<h1>{TITLE}</h1><div><abbr title='09/11/2021 10:50'>{told}</abbr></div>{TEXT}")
    assert (found.published_at, texts(found)) == ("2021-11-09T10:50:00+07:00", [LEAD, SECOND, THIRD])


def test_an_author_stands_before_a_time_told_from_now() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2021-11-09T10:50:00+07:00"}'
    found = read(
        f"<h1>{TITLE}</h1><div>Nguyễn Thu Lan <span>2 ngày trước</span></div>{TEXT}",
        f'<script type="application/ld+json">{data}</script>',
    )
    assert (found.author, found.published_at, texts(found)) == (
        "Nguyễn Thu Lan",
        "2021-11-09T10:50:00+07:00",
        [LEAD, SECOND, THIRD],
    )


@pytest.mark.parametrize(("who", "author"), [("Nguyễn Thu Lan", "Nguyễn Thu Lan"), ("vanphong_ubnd", None)])
def test_whoever_sent_an_article_in_wrote_it_but_accounts_did_not(who: str, author: str | None) -> None:
    found = read(f"<h1>{TITLE}</h1><div>Gửi bởi <span>{who}</span> vào Thứ 5, 12/03/2015 - 15:20</div>{TEXT}")
    assert (found.author, found.published_at) == (author, "2015-03-12T15:20:00+07:00")


def test_what_is_named_a_caption_is_none_of_the_text() -> None:
    sentence = "<p class='anh-caption'>Cầu mới nhìn từ phía bờ bắc, nơi có hai hàng cây vừa được các hộ dân trồng.</p>"
    film = "<div><iframe src='/v'></iframe><div class='video-caption'><p>Phim: Đài truyền thanh</p></div></div>"
    found = read(f"<h1>{TITLE}</h1>{META}<p>{LEAD}</p><img src='/a.jpg'>{sentence}<p>{SECOND}</p>{film}<p>{THIRD}</p>")
    assert texts(found) == [LEAD, SECOND, THIRD]
    assert found.images[0].caption is not None and found.images[0].caption.startswith("Cầu mới")


@pytest.mark.parametrize(
    "picture",
    [
        "<table><tr><td><img src='/a.jpg'></td></tr><tr><td>{}</td></tr></table>",
        "<figure><amp-img src='/a.jpg' width=600 height=400></amp-img><figcaption>{}</figcaption></figure>",
    ],
)
def test_a_sentence_with_its_picture_is_the_caption(picture: str) -> None:
    caption = "Các hộ dân hai thôn đi qua cầu trong buổi sáng đầu tiên."
    found = read(
        f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p><p>{SECOND}</p>{picture.format(caption)}<p>{THIRD}</p></div>"
    )
    assert (texts(found), [image.caption for image in found.images]) == ([LEAD, SECOND, THIRD], [caption])


def test_a_poll_between_paragraphs_is_passed_over() -> None:
    choices = "".join(f"<label><input type=radio name=a> {said}</label>" for said in ("Hài lòng", "Chưa hài lòng"))
    poll = f"<div><h4>Thăm dò ý kiến</h4><p>Bạn thấy cầu mới thế nào?</p>{choices}<button>Bình chọn</button></div>"
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p><p>{SECOND}</p>{poll}<p>{THIRD}</p></div>")
    assert texts(found) == [LEAD, SECOND, THIRD]


def test_a_table_of_files_is_none_of_the_text() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/files/KH-{n}.pdf'>KH-{n}.pdf</a></td><td>{n}12 KB</td></tr>" for n in (1, 2)
    )
    table = f"<table><tr><th>STT</th><th>Tên tệp</th><th>Dung lượng</th></tr>{rows}</table>"
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}{table}</div>")
    assert (texts(found), len(found.attachments)) == ([LEAD, SECOND, THIRD], 2)


def test_the_block_of_the_meta_line_says_who_wrote_and_hides_no_text() -> None:
    rows = "<div><div>Bởi</div><a href='/author/a'>Trần Mai Chi</a></div><span>Đăng ngày <time>28/08/2024</time></span>"
    found = read(
        f"<article><div><header><h1>{TITLE}</h1><p>{LEAD}</p><div>{rows}</div></header></div><div>{TEXT_REST}</div></article>"
    )
    assert (texts(found), found.author) == ([LEAD, SECOND, THIRD], "Trần Mai Chi")


def test_a_field_between_author_and_day_parts_them_not() -> None:
    category = "<dd>Chuyên mục cha: <a href='/t'>Tin</a></dd>"
    day = "<dd>Ngày đăng: 09/05/2024 07:50</dd>"
    fields = f"<dl><dd itemprop=author>Viết bởi: <span>{{}}</span></dd>{category}{day}</dl>"
    named, account = (read(f"<h1>{TITLE}</h1>{fields.format(who)}{TEXT}") for who in ("Trần Mai Chi", "Super User"))
    assert (named.author, account.author) == ("Trần Mai Chi", None)


def test_words_of_icon_fonts_are_icons() -> None:
    icons = "<span><i class='material-icons'>{}</i><span>{}</span></span>"
    meta = icons.format("calendar_today", "26/08/2024, 20:20") + icons.format("visibility", "488")
    found = read(f"<h1>{TITLE}</h1><div>{meta}</div>{TEXT}")
    assert (found.view_count, texts(found)) == (488, [LEAD, SECOND, THIRD])


def test_a_table_of_contents_is_none_of_the_text() -> None:
    box = "<div><p>Mục lục</p><a href='#'>Ẩn</a><ul><li><a href='#m1'>Cầu mới</a></li></ul></div>"
    found = read(
        f"<h1>{TITLE}</h1>{META}<p>{LEAD}</p><div>{box}<h2 id=m1>Cầu mới</h2><p>{SECOND}</p><p>{THIRD}</p></div>"
    )
    assert texts(found) == [LEAD, "Cầu mới", SECOND, THIRD]


def test_a_lead_beside_a_small_picture_in_a_table_is_no_caption() -> None:
    table = f"<table><tr><td><img src='/a.jpg' width=150></td><td><b>{LEAD}</b></td></tr></table>"
    found = read(f"<h1>{TITLE}</h1>{META}{table}<div><p>{SECOND}</p><p>{THIRD}</p></div>")
    assert (texts(found), found.images[0].caption) == ([LEAD, SECOND, THIRD], None)


def test_a_field_named_summary_is_the_lead_and_a_body_with_summary_is_not() -> None:
    lead, text = f"<div class='field-tom-tat'><p>{LEAD}</p></div>", f"<p>{SECOND}</p><p>{THIRD}</p>"
    fields = f"{lead}<div class='body text-with-summary'>{text}</div>"
    found = read(f"<h1>{TITLE}</h1>{META}<div><img src='/a.jpg'>{fields}</div>")
    assert texts(found) == [LEAD, SECOND, THIRD]


def test_a_label_below_the_text_says_whoever_wrote_it() -> None:
    label = "<div><div>Tác giả</div><div>Trần Mai Chi</div></div>"
    named = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}{label}</div>")
    assert (texts(named), named.author) == ([LEAD, SECOND, THIRD], "Trần Mai Chi")


def test_parts_of_a_trail_need_no_blanks_between() -> None:
    trail = "<div><span>Trang chủ</span><span>/</span><span>Văn hóa</span><span>/</span><span>Chi tiết</span></div>"
    assert read(f"{trail}<div><h1>{TITLE}</h1>{META}{TEXT}</div>").category == "Văn hóa"


def test_a_trail_that_ends_in_the_title_is_none() -> None:
    trail = f"<div><a href='/'>Trang chủ</a> » <a href='/kinh-te'>Kinh tế</a> » {TITLE}</div>"
    found = read(f"{trail}{META}<h3>{TITLE}</h3><div>{TEXT}</div>")
    assert (found.title, texts(found)) == (TITLE, [LEAD, SECOND, THIRD])


def test_an_answer_of_a_reader_is_not_the_article() -> None:
    answer = (
        f"<table><tr><td>hoasua</td><td><b>Re: {TITLE}</b><br>Đăng lúc: 9/4/2021 9:12<br>Cảm ơn thôn.</td></tr></table>"
    )
    assert read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}</div>{answer}").title == TITLE


def test_a_moment_on_the_line_of_the_title_is_the_day_of_the_article() -> None:
    found = read(
        f"<table><tr><td><b>{TITLE}</b> <span>(12/03/2013 05:40:00 PM)</span></td></tr></table><div>{TEXT}</div>"
    )
    assert (found.title, found.published_at) == (TITLE, "2013-03-12T17:40:00+07:00")


def test_an_author_stands_before_the_label_of_the_day() -> None:
    changed = "thay đổi lần cuối 24/11/2023 17:30 — <a>Lịch sử</a>"
    line = f"<div>bởi <a>Trần Mai Chi</a> — đăng 23/11/2023 15:30, {changed}</div>"
    found = read(f"<h1>{TITLE}</h1>{line}<div>{TEXT}</div>")
    assert (found.author, found.published_at, texts(found)) == (
        "Trần Mai Chi",
        "2023-11-23T15:30:00+07:00",
        [LEAD, SECOND, THIRD],
    )


def test_the_clock_of_a_player_dates_nothing_and_is_no_lead() -> None:
    player = "<div><span>00:00</span> / <span>04:31</span></div><div>Kéo xuống để đọc <span>▼</span></div>"
    found = read(f"<h1>{TITLE}</h1>{META}{player}<div>{TEXT}</div>")
    assert (found.published_at, texts(found)) == ("2020-06-25T07:26:00+07:00", [LEAD, SECOND, THIRD])


def test_chips_of_hashtags_end_the_text() -> None:
    chips = "<div><span>#song-tich</span></div><div><span>#nongthonmoi</span></div>"
    assert texts(read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}{chips}</div>")) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "beside",
    [
        "<td>Bản quét quyết định</td><td>310 KB</td>",
        "<td>310 KB</td><td>Bản quét quyết định</td>",
        "<td></td><td></td>",
    ],
)
def test_what_a_table_of_files_says_beside_the_name_of_a_file_is_none_of_the_text(beside: str) -> None:
    heads = "<thead><tr><th>File</th><th>Mô tả</th><th>File size</th></tr></thead>"
    rows = f"<tbody><tr><td><a href='/files/QD41.pdf'>QD41.pdf</a></td>{beside}</tr></tbody>"
    table = f"<table><caption>Attachments:</caption>{heads}{rows}</table>"
    found = read(f"<h1>{TITLE}</h1>{META}<div>{TEXT}{table}</div>")
    title = "Bản quét quyết định" if "Bản" in beside else "QD41.pdf"
    assert (texts(found), [one.title for one in found.attachments]) == ([LEAD, SECOND, THIRD], [title])
