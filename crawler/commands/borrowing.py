"""The shards that a task of the fleet leases, checks out of storage, and checks in again when it is done."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crawler.fleet.depot import Depot
from crawler.fleet.leases import Leases
from crawler.records.errors import LockHeldError, VnportalError
from crawler.store import lock, maintenance, shards

#: Seconds that a portal is waited for: the process of a worker that has just died may hold it for a moment.
PATIENCE = 5.0


@contextmanager
def borrowed(
    address: str | None, owner: str, portals: Sequence[str], data: Path, fail: Callable[[str, VnportalError], None]
) -> Iterator[list[str]]:
    """Lease and check out shards, and check them in when the block ends; gives the portals that could be had.

    Args:
        address: the storage; `None` where the shards stay in the data directory.
        owner: a name of the fleet; empty where its workers are on this machine alone, whose locks guard the shards.
        portals: the portals.
        data: the data directory.
        fail: is told of each portal that could not be leased, checked out or checked in. That keeps no other portal.
    """
    if not owner:
        yield list(portals)
        return
    depot = Depot(address or str(data), owner)
    with Leases(depot.folder, owner, "leases/{}" if address else f"{shards.SHARDS}/{{}}/.leases") as leases:
        names = []
        for name in portals:
            try:
                with depot.explained(f"{name} cannot be leased"):
                    leases.take(name)
                if address:
                    _check_out(depot, name, data)
            except VnportalError as error:
                fail(name, error)
            else:
                names.append(name)
        yield names
        for name in names if address else ():
            try:
                _check_in(depot, name, data)
            except VnportalError as error:
                fail(name, error)


def gathered(depot: Depot, data: Path) -> list[str]:
    """Check out the shards of all portals, to be read here; returns why some could not be."""
    errors = []
    for name in depot.portals():
        try:
            _check_out(depot, name, data)
        except VnportalError as error:
            errors.append(f"{name}: {error}")
    return errors


def _check_out(depot: Depot, portal: str, data: Path) -> None:
    with _locked(shards.folder(data, portal)):
        depot.check_out(portal, shards.folder(data, portal), shards.contents(data, portal))


def _check_in(depot: Depot, portal: str, data: Path) -> None:
    with _locked(shards.folder(data, portal)):
        if shards.store(data, portal).exists():
            maintenance.settle(shards.store(data, portal))
        depot.check_in(portal, shards.folder(data, portal), shards.contents(data, portal))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    end = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(lock.hold(folder))
                break
            except LockHeldError:
                if time.monotonic() >= end:
                    raise
            time.sleep(0.1)
        yield
