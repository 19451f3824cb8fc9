import asyncio
import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path

import pytest

from crawler.records.article import Article, Problem
from pipelines import workers
from pipelines.annotate_articles import annotate_all, annotated, annotators, problem_of
from pipelines.annotate_text import NO_PORTAL
from pipelines.worker import Failure
from pipelines.workers import Task, Workers, WorkersError
from tests.pipelines.language import poison

HARMLESS = [f"text {number}" for number in range(250)]


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def mapped(pool: Workers, function: Callable[[str], str], texts: Iterable[str]) -> list[str | Failure]:
    return list(pool.map(function, texts, size=len))


def kinds(outcomes: list[str | Failure]) -> list[str]:
    return [found.kind if isinstance(found, Failure) else found for found in outcomes]


def wait_for(path: Path) -> None:
    """Wait until a worker has made the file; a test that hangs is ended by whoever runs it."""
    while not path.exists():
        time.sleep(0.01)


def test_results_come_in_the_order_of_the_texts(pool: Workers) -> None:
    assert mapped(pool, poison.work, HARMLESS) == [text.upper() for text in HARMLESS]


def test_no_texts_give_no_results(pool: Workers) -> None:
    assert mapped(pool, poison.work, []) == []


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("kill", "worker_died", "SIGKILL"),
        ("segfault", "worker_died", "SIGSEGV"),
        ("exit", "worker_died", "exit status 3"),
        ("memory", "memory_limit", "MemoryError"),
        ("error", "failed", "ValueError: not this one"),
        ("panic", "failed", "compiled code panicked"),
    ],
)
def test_one_poisonous_text_takes_no_other_down(pool: Workers, text: str, kind: str, message: str) -> None:
    outcomes = mapped(pool, poison.work, ["before", text, "after"])
    assert kinds(outcomes) == ["BEFORE", kind, "AFTER"]
    failed = outcomes[1]
    assert isinstance(failed, Failure)
    assert message in failed.message
    problem = problem_of(failed)
    assert (problem.stage, problem.message) == ("annotate", failed.message)
    assert problem.kind == (kind if kind in {"worker_died", "time_limit"} else "annotation_failed")


def test_a_text_that_hangs_takes_no_other_down(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = Workers._tried

    def in_time(pool: Workers, task: Task, items: list[str], _: float) -> Awaitable[list[object]]:
        """Short for what hangs; what ends may take any time, on a machine under load."""
        return tried(pool, task, items, 0.5 if "hang" in items else 300.0)

    monkeypatch.setattr(Workers, "_tried", in_time)
    with Workers(1) as pool:
        outcomes = mapped(pool, poison.work, ["before", "hang", "after"])
    assert kinds(outcomes) == ["BEFORE", "time_limit", "AFTER"]
    assert "took more than 0.5 s" in str(outcomes[1])


def test_many_poisonous_texts_take_no_other_down(pool: Workers) -> None:
    outcomes = kinds(mapped(pool, poison.work, ["a", "kill", "b", "error", "exit", "c", *HARMLESS]))
    assert outcomes[:6] == ["A", "worker_died", "B", "failed", "worker_died", "C"]
    assert outcomes[6:] == [text.upper() for text in HARMLESS]


def test_what_failed_by_accident_is_tried_again(pool: Workers, tmp_path: Path) -> None:
    assert mapped(pool, poison.fails_once, [str(tmp_path / "mark")]) == ["done"]


def test_processes_are_used_again_and_ignore_ctrl_c(pool: Workers) -> None:
    numbers = {number for _ in range(3) for number in pool.map(poison.process_number, HARMLESS, size=len)}
    assert 1 <= len(numbers) <= 2
    assert mapped(pool, poison.ignores_interrupts, ["a"]) == [True]


def test_reads_only_so_far_ahead(pool: Workers) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "text"

    outcomes = pool.map(poison.work, endless(), size=len)
    assert next(outcomes) == "TEXT"
    assert read <= workers.BATCH_ITEMS * workers.LOOK_AHEAD * 2
    outcomes.close()


def test_closing_ends_what_hangs(tmp_path: Path) -> None:
    mark = tmp_path / "hangs"
    pool = Workers(1, time_limit=3600)

    def close() -> None:
        wait_for(mark)
        pool.close()

    closing = threading.Thread(target=close)
    closing.start()
    assert kinds(mapped(pool, poison.hangs, [str(mark)])) == ["closed"]
    closing.join()
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        mapped(pool, poison.work, ["a"])


def test_closing_ends_what_is_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "starting"
    monkeypatch.setenv("STARTING", str(mark))
    pool = Workers(1, prepare=poison.slow_start)

    def close() -> None:
        wait_for(mark)
        pool.close()

    closing = threading.Thread(target=close)
    closing.start()
    assert kinds(mapped(pool, poison.work, ["a", "b"])) == ["closed", "closed"]
    closing.join()


@pytest.mark.parametrize(
    "run", ["workers.Workers(1, time_limit=3600).map(work, sys.argv[1:], size=len)", "pool(1).map(work, sys.argv[1:])"]
)
def test_no_worker_outlives_a_parent_that_is_killed(tmp_path: Path, run: str) -> None:
    mark = tmp_path / "hangs"
    imports = "from pipelines import workers; from crawler.records.processes import pool"
    program = f"import sys; {imports}; from {poison.__name__} import hangs_in_compiled_code as work; list({run})"
    # The standard library says there what a process that is killed leaves behind.
    with subprocess.Popen([sys.executable, "-c", program, mark], stderr=subprocess.DEVNULL) as parent:
        wait_for(mark)
        with mark.open() as file:
            while not file.read():
                time.sleep(0.01)
            parent.kill()
            fcntl.flock(file, fcntl.LOCK_EX)  # until nobody holds it


def test_sending_is_under_the_time_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def submitted(pool: Workers, text: str) -> list[str | Failure]:
        return await pool.run(Task(poison.work), [text])

    with Workers(1, time_limit=300.0, tries=1) as pool:
        assert asyncio.run(submitted(pool, "a")) == ["A"]
        (process,) = pool._processes
        os.kill(process._process.pid, signal.SIGSTOP)
        more_than_a_socket_holds = "a" * 20_000_000
        monkeypatch.setattr(pool, "_time_limit", 0.5)
        assert kinds(asyncio.run(submitted(pool, more_than_a_socket_holds))) == ["time_limit"]
        monkeypatch.undo()
        assert asyncio.run(submitted(pool, "b")) == ["B"]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EAGAIN])
def test_a_process_that_cannot_be_started_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    async def submitted(pool: Workers) -> None:
        monkeypatch.setattr("socket.socketpair" if number == errno.EMFILE else "subprocess.Popen.__init__", refused)
        await pool.run(Task(poison.work), ["a"])

    with Workers(2) as pool, pytest.raises(WorkersError, match=f"do not start: {os.strerror(number)}: check") as caught:
        asyncio.run(submitted(pool))
    assert "\n" not in str(caught.value)


def test_says_that_workers_do_not_start() -> None:
    article = Article("a:1", "a", "", paragraphs=["Một."])
    with Workers(1, prepare=poison.broken) as pool:
        with pytest.raises(WorkersError, match="ImportError: no model here"):
            mapped(pool, poison.work, ["a"])
        with pytest.raises(WorkersError, match="no model here"):
            asyncio.run(annotated(pool, article, NO_PORTAL))


def test_work_that_was_cancelled_leaves_no_answer_to_others(tmp_path: Path) -> None:
    mark = tmp_path / "hangs"

    async def work(pool: Workers) -> list[str]:
        hanging = pool.run(Task(poison.hangs), [str(mark)])
        await asyncio.to_thread(wait_for, mark)
        hanging.cancel()
        return await pool.run(Task(poison.work), ["a", "b"])

    with Workers(1, time_limit=3600) as pool:
        assert asyncio.run(work(pool)) == ["A", "B"]


def test_one_pool_serves_one_event_loop_after_the_other() -> None:
    async def work(pool: Workers) -> list[str]:
        return await pool.run(Task(poison.work), ["a"])

    with Workers(1) as pool:
        assert [asyncio.run(work(pool)), asyncio.run(work(pool)), mapped(pool, poison.work, ["b"])] == [
            ["A"],
            ["A"],
            ["B"],
        ]
        assert len(pool._processes) == 1


def test_a_further_process_starts_only_for_a_backlog_and_nothing_waits_for_it() -> None:
    async def work(pool: Workers, batches: int) -> set[int]:
        numbers = [pool.run(Task(poison.process_number), [""]) for _ in range(batches)]
        return {number for batch in await asyncio.gather(*numbers) for number in batch}

    async def compared(pool: Workers) -> None:
        async with asyncio.timeout(300):
            first = await work(pool, 3)
            assert len(first) == 1
            assert await work(pool, 3) == first
            assert await work(pool, 4) == first
            while not await work(pool, 8) - first:
                pass

    with Workers(2, ahead=1, backlog=3) as pool:
        asyncio.run(compared(pool))
        assert len(pool._processes) == 2


def test_annotates_articles_and_reports_those_it_cannot() -> None:
    article = Article("a:1", "a", "", title="Tin mới", paragraphs=["Hội nghị khai mạc. Đại biểu tới dự."])
    wrong = poison.Cursed("a:2", "a", "", title="Tin cũ")
    with annotators(1) as pool:
        found, problem = annotate_all(pool, [(article, NO_PORTAL), (wrong, NO_PORTAL)])
    assert isinstance(found, Article)
    assert len(found.sentences) == 3
    assert all(sentence.tokens for sentence in found.sentences)
    assert isinstance(problem, Problem)
    assert problem.kind == "annotation_failed"
    assert "cursed" in problem.message


PLANTED = "raise SystemExit('planted')\n"


def test_a_worker_has_no_secrets_and_imports_nothing_from_the_folder_it_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pickle.py", "pipelines.py", "gc.py", "socket.py"):
        (tmp_path / name).write_text(PLANTED)
    monkeypatch.chdir(tmp_path)
    secrets = {"VNPORTAL_NOTIFY": "json://u:s3cr3t@x", "VNPORTAL_PING": "https://x/s3cr3t", "https_proxy": "u:s3cr3t@x"}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with Workers(1) as alone:
        (found,) = mapped(alone, poison.environment, ["x"])
    assert isinstance(found, str)
    assert "s3cr3t" not in found
    assert "PYTHONSAFEPATH=1" in found
