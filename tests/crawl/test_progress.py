"""The progress of a crawl has colours on a terminal, unless the reader wants none."""

import io
import re

import pytest
from rich.console import Console

from crawler.crawling.progress import Progress, table

ROW = ("sontay", "listings", "?", "?", "12", "30", "7", "1", "2.5")
COLOUR = re.compile(r"\x1b\[[\d;]*3[0-7]")


def shown(*, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    console.print(table([ROW]))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)


def test_a_terminal_shows_colours() -> None:
    assert COLOUR.search(shown(terminal=True))


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    said = shown(terminal=True)
    assert "listings" in said
    assert not COLOUR.search(said)


def test_what_is_no_terminal_gets_log_lines_without_colours() -> None:
    assert "\x1b" not in shown(terminal=False)
    console = Console(file=io.StringIO(), force_terminal=False)
    with Progress(console):
        pass
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""
