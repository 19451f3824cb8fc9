"""The workers of the fleet: a Dask cluster on this machine, or an existing one."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.fleet.groups import Group
from crawler.fleet.work import Found, work
from crawler.records.errors import UsageError, VnportalError

#: How often a group is given to another worker after one has died on it.
_TRIES = 3
_CONNECT = "30s"


def run(
    groups: Sequence[Group],
    module: str,
    task: dict[str, Any],
    scheduler: str | None,
    workers: int,
    note: Callable[[Found], None],
) -> Found:
    """Let workers do the task for each group; returns what became of each portal.

    A worker that dies is replaced, and its group given to another one.

    Args:
        groups: the portals.
        module: what a worker's process runs, see `crawler.fleet.work`.
        task: what it is told.
        scheduler: the address of a Dask scheduler; `None` starts a cluster of so many `workers` on this machine.
        workers: processes of that cluster.
        note: is told what became of a group when it is done.

    Raises:
        UsageError: Dask is not installed.
        VnportalError: the scheduler cannot be reached.
    """
    found: Found = {}
    with _client(scheduler, min(workers, len(groups))) as client:
        from distributed import as_completed

        futures = {client.submit(work, group, module, task, pure=False, retries=_TRIES): group for group in groups}
        for future in as_completed(list(futures)):  # type: ignore[no-untyped-call]
            error = future.exception()
            names = [name for one in futures[future] for name in one]
            told = future.result() if error is None else {name: _lost(error) for name in names}
            found |= told
            note(told)
    return found


def _lost(error: BaseException) -> dict[str, Any]:
    failure = f"its workers died: {error}: see their logs"
    return {"state": "failed", "failure": failure, "articles": {}, "changes": []}


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
    # One group at a time and worker; a group has an event loop of its own with many portals. Nothing is served: no page
    # of Dask's, no port but on loopback.
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
