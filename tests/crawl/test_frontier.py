"""The frontier gives each address once, in the right order, and forgets nothing that is not done."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.crawling.progress import standing
from crawler.store.frontier import STRAY, Queue
from crawler.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store, store.runs.start("sontay", {}).run_id)


def taken(queue: Queue) -> list[str]:
    return [waiting.key for waiting in iter(queue.take, None)]


def test_the_articles_of_a_page_come_before_its_next_page(queue: Queue) -> None:
    queue.add("listing:2", "/2", "listing")
    queue.add("sontay:9", "/9", "article", priority=STRAY)
    queue.add("sontay:1", "/1", "article")
    queue.add("page:x", "/x", "page")
    assert taken(queue) == ["page:x", "sontay:1", "listing:2", "sontay:9"]


def test_an_address_is_given_once_however_often_it_is_found(queue: Queue) -> None:
    assert queue.add("sontay:1", "/1", "article")
    assert not queue.add("sontay:1", "/other-slug", "article")
    assert taken(queue) == ["sontay:1"]
    queue.mark("sontay:1", "new")
    assert not queue.add("sontay:1", "/1", "article")
    assert not queue.waits()


def test_a_stray_that_a_listing_names_moves_up(queue: Queue) -> None:
    queue.add("sontay:9", "/9", "article", priority=STRAY)
    queue.add("listing:2", "/2", "listing")
    queue.add("sontay:9", "/9", "article")
    assert taken(queue) == ["sontay:9", "listing:2"]


def test_what_was_taken_or_failed_is_asked_for_again_and_what_is_done_is_not(queue: Queue) -> None:
    for number in range(4):
        queue.add(f"sontay:{number}", "/", "article")
    taken(queue)
    queue.mark("sontay:0", "new")
    queue.mark("sontay:1", "failed")
    queue.mark("sontay:2", "skipped", day="2020-01-01")
    queue.ask_again()
    assert taken(queue) == ["sontay:1", "sontay:3"]
    assert queue.meta("sontay:2") == {"day": "2020-01-01"}


def test_runs_do_not_see_each_other(store: Store, queue: Queue) -> None:
    other = Queue(store, store.runs.start("vienson", {}).run_id)
    queue.add("listing:1", "/1", "listing")
    other.add("listing:1", "/1", "listing")
    queue.forget()
    assert not queue.waits()
    assert other.waiting() == 1


def test_a_note_is_there_for_whoever_takes_up_the_run(store: Store, queue: Queue) -> None:
    assert queue.noted("survey") is None
    queue.note("survey", {"boxes": []})
    queue.note("survey", {"boxes": ["a"]})
    assert queue.noted("survey") == {"boxes": ["a"]}


def test_nothing_is_marked_when_the_transaction_fails(store: Store, queue: Queue) -> None:
    queue.add("sontay:1", "/1", "article")
    taken(queue)
    with pytest.raises(RuntimeError), store.transaction():
        queue.mark("sontay:1", "new")
        raise RuntimeError
    queue.ask_again()
    assert taken(queue) == ["sontay:1"]


def test_the_progress_of_a_crawl_is_its_phase_and_once_all_listings_are_read_its_share_and_the_time_left(
    queue: Queue,
) -> None:
    assert standing(queue, 1, 1.0) == ("exploring", "?", "?")
    queue.note("survey", {})
    queue.add("listing:2", "/2", "listing")
    queue.add("sontay:1", "/1", "article")
    assert standing(queue, 10, 20.0) == ("listings", "?", "?")
    queue.mark("listing:2", "done")
    for number in (2, 3, 4):
        queue.add(f"sontay:{number}", f"/{number}", "article")
    queue.mark("sontay:1", "new")
    assert standing(queue, 10, 20.0) == ("articles", "25 %", "0:00:06")
