"""Which references mean one document, across articles."""

import pytest

from crawler import portals
from crawler.records.article import Article
from pipelines.annotate_text import annotate
from pipelines.documents.identity import document_id
from pipelines.stages import annotate as annotate_article
from pipelines.units.bodies import Body

TOWN = Body("Ủy ban nhân dân", "01/thixasontay")
DISTRICT = Body("Ủy ban nhân dân", "01/huyenbavi")


def ids(text: str) -> list[str | None]:
    return [found["document_id"] for found in annotate(text)["documents"]]


def ids_on_the_portal(*paragraphs: str) -> list[str | None]:
    article = Article(
        id="sontay:1", portal="sontay", url="https://x.vn/1", published_at="2023-03-01T08:00:00+07:00",
        paragraphs=list(paragraphs),
    )  # fmt: skip
    return [found.document_id for found in annotate_article(article, portals.load("sontay")).documents]


def test_three_plans_of_three_years_with_one_number_are_three_documents() -> None:
    found = ids(
        "Kế hoạch số 27/KH-UBND ngày 03/02/2021 của UBND thị xã Sơn Tây, Kế hoạch số 27/KH-UBND ngày 10/02/2022 của"
        " UBND thị xã Sơn Tây và Kế hoạch số 27/KH-UBND ngày 01/3/2023 của UBND thị xã Sơn Tây."
    )
    assert len(set(found)) == 3
    assert None not in found


def test_one_number_of_two_bodies_is_two_documents() -> None:
    assert document_id("Kế hoạch", "27/KH-UBND", "2023-02-03", TOWN) != document_id(
        "Kế hoạch", "27/KH-UBND", "2023-02-03", DISTRICT
    )


@pytest.mark.parametrize(
    "number, day, issuer",
    [
        ("27/KH-UBND", None, TOWN),
        ("27/KH-UBND", "2023-02-03", None),
        (None, "2023-02-03", TOWN),
        ("27/KH-UBND", "2023-02-03", Body("Ủy ban nhân dân", None)),
        ("27/KH-UBND", "2023-02-03", Body("Chủ tịch", "01/thixasontay")),
    ],
)
def test_a_document_of_which_year_or_issuer_is_open_has_no_identity(
    number: str | None, day: str | None, issuer: Body | None
) -> None:
    assert document_id("Kế hoạch", number, day, issuer) is None


def test_writing_does_not_matter() -> None:
    wanted = document_id("Nghị quyết", "15-NQ/TU", "2021-05-02", Body("Thị ủy", "01/thixasontay"))
    assert document_id("Nghị quyết", "15/NQ-TU", "2021-05-09", Body("Ban Thường vụ Thị ủy", "01/thixasontay")) == wanted
    assert document_id("Nghị quyết", "015-nq/tu", "2021-05-02", Body("Thị ủy", "01/thixasontay")) == wanted


def test_a_code_of_the_country_names_its_issuer_and_a_number_its_year() -> None:
    assert ids("Nghị định số 83/2011/NĐ-CP được ban hành.") == ["Nghị định 83/NĐ-CP, 2011, Chính phủ"]
    assert ids("Thông tư 12/2020/TT-BYT") == ["Thông tư 12/TT-BYT, 2020, Bộ Y tế"]
    assert ids("Quyết định 1956/QĐ-TTg") == [None]
    assert ids("Thông tư liên tịch số 05/2015/TTLT-BCA-BYT") == [
        "Thông tư liên tịch 5/TTLT-BCA-BYT, 2015, Bộ Công an - Bộ Y tế"
    ]


def test_a_short_mention_joins_the_full_one_of_its_article() -> None:
    found = ids_on_the_portal(
        "Đề án số 01 được triển khai từ đầu năm.",
        "Thực hiện Đề án số 01-ĐA/TU, ngày 13/6/2016 của Ban Thường vụ Thị ủy, các phường đã có kế hoạch.",
        "Sau bốn năm, Đề án 01 đạt kết quả tốt.",
    )
    assert found == ["Đề án 1/ĐA-TU, 2016, Thị ủy [01/thixasontay]"] * 3


def test_issuers_are_bodies_however_they_are_written() -> None:
    found = ids_on_the_portal(
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 02/02/2023 của UBND thị xã.",
        "Kế hoạch số 16/KH-UBND ngày 03/02/2023 của Ủy ban nhân dân thị xã Sơn Tây.",
        "Chỉ thị số 2/CT-UBND ngày 03/02/2023 của Chủ tịch UBND Thị xã.",
    )
    assert {name.rpartition(", ")[2] for name in found if name} == {"Ủy ban nhân dân [01/thixasontay]"}
    assert len(found) == len(set(found)) == 3


def test_a_department_of_the_portals_province_is_an_issuer() -> None:
    assert ids_on_the_portal("Công văn số 120/SNV-VP ngày 05/01/2023 của Sở Nội vụ.") == [
        "Công văn 120/SNV-VP, 2023, Sở Nội vụ [01]"
    ]


def test_a_number_with_a_blank_is_read_whole_and_forms_are_no_documents() -> None:
    assert ids("Giấy phép số 12 /GP-STTTT ngày 3/4/2015 của Sở Thông tin và Truyền thông Hà Nội") == [
        "Giấy phép 12/GP-STTTT, 2015, Sở Thông tin và Truyền thông [01]"
    ]
    assert ids("Báo cáo theo biểu mẫu số 03/BC-DN gửi về Phòng Kinh tế.") == []


def test_the_issuer_ends_with_its_sentence_and_before_the_others() -> None:
    for behind in (". Hà Nội đã chuẩn bị", " và các văn bản hướng dẫn", " và các sở, ngành"):
        found = ids(f"Thực hiện Kế hoạch số 9/KH-UBND ngày 1/2/2022 của UBND huyện Ba Vì{behind}.")
        assert found == ["Kế hoạch 9/KH-UBND, 2022, Ủy ban nhân dân [01/huyenbavi]"], behind
