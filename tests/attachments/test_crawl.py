"""The files of a portal's articles, by the real command line: fetched, read, asked for again, rebuilt."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest

from crawler.commands.verify import everything
from crawler.records.article import Article
from crawler.store.store import Store
from pipelines.file_texts import scans
from tests import forked
from tests.attachments import documents
from tests.attachments.documents import FIRST, ORDER, TEXT
from tests.crawl.portals import Category, Item, article_page
from tests.crawl.server import Answer, Served, serving
from tests.shards import new_store, shard

_PROFILE = """
extends = "_liferay"
title = "Cổng minh họa"
base_url = "{base_url}"
platform = "liferay"
attachments = "fetch"

[files]
hosts = ["{host}"]
bytes = 2_000_000
per_article = 12
"""
_PDF = {"Content-Type": "application/pdf"}
TIN = Category(
    "tin",
    "Tin tức",
    [Item(900 - index, f"Ban hành kế hoạch số {900 - index}", date(2024, 6, 30 - index)) for index in range(4)],
)


def blank_pages(count: int) -> bytes:
    """A PDF with so many pages that say nothing."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)]
    parts += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj%bendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return (
        bytes(written)
        + head
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(parts) + 1,
            len(written),
        )
    )


def bomb() -> bytes:
    """A ZIP file whose members say that they are two gigabytes unpacked."""
    content = bytearray(documents.packed({"a.txt": b"0" * 1000}))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.find(signature) + at
        content[place : place + 4] = (2_000_000_000).to_bytes(4, "little")
    return bytes(content)


def files() -> dict[str, Answer | str]:
    """What stands at the addresses of the portal's files."""
    docx = documents.docx([("", ORDER)])
    return {
        "/documents/ke-hoach.pdf": Answer(documents.pdf(TEXT, [FIRST]), headers={**_PDF, "ETag": '"1"'}),
        "/documents/khoa.pdf": Answer(documents.pdf(TEXT, password="x"), headers=_PDF),
        "/documents/that-ra-la-docx.pdf": Answer(docx, headers=_PDF),
        "/documents/dang-nhap.doc": Answer("<!doctype html><html><body>Đăng nhập</body></html>"),
        "/documents/to.pdf": Answer(documents.pdf(TEXT) + b" " * 2_000_000, headers=_PDF),
        "/documents/dai.pdf": Answer(blank_pages(10_000), headers=_PDF),
        "/documents/bom.zip": Answer(bomb(), headers={"Content-Type": "application/zip"}),
        "/documents/nen.rar": Answer(b"Rar!\x1a\x07\0", headers={"Content-Type": "application/octet-stream"}),
        "/robots.txt": "User-agent: *\nDisallow: /documents/cam/\n",
        "/documents/cam/cam.pdf": Answer(documents.pdf(TEXT), headers=_PDF),
    }


#: The files of the articles, in order: of one article the title and the links.
_MANY = ("ke-hoach.pdf", "khoa.pdf", "that-ra-la-docx.pdf", "dang-nhap.doc", "to.pdf", "dai.pdf", "bom.zip", "nen.rar")


@dataclass
class World:
    """A portal and the host of its files, being served, and a data directory."""

    portal: Served
    host: Served
    data: Path
    profile: Path
    #: What the first crawl has printed.
    said: str = ""

    def vnportal(self, *arguments: str, days: int = 0, path: str | None = None) -> str:
        """Run a command, days later, with these programs on the path; returns what it prints."""
        now = f"{date(2027, 1, 1) + timedelta(days)}T03:00:00+00:00"
        environment = {**os.environ, "VNPORTAL_NOW": now} | ({"PATH": path} if path else {})
        command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments, "--data", str(self.data)]
        done = forked.run(command, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def crawl(self, *more: str, days: int = 0, path: str | None = None) -> str:
        arguments = ("crawl", "--profile", str(self.profile), "--delay", "0", "--no-annotate", *more)
        return self.vnportal(*arguments, days=days, path=path)

    def articles(self) -> dict[str, Article]:
        with Store(shard(self.data) / "store.sqlite", read_only=True) as store:
            return {article.id.partition(":")[2]: article for article in store.snapshot.articles()}

    def problems(self) -> list[tuple[str, str]]:
        """The problems of files: kind, and the file's name."""
        with Store(shard(self.data) / "store.sqlite", read_only=True) as store:
            found = [noted.problem for noted in store.snapshot.problems() if noted.problem.stage == "attachment"]
        return [(problem.kind, (problem.url or "").rpartition("/")[2]) for problem in found]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A portal whose articles offer files, crawled."""
    folder = tmp_path_factory.mktemp("attachments")
    pages: dict[str, Answer | str] = {"/": '<html><body><a href="/tin">Tin tức</a></body></html>'}
    scan = documents.scan(documents.picture(["Thị xã Sơn Tây"], 200, lines=3), dpi=200)
    with serving({"/kho/quet.pdf": Answer(scan, headers=_PDF)}) as host, serving(pages) as portal:  # type: ignore[arg-type]
        links = "".join(f'<p><a href="{item.path(TIN)}">{item.title}</a></p>' for item in TIN.items)
        pages["/tin"] = f"<html><body><h2>Tin tức</h2><div>{links}</div></body></html>"
        offered = (
            [f"/documents/{name}" for name in _MANY],
            ["/documents/ke-hoach.pdf", "/documents/khong-co.pdf", "/documents/cam/cam.pdf"],
            [f"{host.base_url}/kho/quet.pdf", "http://elsewhere.example/x.pdf"],
            [],
        )
        for item, addresses in zip(TIN.items, offered, strict=True):
            named = "".join(f'<p><a href="{escape(one)}">{one.rpartition("/")[2]}</a></p>' for one in addresses)
            page = article_page(item, TIN)
            if item is TIN.items[2]:  # nothing but the scan
                page = f"{page[: page.index('<p><b>Sáng')]}{named}</body></html>"
            pages[item.path(TIN)] = page.replace("<p><b>VĂN AN</b></p>", f"{named}<p><b>VĂN AN</b></p>")
        pages |= files()
        profile = folder / "minh_hoa.toml"
        profile.write_text(_PROFILE.format(base_url=portal.base_url, host=host.base_url.partition("//")[2]), "utf-8")
        made = World(portal, host, folder / "data", profile)
        made.said = made.crawl()
        yield made


def status(article: Article) -> dict[str, str | None]:
    return {(file.url or "").rpartition("/")[2]: file.status for file in article.attachments}


def test_every_file_says_what_became_of_it(world: World) -> None:
    found = world.articles()
    assert status(found["900"]) == {
        "ke-hoach.pdf": "read",
        "khoa.pdf": "encrypted",
        "that-ra-la-docx.pdf": "read",
        "dang-nhap.doc": "failed",
        "to.pdf": "too_large",
        "dai.pdf": "partly_read",
        "bom.zip": "too_costly",
        "nen.rar": "not_read",
    }
    assert status(found["899"]) == {"ke-hoach.pdf": "read", "khong-co.pdf": "gone", "cam.pdf": "failed"}
    assert status(found["898"])["x.pdf"] == "other_host"
    plan = found["900"].attachments[0]
    content = files()["/documents/ke-hoach.pdf"]
    assert isinstance(content, Answer)
    assert (plan.media_type, plan.size) == ("application/pdf", plan.size)
    assert found["900"].attachments[2].media_type == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )


def test_what_cannot_be_had_or_read_is_a_named_problem_and_the_rest_is_done(world: World) -> None:
    assert sorted(set(world.problems())) == sorted(
        {
            ("file_encrypted", "khoa.pdf"),
            ("file_wrong_type", "that-ra-la-docx.pdf"),
            ("file_failed", "dang-nhap.doc"),
            ("file_too_large", "to.pdf"),
            ("file_too_long", "dai.pdf"),
            ("file_too_large", "bom.zip"),
            ("file_not_read", "nen.rar"),
            ("file_gone", "khong-co.pdf"),
            ("file_failed", "cam.pdf"),
            ("file_other_host", "x.pdf"),
            *([] if scans.is_installed() else [("ocr_missing", "quet.pdf")]),
        }
    )


def test_the_texts_stand_page_by_page_with_every_article_that_links_the_file(world: World) -> None:
    found = world.articles()
    texts = [
        (page.file.rpartition("/")[2], page.page, page.text, page.method) for page in found["900"].attachment_texts
    ]
    plan = [("ke-hoach.pdf", 1, "\n".join(TEXT), "text"), ("ke-hoach.pdf", 2, FIRST, "text")]
    assert texts == [*plan, ("that-ra-la-docx.pdf", 1, ORDER, "text")]
    assert [page.text for page in found["899"].attachment_texts] == [text for _, _, text, _ in plan]
    assert found["897"].attachment_texts == []


def test_a_file_that_many_articles_link_is_fetched_once_and_no_other_host_is_asked(world: World) -> None:
    assert world.portal.asked["/documents/cam/cam.pdf"] == 0  # robots.txt
    assert world.host.asked["/kho/quet.pdf"] == 1
    assert world.host.asked["/robots.txt"] == 1
    assert world.portal.asked["/documents/ke-hoach.pdf"] == 1
    assert "files: 2 failed, 1 gone, 7 new, 1 skipped" in world.said


def test_an_article_that_is_only_a_scan_is_not_empty(world: World) -> None:
    article = world.articles()["898"]
    assert article.paragraphs == []
    (page,) = article.attachment_texts
    if scans.is_installed():
        assert (page.text, page.method) == ("Thị xã Sơn Tây", "ocr")
        assert not {problem.kind for problem in article.problems} & {"missing_body", "only_attachments"}
    else:
        assert (page.text, page.method) == (None, "ocr_missing")


def test_reprocess_restores_all_of_it_without_a_request(world: World, tmp_path: Path) -> None:
    before, asked = world.articles(), world.portal.asked.total()
    store = shard(world.data) / "store.sqlite"
    kept = store.read_bytes()
    try:
        store.unlink()
        world.vnportal("reprocess", "--no-annotate")
        after = world.articles()
        assert {key: one.attachment_texts for key, one in after.items()} == {
            key: one.attachment_texts for key, one in before.items()
        }
        again = {key: status(one) for key, one in after.items()}
        # What was never answered is not in the archive.
        for name, key in (("to.pdf", "900"), ("cam.pdf", "899"), ("x.pdf", "898")):
            assert again[key].pop(name) is None
        assert again == {
            key: {name: one for name, one in status(article).items() if name in again[key]}
            for key, article in before.items()
        }
        assert world.portal.asked.total() == asked
    finally:
        store.write_bytes(kept)


def test_verify_knows_each_content_by_its_sha256_and_each_text_by_a_checksum(world: World, tmp_path: Path) -> None:
    own = new_store(tmp_path, shard(world.data).name)
    own.with_name("archive").symlink_to(shard(world.data) / "archive")
    own.write_bytes((shard(world.data) / "store.sqlite").read_bytes())
    assert list(everything(tmp_path, [own.parent.name])) == []
    with closing(sqlite3.connect(own)) as connection, connection:
        plan = world.articles()["900"].attachments[0]
        connection.execute("UPDATE files SET sha256 = ? WHERE url = ?", ("0" * 64, plan.url))
        connection.execute("UPDATE file_pages SET text = text || 'x' WHERE text LIKE ?", (f"{FIRST[:20]}%",))
    content, text = sorted(everything(tmp_path, [own.parent.name]), key=str)
    assert f"{plan.url} came from byte " in str(content) and "where a content of another SHA-256 stands" in str(content)
    assert "the texts of the attached file" in str(text) and "`vnportal reprocess" in str(text)
    with Store(own) as store:
        assert store.files.forget_broken() == 1
        assert list(everything(tmp_path, [own.parent.name])) == [content]


def test_later_nights_ask_whether_a_file_has_changed(world: World) -> None:
    said = world.crawl(days=40)
    assert world.portal.asked["/documents/ke-hoach.pdf"] == 2
    assert world.portal.asked["/documents/khoa.pdf"] == 1  # nothing tells whether it has changed
    assert "1 unchanged" in said
    assert status(world.articles()["900"])["ke-hoach.pdf"] == "read"
