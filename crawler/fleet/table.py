"""The table of progress: portals by their state, articles, how fast, and how long it may still take."""

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from crawler.fleet.work import Found


class Progress:
    """Shows on a terminal how far the work on the portals is; elsewhere a line says when a group is done."""

    def __init__(self, portals: Sequence[str], console: Console) -> None:
        self._count = len(portals)
        self._console = console
        self._live = Live(console=console, transient=True) if console.is_terminal else None
        self._began = time.monotonic()
        self._states: Counter[str] = Counter()
        self._articles = 0

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
            self._live.update(self._table())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def note(self, found: Found) -> None:
        """Some portals are through."""
        for one in found.values():
            self._states[one["state"]] += 1
            self._articles += sum(count for name, count in one["articles"].items() if name in {"new", "changed"})
        if self._live is not None:
            self._live.update(self._table())
        else:
            self._console.print(self._line(), highlight=False, soft_wrap=True)

    def _figures(self) -> dict[str, str]:
        seconds = time.monotonic() - self._began
        through = self._states.total()
        left = seconds * (self._count - through) / through if through else None
        return {
            "done": str(self._states["done"]),
            "failed": str(self._states["failed"]),
            "elsewhere": str(self._states["elsewhere"]),
            "waiting or running": str(self._count - through),
            "new or changed articles": str(self._articles),
            "a second": f"{self._articles / seconds:.1f}" if seconds else "",
            "seconds left": f"{left:.0f}" if left is not None else "unknown",
        }

    def _line(self) -> str:
        return "fleet: " + ", ".join(f"{value} {name}" for name, value in self._figures().items())

    def _table(self) -> Table:
        figures = self._figures()
        table = Table(*figures)
        table.add_row(*figures.values())
        return table
