"""What holds where the parts of a page stand in another order or another markup: heads that nothing confirms, facts
among others that are not understood, boxes around the text."""

from urllib.parse import urljoin

import pytest

from tests.pages.test_article_habits import CHANGED, HEAD, LEAD, META, OTHER, SECOND, TEXT, TITLE, read, texts

SITE = "Trường Tiểu học Vân Canh"
MENU = "<table><tr><td><a href='/'>Trang chủ</a></td><td><a href='/kinh-te'>Kinh tế</a></td></tr></table>"
MINUTE = "2020-06-25T07:26:00+07:00"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("<h2>CHI TIẾT TIN</h2>", "Chi tiết tin"),
        (f"<div><a href='/'><img src='/bieu-trung.png' alt='{SITE}'></a></div><h1>{SITE}</h1>", SITE),
        ("<div><h3>Thời tiết</h3><p>Hà Nội</p></div>", "Chi tiết bài viết - Trang tin"),
    ],
    ids=["the kind of the page", "the site, as its home page is called", "another box"],
)
@pytest.mark.parametrize("meta", [META, f"<p>Nghe bài viết</p><p>00:00</p><p>03:12</p>{META}"])
def test_a_title_that_nothing_confirms_is_the_heading_over_the_text(above: str, title: str, meta: str) -> None:
    found = read(f"{MENU}{above}<div><b>{TITLE}</b></div>{meta}<div>{TEXT}</div>", CHANGED, title)
    assert (found.title, found.published_at, texts(found)) == (TITLE, MINUTE, [LEAD, SECOND])


def test_neither_a_sentence_nor_a_name_above_a_meta_line_at_the_end_is_the_title() -> None:
    clock = "<div>Thứ Hai, 30/11/2026 16:04</div>"
    found = read(f"{clock}{MENU}<h2>{TITLE}</h2><div>{TEXT}<p>Phạm Hảo</p></div>{META}", CHANGED)
    assert (found.title, found.published_at, found.author) == (TITLE, MINUTE, "Phạm Hảo")
    assert texts(found) == [LEAD, SECOND]


def test_a_title_and_its_labelled_moment_may_share_a_line() -> None:
    found = read(f"<p style='font-size:20px'>{TITLE} <span>(Cập nhật: 07:26 - 25/06/2020)</span></p>{TEXT}", CHANGED)
    assert (found.title, found.published_at) == (TITLE, MINUTE)


@pytest.mark.parametrize(
    "line",
    [
        "<img src='/i/lich.gif'> 25/06/2020 07:26 <img src='/i/mat.gif'> Xem: 451 Tác giả: Phạm Hảo",
        "<i class='fa'></i> 25/06/2020 07:26 <img src='/i/eye.png'> 451 <b>Phạm Hảo</b>",
        "<span>07:26 ngày 25/06/2020</span> <span title='Lượt xem'><i></i>451</span> <span>Phạm Hảo</span>",
        "25/06/2020 07:26 | 451 lượt xem | Phạm Hảo | Bình luận (2)",
        "<span>25/06/2020 07:26</span> <i class='eye'> </i> <b>451</b> <i>Bản tin số bốn của xã</i> <i>Phạm Hảo</i>",
        "<span title='25/06/2020 07:26'>2 năm trước</span> <span>Tác giả: Phạm Hảo</span> <span>Xem: 451</span>",
        "<dl><dd>25/06/2020 07:26</dd><dd>Lượt xem: 451 Bình luận (2)</dd><dd>Người đưa tin: Phạm Hảo</dd></dl>",
        "<table><tr><td>Ngày đăng</td><td>25/06/2020 07:26</td><td>Người viết</td><td>Phạm Hảo</td></tr>"
        "<tr><td>Lượt xem</td><td>451</td></tr></table>",
    ],
)
def test_facts_of_a_meta_line_are_read_whatever_sets_them_apart(line: str) -> None:
    found = read(f"<h2>Kinh tế</h2><h1>{TITLE}</h1><div>{line}</div><div>{TEXT}</div>")
    assert (found.published_at, found.view_count, found.author) == (MINUTE, 451, "Phạm Hảo")
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize("poster", ["Người đăng tin: Phạm Hảo", "Biên tập: Phạm Hảo", "<b>Đăng bởi</b> Phạm Hảo"])
def test_who_put_an_article_on_line_beside_its_day_is_no_author(poster: str) -> None:
    assert read(f"<h1>{TITLE}</h1><div>25/06/2020 07:26 | {poster}</div>{TEXT}").author is None


def test_a_day_in_a_box_of_its_own_and_a_clock_behind_the_title_are_one_moment() -> None:
    box = "<div><span>25</span><span>Tháng 6</span><span>2020</span></div>"
    found = read(f"<main>{box}<h1>{TITLE}</h1><div>07:26 | Người đọc: 451</div>{TEXT}</main>")
    assert (found.published_at, found.view_count) == (MINUTE, 451)


def test_a_badge_with_day_and_month_behind_a_picture_is_no_text() -> None:
    picture = "<div><img src='/anh.jpg'><div><span>25</span><br><span>Th6</span></div></div>"
    found = read(f"<h1>{TITLE}</h1><div>25/06/2020 07:26</div><div>{picture}{TEXT}</div>")
    assert (texts(found), [image.caption for image in found.images]) == ([LEAD, SECOND], [None])


@pytest.mark.parametrize(
    "tool", ["<p>Bình luận (2)</p>", "<p>Chia sẻ:</p>", "<p><a href='#'>In</a> <a href='#'>Gửi thư</a></p>"]
)
def test_tools_between_title_and_day_do_not_part_them(tool: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{tool}<div>Đăng ngày: 25/06/2020 07:26</div><div>{TEXT}</div>")
    assert (found.published_at, texts(found)) == (MINUTE, [LEAD, SECOND])


def test_a_meta_line_below_the_text_and_above_its_files_is_found() -> None:
    files = "<div>Tệp đính kèm</div><ul><li><a href='/kh.pdf'>Kế hoạch</a></li></ul>"
    found = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>{META}{files}")
    assert (found.published_at, found.view_count, len(found.attachments)) == (MINUTE, 451, 1)
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize(
    ("above", "label"),
    [
        ("<ul><li><a href='/'>Trang chủ</a></li><li><a href='/van-hoa'>Văn hóa</a></li>"
         "<li><a href='/y-te'>Y tế</a></li></ul>", "<a href='/van-hoa'>Văn hóa</a>"),
        ("<div><h3>Danh mục</h3><ul><li><a href='/lich'>Lịch</a></li><li><a href='/hop'>Họp</a></li></ul></div>",
         "<a href='/van-hoa'>Văn hóa</a>"),
        ("<p><a href='/'>Trang chủ</a> » <a href='/tin'>Tin</a></p>",
         "<b>Chuyên mục:</b><p><a href='/van-hoa'>Văn hóa</a></p>"),
        ("<div><h3>Thời tiết</h3><p>Hà Nội: 24°C</p></div><p>Trang chủ / Văn hóa</p>", ""),
        (f"<div>Văn hóa</div><marquee>{OTHER}</marquee>", ""),
    ],
    ids=["a menu of few links", "a box of another column", "a trail that ends above it", "a box above", "a ticker"],
)  # fmt: skip
def test_the_category_is_what_stands_with_the_article(above: str, label: str) -> None:
    found = read(f"{above}<h1>{TITLE}</h1><div>25/06/2020 07:26</div><div>{label}</div><div>{TEXT}</div>", CHANGED)
    assert found.category == "Văn hóa"


@pytest.mark.parametrize(
    "box",
    [
        f"<div>{OTHER}<p>{LEAD} Sáng nay, các trạm y tế đã khám cho hai trăm người.</p></div>",
        "<p>&gt;&gt; Xem thêm: <a href='/bai/ten-bai-khac.html'>Khám sức khỏe cho người cao tuổi</a></p>",
    ],
)
def test_one_other_article_amid_a_text_is_none_of_it(box: str) -> None:
    found = read(f"{HEAD}<div><p>{LEAD}</p>{box}<p>{SECOND}</p></div>")
    assert texts(found) == [LEAD, SECOND]


@pytest.mark.parametrize("note", ["Lượt thích", "Đề nghị bạn đọc gõ tiếng Việt có dấu.", "Theo dõi trang trên Zalo"])
def test_a_note_in_a_box_of_its_own_below_the_text_is_none_of_it(note: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}</div><div><p>{note}</p></div>")
    assert texts(found) == [LEAD, SECOND]


def test_a_count_below_the_text_behind_buttons_is_the_articles() -> None:
    line = "<p><a href='/in'>Bản in</a> | <a href='/'>Quay lại</a> | Số lượt xem: <b>451</b></p>"
    head = f"<h1>{TITLE}</h1><div>25/06/2020 07:26</div>"
    found = read(f"<main><div>{head}<div>{TEXT}<p>Phạm Hảo</p></div>{line}</div></main>")
    assert (found.view_count, found.author, texts(found)) == (451, "Phạm Hảo", [LEAD, SECOND])


def test_buttons_behind_a_lead_and_its_meta_line_are_no_text() -> None:
    shares = "<div><a href='#'><div>Facebook</div></a><a href='#'><div>Zalo</div></a></div>"
    meta = "<div><i class='dem'></i> 0 <div><i class='eye'></i>451</div></div>"
    found = read(f"<h1>{TITLE}</h1><p>{LEAD}</p><div>25/06/2020 07:26{meta}</div>{shares}<div><p>{SECOND}</p></div>")
    assert (found.view_count, texts(found)) == (451, [LEAD, SECOND])


def test_a_part_of_the_sites_name_is_no_title() -> None:
    box = "<div><b>Bắc Lương</b><p>24°C</p></div>"
    title = "Bắc Lương: Khánh thành cầu treo"
    page = f"{MENU}{box}<div><p>25/06/2020 07:26</p><p>{title}</p><div>{TEXT}</div></div>"
    assert read(page, CHANGED, "Cổng thông tin điện tử tỉnh Bắc Lương").title == title


@pytest.mark.parametrize(
    "head", ["Chi cuc Kiem lam huyen Van Canh", ".:: Trang tin xã Vân Canh ::.", "Việc làm - Sở A và B C"]
)
def test_a_head_that_names_the_site_alone_tells_no_title_where_one_stands_over_the_text(head: str) -> None:
    found = read(f"{MENU}<table><tr><td>{META}</td></tr><tr><td>{TITLE}</td></tr></table>{TEXT}", CHANGED, head)
    assert (found.title, found.published_at, texts(found)) == (TITLE, MINUTE, [LEAD, SECOND])


def test_a_caption_in_a_box_with_its_picture_is_no_part_of_a_lead_that_the_markup_names() -> None:
    picture = "<div><a href='#'><img src='/anh/lua.jpg'></a><em>Người dân thu hoạch lúa</em></div>"
    found = read(f"<h1>{TITLE}</h1>{META}<div id='hometext'>{picture}<h2>{LEAD}</h2></div><div><p>{SECOND}</p></div>")
    assert (texts(found), [image.caption for image in found.images]) == ([LEAD, SECOND], ["Người dân thu hoạch lúa"])


def test_an_office_in_a_box_below_the_text_wrote_it() -> None:
    last = "Mọi chi tiết xin liên hệ tổng đài của Công ty, số điện thoại có trên hóa đơn hằng tháng."
    text = f"<h2>{LEAD}</h2><div><p>{SECOND}</p><p>{last}</p></div>"
    found = read(f"<div><h1>{TITLE}</h1>{META}{text}<span>Điện lực Sơn Tây</span></div>")
    assert (found.author, texts(found)) == ("Điện lực Sơn Tây", [LEAD, SECOND, last])


def test_pictures_between_the_parts_of_a_meta_line_and_a_count_of_talk_part_nothing() -> None:
    icons = "<img src='/i/xem.gif'><img src='/i/eye.png'>"
    above = f"<div>Được đăng: 07:26 ngày 25/06/2020 {icons} 451</div><h1>{TITLE}</h1>"
    cells = "<td>0 bình luận</td><td>Đã xem: 451</td><td>Ngày đăng: 25/06/2020 - 07:26</td>"
    below = f"<h1>{TITLE}</h1><h2>{LEAD}</h2><table><tr>{cells}</tr></table>"
    for found in (read(f"{above}<div>{TEXT}</div>"), read(f"{below}<div><p>{SECOND}</p></div>")):
        assert (found.published_at, found.view_count, texts(found)) == (MINUTE, 451, [LEAD, SECOND])


def test_a_large_picture_before_a_day_is_the_articles_and_no_icon() -> None:
    picture = "<div><img src='/anh/le-hoi.jpg' width='600' height='400'>25/06/2020</div>"
    found = read(f"<h1>{TITLE}</h1>{META}<div><p>{LEAD}</p>{picture}<p>{SECOND}</p></div>")
    assert [image.url for image in found.images] == [urljoin(found.url, "/anh/le-hoi.jpg")]
