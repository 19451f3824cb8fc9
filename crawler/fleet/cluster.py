"""The workers of the fleet: a Dask cluster on this machine, or an existing one."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.fleet.groups import Group
from crawler.fleet.table import Progress
from crawler.fleet.work import TOPIC, Found, begun, failed, work
from crawler.records.errors import UsageError, VnportalError

#: How often a group is given to another worker after one has died on it.
_TRIES = 3
_CONNECT = "30s"


def run(
    groups: Sequence[Group], module: str, task: dict[str, Any], scheduler: str | None, workers: int, progress: Progress
) -> Found:
    """Let workers do the task for each group; returns what became of each portal.

    Where a task leaves `partitions` of a portal to others, they are tasks of their own, `{"work": "partition",
    "partition": number, "processes": 1}`, and after the last of them comes `{"work": "gather"}` for the portal.

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
    with begun(module, task["work"], here), _client(scheduler, workers) as client:
        client.subscribe_topic(TOPIC, lambda event: progress.hear(event[1]))
        try:
            return _Tasks(client, module, task, progress).done(groups)
        finally:
            client.unsubscribe_topic(TOPIC)


class _Tasks:
    """The tasks of a run."""

    def __init__(self, client: Any, module: str, task: dict[str, Any], progress: Progress) -> None:
        from distributed import as_completed

        self._client = client
        self._module = module
        self._task = task
        self._progress = progress
        self._names: dict[Any, list[str]] = {}
        #: Portals whose partitions are under way, with how many are.
        self._open: dict[str, int] = {}
        self._flow = as_completed()  # type: ignore[no-untyped-call]

    def done(self, groups: Sequence[Group]) -> Found:
        """Submit the groups and whatever follows from them; returns what became of each portal."""
        found: Found = {}
        for group in groups:
            self._submit(group, {})
        for future in self._flow:
            error = future.exception()
            told = future.result() if error is None else {name: _lost(error) for name in self._names[future]}
            for name, one in told.items():
                found[name] = _joined(found[name], one) if name in found else one
            left = {name for name, one in told.items() if self._is_left(name, one)}
            self._progress.note({name: found[name] for name in told.keys() - left})
        return found

    def _is_left(self, name: str, one: dict[str, Any]) -> bool:
        """Submit what follows from an answer for a portal; returns whether its work goes on."""
        if one["partitions"]:
            self._open[name] = one["partitions"]
            # Each partition has a core: further processes would load their models for nothing.
            for number in range(one["partitions"]):
                self._submit([[name]], {"work": "partition", "partition": number, "processes": 1})
            return True
        if name not in self._open:
            return False
        self._open[name] -= 1
        if self._open[name] == 0:
            self._submit([[name]], {"work": "gather"})
        elif self._open[name] < 0:  # that was the gathering
            del self._open[name]
            return False
        return True

    def _submit(self, group: Group, more: dict[str, Any]) -> None:
        task = {**self._task, **more}
        future = self._client.submit(work, group, self._module, task, pure=False, retries=_TRIES)
        self._names[future] = [name for names in group for name in names]
        self._flow.add(future)  # type: ignore[no-untyped-call]


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """What became of a portal by two tasks: the first failure stands."""
    worse = first if first["failure"] else second
    articles = {
        name: first["articles"].get(name, 0) + second["articles"].get(name, 0)
        for name in {**first["articles"], **second["articles"]}
    }
    return {**worse, "articles": articles, "changes": [*first["changes"], *second["changes"]]}


def _lost(error: BaseException) -> dict[str, Any]:
    return failed(f"its workers died: {error}: see their logs")


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    try:
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
    # and memory. A task has one thread; its process has an event loop of its own with many portals. Nothing is served:
    # no page of Dask's, no port. What this process needs beside Dask must not make its workers pause: no memory limit.
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            dashboard_address=None,
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
