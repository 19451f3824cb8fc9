"""What a crawl says before it begins: who it is, which way its requests go, and what it does not understand."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import forked
from tests.shards import shard

from .portals import tables, town, truth
from .running import arguments
from .server import serving

#: A name that no network knows: whoever asks for it without a proxy is told so.
BASE_URL = "http://portal.invalid"


def run(line: list[str], **environ: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    clean.pop("VNPORTAL_CONTACT", None)
    return forked.run(line, env=clean | environ)


def test_a_proxy_of_the_environment_is_used_and_said_and_its_password_kept_nowhere(tmp_path: Path) -> None:
    categories = town()[:1]
    with serving(tables(categories)) as proxy:
        address = proxy.base_url.replace("//", "//crawler:s3cr3t@")
        done = run(arguments(BASE_URL, tmp_path, "--limit", "2"), http_proxy=address)
    assert done.returncode == 0, done.stderr
    assert f"through the proxy {proxy.base_url}" in done.stderr
    assert "s3cr3t" not in done.stderr
    assert f"{BASE_URL}/robots.txt" in proxy.asked
    (archive,) = (shard(tmp_path) / "archive").glob("*.warc.gz")
    assert b"Proxy-Authorization" not in gzip.decompress(archive.read_bytes())


def test_no_proxy_stands_between_this_machine_and_itself(tmp_path: Path) -> None:
    categories = town()[:1]
    with serving(tables(categories)) as portal, serving({}) as proxy:
        done = run(arguments(portal.base_url, tmp_path), http_proxy=proxy.base_url)
    assert done.returncode == 0, done.stderr
    assert "proxy" not in done.stderr
    assert not proxy.asked
    assert portal.articles().total() == len(truth(categories))


def test_a_portal_that_cannot_see_who_crawls_it_is_warned_of(tmp_path: Path) -> None:
    with serving(tables(town()[:1])) as portal:
        away = run(arguments(BASE_URL, tmp_path / "away", "--limit", "1"), http_proxy=portal.base_url)
        here = run(arguments(portal.base_url, tmp_path / "here", "--limit", "1"))
        named = run(
            arguments(BASE_URL, tmp_path / "named", "--limit", "1"),
            http_proxy=portal.base_url,
            VNPORTAL_CONTACT="https://example.org",
        )
    assert f"VNPORTAL_CONTACT is not set: {BASE_URL} cannot see who crawls it" in away.stderr
    assert "VNPORTAL_CONTACT" not in here.stderr + named.stderr


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("limt=3", "-a limt: no such argument: expected some of "),
        ("limt=3", ': did you mean "limit"?'),
        ("limit=three", "expected days such as 2020-06-25, and a whole number for limit"),
    ],
)
def test_scrapy_refuses_an_argument_that_it_does_not_understand_in_one_line(
    argument: str, told: str, tmp_path: Path
) -> None:
    settings = ["-s", f"VNPORTAL_DATA={tmp_path}", "-s", "LOG_ENABLED=0"]
    done = run([sys.executable, "-m", "scrapy", "crawl", "sontay", "-a", argument, *settings])
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line.startswith("vnportal: ")) == (2, True)
    assert told in line


def test_lines_are_json_where_that_is_asked_for(tmp_path: Path) -> None:
    with serving({}) as portal:
        done = run(arguments(portal.base_url, tmp_path), VNPORTAL_LOG="json")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert lines[-1]["level"] == "ERROR"
    assert lines[-1]["message"].startswith(f"{portal.base_url}/: the home page cannot be had")
    assert run(arguments(portal.base_url, tmp_path), VNPORTAL_LOG="xml").returncode == 2


@pytest.mark.parametrize("door", ["vnportal", "scrapy"])
def test_what_is_written_is_not_for_everybody_to_read(door: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(tables(town()[:1])) as portal:
        line = arguments(portal.base_url, data, "--limit", "2")
        if door == "scrapy":
            line = [sys.executable, "-m", "scrapy", "crawl", "sontay", "-a", f"base_url={portal.base_url}"]
            line += [
                "-a",
                "limit=2",
                "-s",
                f"VNPORTAL_DATA={data}",
                "-s",
                "VNPORTAL_WORKERS=0",
                "-s",
                "DOWNLOAD_DELAY=0",
            ]
        line = ["sh", "-c", 'umask 022; exec "$@"', "sh", *line]
        subprocess.run(line, capture_output=True, timeout=300, check=True)
    assert {path.name: oct(path.stat().st_mode & 0o007) for path in [data, *data.rglob("*")]} == {
        path.name: "0o0" for path in [data, *data.rglob("*")]
    }
