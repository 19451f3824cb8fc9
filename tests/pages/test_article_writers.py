"""Who wrote an article: names above and below its text, in elements and fields, with what stands beside them."""

import json

import pytest

from tests.pages.test_article_habits import HEAD, LEAD, OTHER, SECOND, TEXT, TITLE, read, texts
from tests.pages.test_article_principles import DAY, PLAIN


def test_a_name_beside_the_element_of_the_text_is_its_author_and_other_words_are_not() -> None:
    named = read(f"{HEAD}<div>{TEXT}</div><div>Phí Thị Hòa</div>")
    other = read(f"{HEAD}<div>{TEXT}</div><div>Về trang tin tức</div>")
    assert (named.author, other.author, texts(named), texts(other)) == ("Phí Thị Hòa", None, *[[LEAD, SECOND]] * 2)


def test_an_author_told_by_json_ld_counts_where_the_page_prints_the_name() -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": [{"@type": "Person", "name": "Lò Y Sa"}]})
    script = f'<script type="application/ld+json">{told}</script>'
    printed = read(f"{script}<h1>{TITLE}</h1><p>Lò Y Sa | 25/06/2020 19:26</p>{TEXT}")
    hidden = read(f"{script}{HEAD}{TEXT}")
    assert (printed.author, hidden.author) == ("Lò Y Sa", None)


def test_the_body_that_runs_a_portal_is_no_author_below_a_list_of_articles() -> None:
    signed = f"{TEXT}<div align='right'><b>Lò Y Sa</b></div>"
    others = f"<div>Tin liên quan<ul><li>{OTHER} (01/03/2019)</li></ul></div>"
    lead, rest = signed.split("</p>", 1)
    found = read(f"<div>{HEAD}<div>{lead[3:]}</div><div>{rest}</div>{others}<div>Sở Tư pháp tỉnh Hải Dương</div></div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Lò Y Sa")


def test_who_wrote_a_text_may_stand_above_it_in_a_line_without_a_colon() -> None:
    found = read(f"<h1>{TITLE}</h1>{DAY}<div>Được viết bởi Lò Y Sa</div><div>{TEXT}</div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Lò Y Sa")


def test_a_name_behind_a_list_amid_the_text_still_signs_it() -> None:
    others = f"<div>Tin liên quan<ul><li>{OTHER} (01/03/2019)</li></ul></div>"
    found = read(f"{HEAD}<div><div>{LEAD}</div><div>{SECOND}</div>{others}<div><b>Lò Y Sa</b></div></div>")
    assert (texts(found), found.author) == ([LEAD, SECOND], "Lò Y Sa")


@pytest.mark.parametrize("name", ["<a href='/tac-gia/hoa'>Phí Thị Hòa</a>", "<span class='author'>Phí Thị Hòa</span>"])
@pytest.mark.parametrize("above", [True, False])
def test_a_name_that_the_markup_calls_the_author_s_is_neither_category_nor_text(name: str, above: bool) -> None:
    writer = f"<div class='author-box'><img src='/a/th.jpg'><div>{name}</div></div>"
    found = read(f"<div>{writer if above else ''}{PLAIN}{'' if above else writer}<div>{TEXT}</div></div>")
    assert (found.author, found.category, texts(found)) == ("Phí Thị Hòa", None, [LEAD, SECOND])
    assert [image.caption for image in found.images if image.caption] == []


@pytest.mark.parametrize("blank", ["", " "], ids=["glued", "apart"])
def test_hashes_below_the_name_of_the_writer_are_tags(blank: str) -> None:
    tags = blank.join(f"<span class='chip'>#{tag}</span>" for tag in ("TânLong", "ChínhQuyền"))
    found = read(f"{HEAD}<div>{TEXT}</div><p>Phan Diễm</p><div>{tags}</div>")
    assert (found.author, texts(found)) == ("Phan Diễm", [LEAD, SECOND])


@pytest.mark.parametrize(
    "below",
    [
        "<p class='cuoi'>(Vàng Thị Mỷ)</p>",
        "<div class='cong-cu'><a href='javascript:print()'>In</a></div><div class='bai-author'>Vàng Thị Mỷ</div>",
    ],
    ids=["in brackets", "called the author"],
)
def test_a_name_outside_of_the_text_is_the_writers_where_brackets_or_its_element_say_so(below: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}</div>{below}<div><h3>Tin khác</h3></div>")
    assert (found.author, texts(found)) == ("Vàng Thị Mỷ", [LEAD, SECOND])


@pytest.mark.parametrize("name", ["Điều dưỡng Vàng Thị Mỷ", "Thầy Lò Văn Pó", "Bác sĩ Vàng Thị Mỷ - Dược sĩ Lò Văn Pó"])
def test_a_profession_may_stand_before_the_name_of_the_writer(name: str) -> None:
    found = read(f"{HEAD}<div>{TEXT}<p>{name}</p></div>")
    assert (found.author, texts(found)) == (name, [LEAD, SECOND])


@pytest.mark.parametrize(
    "block",
    [
        "<div class='bai-author'><b>Vàng Thị Mỷ</b><i>Cộng tác viên</i></div>",
        "<div class='tac-gia'><p>Vàng Thị Mỷ</p><p>Cộng tác viên</p></div>",
        "<div class='author-info'><a href='/tac-gia/vang-thi-my'>Vàng Thị Mỷ</a><br><span>và 1 người nữa</span></div>",
        "<div class='author'><strong>Vàng Thị Mỷ</strong> <a href='#'>Theo dõi</a></div>",
    ],
    ids=["in one line", "in two", "others", "a button"],
)
def test_what_stands_with_the_name_in_the_element_of_the_author_is_no_text_and_no_name(block: str) -> None:
    found = read(f"{HEAD}{block}<div>{TEXT}</div>")
    assert (found.author, texts(found)) == ("Vàng Thị Mỷ", [LEAD, SECOND])


def test_the_writer_in_a_field_below_the_text_stays_though_other_fields_and_a_count_of_views_follow() -> None:
    fields = "".join(
        f"<div class='truong'><div>{label}</div><div>{value}</div></div>"
        for label, value in (("Tác giả", "Vàng Thị Mỷ"), ("Chuyên mục", "<a href='/kinh-te'>Kinh tế</a>"))
    )
    head = f"<h2>Kinh tế</h2><h1>{TITLE}</h1><div>Gửi bởi <span>quantri</span> T5, 25/06/2020 - 07:26</div>"
    found = read(f"{head}<div>{TEXT}</div>{fields}<ul><li>451 lượt xem</li></ul>")
    assert (found.author, found.view_count, texts(found)) == ("Vàng Thị Mỷ", 451, [LEAD, SECOND])
