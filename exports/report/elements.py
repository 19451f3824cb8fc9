"""The parts that every figure and finding has: drawings, table, query, and what can be downloaded."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from exports.phrases import LANGUAGES, Phrase, dated
from exports.report.drawing import NARROW, WIDE, Chart, Frame, Link, Rows
from exports.report.figures import Column, whole
from exports.report.months import spanned
from exports.report.wording import WORDS, both, spoken


def drawings(
    draw: Callable[[Rows, Frame], Chart], rows: Rows, title: Phrase, link: Link, widths: Sequence[int] = (WIDE, NARROW)
) -> str:
    """A chart in both languages for each width, with what it shows in a sentence; a remark where there are no rows."""
    if not rows:
        return f'<p class="nothing">{both(WORDS["no_data"])}</p>'
    parts = []
    for place, language in enumerate(LANGUAGES):
        charts = [(width, draw(rows, Frame(width, place, link))) for width in widths]
        summary = charts[0][1].summary
        parts.append(f'<div class="drawn" lang="{language}">')
        parts.append(f'<p class="summary">{escape(summary)}</p>' if summary else "")
        for width, chart in charts:
            look = "wide" if width == WIDE else "narrow" if len(widths) > 1 else "small"
            label = escape(f"{title[place]}. {summary}" if summary else title[place])
            parts.append(
                f'<svg role="group" aria-label="{label}" class="{look}" viewBox="0 0 {width} {chart.height:g}"'
                f' width="{width}" height="{chart.height:g}" font-size="13">{chart.marks}</svg>'
            )
        parts.append("</div>")
    return "".join(parts)


def brush(rows: Rows) -> str:
    """Two sliders that choose the months a chart shows; they need a script."""
    if not rows:
        return ""
    span = spanned(rows)
    last = len(span) - 1
    sliders = "".join(
        f'<label for="brush-{name}">{both(WORDS[f"{name}_month"])}</label>'
        f'<input type="range" id="brush-{name}" min="0" max="{last}" value="{value}">'
        for name, value in (("from", 0), ("to", last))
    )
    months = " ".join(dated(month).vi for month in span)
    return (
        f'<div class="brush" data-months="{months}" hidden>{sliders}<output for="brush-from brush-to"></output></div>'
    )


def table(columns: Sequence[Column], rows: Rows, title: Phrase) -> str:
    """The rows as a table. A cell whose text is written for readers holds the value itself, too."""
    head = "".join(f'<th scope="col">{both(column.title)}</th>' for column in columns)
    lines = "".join(
        f"<tr>{''.join(cell(column.kind, value) for column, value in zip(columns, row, strict=True))}</tr>"
        for row in rows
    )
    label = escape(f"{title.vi} / {title.en}")
    return (
        f'<div class="scrolled" role="region" aria-label="{label}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def cell(kind: str, value: Any) -> str:
    """A cell of a table, its value as readers of each language write it."""
    if value is None:
        return '<td data-value="">–</td>'
    words = both(spoken(kind, value))
    if not kind and isinstance(value, int | float):
        return f'<td class="number" data-value="{value}">{words}</td>'
    return f'<td data-value="{escape(str(value))}">{words}</td>' if kind else f"<td>{words}</td>"


def tools(title: Phrase, shown: str, query: str, rule: str = "") -> str:
    """What stands below a chart: its table, its query, and buttons for downloads, which need a script.

    `shown` is the table's markup; it is empty where the table stands above already, without a chart. `rule` is markup
    that says what the query looks for.
    """
    kinds = ("svg", "png", "csv") if shown else ("csv",)
    saves = "".join(
        f'<button type="button" data-save="{kind}" aria-label="{escape(_said(title, kind))}">{kind.upper()}</button>'
        for kind in kinds
    )
    data = f'<details class="data"><summary>{both(WORDS["data"])}</summary>{shown}</details>' if shown else ""
    text = f'<pre tabindex="0"><code>{escape(whole(query))}</code></pre>'
    name = both(WORDS["rule" if rule else "query"])
    return (
        f'<div class="tools">{data}<details class="query"><summary>{name}</summary>{rule}{text}</details>'
        f'<p class="saves" hidden>{both(WORDS["save"])} {saves}</p></div>'
    )


def _said(title: Phrase, kind: str) -> str:
    words = WORDS["save_as"].filled(title=title, kind=kind.upper())
    return f"{words.vi} / {words.en}"
