"""Synthetic articles for the tests of store and exports: plain ones, full ones, and any at all."""

import hashlib

from hypothesis import strategies as st

from crawler.records.article import (
    Article,
    Attachment,
    DocumentReference,
    Entity,
    Image,
    Link,
    Office,
    Problem,
    Sentence,
    Token,
    Word,
)
from crawler.records.official_document import OfficialDocument
from crawler.store.attached_files import FileRow
from crawler.store.store import Store


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
        published_precision="minute",
        published_evidence="text",
        published_time_inferred=True,
        view_count=451,
        observed_at="2026-11-24T09:00:00+07:00",
        images=[Image("https://sontay.hanoi.gov.vn/documents/1/a.jpg", "Ảnh, có dấu phẩy"), Image(None)],
        attachments=[Attachment("https://sontay.hanoi.gov.vn/documents/1/kh.pdf", "Kế hoạch", "application/pdf")],
        links=[Link("https://hanoi.gov.vn/", "thành phố")],
        sentences=[
            Sentence(
                "lead",
                None,
                0,
                18,
                [Token("Sáng nay", 0, 8, "N"), Token(",", 8, 9, "CH")],
                [Word("Sáng nay", 0, 8, "N"), Word(",", 8, 9, "CH")],
            ),
            Sentence("paragraphs", 1, 0, 17, [Token("Nước", 0, 4, None)], [Word("Nước", 0, 4, None)]),
        ],
        entities=[Entity("Phùng Hưng", "LOC", "paragraphs", 0, 6, 16, "đường Phùng Hưng", "01/thixasontay", "former")],
        documents=[
            DocumentReference("Kế hoạch", "15/KH-UBND", "2020-06-01", "UBND thị xã", "KH 15", "title", None, 0, 5)
        ],
        official_documents=[
            OfficialDocument("Kế hoạch", "15/KH-UBND", "2020-06-01", "UBND thị xã", "Phòng, chống lụt bão")
        ],
        offices=[
            Office(
                "Phùng Hưng",
                "Chủ tịch",
                "Ủy ban nhân dân thị xã Sơn Tây",
                "01/thixasontay",
                False,
                "paragraphs",
                0,
                6,
                16,
            )
        ],
        warc_file="sontay-20261124T020000Z-00000.warc.gz",
        warc_offset=370,
        parser_version="1",
        pipeline_version="1",
        problems=[Problem("parse", "missing_lead", "no first paragraph", None)],
    )


def fetch_files(store: Store, article: Article) -> None:
    """Save the article's files as fetched and read: two pages each, of which one is a scan without a text."""
    for file in article.attachments:
        assert file.url is not None
        digest = hashlib.sha256(file.url.encode()).hexdigest()
        moment = article.fetched_at or "2026-11-24T09:00:00+07:00"
        row = FileRow(article.portal, file.url, "fetched", moment, digest, "application/pdf", 482113, '"1"')
        store.files.save(row)
        pages = [(None, 1, "KẾ HOẠCH\nSố 15/KH-UBND", "text", None), (None, 2, None, "ocr_missing", None)]
        store.files.save_texts(digest, "1", "partly_read", pages)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
MAYBE = st.none() | TEXT
#: A paragraph never holds a blank line: the parser has one space for any white space.
PARAGRAPH = TEXT.filter(lambda text: "\n" not in text)
NUMBER = st.integers(0, 2**40)
ARTICLES = st.builds(
    Article,
    id=TEXT,
    portal=TEXT,
    url=TEXT,
    title=MAYBE,
    lead=MAYBE,
    author=MAYBE,
    view_count=st.none() | st.integers(-(2**40), 2**40),
    published_time_inferred=st.booleans(),
    categories=st.lists(TEXT, max_size=3),
    paragraphs=st.lists(PARAGRAPH, max_size=3),
    images=st.lists(st.builds(Image, url=MAYBE, caption=MAYBE), max_size=2),
    entities=st.lists(
        st.builds(Entity, TEXT, TEXT, st.just("lead"), st.none() | NUMBER, NUMBER, NUMBER, MAYBE), max_size=2
    ),
    documents=st.lists(
        st.builds(
            DocumentReference,
            MAYBE,
            MAYBE,
            st.none() | st.dates().map(str),
            MAYBE,
            TEXT,
            st.just("title"),
            st.none(),
            NUMBER,
            NUMBER,
        ),
        max_size=2,
    ),
    offices=st.lists(
        st.builds(
            Office,
            TEXT,
            TEXT,
            MAYBE,
            MAYBE,
            st.booleans(),
            st.just("title"),
            st.none(),
            NUMBER,
            NUMBER,
            st.none() | NUMBER,
        ),
        max_size=2,
    ),
)
