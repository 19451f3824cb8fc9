"""A store of an earlier release is brought up to this one's schema, with all that is in it."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.records.errors import StoreError
from crawler.store.store import SCHEMA_VERSION, Store

SCHEMAS = Path(__file__).parent / "schemas"


def old_store(path: Path, version: int) -> None:
    """A store as the release with that schema made it, with an article, its observation and a problem."""
    with sqlite3.connect(path) as connection:
        connection.executescript((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
        connection.executescript(
            f"""
            PRAGMA user_version = {version};
            INSERT INTO articles (article_id, portal, number, url, version, first_seen_at, last_seen_at)
                VALUES ('sontay:1', 'sontay', 1, 'https://sontay.hanoi.gov.vn/a/-/view_content/1-a.html', 1,
                        '2026-11-24T09:00:00+07:00', '2026-11-24T09:00:00+07:00');
            INSERT INTO versions (article_id, version, content_hash, title, paragraphs, published_time_inferred, images,
                                  attachments, links, problems)
                VALUES ('sontay:1', 1, 'abc', 'Mưa lớn', '["Nước rút."]', 0, '[]', '[]', '[]', '[]');
            INSERT INTO annotations (article_id, version, state) VALUES ('sontay:1', 1, 'pending');
            INSERT INTO observations VALUES ('sontay:1', '2026-11-24T09:00:00+07:00', 451, 'r');
            INSERT INTO problems (portal, stage, kind, message, noted_at)
                VALUES ('sontay', 'fetch', 'timeout', 'no answer', '2026-11-24T02:00:00+00:00');
            """
        )
    connection.close()


def shape(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Tables with their columns, and indexes with theirs."""
    names = [
        (row[0], row[1])
        for row in connection.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    ]
    pragma = {"table": "table_xinfo", "index": "index_xinfo"}
    return {
        name: [tuple(row)[1:] for row in connection.execute(f"PRAGMA {pragma[kind]}({name})")] for kind, name in names
    }


def test_every_step_from_the_first_schema_on_is_there() -> None:
    kept = sorted(int(path.stem) for path in SCHEMAS.glob("*.sql"))
    assert kept == list(range(1, SCHEMA_VERSION)), "keep each released schema: upgrades are tested from it"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_old_store_becomes_like_a_new_one_and_keeps_what_it_holds(tmp_path: Path, version: int) -> None:
    old_store(tmp_path / "old.sqlite", version)
    with Store(tmp_path / "old.sqlite") as upgraded, Store(tmp_path / "new.sqlite") as new:
        assert shape(upgraded.connection) == shape(new.connection)
        article = upgraded.get("sontay:1")
        assert article is not None
        assert (article.title, article.paragraphs, article.view_count) == ("Mưa lớn", ["Nước rút."], 451)
        assert [noted.problem.kind for noted in upgraded.iter_problems()] == ["timeout"]
        assert upgraded.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_an_old_store_is_not_changed_by_those_who_only_read_and_they_say_what_upgrades_it(tmp_path: Path) -> None:
    old_store(tmp_path / "store.sqlite", 1)
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(StoreError, match=re.escape("vnportal publish")):
        Store(tmp_path / "store.sqlite", read_only=True)
    assert (tmp_path / "store.sqlite").read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    old_store(path, 1)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alerts (spoiled TEXT)")  # the step cannot make its own
    connection.close()
    with pytest.raises(StoreError):
        Store(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        columns = {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
        assert "due_at" not in columns
    connection.close()


def test_the_store_is_kept_as_it_was_before_its_upgrade(tmp_path: Path) -> None:
    path, copy = tmp_path / "store.sqlite", tmp_path / "store.sqlite.schema-1"
    old_store(path, 1)
    with sqlite3.connect(path) as connection:
        before = list(connection.iterdump())
    connection.close()
    Store(path).close()
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert list(connection.iterdump()) == before
    connection.close()
    assert {file.name for file in tmp_path.iterdir()} == {path.name, copy.name}


def test_a_copy_that_was_kept_before_is_not_written_over(tmp_path: Path) -> None:
    old_store(tmp_path / "store.sqlite", 1)
    (tmp_path / "store.sqlite.schema-1").write_bytes(b"the first one")
    Store(tmp_path / "store.sqlite").close()
    assert (tmp_path / "store.sqlite.schema-1").read_bytes() == b"the first one"


def test_a_new_store_has_no_copy(tmp_path: Path) -> None:
    Store(tmp_path / "store.sqlite").close()
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]


def test_without_room_for_the_copy_there_is_no_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    old_store(path, 1)
    code = f"""
import resource
from pathlib import Path
from crawler.store.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
Store(Path({str(path)!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "StoreError" in done.stderr
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]
