"""Leases: a portal is worked on by one fleet at a time, wherever its workers are.

They stand in the storage that shards are checked out of, or in the shards where several machines see these. A shared
file system needs hard links for them, and no locks.
"""

import logging
import socket
import threading
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from crawler.fleet.numbered import Numbered
from crawler.records import clock
from crawler.records.errors import LockHeldError, in_one_line
from crawler.records.processes import is_dead, itself
from crawler.records.storage import Folder

#: How long a lease holds that nobody renews, and how often a task renews its own: two renewals may fail, and clocks
#: differ by a minute.
LENGTH, RENEWAL = timedelta(minutes=4), timedelta(minutes=1)

_logger = logging.getLogger(__name__)


class Leases:
    """The leases of one task, renewed by a thread until the block ends, and then given back.

    An entry of a lease says owner, host, process and until when. A lease is free at once if its process ran on this
    machine and is dead. Each change of a lease is a new entry, so of two fleets that take over the same lease one is
    refused.

    Args:
        folder: the storage, or the data directory.
        owner: a name of the fleet. A task that was started anew, as its first worker died, takes its leases at once.
        place: the folder of a portal's entries, with `{}` for its name.
    """

    def __init__(self, folder: Folder, owner: str, place: str = "leases/{}") -> None:
        self._folder = folder
        self._owner = owner
        self._place = place
        self._held: dict[str, int] = {}
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Self:
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._renewing.join()
        for portal in list(self._held):
            self._add_quietly(portal, timedelta())

    def take(self, portal: str) -> None:
        """Take the lease of a portal: a free one, an expired one, a dead process's, or the fleet's own.

        Raises:
            LockHeldError: another fleet has it.
        """
        entry = self._entries(portal).newest()
        said = entry.said
        expired = not said or datetime.fromisoformat(said["until"]) <= clock.now()
        if not expired and said["owner"] != self._owner and not is_dead(said["process"]):
            raise LockHeldError(
                f"{portal}: leased by {said['owner']} on {said['host']} until {said['until']}: "
                "wait until then, or until that fleet ends"
            )
        try:
            self._add(portal, entry.number + 1, LENGTH)
        except FileExistsError:
            raise LockHeldError(
                f"{portal}: leased by another fleet at this moment: wait until that fleet ends"
            ) from None

    def _renew(self) -> None:
        while not self._ended.wait(RENEWAL.total_seconds()):
            for portal in list(self._held):
                self._add_quietly(portal, LENGTH)

    def _add_quietly(self, portal: str, length: timedelta) -> None:
        try:
            self._add(portal, self._held[portal] + 1, length)
        except FileExistsError:
            # It expired, and another fleet has it. Whoever checks in first wins, and the other one is refused.
            del self._held[portal]
        except Exception as error:  # each storage's library has exceptions of its own; the lease expires by itself
            _logger.debug("%s: lease not renewed: %s", portal, in_one_line(error))

    def _add(self, portal: str, number: int, length: timedelta) -> None:
        until = clock.stamp(clock.now() + length)
        said = {"owner": self._owner, "host": socket.gethostname(), "process": itself(), "until": until}
        self._entries(portal).add(number, said)
        self._held[portal] = number

    def _entries(self, portal: str) -> Numbered:
        return Numbered(self._folder, self._place.format(portal))
