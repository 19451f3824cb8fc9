"""A published dataset with something to look at: names, documents, several years and readings, reposts, and malice."""

from dataclasses import replace
from pathlib import Path
from random import Random

from crawler.records.article import Article, Attachment, DocumentReference, Entity, Office
from crawler.store.collection import Collection
from pipelines.mark_near_duplicates import mark_near_duplicates

from ..exports.published import published, save
from ..store.samples import article

#: What an article must not be able to do to a page.
HOSTILE = '<script>document.title = "hỏng"</script><img src="https://example.com/x.png" onerror="alert(1)">'

PEOPLE = ["Bùi Thị Chín", "Đào Văn Ba", "Lê Thị Hai", "Trần Văn Bốn", "Ứng Thị Năm", "Nguyễn Văn Mẫu"]
BODIES = ["Đảng ủy phường Lê Lợi", "Ủy ban nhân dân thị xã Sơn Tây", "Hội Nông dân", "Đoàn phường", "Trạm Y tế",
          "Ban Chỉ huy", "Hội Phụ nữ"]  # fmt: skip
PLACES = [("thị xã Sơn Tây", "01/thixasontay", "01/phuongsontay@2025 01/phuongtungthien@2025"),
          ("phường Phú Thịnh", "01/thixasontay/phuongphuthinh", "01/phuongsontay@2025"),
          ("Hà Nội", "01", None)]  # fmt: skip
DOCUMENTS = [("Đề án", "01-ĐA/TU"), ("Quyết định", "15/QĐ-UBND"), ("Kế hoạch", "7/KH-UBND"), ("Luật", None)]
AUTHORS = [f"TÁC GIẢ {letter}" for letter in "ABCDEFGHIKLM"]
CATEGORIES = ["Đảng - đoàn thể", "Tin nổi bật", "An toàn", "Y tế"]
COUNT = 70
#: From this article on they are of the summer of 2025, when there were other wards.
REFORMED = 62
#: The article that begins with the words which the tests search for, and the one that wishes the page ill.
PARTY, EVIL = 11, 3
#: The only one that writes the same words in the older way of setting the mark.
OLDER = 12
#: An article, and those that repeat it.
ORIGINAL, REPOSTS = 20, (24, 25)
#: An article with a file, to which the portal adds a sentence.
CHANGED, ADDED = 40, " Tin đã sửa."


def example(data: Path) -> Path:
    """Publish the dataset from a store in `data`, made in two nights; returns the version's folder."""
    random = Random(4)
    articles = [_article(random, number) for number in range(COUNT)]
    for number in REPOSTS:
        copy = replace(articles[ORIGINAL], id=f"sontay:{number}", published_at="2022-05-05T08:00:00+07:00")
        articles[number] = copy
    save(data, articles)
    for number, found in enumerate(articles):
        found.view_count = (found.view_count or 0) + number % 9
    articles[CHANGED] = replace(articles[CHANGED], paragraphs=[articles[CHANGED].paragraphs[0] + ADDED])
    save(data, articles[::2], night=1)
    with Collection(data) as collection:
        mark_near_duplicates(collection)
    return published(data).version.path


def two_portals(data: Path) -> Path:
    """Publish a dataset of two portals whose articles repeat each other; returns the version's folder."""
    of_portals = [
        replace(_article(Random(4), number), id=f"{portal}:{number}", portal=portal)
        for portal in ("sontay", "vienson")
        for number in range(4)
    ]
    save(data, of_portals)
    with Collection(data) as collection:
        mark_near_duplicates(collection)
    return published(data).version.path


def _article(random: Random, number: int) -> Article:
    one, other = random.sample(PEOPLE, 2)
    body, (place, code, successors) = random.choice(BODIES), random.choice(PLACES)
    if number >= REFORMED:
        place, code, successors = "phường Sơn Tây", "01/phuongsontay@2025", None
    kind, name = random.choice(DOCUMENTS)
    cited = f"{kind} số {name}" if name else f"{kind} Thư viện"
    paragraph = f"Số {number}: {one} và {other} họp tại {place}; {body} thực hiện {cited}. Đồng chí {one} kết luận."
    evil = f" {HOSTILE} {one}" if number == EVIL else ""
    title = {PARTY: "Đảng ủy phường họp", OLDER: "Đảng uỷ phường họp", EVIL: HOSTILE}.get(number, f"Bài số {number}")
    entities = [
        _entity(paragraph, one, "PER"),
        _entity(paragraph, other, "PER"),
        _entity(paragraph, place, "LOC", unit_code=code, unit_status="former", unit_successors=successors),
        _entity(paragraph, body, "ORG"),
    ]
    start = paragraph.index(cited)
    return article(
        number,
        title=title,
        lead="Sáng nay, hội nghị tổng kết công tác thư viện đã diễn ra tại nhà văn hóa."
        if number == ORIGINAL
        else None,
        paragraphs=[paragraph + evil],
        category=CATEGORIES[number % 4],
        categories=random.sample(CATEGORIES, number % 3),
        author=AUTHORS[number % 12] if number % 7 else None,
        # Some near midnight: in another time zone they would be of another year.
        published_at=f"2025-08-{number - 50}T08:00:00+07:00"
        if number >= REFORMED
        else None
        if number % 13 == 6
        else f"{2018 + number % 4}-01-01T00:{number % 60:02}:00+07:00",
        view_count=None if number % 17 == 5 else number * 37 % 400,
        attachments=[Attachment("https://sontay.hanoi.gov.vn/documents/1/kh.pdf", "Kế hoạch", "application/pdf")]
        if number == CHANGED
        else [],
        entities=entities,
        documents=[
            DocumentReference(
                kind,
                name,
                None,
                "UBND thị xã" if name else None,
                cited,
                "paragraphs",
                0,
                start,
                start + len(cited),
                0,
                f"{kind} {name}, 2018, Ủy ban nhân dân [01/thixasontay]" if name else None,
            ),
        ],
        offices=[
            Office(
                one,
                "Chủ tịch",
                body,
                None,
                number % 5 == 0,
                "paragraphs",
                0,
                paragraph.index(one),
                paragraph.index(one) + len(one),
                0,
            )
        ],
        word_count=None if number % 11 == 4 else 20 + number,
        pipeline_version="1",
    )


def _entity(text: str, name: str, label: str, **unit: str | None) -> Entity:
    start = text.index(name)
    return Entity(name, label, "paragraphs", 0, start, start + len(name), name, sentence=0, **unit)
