"""Answers of an archive that several workers read: one settles them all, whoever has read them."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from crawler import portals
from crawler.commands import reprocess
from crawler.crawling import reading_processes
from crawler.rebuilding.shared_reading import KIND, SharedReading, read_partition
from crawler.store.partition_files import PartitionFiles, packed
from pipelines.workers import Submit, Workers
from tests.archive.nights import crawl_nights, exported, tables_of
from tests.shards import shard

pytest.importorskip("fsspec")


class Counting(Workers):
    """A process that reads, and how many answers it was given by who settles."""

    given = 0

    @contextmanager
    def beside(self) -> Iterator[Submit]:
        with super().beside() as submit:

            def counted(*work: Any) -> Any:
                self.given += 1
                return submit(*work)

            yield counted


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after three nights; not to be changed."""
    data = tmp_path_factory.mktemp("crawled")
    crawl_nights(data)
    return data


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(crawled, tmp_path / "data"))


@pytest.fixture(scope="module")
def helper() -> Iterator[Workers]:
    with reading_processes.readers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def pool() -> Iterator[Counting]:
    with Counting(1, tries=1) as workers:
        yield workers


@pytest.fixture
def own(pool: Counting) -> Counting:
    pool.given = 0
    return pool


def files_of(data: Path, storage: str | None = None) -> PartitionFiles:
    return PartitionFiles("sontay", data, storage, KIND)


def rebuilt(data: Path, own: Workers, shared: SharedReading) -> None:
    with closing(shared):
        reprocess.rebuild("sontay", data, None, Console(), own, shared)


@pytest.mark.parametrize("kind", ["s3", "folder"])
def test_what_others_have_read_is_settled_as_if_it_were_read_here(
    kind: str, data: Path, own: Counting, helper: Workers, request: pytest.FixtureRequest
) -> None:
    storage = f"{request.getfixturevalue('bucket')}/readings" if kind == "s3" else None
    before, rows, files, told = exported(data), tables_of(data), files_of(data, storage), list[int]()

    def help_it(count: int) -> None:
        told.append(count)
        for number in reversed(range(count)):
            read_partition(files, number, portals.load("sontay"), helper)

    rebuilt(data, own, SharedReading(files, 2, help_it))
    assert exported(data) == before
    assert tables_of(data) == rows
    assert told == [11], "of the 15, 4 and 2 versions of three nights"
    assert own.given < 45 // 2, "of 45 answers most were read by others"
    assert not files.numbers_done() and not files.is_given(0)
    read_partition(files, 0, portals.load("sontay"), helper)  # a worker that comes too late finds nothing to do
    assert not files.numbers_done()


def test_what_nobody_else_has_read_is_read_here(data: Path, own: Counting, helper: Workers) -> None:
    rows, files = tables_of(data), files_of(data)
    rebuilt(data, own, SharedReading(files, 3, lambda _: read_partition(files, 2, portals.load("sontay"), helper)))
    assert tables_of(data) == rows
    assert 30 < own.given < 45


def test_what_a_worker_of_a_killed_fleet_has_read_does_not_count(data: Path, own: Counting) -> None:
    rows, files = tables_of(data), files_of(data)
    line = '{"offset": 0, "kind": "gone", "article": null, "problem": null, "day": null, "address": null}'

    def disturb(count: int) -> None:
        for number in range(count):
            files.answer(number, packed(["digest of something else", line]))

    rebuilt(data, own, SharedReading(files, 3, disturb))
    assert tables_of(data) == rows
    assert own.given == 45


def test_few_answers_stay_where_they_are(data: Path, own: Counting) -> None:
    rebuilt(data, own, SharedReading(files_of(data), 15, lambda _: pytest.fail("one partition is not worth it")))
    assert own.given == 45
    assert not (shard(data) / f".{KIND}").exists()
