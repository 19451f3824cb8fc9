from pathlib import Path

import pytest

from crawler.records.errors import ExportError, LockHeldError
from exports.atomic import UNFINISHED, file_set

from .dying import dies_at


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name != UNFINISHED}


def put(folder: Path, text: str) -> None:
    with file_set(folder) as files:
        for name in ("a", "b"):
            files.open(name).write(text)


def test_files_appear_together_and_nothing_else(tmp_path: Path):
    put(tmp_path / "new" / "out", "1")
    assert contents(tmp_path / "new" / "out") == {"a": "1", "b": "1"}


def test_files_replace_those_of_the_same_name_and_leave_others(tmp_path: Path):
    put(tmp_path, "1")
    (tmp_path / "mine").write_text("kept", encoding="utf-8")
    put(tmp_path, "2")
    assert contents(tmp_path) == {"a": "2", "b": "2", "mine": "kept"}


def test_nothing_is_replaced_before_the_end(tmp_path: Path):
    put(tmp_path, "1")
    with file_set(tmp_path) as files:
        files.open("a").write("2")
        assert (tmp_path / "a").read_text(encoding="utf-8") == "1"


def test_a_failure_leaves_the_previous_files_and_no_rest(tmp_path: Path):
    put(tmp_path, "1")
    with pytest.raises(ZeroDivisionError), file_set(tmp_path) as files:
        files.open("a").write("2")
        raise ZeroDivisionError
    assert contents(tmp_path) == {"a": "1", "b": "1"}
    assert not (tmp_path / UNFINISHED).exists()


def test_what_a_killed_export_left_is_cleaned_by_the_next(tmp_path: Path):
    (tmp_path / UNFINISHED).mkdir()
    (tmp_path / UNFINISHED / "a").write_text("half", encoding="utf-8")
    put(tmp_path, "1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_two_exports_into_one_folder_are_not_mixed(tmp_path: Path):
    with file_set(tmp_path), pytest.raises(LockHeldError, match="another export"), file_set(tmp_path):
        pass
    put(tmp_path, "1")


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match=r"file/out: cannot be written: .*--out"), file_set(tmp_path / "file" / "out"):
        pass


def test_killed_at_any_step_every_file_is_whole_and_the_next_export_cleans_up(tmp_path: Path):
    outcomes = []
    put(tmp_path, "old")
    while dies_at(len(outcomes), tmp_path, lambda: put(tmp_path, "new")):
        outcomes.append(contents(tmp_path))
        put(tmp_path, "old")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    untouched, between, done = {"a": "old", "b": "old"}, {"a": "new", "b": "old"}, {"a": "new", "b": "new"}
    # Only between the two renames are old and new mixed.
    assert outcomes.count(between) == 1
    assert outcomes.count(untouched) >= 5
    assert outcomes.count(untouched) + outcomes.count(done) + 1 == len(outcomes)
