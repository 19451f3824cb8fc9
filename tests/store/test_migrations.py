"""A store of another schema: brought up to today's by the steps that are there, or refused with the remedy."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.records.article import Problem
from crawler.records.errors import StoreError
from crawler.store import schema
from crawler.store.store import Store
from tests.archive.nights import reprocess, vnportal
from tests.crawl.portals import Category, items, tables
from tests.crawl.running import crawl, stored
from tests.crawl.server import serving
from tests.shards import new_store, shard

from .releases import NEXT, made_up, set_version
from .samples import article


@pytest.fixture
def next_release(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    return made_up(tmp_path_factory.mktemp("next"), monkeypatch)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of today's schema with an article, its observation and a problem."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.articles.save(article(view_count=451))
        store.problems.add(None, "sontay", Problem("fetch", "timeout", "no answer"))
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Tables with their columns, and indexes with theirs."""
    pragma = {"table": "table_xinfo", "index": "index_xinfo"}
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: [tuple(row)[1:] for row in connection.execute(f"PRAGMA {pragma[kind]}({name})")]
            for kind, name in connection.execute(
                "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND type <> 'trigger'"
            )
        }


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_step_makes_an_old_store_like_a_new_one_and_keeps_what_it_holds(old: Path, next_release: Path) -> None:
    with Store(old) as upgraded:
        found = upgraded.articles.get("sontay:1")
        assert found is not None
        assert (found.title, found.view_count) == ("Mưa lớn ở thị xã", 451)
        assert [noted.problem.kind for noted in upgraded.snapshot.problems()] == ["timeout"]
    Store(next_release / "new.sqlite").close()
    assert shape(old) == shape(next_release / "new.sqlite")
    assert version(old) == NEXT


def test_who_only_reads_does_not_change_an_old_store_and_says_what_does(old: Path, next_release: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(StoreError, match=re.escape("vnportal publish")):
        Store(old, read_only=True)
    assert old.read_bytes() == before


def test_a_step_that_fails_leaves_the_old_store(old: Path, next_release: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE moods (spoiled TEXT)")  # the step cannot make its own
    before = dump(old)
    with pytest.raises(StoreError):
        Store(old)
    assert (version(old), dump(old)) == (NEXT - 1, before)


def test_the_store_is_kept_as_it_was_before_a_step(old: Path, next_release: Path) -> None:
    before = dump(old)
    Store(old).close()
    copy = old.with_name(f"store.sqlite.schema-{NEXT - 1}")
    assert (version(copy), dump(copy)) == (NEXT - 1, before)
    assert {file.name for file in old.parent.iterdir()} == {old.name, copy.name}


def test_a_copy_that_was_kept_before_is_not_written_over(old: Path, next_release: Path) -> None:
    copy = old.with_name(f"store.sqlite.schema-{NEXT - 1}")
    copy.write_bytes(b"the first one")
    Store(old).close()
    assert copy.read_bytes() == b"the first one"


def test_a_new_store_has_no_copy(tmp_path: Path) -> None:
    Store(tmp_path / "store.sqlite").close()
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]
    assert version(tmp_path / "store.sqlite") == schema.VERSION


def test_without_room_for_the_copy_there_is_no_step(old: Path, next_release: Path) -> None:
    code = f"""
import resource
from pathlib import Path
from crawler.store import schema
from crawler.store.store import Store
schema.VERSION, schema.STEPS = {NEXT}, Path({str(next_release / "steps")!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
Store(Path({str(old)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert "StoreError" in done.stderr
    assert version(old) == NEXT - 1
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert [file.name for file in old.parent.iterdir() if file.suffix not in {"-wal", "-shm"}] == ["store.sqlite"]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("number", [NEXT, 99])
def test_a_store_of_a_schema_that_is_not_known_is_refused_with_the_remedy(
    old: Path, number: int, read_only: bool
) -> None:
    set_version(old, number)
    before = old.read_bytes()
    with pytest.raises(StoreError, match=r"upgrade vnportal, or rebuild .*: `vnportal reprocess"):
        Store(old, read_only=read_only)
    assert old.read_bytes() == before


def test_without_its_step_an_earlier_schema_is_refused_too(old: Path, next_release: Path) -> None:
    (next_release / "steps" / f"{NEXT}.sql").unlink()
    with pytest.raises(StoreError, match=f"knows {NEXT}: rebuild the store from the archive: `vnportal reprocess"):
        Store(old)


def test_reprocess_makes_such_a_store_anew_and_keeps_the_old_one(tmp_path: Path) -> None:
    news = Category("tin-tuc", "Tin tức", items(800, 4))
    with serving(tables([news, Category("y-te", "Y tế", items(300, 1))])) as portal:
        crawl(portal.base_url, tmp_path)
    path = shard(tmp_path) / "store.sqlite"
    before = {number: found.content_hash for number, found in stored(tmp_path).items()}
    set_version(path, 99)
    kept = dump(path)
    assert "vnportal reprocess" in vnportal("publish", "--data", str(tmp_path), status=1).stderr
    assert "leave --since away" in reprocess(tmp_path, "--since", "2026-11-24", status=2).stderr
    reprocess(tmp_path)
    assert {number: found.content_hash for number, found in stored(tmp_path).items()} == before
    assert version(path) == schema.VERSION
    assert dump(shard(tmp_path) / "store.sqlite.schema-99") == kept


def test_reprocess_leaves_such_a_store_alone_when_there_is_no_archive(tmp_path: Path) -> None:
    path = new_store(tmp_path, "sontay")
    Store(path).close()
    set_version(path, 99)
    before = path.read_bytes()
    assert "no archive to rebuild the store from" in reprocess(tmp_path, status=1).stderr
    assert path.read_bytes() == before
