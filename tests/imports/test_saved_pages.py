"""Mirrors, saved pages and lists of addresses: where a page stood, and when it was saved."""

import os
import shutil
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from tests.crawl.portals import Category, tables
from tests.crawl.running import crawl
from tests.crawl.server import serving
from tests.imports.archives import BASE, NEWS, address, item, listing, page, problems, stored, take

MADE = 1_560_000_000  # 8 June 2019
_LINKS = '<p><a href="../../../van-ban.html">Văn bản</a> <img src="../../../documents/1/a.jpg"></p>'


def save(path: Path, html: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    os.utime(path, (MADE, MADE))
    return path


def mirrored(url: str, html: str) -> str:
    """A page as HTTrack saves it."""
    by = "HTTrack Website Copier/3.x [XR&CO'2014], Sat, 27 Aug 2022 03:55:49 GMT"
    said = f"<!-- Mirrored from {url.partition('//')[2]} by {by} -->"
    return html.replace("<html>", f"<html>\n{said}\n", 1)


def mirror(root: Path) -> Path:
    """A mirror of articles 1 and 2, and of a listing that names article 3, too."""
    for number in (1, 2):
        html = page(number).replace("<p><b>VĂN AN", f"{_LINKS}<p><b>VĂN AN")
        save(root / item(number).path(NEWS).strip("/"), mirrored(address(number), html))
    # The same article under a prefix: of the two pages the main one is taken.
    other = mirrored(address(2).replace(".vn/", ".vn/en/"), page(2, views=99))
    save(root / "en" / item(2).path(NEWS).strip("/"), other)
    links = listing([1, 2, 3])
    for number in (1, 2, 3):
        links = links.replace(f'"{item(number).path(NEWS)}"', f'"{item(number).path(NEWS)[1:]}"')
    save(root / "tin-tuc1a4f.html", mirrored(f"{BASE}/tin-tuc?p_p_id=101&amp;cur=2", links))
    save(root / "hts-log.txt", "HTTrack3.49 launched")
    return root


def whole(url: str, html: str) -> str:
    """A page as a browser saves it in one file, with a picture."""
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = url
    message["Date"] = "Mon, 05 Jun 2023 01:00:00 -0000"
    text = MIMEText(html, "html", "utf-8")
    text["Content-Location"] = url
    picture = MIMEImage(b"GIF89a", "gif")
    picture["Content-Location"] = f"{BASE}/documents/1/a.gif"
    for part in (text, picture):
        message.attach(part)
    return message.as_string()


def saved(folder: Path) -> Path:
    """Pages of articles 11 to 16, each of which tells its address in another way."""
    save(folder / "chrome.html", f"<!-- saved from url=(0099){address(11)} -->\n{page(11)}")
    moment = "Thu Aug 25 2022 10:00:00 GMT+0700 (ICT)"
    single = f"<!--\n Page saved with SingleFile \n url: {address(12)} \n saved date: {moment}\n-->"
    save(folder / "single.html", page(12).replace("<html>", f"<html>{single}", 1))
    save(folder / "beside.html", page(13))
    save(folder / "beside.html.url", f"[InternetShortcut]\r\nURL={address(13)}\r\n")
    save(folder / "canonical.html", page(14).replace("<head>", f'<head><link rel="canonical" href="{address(14)}">'))
    save(folder / "whole.mhtml", whole(address(16), page(16)))
    save(folder / "sontay.hanoi.gov.vn" / item(15).path(NEWS).strip("/"), page(15))
    return folder


def listed(folder: Path) -> Path:
    """A list of articles 21 and 22, and of a file that is not there."""
    save(folder / "a.html", page(21))
    save(folder / "b.html", page(22))
    lines = (f"{address(21)}\ta.html\t2018-03-01T08:00:00+07:00", f"{address(22)}\tb.html", f"{address(23)}\tc.html")
    return save(folder / "pages.tsv", "\n".join(lines))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data directory into which all three were imported, and what the command said."""
    folder = tmp_path_factory.mktemp("files")
    sources = (mirror(folder / "mirror"), saved(folder / "saved"), listed(folder / "list"))
    return folder / "data", take(folder / "data", *sources).stdout


def test_a_mirror_has_its_addresses_back(imported: tuple[Path, str]) -> None:
    found = stored(imported[0])
    assert [found[number].url for number in (1, 2)] == [address(1), address(2)]
    assert found[2].view_count == 12
    assert (found[1].fetched_from, found[1].capture_source) == ("file", "mirror")
    assert found[1].captured_at == "2022-08-27T10:55:49+07:00"
    assert [link.url for link in found[1].links] == [f"{BASE}/van-ban"]
    assert [image.url for image in found[1].images] == [f"{BASE}/documents/1/a.jpg"]
    assert "3 listed, 2 captured" in imported[1]


def test_the_address_of_a_saved_page_is_told_by_page_sidecar_or_path(imported: tuple[Path, str]) -> None:
    found = stored(imported[0])
    assert [found[number].url for number in range(11, 17)] == [address(number) for number in range(11, 17)]
    assert {found[number].title for number in range(11, 17)} == {item(number).title for number in range(11, 17)}
    assert found[11].captured_at == "2019-06-08T20:20:00+07:00"
    assert found[12].captured_at == "2022-08-25T10:00:00+07:00"
    assert found[16].captured_at == "2023-06-05T08:00:00+07:00"


def test_a_list_names_addresses_files_and_moments(imported: tuple[Path, str]) -> None:
    found = stored(imported[0])
    assert found[21].captured_at == "2018-03-01T08:00:00+07:00"
    assert found[22].captured_at == "2019-06-08T20:20:00+07:00"
    assert [one.kind for one in problems(imported[0])] == ["damaged_list"]


def test_a_crawl_afterwards_adds_to_the_same_article(imported: tuple[Path, str], tmp_path: Path) -> None:
    data = shutil.copytree(imported[0], tmp_path / "data")
    today = Category(NEWS.slug, NEWS.name, [item(number) for number in (1, 2, 3)])
    pages = tables([today])
    pages[item(1).path(NEWS)] = page(1, views=70).replace("thống nhất nhiều", "thống nhất thêm nhiều")
    with serving(pages) as portal:
        crawl(portal.base_url, data)
    one = stored(data)[1]
    assert (one.version, one.fetched_from, one.view_count) == (2, "live", 70)
    assert one.first_seen_at == "2022-08-27T10:55:49+07:00"
    assert 3 in stored(data)
