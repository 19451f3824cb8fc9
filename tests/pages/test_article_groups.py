"""Parts of a page that stand in one line or box with others: fields without blanks, captions, files, trails.

The pages are as small as the habit allows; all texts are synthetic.
"""

import unicodedata

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.pages.page.undeclared import Undeclared
from crawler.records.article import Article

SITE = "https://xavancanh.example.vn"
PORTAL = portals.unnamed(SITE)
TITLE = "Hợp tác xã rau sạch mở thêm hai nhà lưới"
LEAD = "Hợp tác xã rau sạch thôn Thượng vừa đưa vào sử dụng hai nhà lưới, nâng diện tích trồng rau lên ba héc ta."
SECOND = "Mỗi nhà lưới có hệ thống tưới nhỏ giọt, được điều khiển từ xa, giúp tiết kiệm một nửa lượng nước."
THIRD = "Từ nay đến cuối năm, hợp tác xã sẽ ký hợp đồng cung cấp rau cho ba trường học trên địa bàn."
SENTENCE = "Các thành viên hợp tác xã thu hoạch lứa rau đầu tiên trong nhà lưới mới."
TEXT = f"<p>{SECOND}</p><p>{THIRD}</p>"
META = "<div>Ngày đăng: 25/06/2020 07:26</div>"


def read(body: str, path: str = "/bai/4521", title: str = "Tin") -> Article:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    found = article(page, f"{SITE}{path}", PORTAL)
    assert isinstance(found, Article), found
    return found


def texts(found: Article) -> list[str | None]:
    return [found.lead, *found.paragraphs]


@pytest.mark.parametrize(
    "trail",
    [
        '<a href="/">Trang chủ</a> &gt; <a href="/kinh-te">Nông nghiệp và môi trường</a>',
        '<a href="/">Trang chủ</a> » <a href="/kinh-te">Nông nghiệp và môi trường</a>',
        '<a href="/">Trang chủ</a> | <a href="/kinh-te">Nông nghiệp và môi trường</a>',
    ],
)
def test_a_trail_that_ends_in_a_link_says_the_category_not_the_title(trail: str) -> None:
    menu = '<ul><li><a href="/kinh-te">Nông nghiệp và môi trường</a></li><li><a href="/y-te">Y tế</a></li></ul>'
    found = read(f"{menu}<div><p>{trail}</p><div>{TITLE}</div>{META}<p>{LEAD}</p>{TEXT}</div>")
    assert (found.title, found.category) == (TITLE, "Nông nghiệp và môi trường")


@pytest.mark.parametrize(
    "meta",
    [
        "<p>Ngày đăng: 25/06/2020 07:26 / Đăng trong Y tế - Giáo dục / bởi Phạm Hảo / Lượt xem: 45</p>",
        "<p><span>07:26 25/06/2020</span><span>Đăng trong <a href=x>Y tế - Giáo dục</a></span>"
        "<span>bởi <a href=y>Phạm Hảo</a></span><span>Lượt xem: 45</span></p>",
        "<p>Thảo luận: 3 · 25/06/2020 07:26 · Thuộc Y tế - Giáo dục · Tác giả: Phạm Hảo · Lượt xem: 45</p>",
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_a_category_without_a_colon_is_a_field_of_the_meta_line(meta: str, below: bool) -> None:
    above, behind = ("", meta) if below else (meta, "")
    found = read(f"<div><h1>{TITLE}</h1>{above}<p>{LEAD}</p>{TEXT}{behind}</div>", title=TITLE)
    assert (found.category, found.author, found.view_count) == ("Y tế - Giáo dục", "Phạm Hảo", 45)
    assert (found.published_at, texts(found)) == ("2020-06-25T07:26:00+07:00", [LEAD, SECOND, THIRD])


def test_a_clock_at_midnight_ends_before_the_count_beside_it() -> None:
    meta = "<div><span>25/06/2020 12:00 AM</span><span>45 người xem</span></div>"
    found = read(f"<div><h1>{TITLE}</h1>{meta}<p>{LEAD}</p>{TEXT}</div>")
    assert (found.published_at, found.published_precision, found.view_count) == ("2020-06-25T00:00:00+07:00", "day", 45)


@pytest.mark.parametrize(
    "wrapper",
    [
        '<div class="khung"><div><img src="/a.jpg"></div><div class="chu">{}</div></div>',
        '<app-anh><div><img src="/a.jpg"></div><span>{}</span></app-anh>',
        "<table><tr><td><i>{}</i></td></tr><tr><td><img src='/a.jpg'></td></tr></table>",
    ],
)
def test_a_sentence_alone_with_its_picture_amid_the_text_is_its_caption(wrapper: str) -> None:
    body = f"<p>{LEAD}</p><p>{SECOND}</p>{wrapper.format(SENTENCE)}<p>{THIRD}</p>"
    found = read(f"<div><h1>{TITLE}</h1>{META}{body}</div>")
    assert ([image.caption for image in found.images], texts(found)) == ([SENTENCE], [LEAD, SECOND, THIRD])


def test_a_paragraph_in_a_group_with_a_picture_is_text() -> None:
    group = f'<div class="group"><figure><img src="/a.jpg"></figure><p>{SENTENCE}</p></div>'
    found = read(f"<div><h1>{TITLE}</h1>{META}<p>{LEAD}</p><p>{SECOND}</p>{group}<p>{THIRD}</p></div>")
    assert texts(found) == [LEAD, SECOND, SENTENCE, THIRD]


def test_a_box_of_the_lead_holds_a_picture_with_its_caption() -> None:
    picture = '<div class="anh"><img src="/a.jpg"><div>Bên trong nhà lưới</div></div>'
    found = read(f'<h1>{TITLE}</h1>{META}<div class="tom-tat">{picture}<div>{LEAD}</div></div><div>{TEXT}</div>')
    assert (texts(found), found.images[0].caption) == ([LEAD, SECOND, THIRD], "Bên trong nhà lưới")


def test_files_in_an_aside_with_their_label_are_the_articles() -> None:
    files = '<aside><div>Tệp đính kèm</div><ul><li><a href="/tep/ke-hoach.pdf">Kế hoạch</a></li></ul></aside>'
    other = '<aside><h4>Văn bản mới</h4><a href="/tep/luat.pdf">Luật Đất đai</a></aside>'
    found = read(f"<div><h1>{TITLE}</h1>{META}<p>{LEAD}</p><div>{files}<div>{TEXT}</div></div>{other}</div>")
    assert [file.url for file in found.attachments] == [f"{SITE}/tep/ke-hoach.pdf"]
    assert texts(found) == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize("shown", ["00:00 / 08:42<span>Tốc độ 1x</span>", "0:00/3:10 1.5x"])
def test_a_player_at_its_start_is_no_text(shown: str) -> None:
    player = f"<media-player>{shown}</media-player>"
    assert texts(read(f"<div><h1>{TITLE}</h1>{META}<p>{LEAD}</p>{player}{TEXT}</div>")) == [LEAD, SECOND, THIRD]


def test_the_text_goes_on_behind_other_articles_in_one_group() -> None:
    others = '<div><b>Đọc thêm</b><p><a href="/bai/77">Chợ phiên</a></p><p><a href="/bai/78">Đua thuyền</a></p></div>'
    group = f'<div class="group">{others}<p class="j">{THIRD}</p></div>'
    body = f'<div class="group"><p class="j">{LEAD}</p><p class="j">{SECOND}</p></div>{group}'
    assert texts(read(f"<div><h1>{TITLE}</h1>{META}{body}</div>")) == [LEAD, SECOND, THIRD]


def test_an_eye_says_its_name_in_any_form_of_its_letters() -> None:
    eye = f'<span title="{unicodedata.normalize("NFD", "Lượt xem")}"> 45</span>'
    found = read(f"<div><h1>{TITLE}</h1>{META}<div>{eye}</div><p>{LEAD}</p>{TEXT}</div>")
    assert found.view_count == 45


def test_neither_weather_nor_a_film_beside_the_article_names_its_category() -> None:
    weather, film = "<div>Thời tiết Vân Canh 28° Có mây</div>", "<div><h4>Video</h4><a href=#>Đất và người</a></div>"
    found = read(f"<div><div>{weather}{film}</div><div><h1>{TITLE}</h1>{META}<p>{LEAD}</p>{TEXT}</div></div>")
    assert found.category is None


def test_joomla_says_id_and_slug_in_one_parameter_and_what_it_shows_in_another() -> None:
    page = f"{SITE}/index.php?option=com_content&view=article&id=12:mo-them-hai-nha-luoi&catid=tin"
    portal = Undeclared(page, PORTAL)
    assert portal.own is not None
    assert (portal.own.slug, portal.own.page) == ("mo them hai nha luoi", None)
    assert portal.target("/index.php?option=com_content&view=article&id=13:cho-phien&catid=tin") is not None
    assert portal.target("/index.php?option=com_content&view=category&id=9:tin") is None
