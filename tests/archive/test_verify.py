"""`vnportal verify`: a letter that changed on the disk is seen, and what is said to rebuild it does."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.commands.verify import NIGHTS
from crawler.rebuilding.verify import Part
from tests.archive.nights import crawl_nights, vnportal
from tests.crawl.portals import Category, items, tables
from tests.crawl.server import serving
from tests.nightly.running import nightly
from tests.shards import shard

ARTICLE = "sontay:299"


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an annotated store, an archive and a published version; not to be changed."""
    data = tmp_path_factory.mktemp("verified")
    crawl_nights(data)
    vnportal("reprocess", "--data", str(data))
    vnportal("publish", "--data", str(data))
    return data


@pytest.fixture
def data(verified: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(verified, tmp_path / "data", symlinks=True))


def verify(data: Path, status: int = 0) -> list[str]:
    """The lines that the command prints."""
    return vnportal("verify", "--data", str(data), status=status).stdout.splitlines()


def value(data: Path, query: str) -> bytes:
    with closing(sqlite3.connect(shard(data) / "store.sqlite")) as connection:
        connection.text_factory = bytes
        found = connection.execute(query).fetchone()[0]
        assert isinstance(found, bytes)
        return found


def spoil(path: Path, text: bytes, at: int = 0) -> None:
    """Change one letter on the disk, wherever the file holds the text."""
    content = bytearray(path.read_bytes())
    start = content.find(text)
    assert start >= 0
    while start >= 0:
        content[start + at] ^= 1
        start = content.find(text)
    path.write_bytes(content)


def archive_file(data: Path, number: int = 0) -> Path:
    return sorted((shard(data) / "archive").glob("*.warc.gz"))[number]


def test_all_is_well_after_nights_and_nothing_is_written(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    (line,) = verify(data)
    assert line.startswith(f"{data}: all is well: 15 articles, 3 archive files, 1 published versions")
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (f"SELECT title FROM versions WHERE article_id = '{ARTICLE}'", f"{ARTICLE}: text of version 1"),
        (f"SELECT paragraphs FROM versions WHERE article_id = '{ARTICLE}'", f"{ARTICLE}: text of version 1"),
        (f"SELECT substr(sentences, 40) FROM annotations WHERE article_id = '{ARTICLE}'", "annotation of version 1"),
        (f"SELECT url FROM articles WHERE article_id = '{ARTICLE}'", f"{ARTICLE}: article"),
    ],
)
def test_a_letter_changed_in_the_store_is_told_and_reprocess_rebuilds_it(data: Path, query: str, what: str) -> None:
    good = value(data, query)
    spoil(shard(data) / "store.sqlite", good, len(good) // 2)
    assert value(data, query) != good
    *lines, last = verify(data, status=1)
    assert last == f"{data}: {len(lines)} damaged"
    (line,) = [line for line in lines if what in line]
    assert f"`vnportal reprocess --data {data}`" in line
    vnportal("reprocess", "--data", str(data))
    assert value(data, query) == good
    assert "all is well" in verify(data)[0]


def test_a_text_whose_answer_is_not_archived_comes_back_from_a_backup_alone(data: Path) -> None:
    archive_file(data).unlink()
    lines = verify(data, status=1)
    assert [line for line in lines if f"archive: {archive_file(data).parent}" in line and "is missing" in line]
    title = value(data, f"SELECT title FROM versions WHERE article_id = '{ARTICLE}'")
    spoil(shard(data) / "store.sqlite", title)
    (line,) = [line for line in verify(data, status=1) if f"{ARTICLE}: text" in line]
    assert line.endswith("is not in the archive: restore the store from a backup")


def test_a_damaged_record_of_the_archive_is_told_with_the_articles_that_came_from_it(data: Path) -> None:
    with closing(sqlite3.connect(shard(data) / "store.sqlite")) as connection:
        name, offset = connection.execute(
            "SELECT warc_file, warc_offset FROM versions WHERE article_id = ?", (ARTICLE,)
        ).fetchone()
    path = shard(data) / "archive" / name
    content = bytearray(path.read_bytes())
    content[offset + 200] ^= 1
    path.write_bytes(content)
    line, _ = verify(data, status=1)
    assert f"archive: {path}: bytes {offset} to " in line
    assert line.endswith(f"the store still has what came from there: {ARTICLE}")


def test_an_archive_file_that_is_shorter_than_the_store_says_is_told(data: Path) -> None:
    path = archive_file(data)
    path.write_bytes(path.read_bytes()[:-7])
    assert f"archive: {path}: bytes " in verify(data, status=1)[0]


def test_a_published_file_that_changed_or_is_missing_is_told(data: Path) -> None:
    version = (data / "datasets" / "latest").resolve()
    spoilt, lost = next(version.glob("csv/articles/*/*/*.csv")), next(version.glob("csv/categories/*/*/*.csv"))
    spoil(spoilt, b"http")
    lost.unlink()
    changed, missing, _ = verify(data, status=1)
    assert f"{spoilt.relative_to(version)}: its bytes have changed: restore" in changed
    assert f"`vnportal publish --anew --data {data}`" in changed
    assert f"{lost.relative_to(version)}: is missing" in missing
    shutil.move(version, data / "aside")
    (data / "datasets" / "latest").unlink()
    vnportal("publish", "--anew", "--data", str(data))
    assert "all is well" in verify(data)[0]


def test_a_store_that_cannot_be_read_is_told_and_the_rest_is_checked_all_the_same(data: Path) -> None:
    (shard(data) / "store.sqlite").write_bytes(b"no store" * 1000)
    path = archive_file(data)
    path.write_bytes(path.read_bytes()[:-7])
    lines = verify(data, status=1)
    assert any("store.sqlite" in line for line in lines)
    assert any(path.name in line for line in lines)


def test_nothing_to_verify_is_an_error_of_one_line_and_a_wrong_option_wrong_usage(tmp_path: Path) -> None:
    assert "nothing there to verify" in vnportal("verify", "--data", str(tmp_path), status=1).stderr
    vnportal("verify", "--everything", status=2)


def test_nights_verify_a_part_each_and_damage_opens_an_alert_until_it_is_mended(tmp_path: Path) -> None:
    news = Category("tin-tuc", "Tin tức", items(800, 6))
    with serving(tables([news])) as portal:
        nightly(portal.base_url, tmp_path, portal="sontay", moment="2026-10-01T19:00:00+00:00")
        spoil(shard(tmp_path) / "store.sqlite", value(tmp_path, "SELECT lead FROM versions WHERE rowid = 2"))
        damaged = []
        for day in (2, 3):
            nightly(portal.base_url, tmp_path, portal="sontay", moment=f"2026-10-0{day}T19:00:00+00:00")
            status = vnportal("status", "--data", str(tmp_path)).stdout
            damaged.append("damage: store: sontay:" in status)
        assert damaged == [False, True]
        vnportal("reprocess", "--data", str(tmp_path))
        nightly(portal.base_url, tmp_path, portal="sontay", moment="2026-10-04T19:00:00+00:00")
        assert "damage" not in vnportal("status", "--data", str(tmp_path)).stdout


def test_the_nights_of_a_month_see_every_row_and_every_file() -> None:
    seen = [name for turn in range(NIGHTS) for name in map(str, range(500)) if Part(turn, NIGHTS).has(name)]
    assert sorted(seen) == sorted(map(str, range(500)))
