"""The pool of worker processes, for all work that must not hold up or take down its caller: language work, and reading
pages. Models are loaded once in each process, order is kept, and no item can take others down.

The pool runs on the event loop of its caller: a crawl's own, or one in a thread for callers without a loop. So it takes
no lock and no thread per process from a crawl. Threads would not do for the work itself: the taggers hold the
interpreter's lock. Processes are started anew, never forked: a fork would copy a running reactor.
"""

import asyncio
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from crawler.records.errors import VnportalError
from pipelines import worker
from pipelines.worker import SIZE, Failure, packed

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Seconds that one piece of work may take, beside `SECONDS_PER_CHARACTER`. Ordinary articles take 0.1 s.
TIME_LIMIT = 30.0
#: Further seconds for every character: some 10 times of what official prose takes.
SECONDS_PER_CHARACTER = 1e-4
#: Seconds that a process may take to start and to prepare. Loading the models takes 2 s on an idle machine.
START_LIMIT = 120.0
#: A batch is sent when it has so many items or characters: about 0.2 s of work, so that handing over costs little.
BATCH_ITEMS = 100
BATCH_CHARACTERS = 20_000
#: Batches per worker that are under way or wait for their turn to be yielded.
LOOK_AHEAD = 4
#: Bytes taken from a socket at a time.
_PIECE = 1 << 18
#: Variables that a worker does not need: addresses with credentials, proxies with passwords.
_SECRET = re.compile(r"VNPORTAL_(?!NOW$)|.*_proxy$", re.I)


class WorkersError(VnportalError):
    """No worker process can be started."""


class Task:
    """A function of one item that worker processes call. It can be pickled: it is defined in a module, or a
    `functools.partial` of such a function.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.pickled = pickle.dumps(function)


class Submit(Protocol):
    """Hands a task with its items over, and with their characters."""

    def __call__(self, task: Task, items: list[Any], characters: int = 0, /) -> Future[list[Any]]:
        """The results to come, one for each item."""


def nothing(_item: object = None) -> None:
    """Prepare a process that needs no preparation; or have one started."""


class Workers:
    """At most `count` worker processes, started when there is work for them. A context manager: `close` ends them.

    Args:
        count: processes at the same time.
        prepare: runs in each process before its first work.
        time_limit: seconds that a batch may take (and `SECONDS_PER_CHARACTER`): then its process is replaced.
        processor_limit: seconds of processor time that one item may take; `None` without limit.
        tries: how often an item is tried; from the second time on it is alone in its batch.
        ahead: batches that lie ready in a process beside the one that it works on, so that it need not wait.
        backlog: batches for each process that wait before a further process is worth its start. It starts while the
            others work. At 0 it is started as soon as all others are busy, and the batch waits for it.
    """

    def __init__(
        self,
        count: int,
        *,
        prepare: Callable[[], None] = nothing,
        time_limit: float = TIME_LIMIT,
        processor_limit: float | None = None,
        tries: int = 2,
        ahead: int = 0,
        backlog: int = 0,
    ) -> None:
        self._count = count
        self._prepare = packed(prepare)
        self._time_limit = time_limit
        self._processor_limit = processor_limit
        self._tries = tries
        self._ahead = ahead
        self._backlog = backlog
        #: Batches that are under way or wait for their turn.
        self._in_hand = 0
        self._closed = False
        self._lock = threading.Lock()
        self._processes: set[_Process] = set()
        #: A process that was started before there was work for it; it need not be ready yet.
        self._begun: _Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Have a process start and prepare while the caller does so itself. If it cannot, the first work says why."""
        with suppress(OSError):
            self._begun = _Process(self._prepare)

    def run(self, task: Task, items: list[Any], characters: int = 0) -> "asyncio.Task[list[Any]]":
        """As `work`, begun at once."""
        return asyncio.get_running_loop().create_task(self.work(task, items, characters))

    def work(self, task: Task, items: list[Any], characters: int = 0) -> Coroutine[Any, Any, list[Any]]:
        """The task's result for each item, or a `Failure`, from the running event loop. Batches begin in the order in
        which they are awaited.

        Raises:
            WorkersError: when it is awaited: no process can be started.
            RuntimeError: the workers are closed.
        """
        if self._closed:
            raise RuntimeError("the workers are closed")
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a semaphore belongs to one loop
            self._loop, self._places = loop, asyncio.Semaphore(self._count * (1 + self._ahead))
        return self._run(task, items, self._time_limit + SECONDS_PER_CHARACTER * characters)

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        *,
        size: Callable[[Item], int],
        most: int = BATCH_ITEMS,
    ) -> Iterator[Result | Failure]:
        """The function's result for each item, in order, or a `Failure`; for callers without an event loop. Takes only
        so many items ahead as keep the workers busy.

        Args:
            function: see `Task`.
            items: what to work on.
            size: the characters of an item.
            most: items in a batch.

        Raises:
            WorkersError: no process can be started.
            RuntimeError: the workers are closed.
        """
        task, under_way = Task(function), deque[Future[list[Any]]]()
        with self.beside() as submit:
            for batch, characters in _batches(items, size, most):
                under_way.append(submit(task, batch, characters))
                if len(under_way) >= LOOK_AHEAD * self._count:
                    yield from under_way.popleft().result()
            while under_way:
                yield from under_way.popleft().result()

    @contextmanager
    def beside(self) -> Iterator[Submit]:
        """What hands work over as `run` does, for callers without an event loop; what is left at the end is cancelled.

        Raises:
            WorkersError: from a future's result: no process can be started.
            RuntimeError: the workers are closed.
        """
        if self._closed:
            raise RuntimeError("the workers are closed")
        with _looping() as loop:
            yield lambda *work: asyncio.run_coroutine_threadsafe(self._submitted(*work), loop)

    def close(self) -> None:
        """End the processes; work that is not finished fails."""
        with self._lock:
            self._closed = True
            for process in (*self._processes, *filter(None, [self._begun])):
                process.kill()
            self._processes.clear()
            self._begun = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def _submitted(self, task: Task, items: list[Any], characters: int = 0) -> list[Any]:
        return await self.work(task, items, characters)

    async def _run(self, task: Task, items: list[Any], seconds: float) -> list[Any]:
        self._in_hand += 1
        further = self._begun is None and len(self._processes) < self._count
        if further and self._backlog and self._in_hand > self._backlog * len(self._processes):
            self.begin()
        try:
            async with self._places:
                outcomes = await self._tried(task, items, seconds)
                for index, outcome in enumerate(outcomes):
                    for _ in range(self._tries - 1):
                        if not isinstance(outcome, Failure):
                            break
                        (outcome,) = outcomes[index : index + 1] = await self._tried(task, [items[index]], seconds)
                return outcomes
        finally:
            self._in_hand -= 1

    async def _tried(self, task: Task, items: list[Any], seconds: float) -> list[Any]:
        message = packed((task.pickled, items, self._processor_limit))
        while not self._closed:
            try:
                process = self._least_busy() or await self._started()
                outcomes: list[Any] = await process.answer(message, seconds)
                return outcomes
            except _NotBegunError:
                continue
            except _LostError as lost:
                if not self._closed:
                    return [Failure(lost.kind, str(lost)) for _ in items]
            finally:
                with self._lock:
                    self._processes -= {process for process in self._processes if process.is_lost}
        return [Failure("closed", "the workers were closed before this was done") for _ in items]

    def _least_busy(self) -> "_Process | None":
        """The process with the fewest batches; `None` when a further one is to take the next batch."""
        running = [process for process in self._processes if not process.is_lost]
        least = min(running, key=lambda process: process.batches, default=None)
        is_further_ready = not self._backlog or (self._begun is not None and self._begun.has_answered)
        if least is None or (least.batches and len(running) < self._count and is_further_ready):
            return None
        return least

    async def _started(self) -> "_Process":
        """A new process, ready for work.

        Raises:
            WorkersError: it does not start, or cannot prepare.
            _LostError: the workers were closed meanwhile.
        """
        try:
            process, self._begun = self._begun or _Process(self._prepare), None
        except OSError as error:
            raise _not_started(error.strerror or str(error)) from None
        with self._lock:
            self._processes.add(process)
            if self._closed:
                process.kill()
        try:
            problem = await process.answer(b"", START_LIMIT)
        except _LostError as lost:
            if self._closed:
                raise
            problem = str(lost)
        if problem is not None:
            process.kill()
            raise _not_started(problem)
        return process


class _Process:
    """A worker process, seen from the parent. It is told what prepares it, and answers when it has. Its socket is bound
    to no event loop between two answers.
    """

    def __init__(self, prepare: bytes) -> None:
        self._socket, other = socket.socketpair()
        alive, ours = os.pipe()
        #: Open as long as this process is there: its worker ends when it closes.
        self._alive = os.fdopen(ours, "wb", buffering=0)
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)  # it finds what its parent found
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                [sys.executable, "-P", "-m", worker.__name__, str(other.fileno()), str(alive)],
                pass_fds=[other.fileno(), alive],
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is the parent's business, also while the process is starting
                env=_environment(path),
            )
        except OSError:
            self._socket.close()
            self._alive.close()
            raise
        finally:
            other.close()  # so that the end of the process is the end of the stream
            os.close(alive)
        with suppress(OSError):
            self._socket.sendall(prepare)
        self._socket.setblocking(False)
        self.is_lost = False
        #: Bytes of answers that came and were not taken yet.
        self._came = bytearray()
        #: Messages that are not answered yet, and the seconds that they may take together.
        self.batches, self._seconds = 0, 0.0

    async def answer(self, message: bytes, seconds: float) -> Any:
        """What the process says to a message; it takes one after the other.

        Raises:
            _LostError: the process died over the message, or took more than `seconds` for it and was ended.
            _NotBegunError: the process was lost before it came to the message.
        """
        loop = asyncio.get_running_loop()
        if not self.batches:  # a lock belongs to one loop
            self._sending, self._turn = asyncio.Lock(), asyncio.Lock()
        self.batches, self._seconds = self.batches + 1, self._seconds + seconds
        try:
            async with asyncio.timeout(self._seconds) as limit:
                async with self._sending:
                    with suppress(OSError):  # a process that has died says so when it is asked for the answer
                        await loop.sock_sendall(self._socket, message)
                async with self._turn:
                    if self.is_lost:
                        raise _NotBegunError
                    limit.reschedule(loop.time() + seconds)
                    return pickle.loads(await self._received(loop))  # noqa: S301 - a process of ours made it
        except TimeoutError:
            self.kill()
            raise _LostError("time_limit", f"took more than {seconds:.1f} s") from None
        except (OSError, EOFError, pickle.UnpicklingError):
            if self.is_lost:
                raise _NotBegunError from None
            raise self._died() from None
        except asyncio.CancelledError:  # what it says now would be taken for the answer to the next message
            self.kill()
            raise
        finally:
            self.batches, self._seconds = self.batches - 1, self._seconds - seconds

    @property
    def has_answered(self) -> bool:
        """Whether anything came that was not taken yet, or the process has died."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        return True

    def kill(self) -> None:
        """End the process, whatever it does, and clear it away."""
        self._process.kill()
        self._cleared()

    async def _received(self, loop: asyncio.AbstractEventLoop) -> bytes:
        """The next answer. What comes behind it is the beginning of the one after."""
        came = self._came
        while len(came) < SIZE or len(came) < (end := SIZE + int.from_bytes(came[:SIZE])):
            piece = await loop.sock_recv(self._socket, _PIECE)
            if not piece:
                raise EOFError
            came += piece
        answer = bytes(came[SIZE:end])
        del came[:end]
        return answer

    def _cleared(self) -> int:
        """The status of the process, which is over."""
        self.is_lost = True
        self._alive.close()
        return self._process.wait()

    def _died(self) -> "_LostError":
        status = self._cleared()  # it has closed its end: it is over
        if status == -signal.SIGPROF:
            return _LostError("time_limit", "took more processor time than allowed")
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return _LostError("worker_died", f"the worker process died ({how})")


def _environment(path: str) -> dict[str, str]:
    """What a worker gets to know: nothing that may be secret, and no module from the folder that it runs in."""
    safe = {name: value for name, value in os.environ.items() if not _SECRET.match(name)}
    return safe | {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}


class _LostError(Exception):
    """The process died, or was ended because it took too long."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _NotBegunError(Exception):
    """The process was lost over another message: this one is for another process."""


def _not_started(problem: str) -> WorkersError:
    return WorkersError(f"the worker processes do not start: {problem}: check the installation and the memory")


@contextmanager
def _looping() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own; what is left of its work at the end is cancelled."""
    try:
        loop = asyncio.new_event_loop()
    except OSError as error:
        raise _not_started(error.strerror or str(error)) from None
    thread = threading.Thread(target=loop.run_forever, name="workers", daemon=True)
    thread.start()

    async def finish() -> None:
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(finish(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _batches(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[tuple[list[Item], int]]:
    """The items by batches, each with its characters."""
    batch: list[Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += size(item)
        if len(batch) == most or characters >= BATCH_CHARACTERS:
            yield batch, characters
            batch, characters = [], 0
    if batch:
        yield batch, characters
