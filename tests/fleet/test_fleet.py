"""`vnportal fleet` with real processes: the same dataset whatever the workers, and whoever dies."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler import portals
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store import lock, shards

pytest.importorskip("distributed")

NAMES = ["dau", "giua", "cuoi"]
NOW = {"VNPORTAL_NOW": "2026-11-24T19:00:00+00:00"}
#: The first process of a worker kills the worker.
KILLING = """
import os, signal, sys
from pathlib import Path
if any("unit" in word for word in sys.orig_argv) and not Path({marker!r}).exists():
    Path({marker!r}).touch()
    os.kill(os.getppid(), signal.SIGKILL)
"""


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
        yield folder


def vnportal(profiles: Path, *words: object, status: int = 0, **environment: str) -> str:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, words)]
    own = {**os.environ, **NOW, "VNPORTAL_PORTALS": str(profiles), **environment}
    done = subprocess.run(command, capture_output=True, text=True, env=own, timeout=300)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def fleet(profiles: Path, data: Path, *more: object, status: int = 0, **environment: str) -> str:
    words = ("fleet", "--data", data, "--portals", ",".join(NAMES), "--delay", 0, "--no-annotate", *more)
    return vnportal(profiles, *words, status=status, **environment)


def published(data: Path) -> dict[str, bytes]:
    """The data files of the latest version."""
    latest = data / "datasets" / "latest"
    found = {str(path.relative_to(latest)): path.read_bytes() for path in latest.rglob("*.jsonl")}
    assert len(found["articles.jsonl"].splitlines() if "articles.jsonl" in found else found) > 0
    return found


@pytest.fixture(scope="module")
def alone(profiles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of the portals."""
    data = tmp_path_factory.mktemp("alone")
    vnportal(profiles, "crawl", *NAMES, "--data", data, "--delay", 0, "--no-annotate")
    vnportal(profiles, "publish", "--data", data)
    return data


def test_two_workers_publish_what_one_process_publishes_and_rebuild_it(
    alone: Path, profiles: Path, tmp_path: Path
) -> None:
    said = fleet(profiles, tmp_path, "--workers", 2)
    assert "portals: 3 done; 15 new; dataset " in said
    # A night's crawl has other arguments than a crawl of everything, and so other names of runs: the texts are alike.
    assert titles(tmp_path) == titles(alone)
    before = published(tmp_path)
    assert "portals: 3 done" in fleet(profiles, tmp_path, "--work", "reprocess", "--workers", 3)
    assert published(tmp_path) == before


def titles(data: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from crawler.cli import main; main()", "export", "--data", data, "--format", "jsonl",
         "--out", data / "out"],
        capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0
    return [line.split('"url"')[0] for line in (data / "out" / "articles.jsonl").read_text("utf-8").splitlines()]


def test_a_killed_worker_is_replaced_and_a_portal_in_use_is_left_to_whoever_uses_it(
    alone: Path, profiles: Path, tmp_path: Path
) -> None:
    data, hook = tmp_path / "data", tmp_path / "hook"
    hook.mkdir()
    marker = str(tmp_path / "killed")
    (hook / "sitecustomize.py").write_text(KILLING.format(marker=marker), encoding="utf-8")
    with lock.hold(shards.folder(data, "giua")):
        said = fleet(profiles, data, "--workers", 2, "--no-publish", status=1, PYTHONPATH=str(hook))
    assert Path(marker).exists()
    assert "portals: 2 done, 1 worked on elsewhere" in said
    assert "giua: " in said and "in use by another run" in said
    fleet(profiles, data, "--workers", 1)
    assert titles(data) == titles(alone)


def test_what_is_wrong_is_said_in_one_line(profiles: Path, tmp_path: Path) -> None:
    assert "--work dance: expected one of nights" in fleet(profiles, tmp_path, "--work", "dance", status=2)
    assert "no portal to work on" in fleet(profiles, tmp_path, "--work", "annotate", status=2)
