"""What a disk, a folder or a file that fails does: a clear line, exit status 1, and nothing good overwritten."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.store.store import Store
from tests import forked
from tests.shards import shard

SMALL, LARGE = Site(articles=12), Site(articles=30)
MAIN = "from crawler.cli import main; main()"
namespaces = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root may lay out a file system of its own"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a crawl and a published version."""
    data = tmp_path_factory.mktemp("published") / "data"
    with serve(SMALL) as server:
        assert run(crawling(server, data)).returncode == 0
    assert run(["publish", "--data", str(data)]).returncode == 0
    return data


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "data", symlinks=True))


def crawling(server: Server, data: Path) -> list[str]:
    options = ["--base-url", server.base_url, "--data", str(data), "--delay", "0", "--no-annotate"]
    return ["crawl", "demo", *options]


def asking(command: str, server: Server, data: Path) -> list[str]:
    """The arguments of a command on the data directory; those that crawl crawl that server."""
    if command == "nightly":
        return ["nightly", "--portal", "demo", "--base-url", server.base_url, "--data", str(data), "--delay", "0"]
    return crawling(server, data) if command == "crawl" else [command, "--data", str(data)]


def run(arguments: list[str], *, before: str = "", inside: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command; `before` is Python that runs first, `inside` a shell script that lays out a file system and ends
    with `"$@"`.
    """
    command = [sys.executable, "-c", before + MAIN, *arguments]
    if inside is None:
        return forked.run(command)
    command = ["unshare", "--mount", "sh", "-c", inside, "sh", *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """The command failed with one clear line."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    *_, line = done.stderr.strip().splitlines()
    assert line.startswith("vnportal: ")
    assert all(word in line for word in words), line


def contents(data: Path) -> dict[str, bytes]:
    """What the latest published version holds."""
    latest = (data / "datasets" / "latest").resolve()
    return {path.relative_to(latest).as_posix(): path.read_bytes() for path in latest.rglob("*") if path.is_file()}


def articles(data: Path) -> set[str]:
    """The articles of a store that is sound."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        assert store.database.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {article.id for article in store.snapshot.articles()}


def at_most(size: int) -> str:
    """Files of the process cannot grow beyond `size` bytes."""
    return f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"


@pytest.mark.parametrize("command", ["crawl", "nightly"])
def test_a_crawl_that_fills_the_disk_keeps_what_it_had_and_goes_on_when_there_is_room(command: str, data: Path) -> None:
    had, latest = articles(data), contents(data)
    size = (shard(data) / "store.sqlite").stat().st_size
    with serve(LARGE) as server:
        done = run(asking(command, server, data), before=at_most(size))
        refused(done, "free space")
        assert had <= articles(data)
        assert contents(data) == latest
        assert run(asking(command, server, data)).returncode == 0
    assert len(articles(data) - had) >= LARGE.size - SMALL.size


def test_a_publication_that_fills_the_disk_leaves_the_latest_version(data: Path) -> None:
    with serve(LARGE) as server:
        assert run(crawling(server, data)).returncode == 0
    latest = contents(data)
    done = run(["publish", "--data", str(data)], before=at_most(50_000))
    refused(done, "free space")
    assert contents(data) == latest
    assert run(["publish", "--data", str(data)]).returncode == 0
    assert contents(data) != latest
    assert not [path for path in (data / "datasets").iterdir() if path.name.startswith(".building")]


@namespaces
def test_a_small_file_system_that_fills_up(data: Path, tmp_path: Path) -> None:
    had, latest = articles(data), contents(data)
    (tmp_path / "small").mkdir()
    small = tmp_path / "small" / "data"
    # A file takes whole blocks of 4 kB.
    size = sum(-(-path.stat().st_size // 4096) * 4 for path in data.rglob("*") if path.is_file()) + 200
    inside = (
        f"mount -t tmpfs -o size={size}k tmpfs {small.parent} && cp -a {data} {small} || exit 99\n"
        f'"$@"; status=$?; rm -rf {data}; cp -a {small} {data} || exit 99; exit $status'
    )
    with serve(LARGE) as server:
        refused(run(crawling(server, small), inside=inside), "free space")
    assert had <= articles(data)
    assert contents(data) == latest


@namespaces
@pytest.mark.parametrize("command", ["crawl", "nightly", "publish", "report"])
def test_a_read_only_data_directory(command: str, data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    inside = f'mount --bind {data} {data} && mount -o remount,ro,bind {data} && exec "$@"'
    with serve(SMALL) as server:
        done = run(asking(command, server, data), inside=inside)
        assert server.requests == []
    refused(done, str(data), "rights" if command == "report" else "Read-only file system")
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before


@pytest.mark.parametrize("command", ["crawl", "nightly", "publish"])
def test_a_store_of_a_newer_release_is_left_alone(command: str, data: Path) -> None:
    with sqlite3.connect(shard(data) / "store.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before, latest = (shard(data) / "store.sqlite").read_bytes(), contents(data)
    with serve(SMALL) as server:
        refused(run(asking(command, server, data)), "upgrade vnportal")
        assert server.requests == []
    assert (shard(data) / "store.sqlite").read_bytes() == before
    assert contents(data) == latest


def header(store: bytearray) -> None:
    store[:16] = b"not a database!!"


def schema(store: bytearray) -> None:
    store[100:4096] = bytes(3996)


def cut(store: bytearray) -> None:
    del store[len(store) // 2 :]


def pages(store: bytearray) -> None:
    """Every page but that of the schema: whichever a command reads."""
    store[4096:] = os.urandom(len(store) - 4096)


@pytest.mark.parametrize(
    ("command", "damage"),
    [
        ("crawl", header),
        ("crawl", pages),
        ("nightly", header),
        ("nightly", pages),
        ("publish", schema),
        ("publish", cut),
        ("publish", pages),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_damaged_store_is_told_from_a_good_one_and_left_alone(
    command: str, damage: Callable[[bytearray], None], data: Path
) -> None:
    damaged = bytearray((shard(data) / "store.sqlite").read_bytes())
    damage(damaged)
    (shard(data) / "store.sqlite").write_bytes(damaged)
    latest = contents(data)
    with serve(LARGE) as server:
        done = run(asking(command, server, data))
    refused(done, "store.sqlite", "restore it from a backup")
    assert contents(data) == latest


def test_every_damaged_page_is_either_told_or_does_not_matter(data: Path) -> None:
    good = (shard(data) / "store.sqlite").read_bytes()
    told = 0
    for start in range(0, len(good), 4096):
        (shard(data) / "store.sqlite").write_bytes(good[:start] + bytes(4096) + good[start + 4096 :])
        try:
            with Store(shard(data) / "store.sqlite", read_only=True) as store:
                found = sum(1 for _ in store.snapshot.records())
        except Exception as error:  # what is raised is the question
            assert type(error).__name__ == "StoreError", error
            told += 1
        else:
            assert found == SMALL.size
    assert told >= 5


#: The command with a disk that fails, `fsync` of Python or taking an address off the frontier; or with a fault in that.
FAILING = """
import errno, os, sys
from crawler.archive import files
from crawler.store.frontier import Queue
kind = sys.argv[1]
if kind in {"frontier", "fault"}:
    real, left = Queue.take, [int(sys.argv[2])]
    def take(queue, *least, **which):
        left[0] -= 1
        if left[0] < 0 and kind == "fault":
            raise TypeError("no such address")
        if left[0] < 0:
            queue._database.write("INSERT INTO nowhere VALUES (1)")
        return real(queue, *least, **which)
    Queue.take = take
else:
    number, real = getattr(errno, sys.argv[2]), os.fsync
    def fsync(descriptor):
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith(".warc.gz"):
            raise OSError(number, os.strerror(number))
        real(descriptor)
    os.fsync = fsync
    files._SYNC_SECONDS = 10_000.0  # at the end of the crawl, not in its middle when the machine is busy
del sys.argv[1:3]
from crawler.cli import main
main()
"""


@pytest.mark.parametrize("command", ["crawl", "nightly"])
@pytest.mark.parametrize("fault", [("fsync", "EIO"), ("fsync", "ENOSPC"), ("frontier", "8")])
def test_a_disk_that_fails_underneath_is_told_in_one_line(command: str, fault: tuple[str, str], data: Path) -> None:
    latest = contents(data)
    with serve(LARGE) as server:
        line = [sys.executable, "-c", FAILING, *fault, *asking(command, server, data)]
        done = forked.run(line)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        told = [line for line in done.stderr.splitlines() if line.startswith("vnportal: ")]
        assert any("free space" in line for line in told), done.stderr
        if command == "nightly":  # what the archive could not keep is in the store all the same
            assert (contents(data) == latest) == (fault[0] == "frontier")
        assert run(asking(command, server, data)).returncode == 0
    assert len(articles(data)) >= LARGE.size


def test_a_fault_in_what_is_asked_next_ends_the_crawl(data: Path) -> None:
    with serve(LARGE) as server:
        line = [sys.executable, "-c", FAILING, "fault", "8", *asking("crawl", server, data)]
        done = forked.run(line)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "vnportal: the next request cannot be made: TypeError('no such address'): report it" in done.stderr
        assert run(asking("crawl", server, data)).returncode == 0
    assert len(articles(data)) >= LARGE.size


@namespaces
def test_a_store_that_may_only_be_read_has_a_status_exports_and_a_report(data: Path, tmp_path: Path) -> None:
    readonly = f"mount --bind '{data}' '{data}' && mount -o remount,ro,bind '{data}' && exec \"$@\""
    for arguments in (["status"], ["export", "--out", str(tmp_path / "out")], ["report", "--out", str(tmp_path / "r")]):
        done = run([*arguments, "--data", str(data)], inside=readonly)
        assert done.returncode == 0, done.stderr
    assert f"{SMALL.size} articles" in run(["status", "--data", str(data)], inside=readonly).stdout
