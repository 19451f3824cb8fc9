"""A small portal crawled through three nights: texts edited and put back, articles gone and come back."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.store.collection import Collection
from exports.formats import NAMES
from exports.write import write
from tests import forked
from tests.crawl.portals import Category, article_page, items, tables
from tests.crawl.running import arguments
from tests.crawl.server import Answer, Page, serving
from tests.shards import shard

#: When the nights are; `None` lets the clock run.
NIGHTS = ("2026-11-23T19:00:00+00:00", "2026-11-24T19:00:00+00:00", "2026-11-25T19:00:00+00:00")
GONE = "<html><head><title>Cổng</title></head><body><div>Bài viết không tồn tại hoặc đã bị xóa.</div></body></html>"

#: Run in place of the command: any use of the network ends it.
OFFLINE = """
import socket, sys
def refuse(event, arguments):
    if not event.startswith("socket.") or event in {"socket.__new__", "socket.gethostname"}:
        return
    if getattr(arguments[0], "family", None) != socket.AF_UNIX:  # such a socket leads to no network
        sys.stderr.write(f"NETWORK {event} {arguments}")
        sys.exit(99)
sys.addaudithook(refuse)
"""
MAIN = "from crawler.cli import main\nif __name__ == '__main__':\n    main()\n"

Pages = dict[str, "Page | str | Answer"]


def crawl_nights(data: Path, *, frozen: bool = True) -> None:
    """Crawl all three nights into the data directory."""
    news, health = Category("tin-tuc", "Tin tức", items(800, 12)), Category("y-te", "Y tế", items(300, 3))
    pages: Pages = tables([news, health])
    path = [item.path(news) for item in news.items]
    originals = {one: str(pages[one]) for one in path}
    edits: list[Pages] = [
        {},
        {
            path[0]: originals[path[0]].replace("thống nhất nhiều", "thống nhất thêm nhiều"),
            path[1]: originals[path[1]].replace("Lượt xem: 12", "Lượt xem: 345"),
            path[2]: Answer("<h1>404</h1>", 404),
            path[3]: GONE,
            path[4]: originals[path[4]].replace("VĂN AN", "VĂN BÌNH"),
            path[5]: Answer(status=302, headers={"Location": path[6]}),
        },
        {**originals, path[3]: Answer("gone", 410), path[7]: article_page(news.items[8], news), path[9]: GONE},
    ]
    with serving(pages) as portal:
        for night, edit in zip(NIGHTS, edits, strict=True):
            pages.update(edit)
            environment = {**os.environ, **({"VNPORTAL_NOW": night} if frozen else {})}
            command = arguments(portal.base_url, data, *(["--full"] if edit else []))
            forked.run(command, env=environment).check_returncode()


def vnportal(*words: str, before: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; `before` is Python that runs first, in its worker processes, too. Fails unless the exit status
    is as expected.
    """
    with TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(before, encoding="utf-8")
        done = forked.run([sys.executable, "-c", MAIN, *words], env={**os.environ, "PYTHONPATH": folder})
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def reprocess(data: Path, *more: str, before: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
    """Reprocess without a network and without language work."""
    return vnportal("reprocess", "--data", str(data), "--no-annotate", *more, before=OFFLINE + before, status=status)


def exported(data: Path) -> dict[str, bytes]:
    """Every file of an export in all formats."""
    with TemporaryDirectory() as out:
        with Collection(data, read_only=True) as collection:
            snapshot, formats = collection.snapshot, [name for name in NAMES if name != "sqlite"]
            observations, missing = snapshot.observations(), snapshot.missing_articles()
            write(snapshot.records(), Path(out), formats, observations=observations, missing=missing)
        return {path.name: path.read_bytes() for path in Path(out).iterdir()}


def tables_of(data: Path, *, lost: bool = False) -> dict[str, list[Any]]:
    """The rows of the store's tables; if it was `lost`, of those alone that come from the archive."""
    archived = {
        "articles": "article_id, portal, number, url, version, first_seen_at, last_seen_at, gone_at",
        "versions": "*",
        "article_categories": "*",
        "observations": "*",
    }
    others = {
        "annotations": "*",
        "runs": "*",
        "archives": "*",
        "problems": "run_id, portal, article_id, stage, kind, message, url, noted_at",
        "listings": "*",
    }
    connection = sqlite3.connect(shard(data) / "store.sqlite")
    try:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))
            for table, columns in (archived if lost else archived | others).items()
        }
    finally:
        connection.close()
