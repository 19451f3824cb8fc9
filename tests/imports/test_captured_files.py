"""Files that articles link and an archive holds: taken from WARC files, mirrors and indexes, and read."""

import shutil
from pathlib import Path

import pytest

from crawler.records.article import Article
from crawler.store.store import Store
from tests.archive.nights import reprocess
from tests.imports.archives import BASE, Record, address, page, problems, stored, take, vnportal, warc
from tests.imports.test_web_archives import asked, common_crawl
from tests.shards import shard

TEXTS = ("Ke hoach thang 6", "Ke hoach da sua", "Don vi", "So tay")
PLAN, LATER, OTHER, NOTES = (rf"{{\rtf1\ansi {text}\par}}" for text in TEXTS)
_HOST = "tep.hanoi.gov.vn"
_PROFILE = f"""
extends = "sontay"
title = "Th\u1ecb x\u00e3 S\u01a1n T\u00e2y"
base_url = "{BASE}"
attachments = "fetch"

[files]
hosts = ["{_HOST}"]
"""


def linking(number: int, *files: str) -> str:
    """The page of an article that links some files."""
    links = "".join(f'<p><a href="{file}">{file.rpartition("/")[2]}</a></p>' for file in files)
    return page(number).replace("<p><b>V\u0102N AN", f"{links}<p><b>V\u0102N AN", 1)


def captured(url: str, day: str, content: str, status: str = "200 OK") -> Record:
    return Record(url, day, content, status, http=(("Content-Type", "application/rtf"),))


#: A file stands before its article, another on a host of files, one is named by another scheme, one was lost by then.
RECORDS = [
    captured(f"{BASE}/documents/ke-hoach.rtf", "2019-06-02", PLAN),
    captured(f"{BASE}/documents/khong-ai-nhac.rtf", "2019-06-02", OTHER),
    Record(address(1), "2019-06-01", linking(1, "/documents/ke-hoach.rtf", f"https://{_HOST}/mau.rtf")),
    Record(
        address(2).replace("https:", "http:"), "2019-06-01", linking(2, "/documents/ke-hoach.rtf", "/documents/mat.rtf")
    ),
    captured(f"{BASE}/documents/ke-hoach.rtf", "2020-06-02", LATER),
    captured(f"https://{_HOST}/mau.rtf", "2019-06-02", OTHER),
    captured(f"{BASE}/documents/mat.rtf", "2019-06-02", "<html><body>404</body></html>", "404 Not Found"),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's portal, with its files."""
    path = tmp_path_factory.mktemp("profile") / "sontay.toml"
    path.write_text(_PROFILE, "utf-8")
    return path


@pytest.fixture(scope="module")
def imported(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory into which an archive, a list and a mirror were imported that have files."""
    folder = tmp_path_factory.mktemp("files")
    mirror = folder / "sontay.hanoi.gov.vn"
    (mirror / "documents").mkdir(parents=True)
    (mirror / "documents" / "so.rtf").write_text(NOTES)
    (folder / "don.rtf").write_text(OTHER)
    (folder / "bai.html").write_text(linking(3, "/documents/so.rtf", f"https://{_HOST}/don.rtf"), "utf-8")
    lines = folder / "pages.tsv"
    lines.write_text(f"{address(3)}\tbai.html\nhttps://{_HOST}/don.rtf\tdon.rtf\n")
    take(folder / "data", warc(folder / "crawl.warc.gz", RECORDS), lines, mirror, profile=profile)
    return folder / "data"


def texts(article: Article) -> list[tuple[str, str | None]]:
    return sorted((one.file.rpartition("/")[2], one.text) for one in article.attachment_texts)


def test_what_an_archive_holds_of_an_articles_files_is_read_in_its_latest_capture(imported: Path) -> None:
    found = stored(imported)
    assert texts(found[1]) == [("ke-hoach.rtf", "Ke hoach da sua"), ("mau.rtf", "Don vi")]
    assert [one.status for one in found[1].attachments] == ["read", "read"]


def test_a_file_that_was_captured_as_an_error_is_told_and_one_that_no_article_links_is_not_taken(
    imported: Path,
) -> None:
    assert [one.kind for one in problems(imported)] == ["file_gone"]
    with Store(shard(imported) / "store.sqlite", read_only=True) as store:
        assert not store.files.known("sontay", f"{BASE}/documents/khong-ai-nhac.rtf")


def test_reprocess_reads_the_files_without_the_source(imported: Path, tmp_path: Path) -> None:
    data = shutil.copytree(imported, tmp_path / "data")
    (shard(data) / "store.sqlite").unlink()
    reprocess(data)
    assert {number: texts(one) for number, one in stored(data).items()} == {
        number: texts(one) for number, one in stored(imported).items()
    }


def test_a_mirror_and_a_list_hold_files_as_well(imported: Path) -> None:
    assert texts(stored(imported)[3]) == [("don.rtf", "Don vi"), ("so.rtf", "So tay")]


def test_an_index_is_asked_for_files_too(profile: Path, tmp_path: Path) -> None:
    with common_crawl(warc(tmp_path / "a.warc.gz", RECORDS)) as served:
        words = asked(f"{served.url}/collinfo.json", tmp_path / "data", archive="commoncrawl")
        vnportal(*(word for word in words if word != "sontay"), "--profile", profile)
        assert len(served.asked) == 4  # two articles, and of each file its latest capture
    assert texts(stored(tmp_path / "data")[1]) == [("ke-hoach.rtf", "Ke hoach da sua"), ("mau.rtf", "Don vi")]
