"""Content that means harm: texts stay texts, nothing is executed, asked for elsewhere or written outside."""

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from crawler.demo.hostile import ATTACKS, DEEP, LONG, METADATA, NAMES, Attack, HostileSite
from crawler.demo.server import serve
from crawler.records.article import Article
from crawler.store.store import Store
from tests.shards import shard

SITE = HostileSite(articles=30)
#: Not the seed article, which is real: it carries nothing.
CARRIED = {attack.name: SITE.article(index).id for index, attack in enumerate(ATTACKS)}
GUARD = Path(__file__).parent / "guarded"
ROOT = GUARD.parent.parent.parent


class Came(NamedTuple):
    """What came of it: the data directory, what was refused, and what the commands printed."""

    data: Path
    refused: str
    said: str
    targets: list[str]
    articles: dict[int, Article]


def environment(folder: Path, host: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": f"{GUARD}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "GUARD_HOSTS": host,
        "GUARD_FOLDERS": str(folder / "data"),
        "GUARD_LOG": str(folder / "refused.txt"),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "data"),
    }


def run(folder: Path, variables: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments, "--data", str(folder / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=variables, cwd=folder / "home")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Came]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "home").mkdir()
    (folder / "data").mkdir()
    (folder / "refused.txt").touch()
    with serve(SITE) as server:
        variables = environment(folder, server.base_url.removeprefix("http://"))
        said = run(folder, variables, "crawl", "demo", "--base-url", server.base_url, "--delay", "0")
        said += run(folder, variables, "publish") + run(folder, variables, "report")
        targets = server.targets()
    assert sorted(path.name for path in folder.iterdir()) == ["data", "home", "refused.txt"]
    assert list((folder / "home").iterdir()) == []
    with Store(shard(folder / "data") / "store.sqlite", read_only=True) as store:
        articles = {int(article.id.partition(":")[2]): article for article in store.snapshot.articles()}
    yield Came(folder / "data", (folder / "refused.txt").read_text(), said, targets, articles)


def test_the_guard_refuses_and_records(tmp_path: Path) -> None:
    code = f"""
import os, socket
for attempt in (
    lambda: socket.create_connection(("{METADATA}", 80), 1),
    lambda: socket.getaddrinfo("metadata.google.internal", 80),
    lambda: open("outside.txt", "w"),
    lambda: os.mkdir("outside"),
    lambda: os.system("true"),
):
    try:
        attempt()
    except PermissionError:
        pass
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        variables = environment(tmp_path, f"127.0.0.1:{server.getsockname()[1]}")
        subprocess.run([sys.executable, "-c", code], env=variables, cwd=tmp_path, check=True, timeout=300)
    events = [line.split()[0] for line in (tmp_path / "refused.txt").read_text().splitlines()]
    expected = ["socket.getaddrinfo", "socket.getaddrinfo", "open", "os.mkdir", "os.system"]
    assert events == expected
    assert [path.name for path in tmp_path.iterdir()] == ["refused.txt"]


def test_nothing_is_asked_of_another_host_nor_executed_nor_written_outside(came: Came) -> None:
    assert came.refused == ""
    # Backslashes are no slashes to us: such a link stays on the portal, which does not have it.
    assert {target for target in came.targets if METADATA in target} <= {
        target for target in came.targets if "%5C%5C" in target
    }


def test_every_article_is_read_but_the_one_that_sends_its_readers_away(came: Came) -> None:
    away = {CARRIED[attack.name] for attack in ATTACKS if attack.followed}
    assert came.articles.keys() == {SITE.article(index).id for index in range(SITE.size)} - away
    with Store(shard(came.data) / "store.sqlite", read_only=True) as store:
        noted = [each.article_id for each in store.snapshot.problems() if each.problem.kind == "off_host"]
    assert noted == [f"demo:{number}" for number in away]


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.title], ids=lambda attack: attack.name)
def test_a_title_is_stored_letter_for_letter(attack: Attack, came: Came) -> None:
    assert came.articles[CARRIED[attack.name]].title == attack.seen


def test_ten_thousand_elements_within_each_other_cost_nothing(came: Came) -> None:
    truth = SITE.article(next(index for index, attack in enumerate(ATTACKS) if attack.name == "deep"))
    assert DEEP == 10_000
    assert came.articles[truth.id].title == truth.title
    assert came.articles[truth.id].paragraphs == list(truth.paragraphs)


def test_names_of_files_stay_names(came: Came) -> None:
    files = came.articles[CARRIED["files"]].attachments
    assert set(NAMES[:3]) <= {file.title for file in files}
    assert all(file.url.startswith("http://127.0.0.1") for file in files)


def test_no_file_of_this_machine_gets_into_an_article(came: Came) -> None:
    assert "root:" not in json.dumps([article.paragraphs for article in came.articles.values()])


def test_no_cell_is_a_formula(came: Came) -> None:
    csv.field_size_limit(2 * LONG)
    titles = set()
    for path in (came.data / "datasets" / "latest").resolve().rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                titles.add(row.get("title"))
                texts = {name: cell for name, cell in row.items() if cell and not name.startswith("view_count")}
                assert not [cell for cell in texts.values() if cell[0] in "=+-@\t\r"], path.name
    assert "'" + str(ATTACKS[3].title) in titles


def test_the_report_shows_texts_as_texts(came: Came) -> None:
    page = (came.data / "report.html").read_text(encoding="utf-8")
    tree = etree.fromstring(page, etree.HTMLParser(huge_tree=True))
    attributes = {name for element in tree.iter(etree.Element) for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on")]
    assert not [script for script in tree.iter("script") if script.text and "fetch(" in script.text]
    assert not [
        element
        for element in tree.iter("svg", "img", "iframe", "base", "meta")
        if METADATA in str(dict(element.attrib))
    ]


def test_no_control_character_reaches_the_terminal(came: Came) -> None:
    assert "Y tế" in came.said
    assert not [char for char in came.said if ord(char) < 32 and char not in "\n\t"]
    assert "\u202e" not in came.said
