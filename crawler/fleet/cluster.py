"""The workers of the fleet: a Dask cluster on this machine, or an existing one."""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from crawler.fleet.groups import Group
from crawler.fleet.table import Progress
from crawler.fleet.work import TOPIC, Event, Found, begun, failed, work
from crawler.records.errors import UsageError, VnportalError

#: How often a group is given to another worker after one has died on it.
_TRIES = 3
_CONNECT = "30s"
#: Any free port of this machine, which no other one reaches.
_LOOPBACK = "127.0.0.1:0"


def run(
    groups: Sequence[Group], module: str, task: dict[str, Any], scheduler: str | None, workers: int, progress: Progress
) -> Found:
    """Let workers do the task for each group; returns what became of each portal.

    Where an event says that a task gave out `partitions` of a `kind` of a portal, other workers that have nothing else
    to do help it: each partition is a task of its own, with its `kind` and its number as `partition`, and `processes`
    1, the last one first. The task itself does what they leave.

    Args:
        groups: the portals.
        module: what a worker's process runs, see `crawler.fleet.work`.
        task: what it is told.
        scheduler: the address of a Dask scheduler; `None` starts a cluster of so many `workers` on this machine.
        workers: how many processes that cluster runs at a time.
        progress: is told of what happens.

    Raises:
        UsageError: Dask is not installed.
        VnportalError: the scheduler cannot be reached.
    """
    here = 0 if scheduler else min(workers, len(groups))
    with begun(module, task, here), _client(scheduler, workers) as client:
        tasks = _Tasks(client, module, task, workers, progress)
        client.subscribe_topic(TOPIC, lambda event: tasks.hear(event[1]))
        try:
            return tasks.done(groups)
        finally:
            client.unsubscribe_topic(TOPIC)


class _Tasks:
    """The tasks of a run."""

    def __init__(self, client: Any, module: str, task: dict[str, Any], workers: int, progress: Progress) -> None:
        from distributed import as_completed

        self._client = client
        self._module = module
        self._task = task
        self._progress = progress
        #: The portals of each group, and those that are worked on.
        self._names: dict[Any, list[str]] = {}
        self._open: set[str] = set()
        #: Groups that wait for a worker, and partitions, which come behind them.
        self._groups: deque[Group] = deque()
        self._partitions: deque[tuple[str, str, int]] = deque()
        #: How many tasks are given to Dask at a time, and those that are. Dask would give a worker its next task early:
        #: it might wait behind a long one, and partitions might overtake it.
        self._workers = workers
        self._most = 0
        self._under_way: set[Any] = set()
        self._lock = Lock()
        self._flow = as_completed()  # type: ignore[no-untyped-call]

    def done(self, groups: Sequence[Group]) -> Found:
        """Have the groups worked on; returns what became of each portal."""
        found: Found = {}
        self._groups.extend(groups)
        self._open.update(name for group in groups for together in group for name in together)
        self._give()
        for future in self._flow:
            self._under_way.discard(future)
            if future in self._names:  # a partition says nothing: what came of it stands in its file
                names = self._names[future]
                self._open.difference_update(names)
                error = future.exception()
                told = future.result() if error is None else {name: _lost(error) for name in names}
                found |= told
                self._progress.note(told)
            self._give()
        return found

    def _give(self) -> None:
        """Give Dask tasks for all its workers, those that have come meanwhile among them."""
        self._most = max(self._workers, sum(self._client.nthreads().values()))
        self._fill()

    def hear(self, event: Event) -> None:
        """Show what a task tells, and let workers without a group help it with partitions."""
        self._progress.hear(event)
        for name in event["portals"] if "partitions" in event else ():
            self._partitions.extend((name, event["kind"], number) for number in range(event["partitions"] - 1, 0, -1))
            self._fill()

    def _fill(self) -> None:
        with self._lock:
            while len(self._under_way) < self._most and self._groups:
                group = self._groups.popleft()
                self._submit(group, {}, [name for together in group for name in together])
            while len(self._under_way) < self._most and self._partitions:
                name, kind, number = self._partitions.popleft()
                if name in self._open:
                    # Further processes would load their models for nothing: each partition has a core.
                    self._submit([[name]], {"partition": number, "kind": kind, "processes": 1})

    def _submit(self, group: Group, more: dict[str, Any], names: list[str] | None = None) -> None:
        future = self._client.submit(work, group, self._module, {**self._task, **more}, pure=False, retries=_TRIES)
        self._under_way.add(future)
        if names is not None:
            self._names[future] = names
        self._flow.add(future)  # type: ignore[no-untyped-call]


def _lost(error: BaseException) -> dict[str, Any]:
    return failed(f"its workers died: {error}: see their logs")


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    try:
        import dask.config
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as error:
        raise UsageError(
            f"fleet needs {error.name}, which is not installed: install it with `pip install 'vnportal[fleet]'`"
        ) from None
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_CONNECT)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            raise VnportalError(f"--scheduler {scheduler}: cannot be reached: {error}: start it, or check it") from None
        with client:
            yield client
        return
    # Workers here are threads that wait for the processes of their tasks: processes of Dask's own would cost seconds
    # and memory. A task has one thread; its process has an event loop of its own with many portals. Dask always opens
    # ports for its pages, by default to everybody: here to this machine alone, and without a page. What this process
    # needs beside Dask must not make its workers pause: no memory limit.
    # A message that waits for a worker which has just ended is no error of anybody's.
    logging.getLogger("distributed.batched").setLevel(logging.CRITICAL)
    with (
        dask.config.set({"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}),
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": _LOOPBACK},
            worker_dashboard_address=_LOOPBACK,
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
