"""The head of an official document is read by its layout."""

import pytest

from benchmarks.first_pages import f1
from crawler import portals
from crawler.records.article import Article
from crawler.records.attachment_text import AttachmentText
from pipelines.documents.first_page import first_page
from pipelines.stages import annotate

LETTER = [
    "UBND THỊ XÃ SƠN TÂY", "PHÒNG VĂN HÓA VÀ THÔNG TIN", "Số: 45/VHTT", "V/v treo cờ Tổ quốc",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Tây, ngày 20 tháng 4 năm 2019",
    "Kính gửi: UBND các xã, phường", "Phòng đề nghị các đơn vị treo cờ.",
]  # fmt: skip


@pytest.mark.parametrize(
    "name, worst", [("open", 0.98), ("closed", 0.97), ("late", 0.96), ("last", 0.98), ("final", 0.96)]
)
def test_every_field_is_read_in_all_layouts(name: str, worst: float) -> None:
    assert {field: score for field, score in f1(name).items() if score < worst} == {}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Sáng nay, thị xã tổ chức hội nghị.", "Hội nghị đánh giá kết quả năm 2022."],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐƠN XIN VIỆC"],
        ["UBND thị xã ban hành văn bản.", "Số: 12/KH-UBND", "KẾ HOẠCH"],
        [*["Đoạn."] * 60, *LETTER],
    ],
)
def test_what_has_no_such_head_is_no_official_document(lines: list[str]) -> None:
    assert first_page(lines) is None


def test_a_draft_has_neither_number_nor_day() -> None:
    page = first_page([
        "UBND THỊ XÃ SƠN TÂY", "Số:      /KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Sơn Tây, ngày     tháng 3 năm 2022", "KẾ HOẠCH", "Tổ chức Lễ hội Đền Và",
    ])  # fmt: skip
    assert page is not None
    assert (page.type, page.number, page.date, page.abstract) == ("Kế hoạch", None, None, "Tổ chức Lễ hội Đền Và")


def test_a_file_that_is_a_document_says_so_with_its_address() -> None:
    url = "https://x.vn/kh-27.pdf"
    text = "\n".join(LETTER)
    article = Article(
        id="sontay:1", portal="sontay", url="https://x.vn/1", title="Văn bản về treo cờ",
        paragraphs=["Xem tệp đính kèm."], attachment_texts=[AttachmentText(url, None, 1, text, "text")],
        published_at="2019-04-20T09:00:00+07:00",
    )  # fmt: skip
    (found,) = annotate(article, portals.load("sontay")).official_documents
    assert (found.url, found.number, found.abstract) == (url, "45/VHTT", "treo cờ Tổ quốc")


def test_an_article_that_is_a_document_says_so_and_mentions_are_linked_to_it() -> None:
    portal = portals.load("sontay")
    document = Article(
        id="sontay:1", portal="sontay", url="https://x.vn/1", title="Văn bản về treo cờ", lead=LETTER[0],
        paragraphs=LETTER[1:], published_at="2019-04-20T09:00:00+07:00",
    )  # fmt: skip
    news = Article(
        id="sontay:2", portal="sontay", url="https://x.vn/2", title="Thị xã treo cờ",
        paragraphs=["Theo Công văn số 45/VHTT ngày 20/4/2019 của Phòng Văn hóa và Thông tin thị xã Sơn Tây."],
        published_at="2019-04-21T09:00:00+07:00",
    )  # fmt: skip
    (found,) = annotate(document, portal).official_documents
    assert (found.type, found.number, found.date) == ("Công văn", "45/VHTT", "2019-04-20")
    assert (found.issuer, found.abstract) == ("Phòng Văn hóa và Thông tin", "treo cờ Tổ quốc")
    annotated = annotate(news, portal)
    assert annotated.official_documents == []
    assert [one.document_id for one in annotated.documents] == [found.document_id]
    assert found.document_id is not None
