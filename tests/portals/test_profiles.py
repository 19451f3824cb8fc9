"""Profiles are strict: whatever is wrong in one is named with file, key, observation and remedy."""

from pathlib import Path

import pytest

from crawler import portals
from crawler.records.errors import ProfileError

GOOD = """
title = "Cổng thử"
base_url = "https://thu.example.vn/"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "portals").mkdir()
    return tmp_path / "portals"


def write(folder: Path, text: str, name: str = "thu") -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", portals.names())
def test_every_shipped_profile_loads(name: str) -> None:
    loaded = portals.load(name)
    assert loaded.name == name
    assert loaded.limits.concurrent_requests == 1


@pytest.mark.parametrize("name", sorted({*portals.names()} - {"demo"}))  # served on the same machine
def test_every_shipped_profile_of_a_real_portal_leaves_it_a_second_between_requests(name: str) -> None:
    assert portals.load(name).limits.delay >= 1


def test_sontay_is_the_towns_portal_with_a_twelve_hour_clock() -> None:
    sontay = portals.load("sontay")
    assert sontay.base_url == "https://sontay.hanoi.gov.vn"
    assert sontay.clock == "12h"
    assert sontay.unit is not None
    assert sontay.unit.name == "thị xã Sơn Tây"


def test_family_profiles_are_not_listed_as_portals() -> None:
    assert (portals.PROFILES / "_liferay.toml").is_file()
    assert "_liferay" not in portals.names()
    with pytest.raises(ProfileError):
        portals.load("_liferay")


def test_the_base_address_loses_its_trailing_slash(folder: Path) -> None:
    write(folder, GOOD)
    assert portals.load("thu", folder).base_url == "https://thu.example.vn"


def test_a_profile_overrides_its_family_key_by_key(folder: Path) -> None:
    write(folder, "[limits]\ndelay = 2.5\nretries = 7\n", "_ho")
    write(folder, 'extends = "_ho"\n' + GOOD + "[limits]\ndelay = 4.0\n")
    limits = portals.load("thu", folder).limits
    assert (limits.delay, limits.retries) == (4.0, 7)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('clok = "12h"', ["portals/thu.toml", "clok", "'12h'", "unknown key", "remove it"]),
        ('clock = "13h"', ["portals/thu.toml", "clock", "'13h'", "expected", "12h", "24h"]),
        ('time_zone = "Asia/Sontay"', ["portals/thu.toml", "time_zone", "Asia/Sontay", "expected", "Asia/Ho_Chi_Minh"]),
        ("[limits]\ndelay = -1.0", ["portals/thu.toml", "limits.delay", "-1.0", "expected", "0"]),
        ('[limits]\ndelay = "1"', ["portals/thu.toml", "limits.delay", "'1'", "expected", "number"]),
        ("[limits]\nretries = 2.5", ["portals/thu.toml", "limits.retries", "2.5", "expected", "integer"]),
        ("[limits]\nspeed = 3", ["portals/thu.toml", "limits.speed", "unknown key"]),
        ('[selectors]\ntitle = "h1[["', ["portals/thu.toml", "selectors.title", "h1[[", "expected a CSS selector"]),
        ('[unit]\nname = "thị xã Sơn Tây"', ["portals/thu.toml", "unit.province", "missing", "add it"]),
        ('aliases = "www.thu.example.vn"', ["portals/thu.toml", "aliases", "expected", "list"]),
        ('extends = "_nobody"', ["portals/thu.toml", "extends", "_nobody", "expected"]),
        ("title = ", ["portals/thu.toml", "TOML"]),
        ("[checks.share.titel]\nmin = 0.9", ["portals/thu.toml", "checks.share", "expected", "'titel'"]),
        ("[checks.share.title]\nmin = 90", ["portals/thu.toml", "checks.share", "expected shares from 0 to 1"]),
        ("[checks.count.speeches]\nmin = 1", ["portals/thu.toml", "checks.count.speeches", "expected", "'tokens'"]),
        ("[checks.growth]\nmin = 2\nmax = 1", ["portals/thu.toml", "checks.growth", "expected min no greater"]),
        ("[checks.growth]\nleast = 2", ["portals/thu.toml", "checks.growth.least", "unknown key"]),
        ("[datasets]\nkeep = 0", ["portals/thu.toml", "datasets.keep", "0", "expected"]),
    ],
)
def test_a_wrong_profile_is_refused_with_file_key_observation_and_remedy(
    folder: Path, lines: str, named: list[str]
) -> None:
    text = lines if lines.startswith("title") else (GOOD + lines if lines.startswith("[") else lines + GOOD)
    write(folder, text)
    with pytest.raises(ProfileError) as caught:
        portals.load("thu", folder)
    message = str(caught.value)
    assert "\n" not in message
    assert [part for part in named if part not in message] == []
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("address", ["ftp://thu.example.vn", "thu.example.vn", "https://", "https://a.vn/?q=1", ""])
def test_a_base_address_must_be_a_web_address(address: str) -> None:
    with pytest.raises(ProfileError, match="base_url"):
        portals.load("sontay").at(address)


def test_a_profile_that_extends_itself_in_a_circle_is_refused(folder: Path) -> None:
    write(folder, 'extends = "_b"\n', "_a")
    write(folder, 'extends = "_a"\n', "_b")
    write(folder, 'extends = "_a"\n' + GOOD)
    with pytest.raises(ProfileError, match="extends"):
        portals.load("thu", folder)


def test_an_unknown_portal_is_refused_with_the_known_ones_and_the_one_that_was_meant() -> None:
    with pytest.raises(ProfileError, match=r'did you mean "sontay"\?.*vienson'):
        portals.load("sontai")


def test_a_name_that_leaves_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ProfileError, match="no such portal"):
        portals.load("../secret", folder)


def test_a_copy_at_another_address_keeps_the_official_host_as_an_alias() -> None:
    copy = portals.load("sontay").at("http://127.0.0.1:8000/")
    assert copy.host == "127.0.0.1:8000"
    assert "sontay.hanoi.gov.vn" in copy.aliases
    assert copy.clock == "12h"
