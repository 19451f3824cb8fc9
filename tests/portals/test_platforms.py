"""A portal's platforms: what an address says by its shape, and what ages keep apart."""

from datetime import date
from pathlib import Path

import pytest

from crawler import portals
from crawler.pages.page.address import article_address, canonical_url, fetch_url
from crawler.records.errors import ProfileError
from crawler.records.platform import Platform
from crawler.records.profile import Portal, validated

SONTAY = portals.load("sontay")
GOOD = 'title = "Cổng thử"\nbase_url = "https://thu.example.vn/"\n'
OLD = "/tin-noi-bat/-/view_content/8658064-son-tay.html"
NEW = "/van-hoa-xa-hoi-68156/le-khanh-thanh-2025-269825101010222505.htm"


def on(platform: str, folder: Path) -> Portal:
    (folder / "thu.toml").write_text(f'platform = "{platform}"\n{GOOD}', encoding="utf-8")
    return portals.load("thu", folder)


@pytest.mark.parametrize(
    ("platform", "url", "article_id"),
    [
        ("newszone", NEW, "269825101010222505"),
        ("newszone", "/print" + NEW, "269825101010222505"),
        ("newszone", "/van-hoa-xa-hoi-68156", None),
        ("newszone", "/tin/bai-cu-2285084.htm", "2285084"),
        ("timelinelist", "/le-khanh-thanh-102250701093012345.htm", "102250701093012345"),
        ("timelinelist", "/van-hoa-68156.htm", None),
        ("timelinelist", "/van-hoa/trang-2.htm", None),
        ("timelinelist", "/timelinelist/68156/2.htm", None),
        ("nukeviet", "/vi/news/tin-tuc/hoi-nghi-2024-15.html", "15"),
        ("nukeviet", "/news/tin-tuc/hoi-nghi-15.html", "15"),
        ("nukeviet", "/en/news/tin-tuc/meeting-15.html", "en-news-15"),
        ("nukeviet", "/vi/thong-bao/lich/lich-tuan-15.html", "vi-thong-bao-15"),
        ("nukeviet", "/vi/news/tin-tuc/page-2/", None),
        ("nukeviet", "/tin-tuc/hoat-dong/page-2.html", None),
        ("nukeviet", "/thong-bao/lich/trang-12.html", None),
        ("nukeviet", "/thong-bao/lich/trang-trai-12.html", "thong-bao-12"),
        ("nukeviet", "/vi/about/gioi-thieu.html", None),
        ("nukeviet_plain", "/vi/news/tin-tuc/hoi-nghi-15/", "15"),
        ("nukeviet_plain", "/thong-bao/lich/lich-tuan-15/", "thong-bao-15"),
        ("nukeviet_plain", "/thong-bao/lich/page-2/", None),
        ("nukeviet_plain", "/thong-bao/lich/", None),
        ("nukeviet_plain", "/vi/news/tag/covid-19/", None),
        ("nukeviet_plain", "/thong-bao/tag/covid-19", None),
        ("nukeviet_plain", "/thong-bao/archive/2020-05/", None),
        ("nukeviet_plain", "/vi/news/tin-tuc/hoi-nghi-15.html", None),
        ("liferay", NEW, None),
    ],
)
def test_a_platform_knows_its_articles_by_the_shape_of_their_addresses(
    platform: str, url: str, article_id: str | None, tmp_path: Path
) -> None:
    found = article_address(url, on(platform, tmp_path))
    assert (found and found.article_id) == article_id


def test_a_print_view_is_the_article(tmp_path: Path) -> None:
    portal = on("newszone", tmp_path)
    assert canonical_url("/print" + NEW, portal) == "https://thu.example.vn" + NEW
    assert fetch_url("/print" + NEW, portal.base_url, portal) == "https://thu.example.vn" + NEW


def test_the_language_of_a_platform_without_prefixes_stays_in_the_address(tmp_path: Path) -> None:
    url = "https://thu.example.vn/vi/news/tin-tuc/hoi-nghi-15.html"
    assert canonical_url(url, on("nukeviet", tmp_path)) == url


def test_an_id_may_stand_in_the_query(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "cua_so.toml").write_text(
        'title = "Cửa sổ"\narticles = ["{page}/Pages/{slug}.aspx?ItemID={id}"]\n', encoding="utf-8"
    )
    portal = on("cua_so", tmp_path)
    url = "https://thu.example.vn/tintuc/Pages/tin-tong-hop.aspx?ItemID=93&utm_source=a"
    found = article_address(url, portal)
    assert found is not None
    assert found.article_id == "93"
    assert canonical_url(url, portal) == "https://thu.example.vn/tintuc/Pages/tin-tong-hop.aspx?ItemID=93"
    assert fetch_url(url, url, portal) == "https://thu.example.vn/tintuc/Pages/tin-tong-hop.aspx?ItemID=93"
    assert article_address("/tintuc/Pages/tin-tong-hop.aspx?Page=2", portal) is None


def test_ids_of_two_ages_stay_apart_and_those_of_the_first_are_plain() -> None:
    old, new = article_address(OLD, SONTAY), article_address("/tin/bai-cu-8658064.htm", SONTAY)
    assert old is not None
    assert new is not None
    assert old.article_id == "8658064"
    assert new.article_id == "newszone:8658064"


def test_two_ages_share_their_ids_where_the_platform_says_so(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "doi_sau.toml").write_text(
        'title = "Đời sau"\nids = "liferay"\narticles = ["/tin/{id}"]\n', encoding="utf-8"
    )
    ages = '[[ages]]\nplatform = "liferay"\n[[ages]]\nplatform = "doi_sau"\n'
    (tmp_path / "thu.toml").write_text(GOOD + ages, encoding="utf-8")
    found = article_address("/tin/8658064", portals.load("thu", tmp_path))
    assert found is not None
    assert found.article_id == "8658064"


@pytest.mark.parametrize(
    ("day", "url", "unit"),
    [
        (date(2020, 6, 25), OLD, "thị xã Sơn Tây"),
        (date(2020, 6, 25), NEW, "thị xã Sơn Tây"),
        (date(2025, 6, 30), NEW, "thị xã Sơn Tây"),
        (date(2025, 7, 1), NEW, "phường Sơn Tây"),
        (None, OLD, "thị xã Sơn Tây"),
        (None, NEW, "phường Sơn Tây"),
    ],
)
def test_the_day_of_an_article_tells_whose_it_is(day: date | None, url: str, unit: str) -> None:
    found = SONTAY.unit_on(day, "https://sontay.hanoi.gov.vn" + url)
    assert found is not None
    assert found.name == unit


@pytest.mark.parametrize("platform", portals.platforms(), ids=lambda platform: platform.name)
def test_no_declaration_names_a_host(platform: Platform) -> None:
    said = [*platform.articles, *platform.marks.pages, *(one.url for one in platform.continues)]
    assert [text for text in said if ".vn" in text or "://" in text] == []


@pytest.mark.parametrize("name", ["tungthien", "doaiphuong", "hanoi"])
def test_a_portal_that_nobody_has_seen_says_so(name: str) -> None:
    assert not portals.load(name).seen_live


@pytest.mark.parametrize(
    "shape",
    ["/tin/{slug}", "/tin/{id", "/tin/{id}]", "/{name}/{id}", "/a?b={id}&c={page}", "/a?b={id}&c", "/{id}/{id}"],
)
def test_a_shape_that_cannot_be_read_is_refused(shape: str) -> None:
    with pytest.raises(ProfileError, match="articles"):
        validated(Platform, {"name": "thu", "title": "Thử", "articles": [shape]}, "thu.toml")


def test_an_unknown_platform_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r'thu.toml: platform = nukevet.*did you mean "nukeviet"\?'):
        on("nukevet", tmp_path)
