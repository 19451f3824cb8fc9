"""Before a run writes, files and the store's word on them are brought into agreement."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.files import Archive
from crawler.archive.repair import tidy
from crawler.archive.warc import Exchange
from crawler.store.archives import Ledger
from crawler.store.store import Store
from tests.archive.responses import responses

MOMENT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
RUN, OTHER = "sontay-20261124T020000Z", "sontay-20261125T020000Z"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Store(tmp_path / "store.sqlite") as store:
        yield Ledger(store)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def exchange(number: int) -> Exchange:
    return Exchange(f"https://x.vn/{number}", [], 200, [], bytes([number]) * 300, MOMENT)


def write(folder: Path, ledger: Ledger, run_id: str, *numbers: int, uncommitted: int = 0) -> Path:
    """Write answers into a run's file; of the last ones the store knows nothing."""
    about = {"isPartOf": "sontay", "run_id": run_id}
    with closing(Archive(folder, run_id, about)) as archive:
        for count, number in enumerate(numbers):
            archive.write(exchange(number))
            if count < len(numbers) - uncommitted:
                ledger.grown(archive.path.name, "sontay", run_id, archive.length, MOMENT)
    return archive.path


def urls(path: Path) -> list[str]:
    return [stored.url[-1] for _, stored in responses(path)]


def test_a_tail_that_was_never_committed_is_set_aside_and_told(folder: Path, ledger: Ledger) -> None:
    path = write(folder, ledger, RUN, 1, 2, 3, uncommitted=1)
    tail = path.read_bytes()[ledger.length(path.name) :]
    place, problems = tidy(folder, ledger, "sontay", RUN)
    assert place == (0, path.stat().st_size)
    assert urls(path) == ["1", "2"]
    (aside,) = (folder / "aside").iterdir()
    assert aside.read_bytes() == tail
    assert [problem.kind for problem in problems] == ["archive_tail"]
    assert aside.name in problems[0].message
    assert tidy(folder, ledger, "sontay", RUN) == (place, [])


def test_a_tail_torn_in_mid_record_is_set_aside_too(folder: Path, ledger: Ledger) -> None:
    path = write(folder, ledger, RUN, 1, 2, uncommitted=1)
    path.write_bytes(path.read_bytes()[:-20])
    tidy(folder, ledger, "sontay", RUN)
    assert urls(path) == ["1"]


def test_a_file_of_which_nothing_was_committed_begins_anew(folder: Path, ledger: Ledger) -> None:
    path = write(folder, ledger, RUN, 1, uncommitted=1)
    place, problems = tidy(folder, ledger, "sontay", RUN)
    assert place == (0, 0)
    assert not path.exists()
    assert [problem.kind for problem in problems] == ["archive_tail"]


@pytest.mark.parametrize("lost", [1, 50, 700])
def test_a_file_that_lost_committed_bytes_is_told_and_a_new_one_begun(folder: Path, ledger: Ledger, lost: int) -> None:
    path = write(folder, ledger, RUN, 1, 2)
    path.write_bytes(path.read_bytes()[:-lost])
    place, problems = tidy(folder, ledger, "sontay", RUN)
    assert place == (1, 0)
    assert problems[0].kind == "archive_lost"
    assert set(urls(path)) <= {"1", "2"}
    # Taken up once more before anything was written: still not in the damaged file.
    assert tidy(folder, ledger, "sontay", RUN) == (place, [])


def test_a_file_that_is_missing_is_told_once(folder: Path, ledger: Ledger) -> None:
    write(folder, ledger, RUN, 1).unlink()
    assert [problem.kind for problem in tidy(folder, ledger, "sontay", OTHER)[1]] == ["archive_lost"]
    assert tidy(folder, ledger, "sontay", OTHER)[1] == []


def test_files_are_never_written_by_turns(folder: Path, ledger: Ledger) -> None:
    write(folder, ledger, RUN, 1)
    write(folder, ledger, OTHER, 2)
    assert tidy(folder, ledger, "sontay", RUN)[0] == (1, 0)
    assert tidy(folder, ledger, "sontay", OTHER)[0].number == 0


def test_files_that_a_new_store_does_not_know_are_entered_in_their_order(folder: Path, ledger: Ledger) -> None:
    for run_id in (OTHER, RUN):
        write(folder, ledger, run_id, 1, 2)
    ledger.enter([])
    assert tidy(folder, ledger, "sontay", "sontay-20261126T020000Z") == ((0, 0), [])
    files = ledger.files("sontay")
    assert sorted(file.run_id for file in files) == [RUN, OTHER]
    assert [file.length for file in files] == [(folder / file.file).stat().st_size for file in files]
    assert {file.last_fetched_at for file in files} == {"2026-11-24T02:00:00+00:00"}
