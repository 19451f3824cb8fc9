"""The store's files: one content read once, and annotations that never outlive the texts that they count in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.records.article import Attachment, Problem
from crawler.store.attached_files import FileRow
from crawler.store.store import Store
from tests.store.samples import article

URL = "https://x.vn/a.pdf"
PAGE = [(None, 1, "Một trang.", "text", None)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as opened:
        for number in (1, 2):
            problems = [Problem("parse", "only_attachments", "no text found, 1 files")]
            saved = article(number, attachments=[Attachment(URL, "Kế hoạch", "application/pdf")], problems=problems)
            opened.articles.save(saved)
            saved.pipeline_version = "1"
            opened.annotations.save(saved)
        yield opened


def row(sha256: str | None, hour: int = 9, status: str = "fetched") -> FileRow:
    return FileRow("sontay", URL, status, f"2026-11-24T{hour:02}:00:00+07:00", sha256, "application/pdf", 10)


def annotated(store: Store) -> list[bool]:
    return [store.annotations.has(f"sontay:{number}", 1, "1") for number in (1, 2)]


def texts(store: Store) -> list[str | None]:
    found = store.articles.get("sontay:1")
    assert found is not None
    return [page.text for page in found.attachment_texts]


def test_a_text_that_is_read_has_all_articles_that_link_it_annotated_again(store: Store) -> None:
    store.files.save(row("a"))
    assert annotated(store) == [True, True]
    store.files.save_texts("a", "1", "read", PAGE)
    assert annotated(store) == [False, False]
    assert texts(store) == ["Một trang."]


def test_reading_the_same_again_changes_nothing(store: Store) -> None:
    store.files.save(row("a"))
    store.files.save_texts("a", "1", "read", PAGE)
    found = store.articles.get("sontay:1")
    assert found is not None
    found.pipeline_version = "1"
    store.annotations.save(found)
    store.files.save_texts("a", "2", "read", PAGE)
    assert annotated(store)[0]


def test_another_content_has_no_annotation_of_the_one_before(store: Store) -> None:
    store.files.save(row("a"))
    store.files.save_texts("a", "1", "read", PAGE)
    found = store.articles.get("sontay:1")
    assert found is not None
    found.pipeline_version = "1"
    store.annotations.save(found)
    assert store.files.save(row("b", hour=10))
    assert not annotated(store)[0]
    assert texts(store) == []


def test_a_file_that_is_gone_keeps_its_text(store: Store) -> None:
    store.files.save(row("a"))
    store.files.save_texts("a", "1", "read", PAGE)
    assert not store.files.save(row(None, hour=10, status="gone"))
    found = store.articles.get("sontay:1")
    assert found is not None
    assert (found.attachments[0].status, found.attachments[0].sha256, texts(store)) == ("gone", "a", ["Một trang."])


def test_an_older_answer_is_no_news(store: Store) -> None:
    store.files.save(row("b", hour=10))
    assert not store.files.save(row("a", hour=9))
    known = store.files.known("sontay", URL)
    assert known is not None and known.sha256 == "b"


def test_an_article_whose_files_have_a_text_is_not_without_text(store: Store) -> None:
    store.files.save(row("a"))
    before = store.articles.get("sontay:1")
    store.files.save_texts("a", "1", "read", PAGE)
    after = store.articles.get("sontay:1")
    assert before is not None and [problem.kind for problem in before.problems] == ["only_attachments"]
    assert after is not None and after.problems == []


def test_what_became_of_a_file_is_no_change_of_the_article(store: Store) -> None:
    store.files.save(row("a"))
    found = store.articles.get("sontay:1")
    assert found is not None and found.attachments[0].sha256 == "a"
    assert store.articles.save(found) == "unchanged"
