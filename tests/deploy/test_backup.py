"""Backup, restore and moving: the very lines that docs/operators.md gives, while the store is written to."""

import re
import subprocess
import sys
import threading
from pathlib import Path

from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.records.article import Problem
from crawler.store.store import Store
from tests import forked
from tests.shards import new_store, shard

DOCS = Path(__file__).parent.parent.parent / "docs" / "operators.md"
SITE = Site(articles=15)


def recipe(heading: str, **variables: Path) -> str:
    """The shell lines below a heading of the page, with other folders and this Python."""
    text = DOCS.read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n.*?^```sh\n(.*?)^```", text, re.M | re.S)
    assert found is not None, heading
    lines = found[1].replace("/opt/vnportal/.venv/bin/python", sys.executable)
    for name, value in variables.items():
        lines, count = re.subn(rf"^{name}=.*$", f"{name}='{value}'", lines, flags=re.M)
        assert count == 1, name
    return lines


def shell(lines: str) -> None:
    done = subprocess.run(["sh", "-eu", "-c", lines], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def vnportal(*arguments: str | Path) -> None:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, arguments)]
    done = forked.run(command)
    assert done.returncode == 0, done.stderr


def crawl(server: Server, data: Path) -> None:
    vnportal("crawl", "demo", "--base-url", server.base_url, "--data", data, "--delay", "0", "--no-annotate")


def exported(data: Path, out: Path) -> dict[str, bytes]:
    vnportal("export", "--data", data, "--out", out)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_backup_taken_while_the_store_is_written_to_gives_the_same_files_elsewhere(tmp_path: Path) -> None:
    data, backup, moved = tmp_path / "data", tmp_path / "backup", tmp_path / "moved to" / "data"
    with serve(SITE) as server:
        crawl(server, data)
        before = exported(data, tmp_path / "before")
        stop, written = threading.Event(), 0

        def write() -> None:
            nonlocal written
            with Store(shard(data) / "store.sqlite") as store:
                while not stop.is_set():
                    store.problems.add(None, "demo", Problem("fetch", "timeout", f"no answer {written}"))
                    written += 1

        writer = threading.Thread(target=write)
        writer.start()
        shell(recipe("Back up", DATA=data, BACKUP=backup))
        shell(recipe("Back up", DATA=data, BACKUP=backup))  # every night, over the last one
        stop.set()
        writer.join()
        assert written > 10
        (shard(data) / "store.sqlite").write_bytes(b"lost")
        shell(recipe("Restore", DATA=moved, BACKUP=backup))
        assert exported(moved, tmp_path / "after") == before
        with Store(shard(moved) / "store.sqlite", read_only=True) as store:
            assert store.database.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            files = {article.warc_file for article in store.snapshot.articles()}
        assert {path.name for path in (shard(moved) / "archive").iterdir()} >= files
        asked = len(server.requests)
        crawl(server, moved)
        again = [request.target for request in server.requests[asked:] if "/-/" in request.target]
    with Store(shard(moved) / "store.sqlite", read_only=True) as store:
        assert store.articles.count() == SITE.size
    assert len(again) < SITE.size / 2, "known articles are fetched when they are due, not because of the move"


def test_a_restore_does_not_write_over_a_store(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    new_store(backup, "demo").write_bytes(b"old")
    new_store(data, "demo").write_bytes(b"in use")
    done = subprocess.run(["sh", "-eu", "-c", recipe("Restore", DATA=data, BACKUP=backup)], capture_output=True)
    assert done.returncode != 0
    assert new_store(data, "demo").read_bytes() == b"in use"
