"""Small charts of one form side by side: the articles of each category over time."""

from collections import defaultdict
from html import escape

from exports.report.drawing import Chart, Frame, Rows, cut, line, periods, rect, text, wrapped

_HIGH, _STEP, _GAP = 62, 148, 22


def multiples(rows: Rows, frame: Frame) -> Chart:
    """Rows of a category, a period and its articles; each category has a scale of its own, its peak is written."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for category, period, count in rows:
        found[category][period] = count
    known = sorted({row[1] for row in rows})
    span = periods(known[0], known[-1])[-48:]
    across = 2 if frame.narrow else 4
    wide = (frame.width - _GAP * (across - 1)) / across
    marks = []
    for place, (category, counts) in enumerate(found.items()):
        left, top = (wide + _GAP) * (place % across), _STEP * (place // across) + 4.0
        marks.append(_small(category, counts, span, (left, top, wide), frame))
    first = next(iter(found))
    summary = frame.say(
        "multiples_say", count=frame.number(len(found)), name=first, total=frame.number(sum(found[first].values()))
    )
    return Chart(_STEP * -(-len(found) // across), "".join(marks), summary)


def _small(
    category: str, counts: dict[str, int], span: list[str], place: tuple[float, float, float], frame: Frame
) -> str:
    left, top, wide = place
    slot, most, floor = wide / len(span), max(counts.values()), top + 52 + _HIGH
    below = frame.say("multiples_most", total=frame.number(sum(counts.values())), most=frame.number(most))
    lines = wrapped(category, wide)
    name = "".join(text(left, top + 12 + 16 * row, words) for row, words in enumerate(lines))
    marks = [
        f"<g><title>{escape(category)}</title>{name}</g>",
        text(left, top + 14 + 16 * len(lines), cut(below, wide, 11), look="soft", size=11),
        line(left, floor + 0.5, left + wide, floor + 0.5),
    ]
    for number, period in enumerate(span):
        if count := counts.get(period, 0):
            high = max(_HIGH * count / most, 1)
            words = frame.say("tip", name=f"{category}, {frame.date(period)}", count=frame.number(count))
            bar = rect(left + slot * number, floor - _HIGH, slot, _HIGH, look="hit")
            bar += rect(left + slot * number, floor - high, slot * 0.82, high)
            marks.append(frame.linked(words, bar, category, period))
    marks.append(text(left, floor + 14, frame.date(span[0]), look="soft", size=11))
    marks.append(text(left + wide, floor + 14, frame.date(span[-1]), anchor="end", look="soft", size=11))
    return "".join(marks)
