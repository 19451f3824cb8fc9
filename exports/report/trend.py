"""The small chart below a finding: a few columns. Those that the finding tells of are darker."""

from collections.abc import Callable, Collection
from functools import partial

from exports.report.drawing import Chart, Frame, Rows, breadth, rect, text
from exports.report.wording import spoken

_HIGH = 70


def trend(kind: str, strong: Collection[str]) -> Callable[[Rows, Frame], Chart]:
    """The chart of rows of a label of that kind (see `figures.toml`) and a value. Labels in `strong` are dark."""
    return partial(_trend, kind, strong)


def _trend(kind: str, strong: Collection[str], rows: Rows, frame: Frame) -> Chart:
    days = frame.say("weekdays").split(" ")
    labels = [days[int(label) - 1] if kind == "weekday" else spoken(kind, label)[frame.place] for label, _ in rows]
    values = [value for _, value in rows]
    most, slot = max(values) or 1, frame.width / len(rows)
    roomy = max(breadth(label, 11) for label in labels) + 6 < slot
    marks = []
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        told = not strong or str(rows[place][0]) in strong
        wide, high = min(slot * 0.8, 46), max(_HIGH * value / most, 0.5)
        x, end = slot * (place + 0.5), place in (0, len(rows) - 1)
        bar = rect(x - wide / 2, 16 + _HIGH - high, wide, high, shade=1 if told else 0.45)
        marks.append(frame.linked(frame.say("tip", name=label, count=frame.number(value)), bar))
        if roomy or (told and strong) or (end and not strong):
            marks.append(text(x, 11 + _HIGH - high, frame.number(value), anchor="middle", look="soft", size=11))
        if roomy or end or (told and strong):
            at = min(max(x, breadth(label, 11) / 2), frame.width - breadth(label, 11) / 2)
            marks.append(text(at, _HIGH + 30, label, anchor="middle", look="soft", size=11))
    return Chart(_HIGH + 36, "".join(marks), "")
