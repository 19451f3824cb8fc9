"""Administrative units across 1 July 2025: the former ones on the left, those that took their place on the right."""

from exports.report.drawing import Chart, Frame, Rows, breadth, rect, short, text, wrapped

_STEP, _TOP, _BAR = 27, 30, 8


def succession(rows: Rows, frame: Frame) -> Chart:
    """Rows of a former unit, its name, its articles, a successor, its name, and its articles.

    A band is as wide as the articles that name the former unit; its principal successor comes first and has the whole
    of it, the others a line.
    """
    former = {code: (name, count) for code, name, count, _, _, _ in rows}
    later = {code: (name, count) for _, _, _, code, name, count in rows}
    most = max(count for _, count in former.values()) or 1
    heights = _heights(rows, len(former), len(later))
    left, right = (154.0, 204.0) if frame.narrow else (250.0, 510.0)
    marks = [
        text(left, 15, frame.say("before_day"), anchor="end", look="soft", size=11),
        text(right, 15, frame.say("since_day"), look="soft", size=11),
    ]
    seen: set[str] = set()
    for code, name, count, successor, other, _ in rows:
        thick = max(1.5, _STEP * 0.7 * count / most) if code not in seen else 1.5
        seen.add(code)
        start, end, middle = heights[code], heights[successor], (left + right) / 2
        band = (
            f'<path d="M{short(left + _BAR)} {short(start)}C{short(middle)} {short(start)} {short(middle)} {short(end)}'
            f' {short(right - _BAR)} {short(end)}" class="band" stroke-width="{short(thick)}"/>'
        )
        words = frame.say("tip_flow", name=name, others=other, count=frame.number(count))
        marks.append(frame.linked(words, band))
    for units, x, side in ((former, left, -1), (later, right, 1)):
        for code, (name, count) in units.items():
            marks.append(_unit(code, (name, count), x, side, heights[code], frame))
    name, count = max(former.values(), key=lambda unit: (unit[1], unit[0]))
    summary = frame.say(
        "succession_say",
        former=frame.number(len(former)),
        later=frame.number(len(later)),
        name=name,
        count=frame.number(count),
    )
    return Chart(_TOP + _STEP * max(len(former), len(later)), "".join(marks), summary)


def _unit(code: str, unit: tuple[str, int], x: float, side: int, y: float, frame: Frame) -> str:
    """The bar of a unit, its name, and the articles that name it."""
    name, count = unit
    room = x - 6 if side < 0 else frame.width - x - 6
    anchor = "end" if side < 0 else ""
    number = frame.number(count)
    # A long name stands in two small lines.
    room -= breadth(number, 11) + 8
    lines, size = ([name], 13) if breadth(name) <= room else (wrapped(name, room, 11), 11)
    middle = y + 4.5 - 6 * (len(lines) - 1)
    marks = rect(0 if side < 0 else x - _BAR, y - 12, room + 6 + _BAR, 24, look="hit")
    marks += rect(min(x, x + side * -_BAR), y - 9, _BAR, 18)
    for place, words in enumerate(lines):
        last = number if place == len(lines) - 1 else ""
        marks += text(x + side * 6, middle + 12 * place, words, anchor=anchor, size=size, behind=last)
    return frame.linked(frame.say("tip", name=name, count=frame.number(count)), marks, code)


def _heights(rows: Rows, former: int, later: int) -> dict[str, float]:
    """The middle of each unit: the former ones in their order, the later ones by the mean of those before them."""
    tall = _STEP * max(former, later)
    order = list(dict.fromkeys(row[3] for row in rows))
    principal = {row[0]: row[3] for row in reversed(rows)}
    first = sorted(dict.fromkeys(row[0] for row in rows), key=lambda code: order.index(principal[code]))
    place = {code: number for number, code in enumerate(first)}
    mean = {code: [place[row[0]] for row in rows if row[3] == code] for code in order}
    second = sorted(order, key=lambda code: (sum(mean[code]) / len(mean[code]), code))
    return {
        code: _TOP + tall / len(codes) * (number + 0.5)
        for codes in (first, second)
        for number, code in enumerate(codes)
    }
