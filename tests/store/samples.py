"""Synthetic articles for the tests of store and exports, as plain as they can be and as full as they get."""

from crawler.items import (
    Article,
    Attachment,
    DocumentReference,
    Entity,
    Image,
    Link,
    Problem,
    Sentence,
    Token,
)


def article(number: int = 1, **fields: object) -> Article:
    """A plain article with some text."""
    values: dict[str, object] = {
        "id": f"sontay:{number}",
        "portal": "sontay",
        "url": f"https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/{number}-mua-lon.html",
        "title": "Mưa lớn ở thị xã",
        "lead": "Sáng nay, mưa lớn.",
        "paragraphs": ["Đường Phùng Hưng ngập.", "Nước rút lúc trưa./."],
        "fetched_at": "2026-11-24T09:00:00+07:00",
        "run_id": "sontay-20261124T020000Z",
    }
    return Article(**(values | fields))  # type: ignore[arg-type]


def full_article(number: int = 7) -> Article:
    """An article with every field filled."""
    return article(
        number,
        category="Tin nổi bật",
        categories=["Tin nổi bật", "An toàn", "Môi trường"],
        author="NGUYỄN VĂN MẪU",
        source="Đài khí tượng",
        published_at="2020-06-25T19:26:00+07:00",
        published_raw="25/06/2020 | 07:26",
        published_time_inferred=True,
        view_count=451,
        observed_at="2026-11-24T09:00:00+07:00",
        images=[Image("https://sontay.hanoi.gov.vn/documents/1/a.jpg", "Ảnh, có dấu phẩy"), Image(None)],
        attachments=[Attachment("https://sontay.hanoi.gov.vn/documents/1/kh.pdf", "Kế hoạch", "application/pdf")],
        links=[Link("https://hanoi.gov.vn/", "thành phố")],
        sentences=[
            Sentence("lead", None, 0, 18, [Token("Sáng nay", 0, 8, "N"), Token(",", 8, 9, "CH")]),
            Sentence("paragraphs", 1, 0, 17, [Token("Nước", 0, 4, None)]),
        ],
        entities=[Entity("Phùng Hưng", "LOC", "paragraphs", 0, 6, 16, "đường Phùng Hưng", "09574", "former")],
        documents=[
            DocumentReference("Kế hoạch", "15/KH-UBND", "2020-06-01", "UBND thị xã", "KH 15", "title", None, 0, 5)
        ],
        near_duplicate_of="sontay:1",
        warc_file="sontay-20261124T020000Z-00000.warc.gz",
        warc_offset=370,
        parser_version="1",
        pipeline_version="1",
        problems=[Problem("parse", "missing_lead", "no first paragraph", None)],
    )
