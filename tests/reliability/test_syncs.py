"""The order in which a night waits for the disk: a power cut leaves nothing that counts on what it took."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from crawler.demo.server import serve
from crawler.demo.site import Site
from tests.nightly.running import command, environment

NIGHT = "2026-11-24T02:00:00+07:00"
SHARD = "shards/demo"
SYNC = re.compile(r"(?:fsync|fdatasync)\(\d+<(.*)>\) += 0")
RENAME = re.compile(r'rename\("(.*)", "(.*)"\) += 0')


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a night waited for, and which names it made, one line each, in order: paths within the data directory."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    data, log = tmp_path_factory.mktemp("syncs") / "data", tmp_path_factory.mktemp("log") / "calls"
    traced = [strace, "-y", "-qq", "-o", str(log), "-e", "trace=fsync,fdatasync,rename"]
    with serve(Site(articles=6)) as server:
        line = [*traced, *command(server.base_url, data)]
        done = subprocess.run(line, env=environment(NIGHT), capture_output=True, text=True, timeout=300)
    if "ptrace" in done.stderr:
        pytest.skip("no process may be traced here")
    assert done.returncode == 0, done.stderr
    found = []
    for call in log.read_text(encoding="utf-8").splitlines():
        if sync := SYNC.search(call):
            found.append(f"sync {_within(sync[1], data)}")
        elif rename := RENAME.search(call):
            found.append(f"rename {_within(rename[2], data)}")
    return found


def _within(path: str, data: Path) -> str:
    return Path(path).relative_to(data).as_posix() if Path(path).is_relative_to(data) else path


def only(steps: list[str], wanted: str) -> list[int]:
    return [place for place, step in enumerate(steps) if re.fullmatch(wanted, step)]


def test_the_archive_is_on_the_disk_before_the_store_that_counts_on_it(steps: list[str]) -> None:
    names = min(only(steps, f"sync {SHARD}/archive"))
    last = max(only(steps, rf"sync {SHARD}/archive/.*\.warc\.gz"))
    stored = [place for place in only(steps, rf"sync {SHARD}/store\.sqlite(-wal)?") if place > names]
    assert names < last < min(stored)
    assert f"sync {SHARD}" in steps[names : names + 2]  # the name of the folder itself


def test_a_version_is_on_the_disk_after_its_store_and_before_it_has_a_name(steps: list[str]) -> None:
    (named,) = only(steps, r"rename datasets/\d+T\d+Z")
    files = only(steps, r"sync datasets/\.building/.*")
    archived = max(only(steps, rf"sync {SHARD}/archive/.*\.warc\.gz"))
    assert any(archived < place < min(files) for place in only(steps, rf"sync {SHARD}/store\.sqlite"))
    assert max(files) < named
    assert "sync datasets/.building" in steps[:named]
    assert steps[named + 1] == "sync datasets"


def test_latest_moves_to_a_version_whose_name_is_on_the_disk(steps: list[str]) -> None:
    (named,) = only(steps, r"rename datasets/\d+T\d+Z")
    (latest,) = only(steps, r"rename datasets/latest")
    assert named < latest
    assert "sync datasets" in steps[latest:]


def test_what_replaces_a_file_is_on_the_disk_before_it_does(steps: list[str]) -> None:
    (index,) = only(steps, r"rename datasets/versions\.json")
    assert re.fullmatch(r"sync datasets/\.next-versions\.json", steps[index - 1])
    assert "sync datasets" in steps[index:]
