"""`vnportal status`: what it says of an empty folder, of finished, failed and running crawls, and of an old store."""

import fcntl
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.status import collect, run
from crawler.records.article import Problem
from crawler.store import nights as night_table
from crawler.store import shards
from crawler.store.collection import Collection
from crawler.store.lock import hold, holder
from crawler.store.store import Store
from tests import forked
from tests.monitors.nights import Nights
from tests.shards import new_store
from tests.store.releases import NEXT, made_up, set_version

COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()", "status")
KEYS = {"data", "now", "schema", "running", "published", "nights", "portals", "attention"}


def status(data: Path, *more: str, code: int = 0) -> str:
    done = forked.run([*COMMAND, "--data", data, *more])
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def machine(data: Path, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(status(data, "--json", *more))
    assert found.keys() == KEYS
    return found


def test_an_empty_folder_has_nothing_and_stays_empty(tmp_path: Path) -> None:
    assert "nothing there yet: `vnportal crawl PORTAL" in status(tmp_path)
    found = machine(tmp_path / "missing")
    assert (found["schema"], found["portals"], found["attention"]) == (None, [], [])
    assert list(tmp_path.iterdir()) == []


def test_a_portal_that_nobody_knows_is_wrong_usage(tmp_path: Path) -> None:
    assert "no such portal" in status(tmp_path, "--portal", "nowhere", code=2)
    assert status(tmp_path, "--portal", "sontay").startswith(str(tmp_path))


def test_runs_alerts_and_what_needs_attention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        Store(new_store(tmp_path, "sontay")) as sontay_store,
        Store(new_store(tmp_path, "vienson")) as store,
        Collection(tmp_path) as collection,
    ):
        nights = Nights(sontay_store, monkeypatch)
        nights.usual(2)
        nights.night(had={"title": 0})
        run = store.runs.start("vienson", {"base_url": "https://vienson.sontay.hanoi.gov.vn"})
        store.problems.add(run.run_id, "vienson", Problem("crawl", "unreachable", "out of reach: try later"))
        store.runs.finish(run.run_id, "failed", {})
        failed = night_table.begin(collection, ["sontay", "vienson"])
        night_table.end(collection, failed, "failed", {"errors": ["vienson: out of reach: try later"]})
    text = status(tmp_path)
    assert "sontay: 3 articles, 3 to be annotated, archive 0.0 MB" in text
    assert f"{failed}: failed" in text
    for line in (
        "the last night failed: vienson: out of reach: try later",
        "sontay: coverage.title: 0 % of 40 articles have title; usual: 100 %, at least 95 %; ",
        "vienson: the last crawl failed: out of reach: try later",
        f"nothing is published yet: `vnportal publish --data {tmp_path}`",
    ):
        assert line in text.partition("needs attention:")[2]
    found = machine(tmp_path)
    sontay, vienson = found["portals"]
    assert [one["portal"] for one in found["attention"]] == [None, "sontay", "vienson", None]
    assert [one["kind"] for one in found["attention"]] == ["night", "alert", "run", "dataset"]
    assert sontay.keys() == {
        "portal", "articles", "gone", "due", "annotations_waiting", "annotations_failed", "last_good_run", "runs",
        "alerts", "published_articles", "archive_bytes", "archive_lost", "certificates_verified",
    }  # fmt: skip
    assert [run["status"] for run in sontay["runs"]] == ["finished"] * 3
    assert sontay["last_good_run"]["run_id"] == sontay["runs"][0]["run_id"]
    assert sontay["alerts"][0]["monitor"] == "coverage.title"
    assert (vienson["last_good_run"], vienson["runs"][0]["failure"]) == (None, "out of reach: try later")
    only = machine(tmp_path, "--portal", "vienson")
    assert [one["portal"] for one in only["portals"]] == ["vienson"]


def test_what_is_right_again_needs_no_attention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(new_store(tmp_path, "sontay")) as store:
        nights = Nights(store, monkeypatch)
        nights.night(had={"title": 0}, new=False)
        nights.night(new=False)
    assert "nothing needs attention" in status(tmp_path)


def test_a_run_that_works_is_shown_and_one_that_died_needs_attention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(new_store(tmp_path, "sontay")) as store, Collection(tmp_path) as collection:
        nights = Nights(store, monkeypatch)
        nights.night()
        store.runs.start("sontay", {"base_url": "https://sontay.hanoi.gov.vn"})
        night_table.begin(collection, ["sontay"])
        with hold(shards.folder(tmp_path, "sontay")):
            running = machine(tmp_path)
            text = status(tmp_path)
        died = machine(tmp_path)
    since = nights.now.isoformat()
    assert f"running: process {running['running']['process']}, since {since}" in text
    assert running["running"]["since"] == since
    assert [one["kind"] for one in running["attention"]] == ["dataset"]
    assert died["running"] is None
    assert [(one["kind"], one["message"].partition(":")[0]) for one in died["attention"]] == [
        ("night", "the last night was interrupted"),
        ("run", "the last crawl was interrupted"),
        ("dataset", "nothing is published yet"),
    ]


def test_a_store_of_an_earlier_release_says_what_upgrades_it_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    path = new_store(data, "sontay")
    Store(path).close()
    before = path.read_bytes()
    made_up(tmp_path, monkeypatch)
    assert run(data, [], as_json=False) == 0
    assert f"schema {NEXT - 1} of an earlier release: the next `vnportal crawl`" in capsys.readouterr().out
    assert [one["kind"] for one in collect(data)["attention"]] == ["store"]
    assert path.read_bytes() == before


def test_a_store_of_an_unknown_schema_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    Store(new_store(tmp_path, "sontay")).close()
    set_version(new_store(tmp_path, "sontay"), 99)
    assert "`vnportal reprocess" in status(tmp_path, code=1)


def test_what_is_no_store_is_an_error(tmp_path: Path) -> None:
    new_store(tmp_path, "vienson").write_text("Mưa lớn. " * 200)
    assert "broken (file is not a database)" in status(tmp_path, code=1)


def test_looking_at_the_moment_when_a_run_begins_does_not_turn_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "lock").open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        # Instead of waiting for the look to be over, it is over.
        monkeypatch.setattr("crawler.store.lock.time.sleep", lambda _seconds: fcntl.flock(looking, fcntl.LOCK_UN))
        with hold(tmp_path):
            assert holder(tmp_path) is not None
    assert holder(tmp_path) is None


def test_a_check_says_in_one_line_and_its_status_how_grave_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert status(tmp_path / "none", "--check", code=2).startswith("CRITICAL - ")
    with Store(new_store(tmp_path, "sontay")) as store:
        Nights(store, monkeypatch).usual(2)
    (warning,) = status(tmp_path, "--check", code=1).splitlines()
    assert warning.startswith(f"WARNING - {tmp_path}: nothing is published yet")
    with Store(new_store(tmp_path, "vienson")) as store:
        run = store.runs.start("vienson", {"base_url": "https://vienson.sontay.hanoi.gov.vn"})
        store.problems.add(run.run_id, "vienson", Problem("crawl", "unreachable", "out of reach: try later"))
        store.runs.finish(run.run_id, "failed", {})
    (critical,) = status(tmp_path, "--check", code=2).splitlines()
    assert critical.startswith(f"CRITICAL - {tmp_path}: vienson: the last crawl failed: out of reach")
    assert "nothing is published yet" in critical
    assert status(tmp_path, code=0)
    new_store(tmp_path, "vienson").write_bytes(b"SQLite format 3\0" + b"broken" * 200)
    assert status(tmp_path, "--check", code=2).startswith("CRITICAL - ")


def test_all_well_is_status_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(new_store(tmp_path, "demo")) as store:
        run = store.runs.start("demo", {"base_url": "http://127.0.0.1"})
        store.runs.finish(run.run_id, "finished", {})
    assert status(tmp_path, "--check") == f"OK - {tmp_path}: 0 articles\n"


def test_nights_that_do_not_run_any_more_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPORTAL_NOW", "2026-11-20T02:00:00+07:00")
    with Store(new_store(tmp_path, "sontay")) as store, Collection(tmp_path) as collection:
        night = night_table.begin(collection, ["sontay"])
        run = store.runs.start("sontay", {"base_url": "https://sontay.hanoi.gov.vn"})
        store.runs.finish(run.run_id, "finished", {})
        night_table.end(collection, night, "done", {})
    assert status(tmp_path, "--check").startswith("OK - ")
    monkeypatch.setenv("VNPORTAL_NOW", "2026-11-24T02:00:00+07:00")
    assert "sontay: no crawl came to its end for 4 days" in status(tmp_path, "--check", code=2)


def test_metrics_are_written_whole_for_the_textfile_collector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, file = tmp_path / "data", tmp_path / "metrics" / "vnportal.prom"
    data.mkdir()
    assert "choose" not in status(data, "--prometheus", str(file), code=1)
    file.parent.mkdir()
    with Store(new_store(data, "sontay")) as store:
        Nights(store, monkeypatch).usual(2)
    file.write_text("old\n")
    status(data, "--prometheus", str(file))
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    lines = file.read_text(encoding="utf-8").splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    form = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+')
    assert [line for line in samples if not form.fullmatch(line)] == []
    names = {re.split("[ {]", line)[0] for line in samples}
    assert {line.split()[2] for line in lines if line.startswith("# TYPE")} == names
    assert 'vnportal_articles{portal="sontay"} 2' in samples
    assert 'vnportal_attention{severity="warning"} 1' in samples
    assert 'vnportal_run_finished{portal="sontay"} 1' in samples
