"""`vnportal crawl --portal GLOB`: several portals, one exit status."""

import subprocess
from pathlib import Path

import pytest

from crawler.cli import app
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.portals import PROFILES
from crawler.records.errors import UsageError
from crawler.store import shards
from crawler.store.store import Store
from tests import forked
from tests.crawl.running import COMMAND

NOWHERE = "http://127.0.0.1:9"


def profiles(data: Path, **addresses: str) -> None:
    """Profiles of demonstration portals in a data directory."""
    folder = data / "portals"
    folder.mkdir(parents=True)
    for family in PROFILES.glob("_*.toml"):
        (folder / family.name).write_bytes(family.read_bytes())
    demo = (PROFILES / "demo.toml").read_text(encoding="utf-8")
    for name, address in addresses.items():
        own = demo.replace("https://thixa.demo.example", address)
        (folder / f"{name}.toml").write_text(f"{own}\nretries = 0\n", encoding="utf-8")


def crawl(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return forked.run([*COMMAND[:-1], "--data", str(data), *more])


def articles(data: Path, portal: str) -> int:
    with Store(shards.store(data, portal), read_only=True) as store:
        return sum(1 for _ in store.snapshot.articles())


def test_crawls_the_portals_that_fit_and_one_that_fails_keeps_no_other(tmp_path: Path) -> None:
    with serve(Site(articles=3)) as north, serve(Site(articles=3)) as west:
        profiles(tmp_path, townnorth=north.base_url, townsouth=NOWHERE, townwest=west.base_url, village=NOWHERE)
        failed = crawl(tmp_path, "--portal", "town*")
        assert failed.returncode == 1, failed.stderr
        said = [line for line in failed.stderr.splitlines() if line.startswith("vnportal: ")]
        assert [line.partition("/:")[0] for line in said] == [f"vnportal: townsouth: {NOWHERE}"]
        assert (articles(tmp_path, "townnorth"), articles(tmp_path, "townwest")) == (3, 3)
        assert not shards.folder(tmp_path, "village").exists()
        done = crawl(tmp_path, "--portal", "town[nw]*", "--no-annotate")
        assert (done.returncode, "next:\n" in done.stdout) == (0, True), done.stderr


def refused(*options: str) -> str:
    """The line in which the command refuses its options."""
    with pytest.raises(UsageError) as error:
        app(["crawl", *options], standalone_mode=False)
    said = str(error.value)
    assert "\n" not in said
    return said


def test_a_glob_stands_alone(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    own = str(PROFILES / "demo.toml")
    assert refused(*data, "sontay", "--portal", "vien*") == "--portal beside sontay: give one of the two alone"
    assert refused(*data, "--profile", own, "--portal", "vien*").startswith("--portal beside --profile")
    assert refused(*data, "--portal", "*on*", "--base-url", NOWHERE).startswith("--base-url: one address cannot be")
    assert refused(*data, "--portal", "town*").startswith("--portal town*: no portal of this name")
    assert list(tmp_path.iterdir()) == []


def test_a_glob_that_stands_as_a_name_is_told_of_the_option(tmp_path: Path) -> None:
    said = refused("--data", str(tmp_path), "town*")
    assert f"`vnportal crawl --portal 'town*' --data {tmp_path}`" in said
