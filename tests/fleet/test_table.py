"""The table of progress."""

from io import StringIO

from rich.console import Console

from crawler.fleet.table import Progress


def outcome(state: str, **articles: int) -> dict[str, object]:
    return {"state": state, "failure": None, "articles": articles, "changes": [], "partitions": 0}


def test_portals_wait_run_and_are_done_and_articles_are_counted_as_crawls_end() -> None:
    with Progress(["a", "b", "c", "d", "e"], Console(file=StringIO(), force_terminal=True, width=200)) as progress:
        assert progress.figures()["waiting"] == "5" and progress.figures()["seconds left"] == "unknown"
        progress.hear({"portals": ["a", "b", "c"]})
        progress.hear({"portals": ["a"], "articles": {"new": 3, "changed": 1, "known": 90}})
        said = progress.figures()
        assert [said[name] for name in ("waiting", "running", "done", "articles")] == ["2", "3", "0", "4"]
        assert said["seconds left"] != "unknown"
        progress.note({"a": outcome("done", new=3, changed=1), "b": outcome("failed"), "c": outcome("elsewhere")})
        progress.hear({"portals": ["a"]})  # an event that comes late
        said = progress.figures()
        assert [said[name] for name in ("waiting", "running", "done", "failed", "elsewhere")] == [
            "2",
            "0",
            "1",
            "1",
            "1",
        ]
        assert list(said) == [column.header for column in progress.table().columns]


def test_without_a_terminal_a_line_says_when_something_is_done() -> None:
    printed = StringIO()
    with Progress(["a", "b"], Console(file=printed)) as progress:
        progress.hear({"portals": ["a", "b"]})
        assert printed.getvalue() == ""
        progress.note({"a": outcome("done", articles=7, added=7)})
    assert printed.getvalue().startswith("fleet: 1 done, 1 running, 0 waiting, 0 failed, 0 elsewhere, 7 articles, ")
