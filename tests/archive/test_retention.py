"""Archive files go by age and size, but never before two published versions have what they brought."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import portals
from crawler.archive.retention import retire
from crawler.records.profile import ArchiveKept, Portal
from crawler.store.archives import Ledger
from crawler.store.store import Store

NOW = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def add(tmp_path: Path, store: Store) -> Callable[[int], str]:
    """Enter a file of 100 bytes that was fetched so many days before now; returns its name."""

    def added(days: int) -> str:
        name = f"sontay-{days:03}-00000.warc.gz"
        (tmp_path / "archive").mkdir(exist_ok=True)
        (tmp_path / "archive" / name).write_bytes(bytes(100))
        Ledger(store).grown(name, "sontay", f"sontay-{days:03}", 100, NOW - timedelta(days=days))
        return name

    return added


def profile(**kept: int) -> Portal:
    return portals.load("sontay").model_copy(update={"archive": ArchiveKept(**kept)})


def published(*days: float) -> list[datetime]:
    """The moments of versions that were published so many days before now."""
    return [NOW - timedelta(days=number) for number in days]


def there(data: Path) -> set[str]:
    return {path.name for path in (data / "archive").iterdir()}


def test_everything_is_kept_unless_the_profile_says_otherwise(tmp_path: Path, store: Store, add) -> None:
    name = add(5000)
    assert retire(store, profile(), tmp_path / "archive", published(1, 0), NOW) == ([], [], 0)
    assert there(tmp_path) == {name}


def test_old_files_go_and_the_store_remembers_when(tmp_path: Path, store: Store, add) -> None:
    old, older, young = add(31), add(60), add(29)
    retired = retire(store, profile(keep_days=30), tmp_path / "archive", published(1, 0), NOW)
    assert set(retired.removed) == {old, older}
    assert (retired.kept_back, retired.bytes) == ([], 200)
    assert there(tmp_path) == {young}
    marks = {file.file: file.removed_at for file in Ledger(store).files("sontay")}
    assert marks == {old: "2026-12-31T02:00:00+00:00", older: "2026-12-31T02:00:00+00:00", young: None}
    assert retire(store, profile(keep_days=30), tmp_path / "archive", published(1, 0), NOW) == ([], [], 0)


def test_the_oldest_files_go_when_all_are_too_large(tmp_path: Path, store: Store, add) -> None:
    oldest, old, young = add(30), add(20), add(10)
    assert retire(store, profile(max_bytes=250), tmp_path / "archive", published(1, 0), NOW).removed == [oldest]
    assert there(tmp_path) == {old, young}


@pytest.mark.parametrize("versions", [(), (1,), (40, 1)], ids=["none", "one", "one of two is older"])
def test_a_file_stays_until_two_versions_have_its_articles(tmp_path: Path, store: Store, add, versions) -> None:
    name = add(31)
    retired = retire(store, profile(keep_days=30), tmp_path / "archive", published(*versions), NOW)
    assert retired.removed == []
    ((kept, why),) = retired.kept_back
    assert kept == name
    assert "not yet in 2" in why
    assert there(tmp_path) == {name}


def test_the_file_of_an_unfinished_run_stays(tmp_path: Path, store: Store) -> None:
    run = store.runs.start("sontay", {}).run_id
    name = f"{run}-00000.warc.gz"
    Ledger(store).grown(name, "sontay", run, 100, NOW - timedelta(days=50))
    assert retire(store, profile(keep_days=30), tmp_path / "archive", published(1, 0), NOW).kept_back == [
        (name, "its run is not finished and may still write it")
    ]
    store.runs.finish(run, "finished", {})
    assert retire(store, profile(keep_days=30), tmp_path / "archive", published(1, 0), NOW).removed == [name]


def test_what_was_killed_between_marking_and_removing_is_finished(tmp_path: Path, store: Store, add) -> None:
    name = add(31)
    Ledger(store).removed(name, NOW)
    retire(store, profile(), tmp_path / "archive", published(1, 0), NOW)
    assert there(tmp_path) == set()
