"""Charts as SVG: pure functions from the rows of a query, one at least, to marks.

Lengths are user units of the view box, 760 wide. A number stands beside every shade and pattern, so that print and
greyscale lose nothing. A style sheet only chooses the language.
"""

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from exports.report.wording import Phrase, each, number

Rows = Sequence[Sequence[Any]]

WIDTH = 760
#: A year of columns and a few decades of months fit the width; older ones are in the table alone.
_MOST_MONTHS = 240
_MOST_COLUMNS = 24
_LETTERS = 38

_INK, _SOFT, _LINE, _MARK = "#222222", "#5c5c5c", "#d9d5cc", "#2b587f"
#: The paper and the darkest shade of a cell, as red, green, blue.
_LIGHT, _DARK = (250, 248, 243), (27, 67, 104)

_FIELDS = {
    "title": Phrase("Tiêu đề", "Title"),
    "lead": Phrase("Sa-pô", "Lead"),
    "paragraphs": Phrase("Nội dung", "Body"),
    "category": Phrase("Chuyên mục", "Category"),
    "author": Phrase("Tác giả", "Author"),
    "source": Phrase("Nguồn", "Source"),
    "images": Phrase("Ảnh", "Images"),
    "attachments": Phrase("Tệp đính kèm", "Attachments"),
    "view_count": Phrase("Lượt xem", "View count"),
    "sentences": Phrase("Đã gán nhãn", "Annotated"),
}
#: How the first and the second part of a column are filled.
_LOOKS = (f'fill="{_MARK}"', f'fill="url(#hatch)" stroke="{_MARK}"')
_PRINTED, _INFERRED = Phrase("Như trang ghi", "As printed"), Phrase("Suy ra", "Inferred")


class Chart(NamedTuple):
    """The marks of a chart, `height` high, and what they show in a sentence, for readers who do not see them."""

    height: int
    marks: str
    summary: Phrase


def bars(rows: Rows) -> Chart:
    """Horizontal bars: a label, a value; further columns are for the table alone."""
    most = max(_size(row[1]) for row in rows) or 1
    left, step, room = 304, 26, WIDTH - 304 - 110  # room for a number of ten digits behind the longest bar
    marks = []
    for place, (name, value, *_) in enumerate(rows):
        y = 4 + place * step
        length = round(room * _size(value) / most, 1)
        marks.append(
            f"<g>{_tip(f'{_name(name)}: {number(value)}')}"
            + _text(left - 10, y + 15, _cut(_name(name)), anchor="end")
            + f'<rect x="{left}" y="{y + 3}" width="{max(length, 1)}" height="17" fill="{_MARK}"/>'
            + _text(left + max(length, 1) + 6, y + 16, number(value), fill=_SOFT)
            + "</g>"
        )
    first, last = rows[0], rows[-1]
    summary = Phrase(
        f"{len(rows)} thanh, từ {_name(first[0])} ({number(first[1])}) đến {_name(last[0])} ({number(last[1])}).",
        f"{len(rows)} bars, from {_name(first[0])} ({number(first[1])}) to {_name(last[0])} ({number(last[1])}).",
    )
    return Chart(8 + len(rows) * step, "".join(marks), summary)


def months(rows: Rows) -> Chart:
    """Columns for the months from the first to the last, also those without any article."""
    known = {str(month): int(count) for month, count in rows}
    span = _months_between(min(known), max(known))[-_MOST_MONTHS:]
    values = [known.get(month, 0) for month in span]
    if len(span) <= 14:
        labels = [f"{month[5:]}/{month[2:4]}" for month in span]
    else:
        # A year takes the room of twelve columns; in long spans, every fifth year has room for its number.
        every = 1 if len(span) <= _MOST_MONTHS // 2 else 2
        labels = [month[:4] if month.endswith("-01") and int(month[:4]) % every == 0 else "" for month in span]
    top = span[values.index(max(values))]
    summary = Phrase(
        f"{len(span)} tháng, từ {span[0]} đến {span[-1]}; nhiều nhất là {top} với {number(max(values))} bài.",
        f"{len(span)} months, {span[0]} to {span[-1]}; most in {top}: {number(max(values))} articles.",
    )
    return _columns(span, labels, [values], summary)


def hours(rows: Rows) -> Chart:
    """A column for each hour of the day; inferred hours are hatched and stand on top of the printed ones."""
    found = {int(hour): (int(printed), int(inferred)) for hour, printed, inferred in rows}
    stacks = [[found.get(hour, (0, 0))[part] for hour in range(24)] for part in (0, 1)]
    totals = [sum(pair) for pair in zip(*stacks, strict=True)]
    top = totals.index(max(totals))
    summary = Phrase(
        f"Nhiều nhất lúc {top} giờ: {number(totals[top])} bài; {number(sum(stacks[1]))} bài có giờ suy ra.",
        f"Most at {top} o'clock: {number(totals[top])} articles; of {number(sum(stacks[1]))} the hour is inferred.",
    )
    names = [f"{hour} h" for hour in range(24)]
    labels = [str(hour) for hour in range(24)]
    return _columns(names, labels, stacks, summary, legend=(_PRINTED, _INFERRED), numbered=True)


def view_bins(rows: Rows) -> Chart:
    """A column for each class of view counts; a row has the class's lower bound."""
    bounds = (0, 50, 100, 200, 500, 1000, 2000, 5000)
    names = [f"{number(low)}–{number(high - 1)}" for low, high in pairwise(bounds)] + [f"≥ {number(bounds[-1])}"]
    known = {int(low): int(count) for low, count in rows}
    values = [known.get(low, 0) for low in bounds]
    top = values.index(max(values))
    summary = Phrase(
        f"Nhiều bài nhất ở khoảng {names[top]} lượt: {number(values[top])}.",
        f"Most articles have {names[top]} views: {number(values[top])}.",
    )
    return _columns(names, names, [values], summary, numbered=True)


def grid(rows: Rows) -> Chart:
    """Cells of a row's label, a column's label and a count."""
    names = [Phrase(_name(row), _name(row)) for row in dict.fromkeys(row[0] for row in rows)]
    return _cells(names, {(_name(row), str(column)): count for row, column, count in rows})


def square(rows: Rows) -> Chart:
    """Cells of how often two persons are named together; who is named with most others comes first."""
    company: dict[str, int] = {}
    for person, _, count in rows:
        company[person] = company.get(person, 0) + count
    order = sorted(company, key=lambda person: (-company[person], person))
    shown = {(person, f"{order.index(other) + 1}"): count for person, other, count in rows}
    names = [Phrase(f"{place}. {person}", f"{place}. {person}") for place, person in enumerate(order, 1)]
    keyed = {(f"{order.index(person) + 1}. {person}", column): count for (person, column), count in shown.items()}
    return _cells(names, keyed, columns=[str(place) for place in range(1, len(order) + 1)])


def coverage(rows: Rows) -> Chart:
    """Cells of the share of articles that have a field, in per cent, by period."""
    names = [_FIELDS[field] for field in dict.fromkeys(row[1] for row in rows)]
    return _cells(names, {(_FIELDS[field].vi, str(period)): share for period, field, share, _ in rows}, most=100)


def _columns(
    names: Sequence[str],
    labels: Sequence[str],
    stacks: Sequence[Sequence[int]],
    summary: Phrase,
    *,
    legend: Sequence[Phrase] = (),
    numbered: bool = False,
) -> Chart:
    left, top, floor, height = 56, 34, 236, 264
    slot = (WIDTH - left - 8) / len(names)
    wide = max(min(slot * 0.78, 46), 1)
    totals = [sum(parts) for parts in zip(*stacks, strict=True)]
    numbered = numbered and slot >= 8 * max(len(number(total)) for total in totals)
    ticks = _ticks(max(totals))
    marks = [_HATCH] if legend else []
    for tick in ticks:
        y = round(floor - (floor - top) * tick / ticks[-1], 1)
        marks.append(f'<line x1="{left}" x2="{WIDTH - 8}" y1="{y}" y2="{y}" stroke="{_LINE}"/>')
        marks.append(_text(left - 8, y + 4, number(tick), anchor="end", fill=_SOFT))
    for place, name in enumerate(names):
        x, base = left + slot * place + (slot - wide) / 2, float(floor)
        parts = []
        for part, values in enumerate(stacks):
            length = (floor - top) * values[place] / ticks[-1]
            base -= length
            if length:
                parts.append(
                    f'<rect x="{x:.1f}" y="{base:.1f}" width="{wide:.1f}" height="{length:.1f}" {_LOOKS[part]}/>'
                )
        if parts:
            marks.append(f"<g>{_tip(f'{name}: {number(totals[place])}')}{''.join(parts)}</g>")
        if numbered and totals[place]:
            marks.append(_text(x + wide / 2, base - 5, number(totals[place]), anchor="middle", fill=_SOFT))
        if labels[place]:
            marks.append(_text(x + wide / 2, floor + 18, labels[place], anchor="middle", fill=_SOFT))
    x = float(left)
    for part, words in enumerate(legend):
        marks.append(f'<rect x="{x}" y="6" width="14" height="12" {_LOOKS[part]}/>' + _phrase(x + 20, 17, words))
        x += 150
    return Chart(height, "".join(marks), summary)


def _cells(
    names: Sequence[Phrase], values: dict[tuple[str, str], int], *, columns: Sequence[str] = (), most: int = 0
) -> Chart:
    """Cells by the row's Vietnamese name and the column."""
    shown = list(columns) or sorted({column for _, column in values})[-_MOST_COLUMNS:]
    largest = most or max(values.values()) or 1
    left, top, tall = 250, 26, 26
    wide = min((WIDTH - left - 4) / len(shown), 64)
    # Digits are some 0.62 of a letter's height wide, years four of them.
    longest = max(4, *(len(number(value)) for value in values.values()))
    small = round(min(12, (wide - 3) / (0.62 * longest)), 1)
    marks = []
    for place, column in enumerate(shown):
        label = f"{column[5:]}/{column[2:4]}" if len(column) == 7 else column
        marks.append(_text(left + wide * (place + 0.5), 17, label, anchor="middle", fill=_SOFT, size=small))
    for row, name in enumerate(names):
        y = top + row * tall
        marks.append(_phrase(left - 10, y + 17, each(name, lambda text: _cut(text, 31)), anchor="end"))
        for place, column in enumerate(shown):
            value = values.get((name.vi, column))
            x = left + place * wide
            shade = (value or 0) / largest
            ink = "#ffffff" if shade > 0.7 else _INK
            middle = x + (wide - 2) / 2
            count = "" if value is None else _text(middle, y + 16, number(value), anchor="middle", fill=ink, size=small)
            marks.append(
                f'<g>{_tip(f"{name.vi} – {column}: {number(value)}")}<rect x="{x:.1f}" y="{y}" width="{wide - 2:.1f}"'
                f' height="{tall - 2}" fill="{_shade(shade)}"/>{count}</g>'
            )
    (row_name, column_name), top_value = max(values.items(), key=lambda entry: entry[1])
    summary = Phrase(
        f"{len(names)} hàng, {len(shown)} cột; giá trị lớn nhất {number(top_value)} ({row_name}, {column_name}).",
        f"{len(names)} rows, {len(shown)} columns; the largest is {number(top_value)} ({row_name}, {column_name}).",
    )
    return Chart(top + len(names) * tall + 4, "".join(marks), summary)


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="#ffffff"/><rect width="2.4" height="6" fill="{_MARK}"/></pattern></defs>'
)


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = _INK, size: float = 13, attributes: str = ""
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}"{attributes}>'
        f"{escape(text)}</text>"
    )


def _phrase(x: float, y: float, words: Phrase, *, anchor: str = "start", fill: str = _INK) -> str:
    return "".join(
        _text(x, y, text, anchor=anchor, fill=fill, attributes=f' lang="{language}"')
        for language, text in words._asdict().items()
    )


def _tip(text: str) -> str:
    return f"<title>{escape(text)}</title>"


def _name(value: Any) -> str:
    return "–" if value is None else str(value)


def _size(value: Any) -> float:
    return float(value or 0)


def _cut(text: str, letters: int = _LETTERS) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _shade(share: float) -> str:
    red, green, blue = (round(low + (high - low) * share) for low, high in zip(_LIGHT, _DARK, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _ticks(most: int) -> list[int]:
    """Round numbers from 0 to at least `most`, four to six of them.

    >>> _ticks(87), _ticks(3)
    ([0, 20, 40, 60, 80, 100], [0, 1, 2, 3])
    """
    step = 1
    while most > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, max(most, 1) + step, step)) if most % step else list(range(0, max(most, 1) + 1, step))


def _months_between(first: str, last: str) -> list[str]:
    """Every month of `2024-05` to `2024-07`."""
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


#: The charts by the names that `figures.toml` gives them.
CHARTS: dict[str, Callable[[Rows], Chart]] = {
    chart.__name__: chart for chart in (bars, months, hours, view_bins, grid, square, coverage)
}
_NO_DATA = Phrase("Chưa có dữ liệu.", "No data yet.")
NOTHING = Chart(40, _phrase(0, 24, _NO_DATA, fill=_SOFT), _NO_DATA)
