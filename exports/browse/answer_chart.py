"""An answer as its page shows it, with the chart that its columns allow to draw."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from exports.browse.answers import Cell, cells
from exports.browse.reader import Reader
from exports.phrases import Language

#: Rows of bars, and small charts.
BARS, SMALL = 20, 12
#: Columns of times: over them a chart is drawn.
_TIMES = ("month", "year")


class Chart(NamedTuple):
    """A chart, in one of three forms.

    - `months`: a quantity by month.
    - `small`: labels, each with its quantities over the same `times`.
    - `bars`: labels (the other cells of a row) with their quantities, in the order of the rows.
    """

    months: dict[str, int]
    small: list[tuple[Cell, list[float]]]
    times: list[str]
    bars: list[tuple[list[Cell], float]]


class Answer(NamedTuple):
    """The columns that are shown, their cells by row, and the chart above them."""

    columns: list[str]
    cells: list[list[Cell]]
    chart: Chart | None


def answer(
    reader: Reader, columns: Sequence[str], rows: Sequence[Sequence[Any]], language: Language, table: str = ""
) -> Answer:
    """The answer to a query, or rows of that table, which have no chart."""
    # An article's id says nothing beside its title.
    places = [place for place, column in enumerate(columns) if column != "id" or "title" not in columns]
    made = [[row[place] for place in places] for row in cells(reader, columns, rows, language, table)]
    kept = [columns[place] for place in places]
    drawn = None if table else chart(kept, [[row[place] for place in places] for row in rows], made)
    return Answer(kept, made, drawn)


def chart(columns: Sequence[str], rows: Sequence[Sequence[Any]], cells: Sequence[Sequence[Cell]]) -> Chart | None:
    """The chart of the first column with quantities; `None` where an answer has none, or a single row."""
    places = range(len(columns))
    over = [place for place in places if columns[place] in _TIMES and all(_is_time(row[place]) for row in rows)]
    counted = [place for place in places if place not in over and all(row[place].quantity is not None for row in cells)]
    labels = [place for place in places if place not in counted]
    if len(rows) < 2 or not counted or not labels:
        return None
    values = [float(row[counted[0]].quantity or 0) for row in cells]
    if min(values) < 0 or not max(values):
        return None
    times = [str(row[over[0]]) for row in rows] if over else []
    if labels == over and len(times[0]) == len("2020-06"):
        return Chart(dict(zip(times, map(int, values), strict=True)), [], [], [])
    if over and len(labels) == 2:
        (label,) = (place for place in labels if place not in over)
        return _small(times, [row[label] for row in cells], values)
    named = [[row[place] for place in labels] for row in cells]
    return Chart({}, [], [], list(zip(named, values, strict=True))[:BARS])


def _small(times: list[str], labels: list[Cell], values: list[float]) -> Chart:
    every = sorted(set(times))
    found: dict[str, tuple[Cell, list[float]]] = {}
    for time, label, value in zip(times, labels, values, strict=True):
        _, series = found.setdefault(label.parts[0].text, (label, [0.0] * len(every)))
        series[every.index(time)] += value
    most = sorted(found.values(), key=lambda entry: -sum(entry[1]))[:SMALL]
    return Chart({}, most, every, [])


def _is_time(value: Any) -> bool:
    return bool(re.fullmatch(r"\d{4}(-\d{2})?", str(value)))
