"""References to official documents: marked sentences, mentions of one document, texts that break finders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.portals import load
from crawler.records.article import Article
from pipelines.documents.document_dates import date_after_number, date_at
from pipelines.documents.issuers import name_end
from pipelines.documents.kinds import kind_of_code, kinds
from pipelines.documents.laws import law_end, law_name
from pipelines.documents.numbers import coded_number, plain_number
from pipelines.find_documents import find_documents
from tests.ordinary import spent
from tests.pipelines.documents.sentences import Reference, documents_in, found_in, sentences

PORTAL = load("sontay")


SETS = ("open.txt", "held.txt", "late.txt", "outside.txt")


@pytest.mark.parametrize(("text", "wanted"), [sentence for name in SETS for sentence in sentences(name)])
def test_finds_exactly_the_marked_references(text: str, wanted: set[Reference]):
    assert found_in(text) == wanted


def article(*paragraphs: str, title: str | None = None, lead: str | None = None) -> Article:
    return find_documents(
        Article(
            "sontay:1", "sontay", "https://sontay.hanoi.gov.vn/1", title=title, lead=lead, paragraphs=[*paragraphs]
        ),
        PORTAL,
    )


def said(found: Article) -> set[tuple[str | None, ...]]:
    return {(document.type, document.number, document.date, document.issuer) for document in found.documents}


def test_all_mentions_of_one_document_say_the_same():
    found = article(
        "Sau 4 năm triển khai thực hiện Đề án số 01, Ban Thường vụ Thị ủy ban hành 22 văn bản.",
        "16 tập thể được khen thưởng trong thực hiện Đề án 01.",
        title="Thị ủy tổng kết thực hiện Đề án số 01- ĐA/TU",
        lead="Tổng kết 4 năm thực hiện Đề án số 01-ĐA/TU, ngày 13/6/2016 của Ban Thường vụ Thị ủy (Đề án số 01).",
    )
    assert said(found) == {("Đề án", "01-ĐA/TU", "2016-06-13", "Ban Thường vụ Thị ủy")}
    assert [document.field for document in found.documents] == ["title", "lead", "lead", "paragraphs", "paragraphs"]


def test_offsets_cut_the_text_out_of_its_field():
    found = article("Theo Kế hoạch số 85/KH-UBND ngày 17/3/2022 của UBND thành phố.", title="Về Luật Đất đai năm 2024")
    texts = {(field, paragraph): text for field, paragraph, text in found.texts()}
    for document in found.documents:
        assert texts[document.field, document.paragraph][document.start : document.end] == document.text
    assert [document.text for document in found.documents] == [
        "Luật Đất đai năm 2024",
        "Kế hoạch số 85/KH-UBND ngày 17/3/2022",
    ]


def test_a_short_mention_of_two_documents_of_that_number_stays_short():
    found = article(
        "Nghị quyết số 15-NQ/TW và Nghị quyết số 15-NQ/TU được quán triệt.", "Nghị quyết số 15 là trọng tâm."
    )
    assert found.documents[-1].number == "15"


def test_a_short_mention_with_another_issuer_is_another_document():
    found = article("Chỉ thị số 05-CT/TW của Bộ Chính trị và Chỉ thị số 05 của Thủ tướng Chính phủ.")
    assert [document.number for document in found.documents] == ["05-CT/TW", "05"]


def test_documents_of_one_number_but_two_days_share_nothing():
    found = article(
        "Kế hoạch số 12/KH-UBND ngày 5/1/2021 của UBND thành phố.",
        "Kế hoạch số 12/KH-UBND ngày 3/2/2022 của UBND thị xã.",
        "Kế hoạch số 12/KH-UBND được gia hạn.",
    )
    assert [(document.date, document.issuer) for document in found.documents] == [
        ("2021-01-05", "UBND thành phố"),
        ("2022-02-03", "UBND thị xã"),
        (None, None),
    ]


def test_a_quantity_becomes_a_reference_only_beside_the_full_one():
    assert said(article("Kế hoạch 45 được giao đến từng tổ.")) == set()
    found = article("Kế hoạch số 45/KH-UBND có 4 phần.", "Kế hoạch 45 được giao đến từng tổ.")
    assert [document.number for document in found.documents] == ["45/KH-UBND", "45/KH-UBND"]


def test_a_law_has_its_number_wherever_it_is_named_unless_the_years_differ():
    found = article("Luật Đất đai số 31/2024/QH15 thay Luật Đất đai năm 2013.", "Luật Đất đai có 16 chương.")
    assert [document.number for document in found.documents] == ["31/2024/QH15", None, "31/2024/QH15"]


def test_a_headline_in_capitals_gets_the_numbers_usual_spelling():
    found = article("Quyết định số 81/2023/QĐ-TTg có hiệu lực.", title="TRIỂN KHAI QUYẾT ĐỊNH SỐ 81/2023/QĐ-TTG")
    assert {document.number for document in found.documents} == {"81/2023/QĐ-TTg"}


def test_changes_nothing_that_it_is_given():
    given_article = Article("sontay:1", "sontay", "u", paragraphs=["Nghị định 100/2019/NĐ-CP"])
    find_documents(given_article, PORTAL)
    assert given_article.documents == []


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("01- ĐA/TU", "01-ĐA/TU"),
        ("01 -ĐA/TU", "01-ĐA/TU"),
        ("22 /2020/QĐ-UBND", "22/2020/QĐ-UBND"),
        ("85/KH – UBND", "85/KH-UBND"),
        ("18–NQ/TW", "18-NQ/TW"),
        ("1.956/QĐ-TTg", "1956/QĐ-TTg"),
        ("55 NQ/TW", "55-NQ/TW"),
        ("30c/NQ-CP", "30c/NQ-CP"),
        ("26/CĐ-PCTT&TKCN", "26/CĐ-PCTT&TKCN"),
        ("123/QÐ-UBND", "123/QĐ-UBND"),
        ("07/2016/TTLT-BYT-BLĐTBXH", "07/2016/TTLT-BYT-BLĐTBXH"),
    ],
)
def test_numbers_lose_their_blanks_and_odd_marks(written: str, canonical: str):
    number = coded_number(written, 0)
    assert number is not None
    assert (number.text, number.end) == (canonical, len(written))


@pytest.mark.parametrize("text", ["8/10", "1/24 phố", "12/5", "2021-2025", "15%", "1.234 đồng", "3,5 tỷ", "22/12"])
def test_fractions_ranges_and_amounts_are_no_numbers_of_documents(text: str):
    assert coded_number(text, 0) is None
    assert plain_number(text, 0) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" ngày 05/5/2022", "2022-05-05"),
        (", ngày 23-7-2021", "2021-07-23"),
        (" 6.8.2020", "2020-08-06"),
        (" ngày 15 tháng 5 năm 2014", "2014-05-15"),
        (" ngày 13/6 năm 2016", "2016-06-13"),
        (" (17/3/2022)", "2022-03-17"),
        (" (ngày 17 / 3 / 2022)", "2022-03-17"),
        (" ký ngày 1/2/98", "1998-02-01"),
        (" NGÀY 7 THÁNG 1 NĂM 2020", "2020-01-07"),
        (", hồi 10h00 ngày 6/9/2024", "2024-09-06"),
        (" tháng 5/2022", None),
        (" năm 2022", None),
        (" ngày 31/2/2022", None),
        (" ngày 15/3", None),
        (" ngày 45/13/2022", None),
    ],
)
def test_reads_dates_in_all_their_shapes(text: str, day: str | None):
    dated = date_after_number(text, 0)
    assert (dated.day if dated else None) == day
    assert dated is None or dated.end == len(text)


def test_a_date_does_not_begin_inside_a_longer_number():
    assert date_at("12/3/20225", 0) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ban Thường vụ Thị ủy về “Nâng cao chất lượng”", "Ban Thường vụ Thị ủy"),
        ("Thủ tướng Chính phủ phê duyệt", "Thủ tướng Chính phủ"),
        ("Bộ Y tế hướng dẫn", "Bộ Y tế"),
        ("Bộ Tài nguyên & Môi trường quy định", "Bộ Tài nguyên & Môi trường"),
        ("Ban Chấp hành Trung ương Đảng khóa XII về", "Ban Chấp hành Trung ương Đảng khóa XII"),
        ("UBND thành phố Hà Nội, các phường", "UBND thành phố Hà Nội"),
        ("UBND thành phố và Kế hoạch số 2", "UBND thành phố"),
        ("UBND huyện.", "UBND huyện"),
        ("Chủ tịch UBND quận 7 về", "Chủ tịch UBND quận 7"),
        ("Đảng ủy xã Cổ Đông huyện Ba Vì lãnh đạo", "Đảng ủy xã Cổ Đông huyện Ba Vì"),
        ("Ban Chỉ đạo phòng, chống dịch Covid-19 thành phố về", "Ban Chỉ đạo phòng, chống dịch Covid-19 thành phố"),
        ("Công ty Cổ phần Cấp nước Sơn Tây về giá", "Công ty Cổ phần Cấp nước Sơn Tây"),
        ("tỉnh về việc", None),
        ("ông Nguyễn Văn A", None),
    ],
)
def test_an_issuers_name_ends_where_the_body_ends(text: str, name: str | None):
    end = name_end(text, 0)
    assert (text[:end] if end else None) == name


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Luật Đất đai năm 2013 quy định", "Luật Đất đai năm 2013"),
        ("Luật Phòng, chống ma túy, Luật", "Luật Phòng, chống ma túy"),
        ("Luật Phòng, chống bạo lực học đường sẽ", "Luật Phòng, chống bạo lực học đường"),
        ("Bộ luật Hình sự 2015 (sửa đổi, bổ sung năm 2017) có", "Bộ luật Hình sự 2015 (sửa đổi, bổ sung năm 2017)"),
        ("Luật BHXH 2014 và", "Luật BHXH 2014"),
        ("LUẬT ĐẤT ĐAI CÓ HIỆU LỰC", "LUẬT ĐẤT ĐAI"),
        ("Luật sư Trần Văn Bình", None),
        ("Luật Hà Nội", None),
        ("Hiến pháp và pháp luật", None),
    ],
)
def test_laws_end_where_their_names_end(text: str, law: str | None):
    end = law_end(text, 0)
    assert (text[:end] if end else None) == law


def test_laws_are_compared_without_year_and_amendment():
    assert law_name("Luật Đất đai (sửa đổi)") == law_name("LUẬT ĐẤT ĐAI năm 2013") == "luật đất đai"


def test_the_table_of_kinds_is_sound():
    assert kinds()["nghị quyết"].name == "Nghị quyết"
    assert kind_of_code()["QĐ"] == "Quyết định"
    assert all(kind.name[0].isupper() for kind in kinds().values())


PIECES = [
    "Kế hoạch",
    "số",
    "85",
    "/",
    "-",
    "KH",
    "UBND",
    "ngày",
    "5/5/2022",
    "của",
    "Luật",
    ",",
    " ",
    "(",
    "và",
    "QĐ",
    "\n",
]


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_any_text_is_read_without_an_error_into_ordered_spans(text: str):
    found = documents_in(text)
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.start < mention.end <= len(text) for end, mention in zip(ends, found, strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "Kế hoạch" + " " * 300_000,
        ("Kế hoạch" + " " * 500) * 600,
        "1/" * 150_000,
        "Nghị quyết 15" + "-NQ/TW" * 50_000,
        "Luật Xây dựng" + " abc" * 75_000,
        "Kế hoạch số 1/KH-UBND của Ban Chỉ đạo" + " abc" * 75_000,
        "quyết định số " * 20_000,
        "(" * 300_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_line_takes_time_in_proportion_to_its_length(text: str):
    # As long as 120 ordinary pages at most; quadratic ways take as long as 24,000.
    assert spent(lambda: documents_in(text)) < 2_000


def test_a_law_may_have_its_day_and_issuer_behind_it():
    (law,) = documents_in("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội, xã họp.")
    assert (law.date, law.issuer) == ("2015-06-19", "Quốc hội")


def test_a_day_behind_a_comma_is_not_the_laws():
    (law,) = documents_in("Theo Luật Đất đai, ngày 15/5/2024 UBND huyện họp.")
    assert law.date is None


@pytest.mark.parametrize("text", ["Lập theo biểu mẫu số 03/BC-DN.", "Điền vào mẫu số 02/TB-XP."])
def test_a_form_is_no_document(text: str):
    assert found_in(text) == set()


def test_an_issuer_ends_before_other_bodies_and_at_the_end_of_the_sentence():
    found = article("Theo Quyết định số 12/QĐ-HXB ngày 3/4/2019 của Hội Xuất bản Sông Lam và các đơn vị liên quan.")
    assert said(found) == {("Quyết định", "12/QĐ-HXB", "2019-04-03", "Hội Xuất bản Sông Lam")}
    found = article("Theo Quyết định số 12/QĐ-UBND ngày 3/4/2019 của UBND tỉnh. Các xã thi hành.")
    assert said(found) == {("Quyết định", "12/QĐ-UBND", "2019-04-03", "UBND tỉnh")}


def test_the_number_of_a_licence_may_hold_a_blank():
    (document,) = article("Hoạt động theo Giấy phép số 729/GP TTĐT ngày 3/4/2019.").documents
    assert document.text.startswith("Giấy phép số 729/GP TTĐT")
