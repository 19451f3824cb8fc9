"""Script files that are asked for where a listing offers more and its page does not say how.

Each is asked for once in a run. When all have come, or cannot be had, the first pages of such listings are read once
more, with what the files hold.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from crawler.crawling.pagination import Walk
from crawler.store.frontier import Queue

#: Before the address of a script file.
SCRIPT = "page:script:"
#: Files that a run asks for, and bytes of one that are kept.
_MOST, _LONGEST = 10, 200_000
_NOTE = "scripts"


class ScriptRequests:
    """The script files of a run, kept with the frontier, so that they outlive the process."""

    def __init__(self, frontier: Queue) -> None:
        self._frontier = frontier
        noted = frontier.noted(_NOTE) or {}
        self._files: dict[str, str | None] = noted.get("files", {})
        self._listings: list[tuple[dict[str, Any], str]] = [(meta, url) for meta, url in noted.get("listings", [])]

    @property
    def text(self) -> str:
        """What the files hold, one behind the other."""
        return "\n".join(text for text in self._files.values() if text)

    def ask(self, files: Iterable[str], walk: Walk, url: str) -> bool:
        """Let script files wait, and the first page of a listing behind them; returns whether there are any. In the
        transaction that is open.
        """
        new = [file for file in files if file not in self._files][: _MOST - len(self._files)]
        if not new and not self._files:
            return False
        self._files |= dict.fromkeys(new)
        self._listings.append((asdict(walk), url))
        for file in new:
            self._frontier.add(f"{SCRIPT}{file}", file, "page")
        self._settle()
        return True

    def settled(self, key: str, body: bytes = b"") -> None:
        """A file has come, or cannot be had. In the transaction that is open."""
        self._files[key.removeprefix(SCRIPT)] = body[:_LONGEST].decode("utf-8", "replace")
        self._frontier.mark(key, "done")
        self._settle()

    def _settle(self) -> None:
        """Note what has come; where no file is under way, let the listings wait."""
        if all(text is not None for text in self._files.values()):
            for meta, url in self._listings:
                self._frontier.add(f"listing:{meta['key']}:again", url, "listing", meta=meta)
            self._listings.clear()
        self._frontier.note(_NOTE, {"files": self._files, "listings": self._listings})
