"""Horizontal bars: a name, a number, and for some a line below the name or small columns over time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from exports.phrases import Phrase, problem
from exports.report.drawing import Chart, Frame, Rows, apart, breadth, columns, periods, rect, text, wrapped


class _Bar(NamedTuple):
    """A bar; `name` is what its mark says, `shown` what is written beside it where that is shorter."""

    name: str
    value: int
    key: Sequence[Any]
    below: str = ""
    series: dict[str, int] = {}  # noqa: RUF012 - never changed
    shown: str = ""


def named(rows: Rows, frame: Frame) -> Chart:
    """Rows of a name, its articles, its mentions, and `2019: 3, 2020: 8`: the articles of each period."""
    bars = []
    for name, articles, _, over_time in rows:
        shown, hint = apart(name)
        bars.append(_Bar(name, articles, (name,), hint, series(over_time), shown))
    return _bars(bars, frame)


def cited(rows: Rows, frame: Frame) -> Chart:
    """Rows of a document, its issuer, the articles and the mentions."""
    return _bars([_Bar(document, articles, (document,), issuer or "") for document, issuer, articles, _ in rows], frame)


def viewed(rows: Rows, frame: Frame) -> Chart:
    """Rows of a title, a count of views, an article's id, and its day. Titles are long: they stand above the bars."""
    bars = [_Bar(title, views, (key,), frame.date(day) if day else "–") for title, views, key, day in rows]
    return _bars(bars, frame, "tip_views", above=True)


def problems(rows: Rows, frame: Frame) -> Chart:
    """Rows of a step, a kind of problem, how often it was noted, and the articles."""
    bars = []
    for stage, kind, times, _ in rows:
        name, below = ((problem(word) or Phrase(word, word))[frame.place] for word in (kind, stage))
        bars.append(_Bar(name, times, (stage, kind), below))
    return _bars(bars, frame, "tip_times")


def series(words: str | None) -> dict[str, int]:
    """The articles of each period.

    >>> series("2019: 3, 2020: 8")
    {'2019': 3, '2020': 8}
    """
    pairs = (part.split(": ") for part in (words or "").split(", ") if part)
    return {period: int(count) for period, count in pairs}


def _bars(bars: Sequence[_Bar], frame: Frame, tip: str = "tip", *, above: bool = False) -> Chart:
    most = max(bar.value for bar in bars) or 1
    known = sorted({period for bar in bars for period in bar.series})
    span = periods(known[0], known[-1]) if known else []
    numbers = max(breadth(frame.number(bar.value)) for bar in bars) + 8
    draw = _above if frame.narrow or above else _beside
    marks, top = [], 6.0
    if span:
        marks.append(text(frame.width, 13, frame.say("by_period"), anchor="end", look="soft", size=11))
        top = 22.0
    for bar in bars:
        label = frame.number(bar.value)
        drawn, height = draw(bar, frame, top, bar.value / most, numbers, span)
        drawn = rect(0, top, frame.width, height, look="hit") + drawn
        marks.append(frame.linked(frame.say(tip, name=bar.name, count=label), drawn, *bar.key))
        top += height
    if span:
        left = frame.width - _small(frame)
        marks.append(text(left, top + 10, frame.date(span[0]), look="soft", size=11))
        marks.append(text(frame.width, top + 10, frame.date(span[-1]), anchor="end", look="soft", size=11))
        top += 16
    summary = frame.say("bars_say", name=bars[0].name, count=frame.number(bars[0].value))
    return Chart(top + 2, "".join(marks), summary)


def _small(frame: Frame) -> float:
    """The room of small columns."""
    return 96 if frame.narrow else 150


def _beside(
    bar: _Bar, frame: Frame, top: float, share: float, numbers: float, span: Sequence[str]
) -> tuple[str, float]:
    left = 300
    names, hints = _written(bar, left - 12)
    room = frame.width - left - numbers - (_small(frame) + 24 if span else 0)
    length = max(room * share, 1)
    marks = _lines(names, hints, left - 12, top + 16, "end")
    marks += rect(left, top + 3, length, 17) + text(left + length + 6, top + 16, frame.number(bar.value), look="soft")
    return marks + _over_time(bar, frame, top + 20, span), 12 + 16 * len(names) + 13 * len(hints)


def _above(bar: _Bar, frame: Frame, top: float, share: float, numbers: float, span: Sequence[str]) -> tuple[str, float]:
    room = frame.width - numbers - (_small(frame) + 12 if span else 0)
    length = max(room * share, 1)
    names, hints = _written(bar, frame.width)
    marks = _lines(names, hints, 0, top + 13)
    top += (more := 16 * (len(names) - 1) + 14 * len(hints))
    marks += rect(0, top + 19, length, 14) + text(length + 6, top + 31, frame.number(bar.value), look="soft")
    return marks + _over_time(bar, frame, top + 33, span), 44 + more


def _written(bar: _Bar, room: float) -> tuple[list[str], list[str]]:
    """The lines of a name, and the smaller ones below it: two of each at the most."""
    return wrapped(bar.shown or bar.name, room), wrapped(bar.below, room, 11) if bar.below else []


def _lines(names: list[str], hints: list[str], x: float, y: float, anchor: str = "") -> str:
    marks = [text(x, y + 16 * place, words, anchor=anchor) for place, words in enumerate(names)]
    y += 16 * len(names) - 2
    marks += [text(x, y + 13 * place, words, anchor=anchor, look="soft", size=11) for place, words in enumerate(hints)]
    return "".join(marks)


def _over_time(bar: _Bar, frame: Frame, floor: float, span: Sequence[str]) -> str:
    if not span:
        return ""
    values = [bar.series.get(period, 0) for period in span]
    wide = _small(frame)
    return columns(frame.width - wide, floor, wide, 18 if not frame.narrow else 14, values, max(values))
