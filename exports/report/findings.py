"""Findings: sentences about the data, each with the rule by which it may be claimed, its query and a small chart.

`findings.toml` has the words. A query gives one row where its finding may be claimed, and none where there are too few
articles or too small a difference.
"""

import json
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from exports.phrases import Phrase
from exports.report.drawing import Rows
from exports.report.elements import drawings, table, tools
from exports.report.figures import Column, text
from exports.report.trend import trend
from exports.report.wording import WORDS, both, spoken

#: Columns that are labels of the chart: a finding tells of these.
_LABELS = {"first_year", "last_year", "month", "weekday"}
#: More than these would not be read.
_MOST = 5
_SMALL = 340
_FILE = Path(__file__).with_name("findings.toml")
_ENTRIES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["finding"]
KEYS = [entry["key"] for entry in _ENTRIES]


class Finding(NamedTuple):
    """A finding that may be claimed: its sentence and its rule, both with their numbers, and the rows of its chart."""

    key: str
    sentence: Phrase
    rule: Phrase
    figure: str
    columns: tuple[Column, Column]
    rows: Rows
    strong: frozenset[str]


def found(store: sqlite3.Connection) -> Iterator[Finding]:
    """All findings that may be claimed, in their order."""
    for entry in _ENTRIES:
        cursor = store.execute(text(f"findings/{entry['key']}"))
        row = cursor.fetchone()
        if row is not None:
            yield _finding(entry, dict(zip((name for name, *_ in cursor.description), row, strict=True)))


def findings(store: sqlite3.Connection) -> str:
    """The first findings that may be claimed, as a part of the page."""
    shown = [finding for finding, _ in zip(found(store), range(_MOST), strict=False)]
    cards = "\n".join(map(_card, shown)) or f'<p class="nothing">{both(WORDS["no_findings"])}</p>'
    heading = f"<h2>{both(WORDS['findings'])}</h2>"
    return f'<section class="findings" id="findings">\n{heading}\n<div class="cards">{cards}</div></section>'


def _finding(entry: Mapping[str, Any], row: dict[str, Any]) -> Finding:
    values = {name: _said(name, value) for name, value in row.items()}
    for name in [name.removesuffix("_vi") for name in row if name.endswith("_vi")]:
        values[name] = Phrase(row[f"{name}_vi"], row[f"{name}_en"])
    first, second = (Phrase(*words) for words in zip(entry["columns"]["vi"], entry["columns"]["en"], strict=True))
    return Finding(
        entry["key"],
        Phrase(**entry["sentences"][row.get("form", "one")]).filled(**values),
        Phrase(**entry["rule"]).filled(**values),
        entry["figure"],
        (Column(first, entry["label"]), Column(second, "")),
        json.loads(row["series"]),
        frozenset(str(row[name]) for name in _LABELS & row.keys()),
    )


def _said(name: str, value: Any) -> Phrase:
    return spoken(name if name in ("month", "weekday") else "", value)


def _card(finding: Finding) -> str:
    label = finding.columns[0].kind
    shown = table(finding.columns, finding.rows, finding.sentence)
    drawn = drawings(trend(label, finding.strong), finding.rows, finding.sentence, lambda *_: None, [_SMALL])
    rule = f"<p>{both(finding.rule)}</p>"
    below = tools(finding.sentence, shown, text(f"findings/{finding.key}"), rule)
    return (
        f'<figure class="finding" id="finding-{finding.key}"><figcaption><h3>'
        f'<a href="#{finding.figure}">{both(finding.sentence)}</a></h3></figcaption>{drawn}{below}</figure>'
    )
