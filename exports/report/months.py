"""Articles over time: a column for each month, and the days that a reader of the chart should know of."""

from statistics import median

from exports.report.drawing import Chart, Frame, Rows, breadth, line, periods, rect, text, ticks
from exports.report.wording import EVENTS

_LEFT, _RIGHT, _HIGH = 46, 6, 190
#: Columns narrower than this cannot be told apart or touched: years take the place of months.
_LEAST = {True: 3, False: 2}
#: Older months than this are in the table alone: a mistaken year must not spoil the chart.
_MOST = 12 * 40


def months(rows: Rows, frame: Frame) -> Chart:
    """Rows of a month and its articles, drawn from the first to the last, also those without any."""
    known = {row[0]: row[1] for row in rows}
    span = spanned(rows)
    values = [known.get(month, 0) for month in span]
    top_month = span[values.index(max(values))]
    summary = frame.say(
        "months_say",
        month=frame.date(top_month),
        count=frame.number(max(values)),
        median=frame.number(int(median(values))),
    )
    if (frame.width - _LEFT - _RIGHT) / len(span) < _LEAST[frame.narrow]:
        totals = {month[:4]: 0 for month in span}
        for month, value in zip(span, values, strict=True):
            totals[month[:4]] += value
        span, values = list(totals), list(totals.values())
    return _columns(span, values, frame, summary)


def spanned(rows: Rows) -> list[str]:
    """The months from the first to the last that has articles."""
    return periods(min(row[0] for row in rows), max(row[0] for row in rows))[-_MOST:]


def _columns(span: list[str], values: list[int], frame: Frame, summary: str) -> Chart:
    slot = (frame.width - _LEFT - _RIGHT) / len(span)
    wide = min(slot * 0.8, 40)
    events, floor = _events(span, slot, frame)
    scale = ticks(max(values))
    floor += _HIGH
    marks = []
    for tick in scale:
        y = floor - _HIGH * tick / scale[-1]
        marks.append(line(_LEFT, y, frame.width - _RIGHT, y))
        marks.append(text(_LEFT - 7, y + 4, frame.number(tick), anchor="end", look="soft", size=12))
    marks.append(
        f'<g class="zoomed" data-left="{_LEFT}" data-wide="{frame.width - _LEFT - _RIGHT}" data-count="{len(span)}">'
    )
    for place, (period, value) in enumerate(zip(span, values, strict=True)):
        if value:
            high = _HIGH * value / scale[-1]
            words = frame.say("tip", name=frame.date(period), count=frame.number(value))
            bar = rect(_LEFT + slot * place, floor - _HIGH, slot, _HIGH, look="hit")
            bar += rect(_LEFT + slot * place + (slot - wide) / 2, floor - high, wide, high)
            marks.append(frame.linked(words, bar, period))
    marks.append("</g>" + _labels(span, slot, floor, frame))
    return Chart(floor + 26, "".join(marks) + events, summary)


def _labels(span: list[str], slot: float, floor: float, frame: Frame) -> str:
    """A year stands below its first month, or each month where they are few."""
    few = len(span) * 52 < frame.width - _LEFT
    shown = [(place, period) for place, period in enumerate(span) if few or len(period) == 4 or period.endswith("-01")]
    step = slot * (12 if len(span[0]) == 7 and not few else 1)
    every = max(1, int(-(-38 // step)))
    labels = []
    for place, period in shown[::every]:
        words = frame.date(period) if few else period[:4]
        label = text(_LEFT + slot * (place + 0.5), floor + 18, words, anchor="middle", look="soft", size=12)
        labels.append(f'<g data-at="{place + 0.5:g}">{label}</g>')
    return "".join(labels)


def _events(span: list[str], slot: float, frame: Frame) -> tuple[str, float]:
    """The lines of the events within the span, each with its words in the first row that has room; the rows' height."""
    ends: list[float] = []
    drawn = []
    for day, phrase in EVENTS.items():
        period = day[: len(span[0])]
        if not span[0] < period <= span[-1]:
            continue
        at = span.index(period) + (int(day[8:]) - 1) / 31 if len(period) == 7 else span.index(period) + 0.5
        x, words = _LEFT + slot * at, f"{frame.date(day)}: {phrase[frame.place]}"
        room = breadth(words, 11) + 8
        left = min(x, frame.width - room)
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        ends[row : row + 1] = [left + room]
        drawn.append((row, x, left, at, words))
    top = 15.0 * len(ends) + 8
    marks = []
    for row, x, left, at, words in drawn:
        name = text(left + 4, 15 * row + 12, words, look="event-name", size=11)
        marks.append(f'<g data-at="{at:.2f}">{line(x, 15 * row + 3, x, top + _HIGH, look="event")}{name}</g>')
    return "".join(marks), top
