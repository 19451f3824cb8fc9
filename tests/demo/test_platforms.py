"""Portals on other platforms than Liferay: the real command line finds every article once and reads it rightly."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.demo.layouts import PLATFORMS
from crawler.demo.other_platform import PlatformLayout
from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from tests.browser import NAMES
from tests.demo.test_whole_path import exported, vnportal
from tests.demo.truth import differences

SITE = Site()
#: The platform that each layout's portal declares.
DECLARED = {"newszone": "newszone", "newszone_told": "newszone", "timelinelist": "timelinelist", "nukeviet": "nukeviet"}
PROFILE = """
extends = "_portal"
platform = "{platform}"
title = "Cổng minh họa"
base_url = "{base_url}"
aliases = ["thixa.demo.example"]

[unit]
name = "thị xã Sơn Tây"
province = "thành phố Hà Nội"
"""


def profile(folder: Path, layout: str, base_url: str) -> Path:
    path = folder / "minh_hoa.toml"
    path.write_text(PROFILE.format(platform=DECLARED[layout], base_url=base_url), encoding="utf-8")
    return path


def crawl(folder: Path, *more: str | Path) -> str:
    done = vnportal("crawl", "--data", folder / "data", "--delay", "0", "--no-annotate", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def by_index(layout: PlatformLayout, records: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The records by the index of the article that they are of; fails when two are of the same."""
    found: dict[int, dict[str, Any]] = {}
    for record in records:
        place = layout.article_path(urlsplit(record["url"]).path)
        assert place is not None, record["url"]
        index = SITE.index_of(place.article_id)
        assert index is not None
        assert index not in found, record["id"]
        found[index] = record
    return found


def wrong(layout: PlatformLayout, records: dict[int, dict[str, Any]]) -> dict[int, dict[str, tuple[Any, Any]]]:
    """The fields that differ from what the pages show, by article."""
    found = {}
    for index, record in records.items():
        differing = differences(layout.shown(SITE.article(index)), record)
        differing.pop("url", None)  # the shape is another platform's
        if layout.name == "timelinelist" and not index % 17:
            assert record["categories"] == []  # no listing names it, but feeds and sitemaps do
            differing.pop("categories", None)
        if differing:
            found[index] = differing
    return found


def fetches(layout: PlatformLayout, server: Server) -> Counter[int]:
    places = (layout.article_path(urlsplit(target).path) for target in server.targets())
    return Counter(place.article_id for place in places if place)


@pytest.mark.parametrize("name", ["newszone_told", "timelinelist", "nukeviet"])
def test_every_article_is_found_once_and_read_rightly(name: str, tmp_path: Path) -> None:
    layout = PLATFORMS[name](SITE)
    with serve(SITE, name) as server:
        crawl(tmp_path, "--profile", profile(tmp_path, name, server.base_url))
    records = by_index(layout, exported(tmp_path / "data", tmp_path / "out"))
    assert sorted(records) == list(range(SITE.size))
    assert wrong(layout, records) == {}
    assert set(fetches(layout, server).values()) == {1}


def test_a_profile_of_the_program_whose_forms_nobody_tells_is_incomplete_and_names_the_remedy(tmp_path: Path) -> None:
    with serve(SITE, "newszone") as server:
        said = crawl(tmp_path, "tungthien", "--base-url", server.base_url)
    assert "listing_incomplete" in said
    assert 'Đảng - đoàn thể: page 1 leads on by no address: "Xem thêm" with a script' in said
    assert "wants PageSize, Catname, LanguageId, Site, which the page does not say" in said
    assert "vnportal probe tungthien --browser --write FILE" in said


def test_a_continuation_in_the_profile_is_followed(tmp_path: Path) -> None:
    layout = PLATFORMS["newszone_told"](SITE)
    with serve(SITE, "newszone") as server:
        path = profile(tmp_path, "newszone", server.base_url)
        path.write_text(path.read_text(encoding="utf-8") + continuations(layout), encoding="utf-8")
        said = crawl(tmp_path, "--profile", path)
    assert "listing_incomplete" not in said
    assert sorted(by_index(layout, exported(tmp_path / "data", tmp_path / "out"))) == list(range(SITE.size))


@pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="needs a chromium")
def test_a_browser_finds_out_once_how_listings_go_on_and_the_crawl_needs_none(tmp_path: Path) -> None:
    layout = PLATFORMS["newszone"](SITE)
    written = tmp_path / "data" / "portals" / "minh_hoa.toml"
    with serve(SITE, "newszone") as server:
        done = vnportal("probe", server.base_url, "--browser", "--write", written, "--delay", "0")
        assert "/dang-doan-the: POST /api/NewsZone/NewsZone, counted by PageIndex" in done.stdout
        said = crawl(tmp_path, "minh_hoa")
        assert "listing_incomplete" not in said
        server.requests.clear()
        night = vnportal("nightly", "--portal", "minh_hoa", "--data", tmp_path / "data", "--delay", "0")
    assert night.returncode == 0, night.stdout + night.stderr
    assert sorted(by_index(layout, exported(tmp_path / "data", tmp_path / "out"))) == list(range(SITE.size))
    assert sum(request.method == "POST" for request in server.requests) < 40


def continuations(layout: PlatformLayout) -> str:
    """What a browser would have seen: the form of each zone."""
    tables = []
    for section in SITE.listings:
        zone = layout.address(SITE.article(0), section).split("/")[1]
        form = {name: layout.cipher(name, section) for name in ("Catname", "LanguageId", "Site")}  # type: ignore[attr-defined]
        fields = ", ".join(f"{name} = {json.dumps(value)}" for name, value in {"PageSize": "10", **form}.items())
        tables.append(
            f'\n[[continuations]]\nlisting = "/{zone}"\nmethod = "POST"\nurl = "/api/NewsZone/NewsZone"\n'
            f'counter = "PageIndex"\nfirst = 1\nform = {{ {fields} }}\n'
            'headers = { X-Requested-With = "XMLHttpRequest" }\n'
        )
    return "".join(tables)
