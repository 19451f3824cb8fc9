"""Versions: they appear as a whole or not at all, say what is new, and never change."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import portals
from crawler.records.errors import CheckError, ExportError, LockHeldError, ProfileError, StoreError
from crawler.records.profile import Bounds, Check
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.atomic import held
from exports.parts import files_of, parts_of
from exports.publish import versions
from exports.publish.publish import publish
from tests import forked
from tests.shards import new_store

from .dying import dies_at
from .published import NAMES, assert_whole, contents, lines, published, save, sound


@pytest.fixture
def data(tmp_path: Path) -> Path:
    save(tmp_path / "data", [sound(1), sound(2), sound(3)])
    return tmp_path / "data"


def names(datasets: Path) -> list[str]:
    return sorted(path.name for path in datasets.iterdir())


def test_the_first_version_is_whole_and_latest_points_to_it(data: Path):
    result = published(data)
    datasets = data / "datasets"
    assert (result.new, result.previous, result.version.name) == (True, None, NAMES[0])
    assert names(datasets) == [NAMES[0], "latest", "versions.json"]
    assert (datasets / "latest").readlink() == Path(NAMES[0])
    assert_whole(datasets / "latest")


def test_a_version_is_named_after_what_the_store_knows_not_after_the_clock(data: Path):
    save(data, [sound(4)], night=5)
    assert published(data).version.name == NAMES[5]


def test_the_list_of_versions_says_what_each_is(data: Path):
    published(data)
    save(data, [sound(4)], night=1)
    published(data)
    index = json.loads((data / "datasets" / "versions.json").read_text(encoding="utf-8"))
    assert index["latest"] == NAMES[1]
    first, second = index["versions"]
    assert (first["version"], first["time"], first["previous"]) == (NAMES[0], "2026-11-01T02:00:00+00:00", None)
    assert (second["version"], second["previous"]) == (NAMES[1], NAMES[0])
    assert [first["counts"]["articles"], second["counts"]["articles"]] == [3, 4]
    assert second["portals"]["sontay"]["tokens"] == 12
    assert (second["parser_versions"], second["pipeline_versions"]) == (["1"], ["1"])
    sums = (data / "datasets" / NAMES[1] / "SHA256SUMS").read_text(encoding="utf-8")
    assert (second["files"], second["bytes"]) == (
        len(files := files_of(parts_of(data / "datasets" / NAMES[1]))),
        sum(file.bytes for file in files.values()),
    )
    assert all(f"{file.sha256}  {path}\n" in sums for path, file in files.items())


def test_the_same_store_makes_no_second_version(data: Path):
    first = published(data)
    before = contents(data / "datasets")
    again = published(data)
    assert (again.new, again.version.name, again.previous) == (False, first.version.name, first.version.name)
    assert contents(data / "datasets") == before


def test_the_same_store_gives_the_same_bytes_elsewhere(data: Path, tmp_path: Path):
    published(data)
    other = tmp_path / "other"
    save(other, [sound(3), sound(1), sound(2)])
    published(other)
    assert contents(data / "datasets") == contents(other / "datasets")


def test_a_second_version_of_the_same_moment_has_a_name_of_its_own(data: Path):
    published(data)
    save(data, [sound(4)])
    assert published(data).version.name == f"{NAMES[0]}-2"
    save(data, [sound(5)])
    assert published(data).version.name == f"{NAMES[0]}-3"
    assert [version.name for version in versions.versions(data / "datasets")] == [
        NAMES[0],
        f"{NAMES[0]}-2",
        f"{NAMES[0]}-3",
    ]


def test_the_delta_says_what_was_added_changed_and_gone(data: Path):
    published(data)
    assert lines(data / "datasets" / "latest" / "delta.jsonl") == [
        {"id": f"sontay:{number}", "change": "added"} for number in (1, 2, 3)
    ]
    unchanged = sound(1, view_count=999)
    save(data, [unchanged, sound(2, title="Mưa lớn ở phường"), sound(10)], night=1)
    with Store(new_store(data, "sontay")) as store:
        store.articles.mark_gone("sontay:3", "2026-11-02T02:00:00+00:00")
    published(data)
    second, third, tenth = lines(data / "datasets" / "latest" / "delta.jsonl")
    assert (second["id"], second["change"]) == ("sontay:2", "changed")
    assert second["fields"] == ["title", "content_hash", "version", "earlier_versions", "fetched_at"]
    assert third == {"id": "sontay:3", "change": "gone"}
    assert tenth == {"id": "sontay:10", "change": "added"}


def test_the_delta_names_what_the_language_stages_changed(data: Path):
    published(data)
    save(data, [sound(1, entities=[], sentences=[])], night=1)
    published(data)
    (line,) = lines(data / "datasets" / "latest" / "delta.jsonl")
    assert line == {"id": "sontay:1", "change": "changed", "fields": ["sentences", "entities"]}


@pytest.mark.parametrize(
    "articles, checks, told",
    [
        ([], {"count": {"articles": Check(min=5)}}, "sontay: count.articles: found 3, expected at least 5"),
        ([], {"count": {"entities": Check(max=2)}}, "sontay: count.entities: found 3, expected at most 2"),
        (
            [sound(9, title=None, documents=[])],
            {"share": {"title": Check(min=0.9)}},
            "share.title: found 0.75, expected at least 0.9",
        ),
        ([sound(9, lead="Ngắn.")], {}, "wrong_offsets: found 1 (sentence 0 of sontay:9), expected at most 0"),
        ([sound(9, title="Khác")], {}, "wrong_offsets: found 1 (documents of sontay:9: 'Mưa lớn'), expected at most 0"),
    ],
)
def test_a_failed_check_leaves_everything_and_says_what_was_found_and_expected(
    data: Path, articles: list, checks: dict, told: str
):
    published(data)
    before = contents(data / "datasets")
    save(data, articles, night=1)
    with pytest.raises(CheckError, match="not published, 20261101T020000Z stays the latest") as error:
        published(data, **checks)
    assert told in str(error.value)
    assert contents(data / "datasets") == before
    assert names(data / "datasets") == [NAMES[0], "latest", "versions.json"]


def test_growth_is_checked_against_the_last_version_and_not_at_the_first(data: Path):
    demanding = Check(min=1.4)
    assert published(data, growth=demanding).new
    save(data, [sound(4)], night=1)
    with pytest.raises(CheckError, match=r"growth: found 1\.333, expected at least 1\.4"):
        published(data, growth=demanding)
    save(data, [sound(5)], night=1)
    assert published(data, growth=demanding).new


def test_a_warning_keeps_nothing_back(data: Path):
    result = published(data, share={"gone_at": Check(warn=Bounds(min=0.5))})
    assert [str(finding) for finding in result.warnings] == ["sontay: share.gone_at: found 0, expected at least 0.5"]
    assert result.version.manifest["warnings"] == ["sontay: share.gone_at: found 0, expected at least 0.5"]


def test_every_failed_check_is_named(data: Path):
    with pytest.raises(CheckError, match=r"there is no version yet: .*count\.links.*; .*count\.images"):
        published(data, count={"links": Check(max=0), "images": Check(max=0)})


def test_old_versions_go_but_never_the_latest(data: Path):
    for night in range(4):
        save(data, [sound(10 + night)], night=night)
        result = published(data, keep=2)
    assert result.removed == [NAMES[1]]
    assert names(data / "datasets") == [NAMES[2], NAMES[3], "latest", "versions.json"]
    index = json.loads((data / "datasets" / "versions.json").read_text(encoding="utf-8"))
    assert [version["version"] for version in index["versions"]] == NAMES[2:4]
    versions.advance(data / "datasets", NAMES[2])
    assert versions.retain(data / "datasets", 1) == ([], [])


def test_without_symbolic_links_the_pointer_is_a_text_file(data: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    published(data)
    pointer = data / "datasets" / "latest"
    assert pointer.read_text(encoding="utf-8") == f"{NAMES[0]}\n"
    save(data, [sound(4)], night=1)
    assert published(data).previous == NAMES[0]


def test_a_pointer_to_nothing_is_named_with_the_remedy(data: Path):
    published(data)
    versions.advance(data / "datasets", NAMES[0])
    (data / "datasets" / "latest").unlink()
    (data / "datasets" / "latest").symlink_to("../elsewhere")
    with pytest.raises(ExportError, match=r"latest: points to '\.\./elsewhere', which is no version"):
        published(data)


def test_killed_anywhere_latest_is_whole_and_the_next_publication_cleans_up(data: Path):
    datasets = data / "datasets"
    published(data)
    save(data, [sound(4)], night=1)
    steps = 0
    # About how many steps there are: the last of these is not killed.
    while dies_at(steps, datasets, lambda: published(data)):
        steps += 40
    generator = random.Random(7)
    killed = 0
    for night in range(2, 18):
        save(data, [sound(night + 10)], night=night)
        killed += dies_at(generator.randrange(steps), datasets, lambda: published(data, keep=2))
        assert_whole(datasets / "latest")
        published(data, keep=2)
        assert_whole(datasets / "latest")
        assert versions.latest(datasets).manifest["counts"]["articles"] == night + 3
        assert [name for name in names(datasets) if name.startswith(".")] == []
        assert len(versions.versions(datasets)) <= 2
    assert killed > 10


def test_two_publications_are_not_mixed(data: Path):
    (data / "datasets").mkdir()
    with held(data / "datasets"), pytest.raises(LockHeldError):
        published(data)


def test_an_empty_store_publishes_nothing(tmp_path: Path):
    Store(new_store(tmp_path, "sontay")).close()
    with Collection(tmp_path) as collection, pytest.raises(StoreError, match="no articles yet"):
        publish(collection, tmp_path / "datasets", portals.load)
    assert not (tmp_path / "datasets").exists()


def test_a_portal_without_a_profile_is_named(tmp_path: Path):
    save(tmp_path / "data", [sound(1, id="nowhere:1", portal="nowhere")])
    with (
        Collection(tmp_path / "data") as collection,
        pytest.raises(ProfileError, match="nowhere: no such portal"),
    ):
        publish(collection, tmp_path / "datasets", portals.load)
    assert names(tmp_path / "datasets") == []


def test_several_portals_are_checked_each_by_its_own_profile(data: Path):
    save(data, [sound(1, id="vienson:1", portal="vienson")])
    with pytest.raises(CheckError) as error:
        published(data, count={"articles": Check(min=2)})
    assert "vienson: count.articles: found 1" in str(error.value)
    assert "sontay:" not in str(error.value)


COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()")


def vnportal(*arguments: object) -> subprocess.CompletedProcess:
    return forked.run([*COMMAND, *arguments])


def test_the_command_publishes_and_says_when_nothing_is_new(data: Path):
    first = vnportal("publish", "--data", data)
    assert (first.returncode, first.stderr) == (0, "")
    assert "3 articles published" in first.stdout
    assert "none before to compare with" in first.stdout
    again = vnportal("publish", "--data", data)
    assert again.returncode == 0
    assert "nothing has changed" in again.stdout


def test_another_process_on_another_day_gives_the_same_bytes(data: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(data, other)
    here = {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh"}
    there = {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C"}
    for folder, environment in ((data, here), (other, there)):
        # A forked process would have the order of sets that its server has, whatever PYTHONHASHSEED says.
        line = [*COMMAND, "publish", "--data", str(folder)]
        subprocess.run(line, env=os.environ | environment, check=True, capture_output=True)
    sums = [(folder / "datasets" / "latest" / "SHA256SUMS").read_text(encoding="utf-8") for folder in (data, other)]
    assert sums[0] == sums[1] != ""


def test_the_command_fails_a_check_in_one_line(data: Path):
    save(data, [sound(4, title=None, documents=[])], night=1)
    done = vnportal("publish", "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "sontay: share.title: found 0.75, expected at least 0.95" in done.stderr
    assert names(data / "datasets") == []


@pytest.mark.parametrize("step", ["rename", "rmtree"])
def test_an_old_version_that_cannot_be_removed_does_not_hold_back_the_new_one(
    step: str, data: Path, monkeypatch: pytest.MonkeyPatch
):
    def denied(path: Path, *more: object, **options: object) -> None:
        if NAMES[0] in str(path):
            raise PermissionError(errno.EPERM, "Operation not permitted", str(path))
        return real(path, *more, **options)

    place: object = shutil if step == "rmtree" else Path
    real = getattr(place, step)
    published(data, keep=2)
    for night in range(1, 4):
        monkeypatch.setattr(place, step, denied)
        save(data, [sound(3 + night)], night=night)
        result = published(data, keep=2)
        assert (data / "datasets" / "latest").readlink().name == NAMES[night]
        told = [
            line for line in result.kept if "an old version that cannot be removed: Operation not permitted" in line
        ]
        assert len(told) == (night > 1), result.kept
    monkeypatch.setattr(place, step, real)
    save(data, [sound(9)], night=4)
    assert published(data, keep=2).kept == []
    assert names(data / "datasets") == [NAMES[3], NAMES[4], "latest", "versions.json"]


def test_a_clock_that_was_wrong_once_names_no_later_version(data: Path, monkeypatch: pytest.MonkeyPatch):
    published(data)
    monkeypatch.setenv("VNPORTAL_NOW", "2099-01-01T00:00:00+00:00")
    with Store(new_store(data, "sontay")) as store:
        store.articles.mark_seen("sontay:1", "2099-01-01T00:00:00+00:00")
    save(data, [sound(4)], night=1)
    assert published(data).version.name == "20990101T000000Z"
    monkeypatch.setenv("VNPORTAL_NOW", "2027-01-01T00:00:00+00:00")
    for night in (2, 3):
        save(data, [sound(3 + night)], night=night)
        assert published(data, keep=2).version.name == NAMES[night]
        assert (data / "datasets" / "latest").readlink().name == NAMES[night]
    assert names(data / "datasets") == [NAMES[2], NAMES[3], "latest", "versions.json"]
