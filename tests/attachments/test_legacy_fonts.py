"""Texts of the fonts before Unicode, TCVN3 and VNI, are recognised and converted, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import portals
from crawler.pages.article import article
from crawler.records.article import Article
from pipelines.legacy_fonts import Encoding, converted, encoding_of, in_unicode, recognised
from tests.attachments.documents import FIRST, ORDER, SECOND, tcvn3, vni

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


@pytest.mark.parametrize("name, written", [("tcvn3", tcvn3), ("vni", vni)])
def test_every_letter_comes_back(name: str, written: "type[str]") -> None:
    assert converted(written(LETTERS), Encoding(name)) == LETTERS


def test_capitals_come_back_from_vni_whatever_the_case_of_their_codes() -> None:
    assert converted(vni("ỦY BAN NHÂN DÂN"), Encoding("vni")) == "ỦY BAN NHÂN DÂN"
    assert converted("Aán", Encoding("vni")) == "Ấn"


def test_a_font_whose_small_letters_print_capitals_gives_capitals() -> None:
    assert converted(tcvn3("cộng hòa xã hội"), Encoding("tcvn3", capitals=True)) == "CỘNG HÒA XÃ HỘI"


@pytest.mark.parametrize(
    "font, encoding",
    [
        (".VnTime", Encoding("tcvn3")),
        ("BCDEEE+.VnTimeH", Encoding("tcvn3", capitals=True)),
        (".VnArial NarrowH", Encoding("tcvn3", capitals=True)),
        (".VnHelvetInsH,Bold", Encoding("tcvn3", capitals=True)),
        ("'.VnAvant'", Encoding("tcvn3")),
        ("VNI-Times", Encoding("vni")),
        ("Times New Roman", None),
        ("Vneuron", None),
        ("", None),
    ],
)
def test_the_name_of_a_font_tells_its_encoding(font: str, encoding: Encoding | None) -> None:
    assert encoding_of(font) == encoding


@pytest.mark.parametrize("written", [tcvn3, vni])
def test_lines_are_recognised_by_their_words_alone(written: "type[str]") -> None:
    lines = [ORDER.lower(), FIRST.lower(), "Hà Nội, ngày 3 tháng 5", "2020", "An toàn giao thông"]
    assert in_unicode([*map(written, lines[:3]), *lines[3:]]) == lines


@pytest.mark.parametrize(
    "text",
    [
        ORDER,
        "La señora de la mañana está aquí con los niños en España y en Perú, también en Málaga",
        "Microsoft® Windows® và Office® là các nhãn hiệu",
        "Sai số 10 µm, 5 µg và 3 µl ở 20 °C; § 5 của luật",
        "Größe für Müller: Übung ñ",
        "",
    ],
)
def test_other_languages_and_signs_stay(text: str) -> None:
    assert recognised(text) is None
    assert in_unicode([text]) == [text]


@given(st.text())
def test_any_text_is_taken_and_one_with_letters_of_unicode_stays(text: str) -> None:
    in_unicode([text])
    assert recognised(f"{text}ễ") is None


def page(body: str) -> str:
    return (
        "<html><head><title>Cổng thông tin</title></head><body><div>Tin tức</div><h1>Lễ kỷ niệm ngày thành lập</h1>"
        f"<div>Ngày đăng 25/06/2020 | 08:30 | Lượt xem: 12</div>{body}</body></html>"
    )


def read(body: str, encoding: str = "utf-8") -> Article:
    url = "https://sontay.hanoi.gov.vn/tin-tuc/-/view_content/100-le-ky-niem.html"
    found = article(page(body).encode(encoding, "xmlcharrefreplace"), url, portals.load("sontay"))
    assert isinstance(found, Article)
    return found


def test_a_page_in_a_font_of_tcvn3_is_read_by_its_font_faces() -> None:
    body = (
        f'<p><font face=".VnTime">{tcvn3(ORDER.lower())}</font></p>'
        f"<p style=\"font-family: '.VnTimeH'\">{tcvn3('quyết định về tổ chức bộ máy của xã')}</p>"
        f'<div style="font-family:VNI-Times"><p>{vni(SECOND)} <b style="font-family: Arial">Việt</b></p></div>'
    )
    found = read(body)
    assert [found.lead, *found.paragraphs] == [ORDER.lower(), "QUYẾT ĐỊNH VỀ TỔ CHỨC BỘ MÁY CỦA XÃ", f"{SECOND} Việt"]


@pytest.mark.parametrize("written", [tcvn3, vni])
def test_a_page_that_names_no_font_is_read_by_its_words(written: "type[str]") -> None:
    found = read("".join(f"<p>{written(text.lower())}</p>" for text in (ORDER, FIRST, SECOND)))
    assert [found.lead, *found.paragraphs] == [ORDER.lower(), FIRST.lower(), SECOND.lower()]


def test_the_soft_hyphen_of_tcvn3_is_a_letter_though_it_is_none_elsewhere() -> None:
    found = read(f"<p>{tcvn3('người dân địa phương được hướng dẫn và trả lời trước ngày đã nêu ở trên đây')}</p>")
    assert found.lead == "người dân địa phương được hướng dẫn và trả lời trước ngày đã nêu ở trên đây"
