"""Small stores for the tests of the report."""

from datetime import date
from pathlib import Path

from crawler.records.article import Article, DocumentReference, Entity, Office, Problem
from crawler.store.collection import Collection
from crawler.store.encoding import content_hash
from crawler.store.store import Store
from pipelines.mark_near_duplicates import mark_near_duplicates
from tests.shards import new_store

#: What an article must not be able to do to a page.
HOSTILE = '<script>document.title = "hỏng"</script><img src="https://example.com/x.png" onerror="alert(1)">'
#: The same as a name that a person may have: no word of it is a single sign.
HOSTILE_NAME = HOSTILE.replace(" = ", "=")

TEXT = (
    "Sáng nay, hội nghị tổng kết công tác thư viện đã diễn ra tại nhà văn hóa thị xã với sự tham dự của đông đảo "
    "bạn đọc, thủ thư và giáo viên các trường trên địa bàn."
)


def entity(name: str, label: str, start: int = 0) -> Entity:
    """A mention in the lead."""
    return Entity(name, label, "lead", None, start, start + len(name), name)


def example(folder: Path, count: int = 40) -> Path:
    """A data directory with `count` articles in two portals, one of them with a hostile title; returns it."""
    with (
        Store(new_store(folder, "thu")) as thu,
        Store(new_store(folder, "xa")) as xa,
        thu.transaction(),
        xa.transaction(),
    ):
        run = thu.runs.start("thu", {}).run_id
        for number in range(count):
            portal = "xa" if number % 5 == 4 else "thu"
            store = {"thu": thu, "xa": xa}[portal]
            article = Article(
                id=f"{portal}:{number}",
                portal=portal,
                url=f"https://thu.example/-/view_content/{number}-a.html",
                title=HOSTILE if number == 3 else f"Bài số {number}",
                lead=TEXT if number < 3 else f"Bài ngắn số {number}.",
                category="Tin tức",
                categories=["Tin tức", HOSTILE if number % 7 == 0 else "Văn hóa"],
                author="AN" if number % 2 else None,
                published_at=f"{2023 + number % 3}-{number % 12 + 1:02}-05T{number % 24:02}:30:00+07:00",
                published_precision="minute",
                published_evidence="page",
                published_time_inferred=number % 4 == 0,
                view_count=10**9 if number == 3 else number * 90,
                fetched_at="2026-11-24T09:00:00+07:00",
                run_id=run,
                problems=[Problem("parse", "missing_lead", "no lead")] if number % 9 == 0 else [],
            )
            store.articles.save(article)
            article.entities = [
                entity("Lê Văn An", "PER"),
                entity("Trần Thị Bình" if number % 2 else HOSTILE_NAME, "PER", 20),
                entity("Ủy ban nhân dân thị xã Sơn Tây", "ORG"),
                entity("thị xã Sơn Tây", "LOC"),
            ]
            article.documents = [DocumentReference("Luật", None, None, None, "Luật Thư viện", "lead", None, 0, 13)]
            article.pipeline_version = "1"
            store.annotations.save(article)
        stats = {"articles": {"new": count}, "pages": 84, "requests": 90, "bytes": 2_500_000, "seconds": 61.25}
        thu.runs.finish(run, "finished", stats)
    with Collection(folder) as collection:
        mark_near_duplicates(collection)
    return folder


def namesakes(folder: Path) -> Path:
    """A data directory of which six articles name a Lê Văn An, four as chairman of one body, two of another."""
    with Store(new_store(folder, "thu")) as store, store.transaction():
        for number in range(6):
            store.articles.save(article := _of(number, f"2025-0{number + 1}-03"))
            body = "Ủy ban nhân dân xã Kim Sơn" if number < 4 else "Sở Y tế thành phố Hà Nội"
            article.entities = [entity("Lê Văn An", "PER"), entity(body, "ORG", 30)]
            article.offices = [Office("Lê Văn An", "Chủ tịch", body, None, False, "lead", None, 0, 9, 0)]
            article.pipeline_version = "1"
            store.annotations.save(article)
    return folder


def busy(folder: Path, every: int = 1) -> Path:
    """A data directory of which every finding is true; with `every`, one article of so many; returns it.

    Three years of ten articles on weekdays of each month, and fifty more in May 2024. The newest come first.
    """
    days = [
        day
        for year in (2025, 2024, 2023)
        for month in range(12, 0, -1)
        for day in [f"{year}-{month:02}-{day:02}" for day in range(1, 29) if date(year, month, day).weekday() < 5][:10]
    ]
    days += ["2024-05-15"] * 50
    with Store(new_store(folder, "thu")) as store, store.transaction():
        for number, day in list(enumerate(days))[::every]:
            store.articles.save(article := _of(number, day))
            year, place = int(day[:4]), number % 120
            article.entities = [
                *([entity("Lê Văn An", "PER")] if year == 2025 and place < 30 else []),
                *([entity("Trần Thị Bình", "PER", 20)] if year == 2025 and place < 20 else []),
                *([entity("Ủy ban nhân dân thị xã Sơn Tây", "ORG")] if place < 50 else []),
                Entity("thị xã Sơn Tây", "LOC", "lead", None, 0, 14, "thị xã Sơn Tây", "01/thixasontay", "former"),
            ]
            if place < 25:
                article.documents = [DocumentReference("Luật", None, None, None, "Luật Thư viện", "lead", None, 0, 13)]
            article.pipeline_version = "1"
            store.annotations.save(article)
    with Collection(folder) as collection, collection.database.transaction() as connection:
        for number in range(40 // every):  # what is compared when near duplicates are marked does not matter here
            article = _of(number * every, days[number * every])
            row = (number, article.id, "thu", content_hash(article), "", 0, "", "[]", 0, article.id, "thu:399")
            connection.execute("INSERT INTO fingerprints VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)", row)
    return folder


def _of(number: int, day: str) -> Article:
    year, place = int(day[:4]), number % 120
    digital = place < {2023: 6, 2024: 15, 2025: 40}[year] and day != "2024-05-15"
    health = number < 360 and place >= {2023: 80, 2024: 100, 2025: 110}[year]
    return Article(
        id=f"thu:{number}",
        portal="thu",
        url=f"https://thu.example/-/view_content/{number}-a.html",
        title=f"Chuyển đổi số, bài {number}" if digital else f"Bài số {number}",
        categories=["Tin tức", "Y tế"] if health else ["Tin tức"],
        published_at=f"{day}T08:30:00+07:00",
        published_precision="minute",
        published_evidence="page",
        view_count=1_000_000 if number == 0 else 100,
        fetched_at="2026-11-24T09:00:00+07:00",
    )
