"""Charts of cells: hours and weekdays, and how full the fields are."""

from exports.report.drawing import Chart, Frame, Rows, cut, rect, text
from exports.report.wording import WORDS

#: Above this shade, words on a cell have the colour of the paper.
_DARK = 0.55


def heat(rows: Rows, frame: Frame) -> Chart:
    """Rows of a weekday (1 is Monday), an hour, its articles, and those of them whose hour was inferred."""
    counts = {(weekday, hour): count for weekday, hour, count, _ in rows}
    most, total = max(counts.values()), sum(counts.values())
    days, long_days = frame.say("weekdays").split(" "), frame.say("weekdays_long").split("|")
    left, top, across = (30, 24, 7) if frame.narrow else (44, 22, 24)
    wide, high = (frame.width - left) / across, 19 if frame.narrow else 26
    marks = []
    for hour in range(24):
        x, y = (left - 8, top + high * (hour + 0.7)) if frame.narrow else (left + wide * (hour + 0.5), 14)
        marks.append(text(x, y, str(hour), anchor="end" if frame.narrow else "middle", look="soft", size=11))
    for day, name in enumerate(days):
        x, y = (left + wide * (day + 0.5), 15) if frame.narrow else (left - 8, top + high * (day + 0.65))
        marks.append(text(x, y, name, anchor="middle" if frame.narrow else "end", look="soft", size=12))
        for hour in range(24):
            x, y = (day, hour) if frame.narrow else (hour, day)
            count = counts.get((day + 1, hour), 0)
            cell = rect(left + wide * x, top + high * y, wide - 1.5, high - 1.5, look="empty")
            if count:
                shade = 0.08 + 0.92 * count / most
                cell += rect(left + wide * x, top + high * y, wide - 1.5, high - 1.5, shade=shade)
                cell += _written(
                    left + wide * (x + 0.5) - 0.75, top + high * (y + 0.68), frame.number(count), wide, shade
                )
                name = frame.say("hour", weekday=long_days[day], hour=str(hour))
                cell = frame.linked(frame.say("tip", name=name, count=frame.number(count)), cell, day + 1, hour)
            marks.append(cell)
    day, hour = min(counts, key=lambda cell: (-counts[cell], cell))
    weekend = sum(count for (weekday, _), count in counts.items() if weekday > 5)
    summary = frame.say(
        "heat_say",
        time=frame.say("hour", weekday=long_days[day - 1], hour=str(hour)),
        count=frame.number(most),
        share=frame.number(round(100 * weekend / total)),
    )
    return Chart(top + high * (24 if frame.narrow else 7), "".join(marks), summary)


def coverage(rows: Rows, frame: Frame) -> Chart:
    """Rows of a period, a field, the share of the articles that have it, in per cent, and their number."""
    fields = list(dict.fromkeys(row[1] for row in rows))
    shown = sorted({row[0] for row in rows})[-(8 if frame.narrow else 18) :]
    shares = {(period, field): share for period, field, share, _ in rows}
    left, top, high = (112 if frame.narrow else 150), 22, 26
    wide = min((frame.width - left) / len(shown), 70)
    marks = []
    for place, period in enumerate(shown):
        label = period if len(period) == 4 else f"{period[5:]}/{period[2:4]}"
        marks.append(text(left + wide * (place + 0.5), 14, label, anchor="middle", look="soft", size=11))
    for row, field in enumerate(fields):
        y, name = top + high * row, frame.say(f"field_{field}")
        marks.append(text(left - 10, y + 17, cut(name, left - 10), anchor="end"))
        for place, period in enumerate(shown):
            share = shares.get((period, field), 0)
            x, shade = left + wide * place, share / 100 * 0.9
            cell = rect(x, y, wide - 1.5, high - 1.5, look="empty") + rect(x, y, wide - 1.5, high - 1.5, shade=shade)
            cell += _written(x + wide / 2 - 0.75, y + 17, frame.number(share), wide, shade)
            words = frame.say("tip_share", field=name, period=frame.date(period), count=frame.number(share))
            marks.append(frame.linked(words, cell))
    means = {field: _mean([(row[2], row[3]) for row in rows if row[1] == field]) for field in fields}
    least, most = min(fields, key=means.__getitem__), max(fields, key=means.__getitem__)
    summary = frame.say(
        "coverage_say",
        most=WORDS[f"field_{most}"],
        most_share=frame.number(means[most]),
        least=WORDS[f"field_{least}"],
        least_share=frame.number(means[least]),
    )
    return Chart(top + high * len(fields), "".join(marks), summary)


def _written(x: float, y: float, words: str, wide: float, shade: float) -> str:
    """A number within its cell, in the size that fits; none where it would be too small to read."""
    size = min(12, (wide - 3) / (0.62 * len(words)))
    return (
        text(x, y, words, anchor="middle", look="on" if shade > _DARK else "", size=round(size, 1)) if size > 6 else ""
    )


def _mean(shares: list[tuple[int, int]]) -> int:
    return round(sum(share * count for share, count in shares) / sum(count for _, count in shares))
