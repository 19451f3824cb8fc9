"""`vnportal split`: a data directory whose portals share one store gets shards, and exports stay the same."""

import json
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.records.article import Problem
from crawler.store import schema, shards
from crawler.store.collection import Collection
from crawler.store.sealing import broken
from crawler.store.store import Store
from pipelines.mark_near_duplicates import mark_near_duplicates
from tests import forked
from tests.exports.published import save, sound
from tests.pipelines.duplicates.pairs import texts

#: The tables of a shared store that a portal's store has no more.
_OF_ALL = """
CREATE TABLE nights (night_id TEXT PRIMARY KEY, portals TEXT NOT NULL, status TEXT NOT NULL, started_at TEXT NOT NULL,
    finished_at TEXT, outcome TEXT NOT NULL DEFAULT '{}') STRICT;
CREATE TABLE fingerprints (fingerprint INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE REFERENCES articles,
    version INTEGER NOT NULL, published_at TEXT, moment INTEGER NOT NULL, method TEXT NOT NULL, bands TEXT NOT NULL,
    state INTEGER NOT NULL, repeats TEXT, near_duplicate_of TEXT) STRICT;
CREATE TABLE fingerprint_bands (band INTEGER NOT NULL, moment INTEGER NOT NULL, fingerprint INTEGER NOT NULL,
    PRIMARY KEY (band, moment, fingerprint)) STRICT, WITHOUT ROWID;
INSERT INTO nights VALUES ('night-20261124T190000Z', '["sontay"]', 'done', '2026-11-24T19:00:00+00:00', NULL, '{}');
"""
#: What the last shared stores did not have yet.
_LATER = """
ALTER TABLE annotations DROP COLUMN official_documents;
ALTER TABLE file_contents DROP COLUMN checksum;
"""
MAIN = "from crawler.cli import main; main()"
#: Articles of two portals, the last a repeat of the first; their names are no order of their ids.
TEXT = texts()["doc-sach"].strip().split("\n\n")
ARTICLES = [
    sound(1, paragraphs=TEXT),
    sound(2, title="Nắng"),
    sound(3, id="sontay1:3", portal="sontay1", paragraphs=TEXT),
]


def vnportal(*words: object, before: str = "", status: int = 0) -> str:
    command = [sys.executable, "-c", before + MAIN, *map(str, words)]
    done = forked.run(command)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with shards."""
    data = tmp_path_factory.mktemp("new") / "data"
    save(data, ARTICLES)
    for portal in ("sontay", "sontay1"):
        shards.archive(data, portal).mkdir()
        (shards.archive(data, portal) / f"{portal}-20261124T190000Z-00000.warc.gz").write_bytes(portal.encode())
        with Store(shards.store(data, portal)) as store:
            store.problems.add(None, portal, Problem("fetch", "timeout", "no answer"))
            store.database.write(
                "INSERT INTO archives (file, portal, run_id, length) VALUES (?, ?, 'run', ?)",
                (f"{portal}-20261124T190000Z-00000.warc.gz", portal, len(portal)),
            )
    with Collection(data) as collection:
        mark_near_duplicates(collection)
    return data


@pytest.fixture
def old(new: Path, tmp_path: Path) -> Path:
    """The same in the form before there were shards."""
    data = tmp_path / "data"
    (data / "archive").mkdir(parents=True)
    Store(data / "store.sqlite").close()
    with closing(sqlite3.connect(data / "store.sqlite", isolation_level=None)) as connection:
        connection.executescript(_OF_ALL)
        for portal in ("sontay", "sontay1"):
            connection.execute("ATTACH ? AS one", (str(shards.store(new, portal)),))
            tables = [
                name
                for (name,) in connection.execute("SELECT name FROM one.sqlite_schema WHERE type = 'table'")
                if name != "article_counts"
            ]
            for table in sorted(tables, key=lambda name: name == "articles"):
                names = [row[1] for row in connection.execute(f"PRAGMA one.table_info({table})") if row[1] != "seq"]
                listed = ", ".join(names)
                connection.execute(f"INSERT OR IGNORE INTO {table} ({listed}) SELECT {listed} FROM one.{table}")
            connection.execute("DETACH one")
        connection.execute("ATTACH ? AS one", (str(new / "collection.sqlite"),))
        connection.execute(
            "INSERT INTO fingerprints SELECT fingerprint, article_id, 1, published_at, moment, method, bands, state,"
            " repeats, near_duplicate_of FROM one.fingerprints"
        )
        connection.execute("INSERT INTO fingerprint_bands SELECT * FROM one.fingerprint_bands")
    for path in (new / "shards").rglob("*.warc.gz"):
        shutil.copy(path, data / "archive")
    return data


def exported(data: Path, out: Path) -> dict[str, bytes]:
    vnportal("export", "--data", data, "--out", out)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def contents(data: Path) -> list[tuple[object, ...]]:
    with Store(shards.store(data, "sontay"), read_only=True) as store:
        rows = store.database.rows(
            "SELECT c.*, p.text FROM file_contents AS c JOIN file_pages AS p USING (sha256) ORDER BY sha256, place"
        )
        return [tuple(row) for row in rows]


def test_every_other_command_refuses_it_and_names_the_one_that_takes_it_over(old: Path) -> None:
    for words in (["export"], ["status"], ["crawl", "sontay"], ["publish"], ["reprocess"]):
        said = vnportal(*words, "--data", old, status=1)
        assert f"vnportal: {old / 'store.sqlite'}: one store for all portals" in said
        assert f"`vnportal split --data {old}`" in said


def test_exports_are_the_same_and_all_that_is_known_is_there(old: Path, new: Path, tmp_path: Path) -> None:
    assert "2 shards: sontay, sontay1" in vnportal("split", "--data", old)
    assert exported(old, tmp_path / "after") == exported(new, tmp_path / "before")
    assert b'"near_duplicate_of":"sontay1:3"' in (tmp_path / "after" / "articles.jsonl").read_bytes()
    for portal in ("sontay", "sontay1"):
        (file,) = shards.archive(old, portal).iterdir()
        assert file.read_bytes() == portal.encode()
    assert [night["night_id"] for night in json.loads(vnportal("status", "--data", old, "--json"))["nights"]] == [
        "night-20261124T190000Z"
    ]
    assert contents(old) == contents(new) != []
    with Store(shards.store(old, "sontay1"), read_only=True) as store:
        assert store.articles.count() == store.articles.count("sontay1") == 1
        assert {noted.portal for noted in store.snapshot.problems()} == {"sontay1"}
        assert list(broken(store)) == store.files.broken() == []
    with Collection(old) as collection:
        assert mark_near_duplicates(collection) == 1
    assert schema.version_of(old / "store.sqlite.divided") == schema.VERSION
    assert list((old / "archive").iterdir()) == []


def test_what_a_store_did_not_have_yet_gets_its_default_and_is_sealed(old: Path, new: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(old / "store.sqlite")) as connection:
        connection.executescript(_LATER)
    vnportal("split", "--data", old)
    before, after = exported(new, tmp_path / "before"), exported(old, tmp_path / "after")
    later = {"official_documents.csv", "articles.jsonl"}
    assert {name for name in before if before[name] != after[name]} == later
    pairs = [map(json.loads, files["articles.jsonl"].splitlines()) for files in (before, after)]
    for had, has in zip(*pairs, strict=True):
        assert has == had | {"official_documents": []}
    assert contents(old) == contents(new) != []
    with Store(shards.store(old, "sontay"), read_only=True) as store:
        assert list(broken(store)) == store.files.broken() == []


@pytest.mark.parametrize("step", ["_take_over", "_move_files", "sync"])
def test_killed_at_any_step_the_same_command_goes_on(step: str, old: Path, new: Path, tmp_path: Path) -> None:
    killing = (
        f"import os, signal\nfrom crawler.store import division\nreal, calls = division.{step}, []\n"
        "def dying(*arguments):\n    calls.append(1)\n"
        "    if len(calls) == 2 or division.sync is not dying and calls and real.__name__ == '_take_over':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n    return real(*arguments)\n"
        f"division.{step} = dying\n"
    )
    vnportal("split", "--data", old, before=killing, status=-signal.SIGKILL)
    vnportal("split", "--data", old)
    assert exported(old, tmp_path / "after") == exported(new, tmp_path / "before")


def test_there_must_be_something_to_split(new: Path, tmp_path: Path) -> None:
    assert "no store of this release that portals share" in vnportal("split", "--data", tmp_path, status=1)
    assert "no store of this release that portals share" in vnportal("split", "--data", new, status=1)
