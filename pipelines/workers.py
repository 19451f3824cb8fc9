"""Worker processes for the language work: models loaded once each, order kept, no text able to take others down.

Every worker process has a thread in the parent that hands it work, waits for the outcome and replaces it when it
died or hangs. Threads would not do for the work itself: the taggers hold the interpreter's lock.
Processes are spawned, never forked: a fork would copy a running reactor with its threads and locks. As always with
spawned processes, a script that starts workers at its top level needs `if __name__ == "__main__":`.
"""

import gc
import multiprocessing
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar

from crawler.records.article import Article, Problem
from crawler.records.errors import VnportalError
from crawler.records.profile import Portal

Result = TypeVar("Result")

#: Seconds that one piece of work may take, beside `SECONDS_PER_CHARACTER`. Ordinary articles take 0.1 s.
TIME_LIMIT = 30.0
#: Further seconds for every character: some 10 times of what official prose takes.
SECONDS_PER_CHARACTER = 1e-4
#: Seconds that a process may take to start and load its models; 2 s on an idle machine.
START_LIMIT = 120.0
#: A batch is sent when it has so many texts or characters: about 0.2 s of work, so that handing over costs little.
BATCH_TEXTS = 100
BATCH_CHARACTERS = 20_000
#: Batches per worker that are under way or wait for their turn to be yielded.
LOOK_AHEAD = 4


class AnnotationError(Exception):
    """A text could not be annotated, tried twice, the second time alone; `problem` says what happened."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class WorkersError(VnportalError):
    """No worker process can be started."""


@dataclass(slots=True)
class _Failure:
    """What went wrong with one item inside a worker."""

    kind: str
    message: str

    def error(self) -> AnnotationError:
        """The failure as it is told to whoever waits for the result."""
        return AnnotationError(Problem("annotate", self.kind, self.message))


@dataclass(slots=True)
class _Work:
    """A batch for a worker; the future holds for each item what the function returned, or an `AnnotationError`."""

    function: Callable[[Any], Any]
    items: list[Any]
    characters: int
    future: "Future[list[Any]]" = field(default_factory=Future)


def load_models() -> None:
    """Load everything that annotating needs, so that no text's time limit has to bear it."""
    from pipelines.annotate_text import annotate

    annotate("Đ/c Nguyễn Huy Khánh tới dự.")


class Workers:
    """`count` worker processes, started when there is work for them. A context manager: `close` ends them.

    `prepare` runs in each process before its first work. A text that takes more than `time_limit` seconds (and
    `SECONDS_PER_CHARACTER`) is given up and its process replaced.
    """

    def __init__(
        self, count: int, *, prepare: Callable[[], None] = load_models, time_limit: float = TIME_LIMIT
    ) -> None:
        self._prepare = prepare
        self._time_limit = time_limit
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._processes: set[_Process] = set()
        self._threads = [
            threading.Thread(target=self._serve, name=f"annotation-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, article: Article, portal: Portal) -> "Future[Article]":
        """Annotate an article. Never blocks: whoever submits sees to it that not too many are under way.

        The future raises `AnnotationError` where the article could not be annotated, `WorkersError` where the
        processes do not start.
        """
        annotated: Future[Article] = Future()

        def settle(batch: "Future[list[Any]]") -> None:
            if not annotated.set_running_or_notify_cancel():
                return
            error = batch.exception() or next((found for found in batch.result() if _is_error(found)), None)
            if error is not None:
                annotated.set_exception(error)
            else:
                annotated.set_result(batch.result()[0])

        characters = sum(len(text) for _, _, text in article.texts())
        self._enqueue(_Work(_annotated, [(article, portal)], characters)).add_done_callback(settle)
        return annotated

    def map(self, function: Callable[[str], Result], texts: Iterable[str]) -> "Iterator[Result | AnnotationError]":
        """The function's result for each text, in order; an `AnnotationError` in place of one that failed.

        `function` is one that can be pickled: defined in a module. Reads only so far ahead as keeps the workers busy.

        Raises:
            WorkersError: the processes do not start.
        """
        under_way: deque[Future[list[Any]]] = deque()
        for batch in _batches(texts):
            under_way.append(self._enqueue(_Work(function, batch, sum(map(len, batch)))))
            if len(under_way) >= LOOK_AHEAD * len(self._threads):
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()

    def close(self) -> None:
        """End the processes; work that is not finished fails."""
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.stop()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _enqueue(self, work: _Work) -> "Future[list[Any]]":
        if self._closed:
            raise RuntimeError("the workers are closed")
        self._waiting.put(work)
        return work.future

    def _serve(self) -> None:
        """What each thread does: pass work to a process of its own until there is no more."""
        # Processes inherit the mask: Ctrl-C is the parent's business, also while they are starting.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process: _Process | None = None
        while (work := self._waiting.get()) is not None:
            try:
                outcomes, process = self._tried(process, work.function, work.items, work.characters)
                for index, outcome in enumerate(outcomes):
                    if isinstance(outcome, _Failure):
                        again, process = self._tried(process, work.function, [work.items[index]], work.characters)
                        outcomes[index] = again[0].error() if isinstance(again[0], _Failure) else again[0]
            except WorkersError as error:
                work.future.set_exception(error)
            else:
                work.future.set_result(outcomes)
        if process is not None:
            process.kill()

    def _tried(
        self, process: "_Process | None", function: Callable[[Any], Any], items: list[Any], characters: int
    ) -> "tuple[list[Any], _Process | None]":
        """The items' outcomes, and the process if it is still of use."""
        if self._closed:
            return [_Failure("closed", "the workers were closed before this was done") for _ in items], process
        try:
            if process is None:
                process = self._started()
            seconds = self._time_limit + SECONDS_PER_CHARACTER * characters
            return process.run(function, items, seconds), process
        except _ProcessLostError as lost:
            with self._lock:
                self._processes.discard(lost.process)
            return [_Failure(lost.kind, str(lost)) for _ in items], None

    def _started(self) -> "_Process":
        process = _Process(self._prepare)
        with self._lock:
            self._processes.add(process)
            if self._closed:
                process.stop()
        process.wait_until_ready()
        return process


class _Process:
    """A worker process, seen from the parent."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other_end = context.Pipe()
        self._process = context.Process(target=_work, args=(other_end, prepare), daemon=True)
        self._process.start()
        other_end.close()  # so that the process's death is seen as the end of the stream

    def wait_until_ready(self) -> None:
        """Wait until the models are loaded.

        Raises:
            WorkersError: they cannot be, or the process died.
        """
        try:
            problem = self._received(START_LIMIT)
        except _ProcessLostError as lost:
            problem = str(lost)
        if problem is not None:
            self.kill()
            raise WorkersError(f"the worker processes do not start: {problem}: check the installation and the memory")

    def run(self, function: Callable[[Any], Any], items: list[Any], seconds: float) -> list[Any]:
        """What the function returns for each item, or a `_Failure`.

        Raises:
            _ProcessLostError: the process died, or took more than `seconds` and was ended.
        """
        try:
            self._connection.send((function, items))
        except OSError:
            raise self._lost() from None
        outcomes: list[Any] = self._received(seconds)
        return outcomes

    def stop(self) -> None:
        """End the process, whatever it does; another thread may be waiting for it."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and clear it away."""
        self.stop()
        self._process.join()

    def _received(self, seconds: float) -> Any:
        try:
            if not self._connection.poll(seconds):
                self.kill()
                raise _ProcessLostError(self, "time_limit", f"took more than {seconds:.1f} s")
            return self._connection.recv()
        except (EOFError, OSError):
            raise self._lost() from None

    def _lost(self) -> "_ProcessLostError":
        self._process.join()
        status = self._process.exitcode or 0
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return _ProcessLostError(self, "worker_died", f"the worker process died ({how})")


class _ProcessLostError(Exception):
    """The process died, or was ended because it took too long."""

    def __init__(self, process: _Process, kind: str, message: str) -> None:
        super().__init__(message)
        self.process = process
        self.kind = kind


def _work(connection: "Connection[Any, Any]", prepare: Callable[[], None]) -> None:
    """What a worker process does: answer batches until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        prepare()
    except Exception as error:
        connection.send(_described(error))
        return
    try:
        # What is loaded now stays until the end: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        connection.send(None)
        while True:
            function, items = connection.recv()
            connection.send([_outcome(function, item) for item in items])
    except (EOFError, OSError):
        return


def _outcome(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in the taggers' compiled code is no `Exception`
        return _Failure("annotation_failed", _described(error))


def _annotated(work: tuple[Article, Portal]) -> Article:
    from pipelines import stages

    return stages.annotate(*work)


def _described(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _is_error(outcome: Any) -> bool:
    return isinstance(outcome, AnnotationError)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for text in texts:
        batch.append(text)
        characters += len(text)
        if len(batch) == BATCH_TEXTS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
