"""docs/messages.md has every message of the code, with cause and remedy, and none that the code no longer has."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from crawler.commands.status import collect
from crawler.monitoring import status
from crawler.monitoring.monitors import KEYS
from crawler.store.store import Store
from tests.docs import messages
from tests.docs.manual import pages
from tests.docs.messages import Said
from tests.monitors.nights import Nights

DOCUMENT = messages.ROOT / "docs" / "messages.md"
#: What the code's reader takes for a kind of problem: a word of a byline, a column of `vnportal status`.
NO_KINDS = {"het", "annotations_waiting"}
#: Kinds and messages that are put together while the program runs.
MADE_KINDS = {"http_NNN", "failed", "unreachable", "refused", "not_an_article_maintenance"}
MADE = (
    "… = …: unknown key…: remove it or mend its spelling", "… = …: expected …", "…: missing: add it",
    "…: … of … articles could not be had: see the problems, try again later", "unusual: …", "warning: …",
    "…: an old version that cannot be removed: …: remove it, or mend its owner and rights",
    "the address in … could not be asked for: …: check it, and that its service can be reached",
    "…: interrupted: the same command goes on where it stopped",
    "notification of … to … could not be sent: check that entry of …, and that its service can be reached",
)  # fmt: skip


def section(title: str) -> dict[str, tuple[str, str]]:
    """The rows of a section's tables: (cause, remedy) by what stands in the first column, one row for each of them."""
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"\n## {title}\n")
    found: dict[str, tuple[str, str]] = {}
    for line in re.split(r"\n## ", rest)[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `"):
            assert len(cells) == 3, line
            for name in re.findall(r"`([^`]+)`", cells[0]) if title in {"Monitors", "Problems"} else [cells[0][1:-1]]:
                assert name not in found, f"{name} stands twice"
                found[name] = (cells[1], cells[2])
    assert found
    return found


def fits(template: str, documented: str) -> bool:
    """Whether the document's row is of that message; what is filled in may be longer there or here."""
    return _pattern(documented).fullmatch(template.replace("`", "").replace("\n", " ").strip()) is not None


@cache
def _pattern(documented: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()) for part in documented.replace("`", "").split("…")]
    return re.compile(r".*".join(parts), re.S)


@cache
def spoken() -> list[Said]:
    """The messages of errors and warnings."""
    return [*messages.errors(), *messages.warnings(), *messages.attention(), *(Said(text, "made") for text in MADE)]


def rows_of_errors() -> dict[str, tuple[str, str]]:
    return section("Errors") | section("Warnings")


def test_every_error_and_warning_is_documented() -> None:
    rows = list(rows_of_errors())
    missing = [f"| `{said.text}` | | | {said.place}" for said in spoken() if not any(fits(said.text, r) for r in rows)]
    assert missing == []


def test_no_error_is_documented_that_is_no_more() -> None:
    said = [one.text for one in spoken()]
    assert [row for row in rows_of_errors() if not any(fits(text, row) for text in said)] == []


def test_every_kind_of_problem_is_documented_and_no_other() -> None:
    documented = set(section("Problems"))
    made = {kind: place for kind, place in messages.kinds().items() if kind not in NO_KINDS}
    names = {kind: {kind, f"not_an_article_{kind}"} for kind in made}
    assert {kind: made[kind] for kind, either in names.items() if not either & documented} == {}
    known = set[str]().union(*names.values()) | MADE_KINDS
    assert documented - known == set()


def test_every_monitor_is_documented_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        found = Nights(store, monkeypatch).night()
    assert {re.sub(r"\..*", ".FIELD", name) for name in found} == set(section("Monitors"))


def test_the_tables_of_the_monitors_are_what_is_made_from_them() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "python -m tests.docs.manual --write"


def test_every_threshold_and_every_key_of_the_status_is_explained(tmp_path: Path) -> None:
    text = (messages.ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    keys = {
        *collect(tmp_path),
        *status.state(tmp_path, "sontay"),
        "published_articles",
        "certificates_verified",
    }
    assert {name for name in {*KEYS.model_fields, *keys} if not re.search(rf"`{name}\W", text)} == set()


def test_every_message_has_a_cause_and_a_remedy() -> None:
    assert list(_bare([section(title) for title in ("Monitors", "Problems", "Errors", "Warnings")])) == []


def _bare(sections: Iterable[dict[str, tuple[str, str]]]) -> Iterator[str]:
    for rows in sections:
        for name, (cause, remedy) in rows.items():
            if len(cause) < 3 or len(remedy) < 3:
                yield name
