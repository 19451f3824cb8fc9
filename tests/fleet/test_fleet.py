"""`vnportal fleet` with real processes: the same dataset whatever the workers, and whoever dies."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crawler import portals
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store import lock, shards
from tests import forked

pytest.importorskip("distributed")

NAMES = ["dau", "giua", "cuoi"]
#: A portal that nobody serves.
AWAY = "xa"
NOW = {"VNPORTAL_NOW": "2026-11-24T19:00:00+00:00"}
#: The first process of a task kills itself or the worker that has started it, if somebody is to be killed.
KILLING = """
import os, signal, sys
from pathlib import Path
if any("unit" in word for word in sys.orig_argv):
    place = Path(__file__)
    for victim, process in (("self", os.getpid()), ("worker", os.getppid())):
        try:
            place.with_name(victim).unlink()
        except FileNotFoundError:
            continue
        os.kill(process, signal.SIGKILL)
"""
MAIN = "from crawler.cli import main; main()"
#: The six articles of the last portal make two partitions.
PARTED = "from crawler.commands import fleet; fleet.PARTITION = 3; " + MAIN


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the profiles of small portals that are served."""
    folder = tmp_path_factory.mktemp("portals")
    demo = (portals.PROFILES / "demo.toml").read_text(encoding="utf-8")
    with ExitStack() as stack:
        for number, name in enumerate(NAMES):
            server = stack.enter_context(serve(Site(articles=4 + number)))
            own = re.sub(r"^base_url = .*$", f'base_url = "{server.base_url}"', demo, flags=re.M)
            (folder / f"{name}.toml").write_text(own, encoding="utf-8")
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))  # it does not listen, and nobody else gets its port
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        (folder / f"{AWAY}.toml").write_text(own.replace(server.base_url, address), encoding="utf-8")
        yield folder


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for `PYTHONPATH`: a file `self` or `worker` in it says who is killed next."""
    folder = tmp_path_factory.mktemp("hook")
    (folder / "sitecustomize.py").write_text(KILLING, encoding="utf-8")
    return folder


def environment(profiles: Path, hook: Path | None = None) -> dict[str, str]:
    more = {"PYTHONPATH": str(hook)} if hook else {}
    return {**os.environ, **NOW, "VNPORTAL_PORTALS": str(profiles), **more}


def vnportal(profiles: Path, *words: object, status: int = 0, hook: Path | None = None, program: str = MAIN) -> str:
    command = [sys.executable, "-c", program, *map(str, words)]
    done = forked.run(command, env=environment(profiles, hook))
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def fleet(
    profiles: Path, data: Path, *more: object, status: int = 0, hook: Path | None = None, asked: list[str] = NAMES
) -> str:
    words = ("fleet", "--data", data, "--portals", ",".join(asked), "--delay", 0, "--no-annotate", *more)
    return vnportal(profiles, *words, status=status, hook=hook)


def published(data: Path) -> dict[str, bytes]:
    """The files of the latest version."""
    latest = data / "datasets" / "latest"
    found = {str(path.relative_to(latest)): path.read_bytes() for path in latest.rglob("*") if path.is_file()}
    assert any(name.startswith("articles/") for name in found)
    return found


@pytest.fixture(scope="module")
def alone(profiles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of the portals, without language work."""
    data = tmp_path_factory.mktemp("alone")
    vnportal(profiles, "crawl", *NAMES, "--data", data, "--delay", 0, "--no-annotate")
    vnportal(profiles, "publish", "--data", data)
    return data


def copied(data: Path, target: Path) -> Path:
    """A data directory with the same stores and archives, and no dataset."""
    shutil.copytree(data / "shards", target / "shards")
    return target


@contextmanager
def started(*words: object, profiles: Path, hook: Path) -> "Iterator[subprocess.Popen[str]]":
    """A command of Dask's until the block ends."""
    command = [sys.executable, "-m", "dask", *map(str, words), "--no-dashboard", "--host", "127.0.0.1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(profiles, hook))
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=300)


@pytest.fixture(scope="module")
def scheduler(profiles: Path, hook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dask scheduler with two workers."""
    with ExitStack() as stack:
        process = stack.enter_context(started("scheduler", "--port", 0, profiles=profiles, hook=hook))
        assert process.stderr is not None
        address = next(found[0] for line in process.stderr if (found := re.search(r"tcp://127\S+", line)))
        for number in range(2):
            where = ("--local-directory", tmp_path_factory.mktemp(str(number)), "--nthreads", 1)
            stack.enter_context(started("worker", address, *where, profiles=profiles, hook=hook))
        yield address


def test_two_workers_find_what_one_process_finds_though_one_is_killed_and_a_portal_out_of_reach_holds_up_none(
    alone: Path, profiles: Path, hook: Path, tmp_path: Path
) -> None:
    (hook / "self").touch()
    said = fleet(profiles, tmp_path, "--workers", 2, hook=hook, status=1, asked=[*NAMES, AWAY])
    assert not (hook / "self").exists()
    assert "portals: 3 done, 1 failed; 15 new; dataset " in said
    assert "fleet: 3 done, 0 running, 0 waiting, 1 failed, 0 elsewhere, 15 articles" in said
    assert f"vnportal: {AWAY}: " in said
    # A night's crawl has other arguments than a crawl of everything, and so other names of runs: the texts are alike.
    assert titles(tmp_path) == titles(alone)


@pytest.mark.parametrize("workers", [1, 4])
def test_any_number_of_workers_rebuilds_and_publishes_the_same_bytes(
    alone: Path, profiles: Path, tmp_path: Path, workers: int
) -> None:
    data = copied(alone, tmp_path)
    words = ("fleet", "--data", data, "--work", "reprocess", "--workers", workers, "--no-annotate")
    assert "portals: 3 done" in vnportal(profiles, *words, program=PARTED)
    assert published(data) == published(alone)


@pytest.mark.parametrize("work", ["annotate", "reprocess"])
def test_workers_of_a_scheduler_share_partitions_and_find_what_one_process_does_though_one_is_killed(
    work: str, alone: Path, profiles: Path, hook: Path, scheduler: str, tmp_path: Path
) -> None:
    one, many = copied(alone, tmp_path / "one"), copied(alone, tmp_path / "many")
    vnportal(profiles, "reprocess", "--data", one)
    vnportal(profiles, "publish", "--data", one)
    (hook / "worker").touch()
    words = ("fleet", "--data", many, "--work", work, "--scheduler", scheduler, "--workers", 2)
    said = vnportal(profiles, *words, program=PARTED)
    assert not (hook / "worker").exists()
    assert re.search(r"portals: 3 done;.* 15 annotated.*; dataset ", said)
    assert not list(many.rglob("*.given")) and not list(many.rglob("*.done"))
    assert published(many) == published(one)


def titles(data: Path) -> list[str]:
    line = [sys.executable, "-c", MAIN, "export", "--data", data, "--format", "jsonl", "--out", data / "out"]
    forked.run(line).check_returncode()
    return [line.split('"url"')[0] for line in (data / "out" / "articles.jsonl").read_text("utf-8").splitlines()]


def test_a_portal_in_use_is_left_to_whoever_uses_it(alone: Path, profiles: Path, tmp_path: Path) -> None:
    data = copied(alone, tmp_path)
    with lock.hold(shards.folder(data, "giua")):
        said = fleet(profiles, data, "--work", "annotate", "--workers", 2, "--no-publish", status=1)
    assert "portals: 2 done, 1 worked on elsewhere" in said
    assert "giua: " in said and "in use by another run" in said


def test_what_is_wrong_is_said_in_one_line(profiles: Path, tmp_path: Path) -> None:
    assert "--work dance: expected one of nights" in fleet(profiles, tmp_path, "--work", "dance", status=2)
    assert "no portal to work on" in fleet(profiles, tmp_path, "--work", "annotate", status=2)
