"""What a run works with: its arguments, and the store, frontier and archive in the data directory."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scrapy.http import Headers, Response

from crawler import clock, lock
from crawler.archive import Archive
from crawler.errors import UsageError
from crawler.frontier import Queue
from crawler.portal import Portal
from crawler.store import RunStatus, Store
from crawler.store_rows import canonical
from crawler.summary import Summary, summary

_YES = frozenset({"1", "true", "yes"})
SOFTWARE = f"vnportal/{version('vnportal')}"


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run was asked for; a run that was interrupted is taken up again by one with equal arguments."""

    base_url: str
    categories: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    full: bool = False
    #: Read listings from their newest article to what is known, and visit what is due: what nightly runs do.
    incremental: bool = False

    @classmethod
    def of(cls, portal: Portal, texts: dict[str, Any]) -> "Arguments":
        """The arguments from the texts that `scrapy crawl -a NAME=VALUE` gives; `category` holds names parted by `;`.

        Raises:
            UsageError: a value is not of its form.
        """
        try:
            return cls(
                base_url=portal.base_url,
                categories=tuple(filter(None, (name.strip() for name in texts.get("category", "").split(";")))),
                since=date.fromisoformat(texts["since"]) if texts.get("since") else None,
                until=date.fromisoformat(texts["until"]) if texts.get("until") else None,
                limit=int(texts["limit"]) if texts.get("limit") else None,
                full=texts.get("full", "").lower() in _YES,
                incremental=texts.get("incremental", "").lower() in _YES,
            )
        except ValueError as error:
            raise UsageError(f"{error}: expected days such as 2020-06-25, and a whole number for limit") from None

    def outside(self, day: date | None) -> bool:
        """Whether a day lies outside the days asked for; one that is not known does not."""
        if day is None:
            return False
        return (self.since is not None and day < self.since) or (self.until is not None and day > self.until)

    @property
    def dated(self) -> bool:
        """Whether days were asked for."""
        return self.since is not None or self.until is not None


class Workplace:
    """Store, frontier and archive of one run. `store` is somebody else's who holds the lock; without it, the
    workplace locks the data directory and opens the store itself, and closes both at the end.

    Raises:
        LockHeldError: another run works on the data directory.
        StoreError: the data directory cannot be used.
    """

    def __init__(self, data: Path, portal: Portal, arguments: Arguments, store: Store | None = None) -> None:
        self._opened = ExitStack()
        if store is None:
            self._opened.enter_context(lock.hold(data))
            store = self._opened.enter_context(Store(data / "store.sqlite"))
        self.store = store
        self.data = data
        said = {name: str(value) if isinstance(value, date) else value for name, value in asdict(arguments).items()}
        self._arguments = arguments
        if arguments.incremental:
            store.schedule.give_up_old_runs(portal.name, canonical(said), clock.now())
        self.run = store.start_run(portal.name, said)
        self.queue = Queue(store, self.run.run_id)
        self.archive = self._opened.enter_context(
            Archive(data / "archive", portal.name, run_id=self.run.run_id, software=SOFTWARE)
        )

    def archived(self, response: Response) -> tuple[str, int]:
        """Archive a response with its request; returns the file's name and the offset in it."""
        sent = response.request.headers if response.request is not None else Headers()
        return self.archive.write(
            response.url,
            "GET",
            _plain(sent),
            response.status,
            _plain(response.headers),
            response.body,
            clock.now(),
        )

    def summary(self) -> Summary:
        """What the run has come to so far, over all processes that worked on it."""
        return summary(self.store, self.run.run_id)

    def close(self, status: RunStatus, stats: dict[str, Any]) -> None:
        """End the run; one that is not interrupted needs its frontier no more."""
        with self.store.transaction():
            self.store.finish_run(self.run.run_id, status, stats)
            if status != "interrupted":
                if self._arguments.incremental:
                    self.store.schedule.leave_to_later_runs(self.run.run_id, clock.now())
                self.queue.forget()
        self._opened.close()


def _plain(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
