"""WARC files of others: what a capture shows is what was true then."""

import shutil
from base64 import b32encode
from hashlib import sha1
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.store.store import Store
from tests.archive.nights import exported, reprocess
from tests.imports.archives import (
    CHALLENGE,
    GONE,
    LOGIN,
    ONWARD,
    Record,
    address,
    item,
    listing,
    page,
    problems,
    stored,
    take,
    warc,
)
from tests.shards import shard


def digest(body: str) -> str:
    """The digest of an answer, as WARC has it."""
    return f"sha1:{b32encode(sha1(body.encode(), usedforsecurity=False).digest()).decode()}"


EDITED = page(1, 34).replace("thống nhất nhiều", "thống nhất thêm nhiều")
FIRST = page(1, 10)
RECORDS = [
    Record("https://sontay.hanoi.gov.vn/tin-tuc", "2019-06-01", listing([1, 2, 3, 4, 5, 6, 7])),
    Record(address(1), "2023-06-01", EDITED),
    Record(address(1), "2019-06-01T02:00:00Z", FIRST),
    Record(address(1).replace("https:", "http:"), "2021-06-01", page(1, 20)),
    Record(address(2), "2019-06-01", page(2)),
    Record(address(2), "2022-06-01", GONE),
    Record(address(2), "2023-06-01", "<h1>404</h1>", "404 Not Found"),
    Record(address(3), "2019-06-01", "", "302 Found", http=(("Location", "/trang-chu"),)),
    Record(address(3), "2020-06-01", ONWARD),
    Record(address(4), "2019-06-01", LOGIN),
    Record(address(5), "2019-06-01", CHALLENGE),
    Record(address(5), "2020-06-01", page(5)[:400], warc=(("WARC-Truncated", "length"),)),
    Record(address(6), "2019-06-01", page(6)),
    Record(address(6), "2021-06-01", kind="revisit", warc=(("WARC-Payload-Digest", digest(page(6))),)),
    Record(address(7), "2021-06-01", kind="revisit", warc=(("WARC-Payload-Digest", digest("?")),)),
    Record("https://hanoi.gov.vn/tin/-/view_content/1-mua.html", "2019-06-01", page(6)),
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data directory into which an archive was imported, and what the command said."""
    folder = tmp_path_factory.mktemp("warc")
    warc(folder / "crawl.warc.gz", RECORDS)
    return folder / "data", take(folder / "data", folder / "crawl.warc.gz").stdout


def test_captures_years_apart_are_versions_and_a_series_of_counts(imported: tuple[Path, str]) -> None:
    one = stored(imported[0])[1]
    assert (one.version, one.view_count) == (2, 34)
    assert "thêm" in " ".join(one.paragraphs)
    assert (one.fetched_from, one.capture_source) == ("archive", "Lưu trữ thị xã")
    assert one.captured_at == one.last_seen_at == one.observed_at == "2023-06-01T09:00:00+07:00"
    assert one.first_seen_at == "2019-06-01T09:00:00+07:00"
    assert one.fetched_at is not None and one.fetched_at > "2026"
    assert one.url == address(1)
    with Store(shard(imported[0]) / "store.sqlite", read_only=True) as store:
        seen = [(found.observed_at[:4], found.view_count) for found in store.snapshot.observations()]
    assert seen[:3] == [("2019", 10), ("2021", 20), ("2023", 34)]


def test_an_article_was_gone_when_an_archive_first_saw_it_gone(imported: tuple[Path, str]) -> None:
    assert stored(imported[0])[2].gone_at == "2022-06-01T09:00:00+07:00"


def test_what_stands_in_for_an_article_is_told_apart(imported: tuple[Path, str]) -> None:
    found = {(one.url, one.kind) for one in problems(imported[0])}
    assert found == {
        (address(2), "gone"),
        (address(3), "redirected"),
        (address(3), "not_an_article_redirect"),
        (address(4), "not_an_article_login"),
        (address(5), "not_an_article_challenge"),
        (address(5), "truncated"),
        (address(7), "revisit_without_original"),
    }
    assert sorted(stored(imported[0])) == [1, 2, 6]


def test_articles_that_were_listed_and_never_captured_are_counted_and_named(imported: tuple[Path, str]) -> None:
    data, said = imported
    assert "7 listed, 3 captured" in said
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        missing = list(store.snapshot.missing_articles())
    assert [one.article_id for one in missing] == [f"sontay:{900 + number}" for number in (3, 4, 5, 7)]
    first = missing[0]
    assert (first.title, first.published_on, first.url) == (item(3).title, "2019-01-04", address(3))
    assert (first.listed_at, first.capture_source) == ("2019-06-01T02:00:00+00:00", "Lưu trữ thị xã")
    assert {"Tin tức"} == {category for one in stored(data).values() for category in one.categories}


def test_the_archive_of_ours_names_the_capture_that_it_was_taken_from(imported: tuple[Path, str]) -> None:
    (path,) = (shard(imported[0]) / "archive").glob("*.warc.gz")
    with path.open("rb") as file:
        found = [record.rec_headers for record in ArchiveIterator(file) if record.rec_type == "response"]
    (one,) = [headers for headers in found if headers.get_header("WARC-Refers-To-Date", "").startswith("2023")][:1]
    assert one.get_header("WARC-Refers-To-Target-URI") == one.get_header("WARC-Target-URI") == address(1)
    assert one.get_header("WARC-Refers-To").startswith("<urn:uuid:")
    assert one.get_header("VNPortal-Capture") == "archive"
    assert len(one.get_header("VNPortal-Capture-Digest")) == 32
    assert one.get_header("WARC-Date") > "2026"


def test_reprocess_rebuilds_it_all_without_source_and_store(imported: tuple[Path, str], tmp_path: Path) -> None:
    data = shutil.copytree(imported[0], tmp_path / "data")
    for path in shard(data).glob("store.sqlite*"):
        path.unlink()
    reprocess(data)
    assert exported(data) == exported(imported[0])


def test_a_second_import_adds_nothing_and_an_archive_of_ours_names_the_same_captures(
    imported: tuple[Path, str], tmp_path: Path
) -> None:
    data = shutil.copytree(imported[0], tmp_path / "data")
    (ours,) = (shard(imported[0]) / "archive").glob("*.warc.gz")
    take(data, imported[0].parent / "crawl.warc.gz", ours)
    assert exported(data) == exported(imported[0])
    assert len(list((shard(data) / "archive").iterdir())) == 1


def test_a_revisit_is_the_answer_of_its_digest_again(imported: tuple[Path, str]) -> None:
    one = stored(imported[0])[6]
    assert (one.version, one.first_seen_at, one.last_seen_at) == (
        1, "2019-06-01T09:00:00+07:00", "2021-06-01T09:00:00+07:00"
    )  # fmt: skip
