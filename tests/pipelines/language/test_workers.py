import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.records.article import Article
from pipelines import workers
from pipelines.annotate_text import NO_PORTAL
from pipelines.workers import AnnotationError, Workers, WorkersError
from tests.pipelines.language import poison

HARMLESS = [f"text {number}" for number in range(250)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(2, prepare=poison.nothing, time_limit=1.0) as workers:
        yield workers


def kinds(outcomes: list[str | AnnotationError]) -> list[str]:
    return [found.problem.kind if isinstance(found, AnnotationError) else found for found in outcomes]


def test_results_come_in_the_order_of_the_texts(pool: Workers) -> None:
    assert list(pool.map(poison.work, HARMLESS)) == [text.upper() for text in HARMLESS]


def test_no_texts_give_no_results(pool: Workers) -> None:
    assert list(pool.map(poison.work, [])) == []


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("kill", "worker_died", "SIGKILL"),
        ("segfault", "worker_died", "SIGSEGV"),
        ("exit", "worker_died", "exit status 3"),
        ("hang", "time_limit", "took more than 1.0 s"),
        ("memory", "annotation_failed", "MemoryError"),
        ("error", "annotation_failed", "ValueError: not this one"),
        ("panic", "annotation_failed", "compiled code panicked"),
    ],
)
def test_one_poisonous_text_takes_no_other_down(pool: Workers, text: str, kind: str, message: str) -> None:
    outcomes = list(pool.map(poison.work, ["before", text, "after"]))
    assert kinds(outcomes) == ["BEFORE", kind, "AFTER"]
    failed = outcomes[1]
    assert isinstance(failed, AnnotationError)
    assert failed.problem.stage == "annotate"
    assert message in failed.problem.message


def test_many_poisonous_texts_take_no_other_down(pool: Workers) -> None:
    outcomes = kinds(list(pool.map(poison.work, ["a", "kill", "b", "error", "exit", "c", *HARMLESS])))
    assert outcomes[:6] == ["A", "worker_died", "B", "annotation_failed", "worker_died", "C"]
    assert outcomes[6:] == [text.upper() for text in HARMLESS]


def test_what_failed_by_accident_is_tried_again(pool: Workers, tmp_path: Path) -> None:
    assert list(pool.map(poison.fails_once, [str(tmp_path / "mark")])) == ["done"]


def test_processes_are_used_again_and_ignore_ctrl_c(pool: Workers) -> None:
    numbers = {number for _ in range(3) for number in pool.map(poison.process_number, HARMLESS)}
    assert 1 <= len(numbers) <= 2
    assert list(pool.map(poison.ignores_interrupts, ["a"])) == [True]


def test_reads_only_so_far_ahead(pool: Workers) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "text"

    outcomes = pool.map(poison.work, endless())
    assert next(outcomes) == "TEXT"
    assert read <= workers.BATCH_TEXTS * workers.LOOK_AHEAD * 2
    outcomes.close()


def test_closing_ends_what_hangs() -> None:
    pool = Workers(1, prepare=poison.nothing, time_limit=60)
    outcomes = pool.map(poison.work, ["hang"])
    threading.Timer(0.5, pool.close).start()
    assert kinds(list(outcomes)) == ["closed"]
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        next(pool.map(poison.work, ["a"]))


def test_says_that_workers_do_not_start() -> None:
    article = Article("a:1", "a", "", paragraphs=["Một."])
    with Workers(1, prepare=poison.broken) as pool:
        with pytest.raises(WorkersError, match="ImportError: no model here"):
            list(pool.map(poison.work, ["a"]))
        with pytest.raises(WorkersError, match="no model here"):
            pool.submit(article, NO_PORTAL).result(timeout=60)


def test_a_future_that_was_cancelled_stays_cancelled(pool: Workers) -> None:
    article = Article("a:1", "a", "", paragraphs=["Một."])
    assert pool.submit(article, NO_PORTAL).cancel()
    assert list(pool.map(poison.work, ["a", "b"])) == ["A", "B"]


def test_annotates_articles_and_reports_those_it_cannot() -> None:
    article = Article("a:1", "a", "", title="Tin mới", paragraphs=["Hội nghị khai mạc. Đại biểu tới dự."])
    wrong = poison.Cursed("a:2", "a", "", title="Tin cũ")
    with Workers(1) as pool:
        futures = [pool.submit(article, NO_PORTAL), pool.submit(wrong, NO_PORTAL)]
        annotated = futures[0].result(timeout=60)
        assert len(annotated.sentences) == 3
        assert all(sentence.tokens for sentence in annotated.sentences)
        with pytest.raises(AnnotationError) as caught:
            futures[1].result(timeout=60)
        assert caught.value.problem.kind == "annotation_failed"
        assert "cursed" in caught.value.problem.message
