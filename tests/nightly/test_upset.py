"""A step of a night that goes wrong, or that a signal ends: what is told, what stays, and what the next night does."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.commands.status import collect
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store.collection import Collection
from crawler.store.nights import latest
from tests import forked
from tests.shards import shard

from .running import command, environment, is_whole, nightly

#: By the second night all articles are due, and the monitor `quiet` has waited too long for a new one.
FIRST, SECOND = "2026-11-24T02:00:00+07:00", "2026-12-26T02:00:00+07:00"
NIGHTLY = "crawler.commands.nightly"


class Before(NamedTuple):
    """A portal, and the data directory after its first night."""

    base_url: str
    data: Path


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    with serve(Site(articles=6)) as server:
        data = tmp_path_factory.mktemp("before") / "data"
        nightly(server.base_url, data, moment=FIRST)
        yield Before(server.base_url, data)


@pytest.fixture
def data(before: Before, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before.data, tmp_path / "data", symlinks=True))


def upset(before: Before, data: Path, step: str, how: str, status: int = 1) -> subprocess.CompletedProcess[str]:
    line = command(before.base_url, data)
    words = [sys.executable, "-m", "tests.nightly.upset", step, how, *line[line.index("nightly") :]]
    done = forked.run(words, env=environment(SECOND))
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def last_night(data: Path) -> tuple[str, dict[str, Any]]:
    with Collection(data, read_only=True) as collection:
        night = latest(collection)[0]
    return night.status, night.outcome


def version(data: Path) -> str:
    assert is_whole(data / "datasets" / "latest")
    return (data / "datasets" / "latest").readlink().name


@pytest.mark.parametrize(
    "step, how, published",
    [
        (f"{NIGHTLY}:annotate_pending", "SIGTERM", False),
        ("exports.publish.versions:advance", "SIGINT", False),
        (f"{NIGHTLY}:write_report", "SIGTERM", True),
    ],
)
def test_a_signal_ends_any_step_after_the_crawl_at_once_and_the_next_night_makes_up_for_it(
    before: Before, data: Path, step: str, how: str, published: bool
) -> None:
    report = (data / "report.html").read_bytes()
    done = upset(before, data, step, how, 130 if how == "SIGINT" else 1)
    assert ": interrupted: " in done.stdout
    assert done.stderr.splitlines()[-1].startswith(f"vnportal: {how}: stopped; what is finished is kept")
    assert last_night(data)[0] == "interrupted"
    assert (version(data) != version(before.data)) == published
    assert (data / "report.html").read_bytes() == report
    nightly(before.base_url, data, moment=SECOND)
    assert version(data) != version(before.data)
    assert (data / "report.html").read_bytes() != report, "the report that the night owed"


@pytest.mark.parametrize(
    "step, what, published",
    [
        (f"{NIGHTLY}:watch", "demo: monitors: ", True),
        ("exports.publish.publish:_describe", "", False),
        (f"{NIGHTLY}:write_report", "no new report, the dataset stands: ", True),
    ],
)
def test_what_nobody_expects_is_one_line_and_loses_no_more_than_its_step(
    before: Before, data: Path, step: str, what: str, published: bool
) -> None:
    done = upset(before, data, step, "error")
    said = f"{what}a fault of the program: RuntimeError: what nobody expects (nightly/upset.py:"
    assert [line for line in done.stderr.splitlines() if line.startswith(f"vnportal: {said}")] != []
    assert ": failed: " in done.stdout
    status, outcome = last_night(data)
    assert status == "failed"
    assert [error for error in outcome["errors"] if error.startswith(said)] != []
    assert any(said in item["message"] for item in collect(data)["attention"])
    assert (version(data) != version(before.data)) == published


def test_notifications_that_cannot_be_made_cost_a_line_but_not_the_night(before: Before, data: Path) -> None:
    done = upset(before, data, "crawler.monitoring.notify:notify", "error", status=0)
    assert done.stderr.splitlines()[-1].startswith("vnportal: notification: a fault of the program: RuntimeError")
    assert ": done: " in done.stdout
    assert last_night(data)[0] == "done"


def test_news_of_alerts_that_a_killed_night_could_not_tell_are_told_by_the_next(before: Before, data: Path) -> None:
    upset(before, data, f"{NIGHTLY}:annotate_pending", "SIGKILL", status=-signal.SIGKILL)
    assert [change[:3] for change in last_night(data)[1]["untold"]] == [["failure", "demo", "quiet"]]
    done = nightly(before.base_url, data, moment=SECOND, VNPORTAL_NOTIFY="json://127.0.0.1:9/")
    assert "notification of failure to entry 1 (json) could not be sent" in done.stderr
    assert "untold" not in last_night(data)[1]


def test_a_status_names_a_latest_version_that_is_none_and_what_the_archive_lost(
    before: Before, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = next((shard(data) / "archive").iterdir())
    archive.write_bytes(archive.read_bytes()[:-200])
    (data / "datasets" / "latest").unlink()
    (data / "datasets" / "latest").symlink_to("20200101T000000Z")
    done = nightly(before.base_url, data, moment=SECOND, status=1)
    assert "which is no version: point it to one of those beside it" in done.stderr
    monkeypatch.setenv("VNPORTAL_NOW", SECOND)
    kinds = {item["kind"]: item["message"] for item in collect(data)["attention"]}
    assert kinds.keys() == {"dataset", "night", "alert", "archive"}
    assert "restore the file from a backup" in kinds["archive"]
