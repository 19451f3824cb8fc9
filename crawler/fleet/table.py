"""The table of progress: portals by their state, articles, how fast, and how long it may still take."""

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from crawler.fleet.work import Event, Found


class Progress:
    """Shows on a terminal how far the work on the portals is; elsewhere a line says when a task is done."""

    def __init__(self, portals: Sequence[str], console: Console) -> None:
        self._console = console
        self._live = Live(console=console, transient=True) if console.is_terminal else None
        self._began = time.monotonic()
        self._states = dict.fromkeys(portals, "waiting")
        self._articles = dict.fromkeys(portals, 0)
        #: Portals that are done, or whose crawl is: what is left to do for them takes little of their time.
        self._through: set[str] = set()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
            self._live.update(self.table())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def hear(self, event: Event) -> None:
        """Some portals are worked on, or the crawl of one is over."""
        for name in event["portals"]:
            if self._states[name] == "waiting":
                self._states[name] = "running"
            if "articles" in event:
                self._through.add(name)
                self._articles[name] = _came(event["articles"])
        self._show()

    def note(self, found: Found) -> None:
        """The work on some portals is over."""
        for name, one in found.items():
            self._states[name] = one["state"]
            self._through.add(name)
            self._articles[name] = _came(one["articles"])
        if found and self._live is None:
            line = "fleet: " + ", ".join(f"{value} {name}" for name, value in self.figures().items())
            self._console.print(line, highlight=False, soft_wrap=True)
        self._show()

    def figures(self) -> dict[str, str]:
        """The row of the table, by the names of its columns."""
        seconds = time.monotonic() - self._began
        counted, articles, through = Counter(self._states.values()), sum(self._articles.values()), len(self._through)
        left = f"{seconds * (len(self._states) - through) / through:.0f}" if through else "unknown"
        states = {state: str(counted[state]) for state in ("done", "running", "waiting", "failed", "elsewhere")}
        return {
            **states,
            "articles": str(articles),
            "a second": f"{articles / seconds:.1f}" if seconds else "",
            "seconds left": left,
        }

    def table(self) -> Table:
        """The table as it is now."""
        figures = self.figures()
        table = Table(*figures)
        table.add_row(*figures.values())
        return table

    def _show(self) -> None:
        if self._live is not None:
            self._live.update(self.table())


def _came(articles: dict[str, int]) -> int:
    """Articles that were worked on: rebuilt, or else new, changed or annotated."""
    return articles.get("articles") or sum(articles.get(name, 0) for name in ("new", "changed", "annotated"))
