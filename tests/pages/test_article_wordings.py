"""What portals print in forms of their own, each told by several signs: the category, days, counts, names, notices."""

import pytest

from tests.pages.test_article_habits import HEAD, LEAD, META, SECOND, TEXT, TITLE, read, texts

DAY = "25/06/2020 07:26"
PAGES = (("tin-tuc", "Tin tức"), ("van-hoa", "Văn hóa"), ("du-lich", "Du lịch"), ("y-te", "Y tế"), ("hoc", "Giáo dục"))
MENU = "".join(f"<li><a href='/{page}'>{name}</a></li>" for page, name in PAGES)
LOGO = f"<div><img src='/logo.png'><ul>{MENU}</ul></div>"


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>{TITLE}</h1><div>Văn hóa - 25/06/2020</div>",
        f"<h1>{TITLE}</h1><div><span>Văn hóa</span><span>25/06/2020</span></div>",
        f"<h1>{TITLE}</h1><div>{DAY}</div><div>Văn hóa</div>",
        f"<div>Văn hóa | {DAY}</div><h1>{TITLE}</h1>",
        f"<h2><span>Văn hóa</span><span>Thứ hai, 30/11/2026</span></h2><h1>{TITLE}</h1><div>{DAY}</div>",
        f"<div>Chuyên mục: Văn hóa</div><h1>{TITLE}</h1><div>{DAY}</div>",
        f"<div><a href='/'>Trang chủ</a> &gt; Tin tức &gt; Văn hóa</div><h1>{TITLE}</h1><div>{DAY}</div>",
    ],
)
def test_words_beside_title_and_day_that_a_link_of_the_page_says_too_are_the_category(head: str) -> None:
    assert read(f"{LOGO}<div>{head}<div>{TEXT}</div></div>").category == "Văn hóa"


def test_a_menu_with_a_picture_above_the_article_names_no_category() -> None:
    assert read(f"{LOGO}<div><h1>{TITLE}</h1><div>{DAY}</div><div>{TEXT}</div></div>").category is None


@pytest.mark.parametrize("signed", ["<p>Phí Thị Hòa</p>", ""])
@pytest.mark.parametrize(
    "notice",
    [
        "Ghi rõ nguồn khi phát hành lại thông tin từ website này.",
        "Theo dõi trang tin của xã trên Facebook để cập nhật thông tin mới nhất.",
        "Quét mã QR để theo dõi Zalo của xã",
    ],
)
def test_what_the_site_says_to_its_readers_below_the_text_is_none_of_it(signed: str, notice: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}{signed}</div><div><p>{notice}</p><img src='/qr.png'></div>")
    assert (texts(found), found.images) == ([LEAD, SECOND], [])
    assert found.author == ("Phí Thị Hòa" if signed else None)


def test_a_last_paragraph_outside_of_the_element_of_the_text_stays() -> None:
    found = read(
        f"{HEAD}<div><div>{TEXT}</div><div><p>Lễ hội sẽ kết thúc vào cuối tháng này tại sân đình.</p></div></div>"
    )
    assert texts(found)[-1] == "Lễ hội sẽ kết thúc vào cuối tháng này tại sân đình."


@pytest.mark.parametrize(
    ("said", "views"),
    [
        ("Có 245 lượt người xem", 245),
        ("Số lượt: 245", 245),
        ("245 lượt truy cập", 245),
        ("\N{EYE} 245", 245),
        ("Thời gian đọc: 3 phút", None),
    ],
)
def test_counts_of_views_in_many_words(said: str, views: int | None) -> None:
    assert read(f"<h1>{TITLE}</h1><div>{DAY} | {said}</div><div>{TEXT}</div>").view_count == views


@pytest.mark.parametrize(
    "box",
    [
        "<div><span>25</span><span>06/2020</span></div>",
        "<div><div>25</div><div>Tháng 6</div><div>2020</div></div>",
        "<div><div>25</div><div>Th6, 2020</div></div>",
    ],
)
def test_a_day_in_a_box_of_parts_is_the_articles(box: str) -> None:
    found = read(f"<div>{box}<h1>{TITLE}</h1></div><div>{TEXT}</div>")
    assert found.published_at == "2020-06-25T00:00:00+07:00"


def test_a_bare_day_in_brackets_behind_the_title_is_no_part_of_it() -> None:
    found = read(f"<div><b>{TITLE}</b> <i>(25/06/2020)</i></div><div>{TEXT}</div>", title=TITLE)
    assert (found.title, str(found.published_at)[:10]) == (TITLE, "2020-06-25")


@pytest.mark.parametrize("label", ["PV", "Cộng tác viên", "Biên soạn", "Tổng hợp"])
def test_labels_before_the_name_below_a_text(label: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p>{label}: Phí Thị Hòa</p></div>")
    assert (found.author, texts(found)) == ("Phí Thị Hòa", [LEAD, SECOND])


def test_a_name_between_title_and_day_is_the_authors() -> None:
    assert read(f"<h1>{TITLE}</h1><div>Phí Thị Hòa</div>{META}<div>{TEXT}</div>").author == "Phí Thị Hòa"


def test_the_second_line_of_a_caption_says_whose_the_picture_is() -> None:
    figure = "<figure><img src='/a.jpg'><figcaption><p>Sân đình sáng nay</p><p>Ảnh: Văn Nam</p></figcaption></figure>"
    found = read(f"{HEAD}<div>{TEXT}{figure}<p>{LEAD.upper()}</p></div>")
    assert [image.caption for image in found.images] == ["Sân đình sáng nay Ảnh: Văn Nam"]


def test_a_file_with_two_buttons_bears_the_title_beside_them() -> None:
    files = "<div><span>Kế hoạch số 12</span><a href='/kh.pdf'>Xem</a><a href='/kh.pdf'>Tải xuống</a></div>"
    found = read(f"{HEAD}<div>{TEXT}</div>{files}<div><a href='/vb.pdf'>Tải về</a></div>")
    assert [file.title for file in found.attachments] == ["Kế hoạch số 12", "vb.pdf"]


def test_a_list_below_the_title_tells_category_and_views_beside_the_time_to_read() -> None:
    told = "<li>Trong chuyên mục <a href='/muc/tin'>Giám sát</a></li><li>5 phút đọc</li><li>2,1K lượt xem</li>"
    found = read(f"<h1>{TITLE}</h1><ul><li>Đăng lúc 16:20 ngày 25/06/2020</li>{told}</ul><div>{TEXT}</div>")
    assert (found.category, found.view_count, texts(found)) == ("Giám sát", 2100, [LEAD, SECOND])
