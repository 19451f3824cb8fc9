"""Articles of a portal that are given out in partitions, annotated anywhere, and taken in again."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import portals
from crawler.commands.holding import Held
from crawler.commands.partitions import Partitions
from crawler.records.article import Article, Problem
from crawler.records.profile import Portal
from crawler.store import shards
from crawler.store.store import Store
from pipelines.stages import pipeline_version
from pipelines.workers import Workers
from tests.shards import new_store
from tests.store.samples import article

pytest.importorskip("fsspec")
NOBODY = Workers(1)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    """A portal with seven articles that wait for their annotation."""
    with Store(new_store(tmp_path, "sontay")) as store:
        for number in range(7):
            store.articles.save(article(number))
        yield Held(portals.load("sontay"), store, shards.archive(tmp_path, "sontay"))


@pytest.fixture(autouse=True)
def annotating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the language work: words are counted, and the article with the number 3 fails."""

    def annotated(_: Workers, works: Iterable[tuple[Article, Portal]]) -> Iterator[Article | Problem]:
        for given, portal in works:
            assert portal.name == "sontay"
            if given.id == "sontay:3":
                yield Problem("annotate", "time_limit", "took too long")
            else:
                yield given.changed(word_count=int(given.id.partition(":")[2]), pipeline_version=pipeline_version())

    for room in ("partitions", "pending"):
        monkeypatch.setattr(f"crawler.commands.{room}.annotate_all", annotated)


def waiting(held: Held) -> list[str]:
    return [each.id for each in held.store.annotations.pending("sontay", pipeline_version())]


@pytest.mark.parametrize("kind", ["s3", "folder"])
def test_what_is_given_out_comes_back_from_any_place_and_leaves_no_file(
    kind: str, held: Held, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    storage = f"{request.getfixturevalue('bucket')}/partitions" if kind == "s3" else None
    here = Partitions(held.profile, tmp_path, storage)
    assert here.give_out(held, 3) == 3
    for number in (2, 0, 1, 1):  # one worker had died before it was told that the partition is done
        there = tmp_path / "elsewhere" if storage else tmp_path
        Partitions(held.profile, there, storage).annotate(number, NOBODY)
    assert waiting(held) == [f"sontay:{number}" for number in range(7)]
    assert here.work_off(held, 3, NOBODY) == {"annotated": 6, "failed": 1}
    assert waiting(held) == ["sontay:3"]
    here.annotate(0, NOBODY)  # a worker that comes too late finds nothing to do
    assert not here.take_in(held)
    assert not list(shards.folder(tmp_path, "sontay").rglob("*.given"))
    found = [held.store.articles.get(f"sontay:{number}") for number in range(7)]
    assert [each.word_count for each in found if each] == [0, 1, 2, None, 4, 5, 6]


def test_what_nobody_else_has_done_is_done_by_who_gave_it_out(held: Held, tmp_path: Path) -> None:
    here = Partitions(held.profile, tmp_path, None)
    here.give_out(held, 2)
    here.annotate(3, NOBODY)
    (done,) = (shards.folder(tmp_path, "sontay") / ".partitions").glob("*.done")
    done.rename(done.with_name("2.done"))  # as a worker of a killed fleet would answer other articles
    assert here.work_off(held, 4, NOBODY) == {"annotated": 6, "failed": 1}
    assert waiting(held) == ["sontay:3"]
    assert not list((shards.folder(tmp_path, "sontay") / ".partitions").iterdir())


def test_a_partition_that_is_settled_meanwhile_is_left(
    held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (Partitions(held.profile, tmp_path, None) for _ in range(2))
    here.give_out(held, 2)

    def slow(workers: Workers, works: Iterable[tuple[Article, Portal]]) -> Iterator[Article]:
        for given, _ in works:
            if waiting(held):
                here.work_off(held, 4, NOBODY)
            yield given

    with monkeypatch.context() as patch:
        patch.setattr("crawler.commands.partitions.annotate_all", slow)
        there.annotate(0, NOBODY)
    assert not list((shards.folder(tmp_path, "sontay") / ".partitions").iterdir())


def test_few_articles_stay_where_they_are(held: Held, tmp_path: Path) -> None:
    assert Partitions(held.profile, tmp_path, None).give_out(held, 4) == 0
    assert not (shards.folder(tmp_path, "sontay") / ".partitions").exists()


def test_what_a_killed_fleet_left_behind_is_taken_in_by_the_next_one_unless_it_changed(
    held: Held, tmp_path: Path
) -> None:
    killed = Partitions(held.profile, tmp_path, None)
    assert killed.give_out(held, 2) == 4
    killed.annotate(0, NOBODY)
    held.store.articles.save(article(1, title="Nắng lên"))
    following = Partitions(held.profile, tmp_path, None)
    assert following.give_out(held, 3) == 2
    assert waiting(held) == [f"sontay:{number}" for number in range(1, 7)]
    following.work_off(held, 2, NOBODY)
    assert waiting(held) == ["sontay:3"]
    assert "partitions" not in " ".join(shards.contents(tmp_path, "sontay")), "no partition is checked in with a shard"


def test_a_worker_of_a_killed_fleet_does_not_disturb_the_next_one(
    held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, following = (Partitions(held.profile, tmp_path, None) for _ in range(2))
    killed.give_out(held, 2)
    real: Any = Partitions.give_out
    held.store.articles.save(article(0, title="Nắng lên"))

    def slow(workers: Workers, works: Iterable[tuple[Article, Portal]]) -> Iterator[Article]:
        for number, (given, _) in enumerate(works):
            if number == 0:
                real(following, held, 3)
            yield given.changed(word_count=9, pipeline_version=pipeline_version())

    with monkeypatch.context() as patch:
        patch.setattr("crawler.commands.partitions.annotate_all", slow)
        killed.annotate(0, NOBODY)
    following.annotate(0, NOBODY)
    assert following.take_in(held) == {"annotated": 1}  # the article that is still as the killed fleet gave it out
    assert waiting(held) == ["sontay:0", *(f"sontay:{number}" for number in range(2, 7))]
