"""Days in boxes beside titles: the day in large, its month and year below, each in an element of its own."""

import re
from itertools import takewhile

from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lines import Line, Reading

#: Lines of a box, and characters of each.
_MOST, _LONGEST = 3, 20
_MONTH = rf"(?:(?:{any_of('months')}|th)[\s.]{{0,2}})?"
#: "13 03/2024", "13 Tháng 3 2024", "13 Th3, 2024"
_BOX = re.compile(rf"(\d{{1,2}})[\s|/.-]{{1,3}}{_MONTH}(\d{{1,2}})[\s|/.,-]{{1,3}}(\d{{4}})", re.I)

#: "05 Th9", over a picture
_BADGE = re.compile(rf"\d{{1,2}}[\s|/.-]{{1,3}}(?:{any_of('months')}|th)[\s.]{{0,2}}\d{{1,2}}", re.I)


def join_day_boxes(reading: Reading) -> None:
    """Make one line of the day, the month and the year: "13/03/2024". A box without a year goes."""
    numbered = (line for line in reading.lines if line.spaced[:1].isdigit() and _is_brief(line))
    begun = [line for line in numbered if line.spaced[:2].strip().isdigit()]
    brief = (takewhile(_is_brief, reading.lines[line.place : line.place + _MOST]) for line in begun)
    runs = (lines[:count] for lines in map(list, brief) for count in range(1, len(lines) + 1))
    boxes = [(lines, day) for lines in runs if _is_box(lines) and (day := _BOX.fullmatch(_spaced(lines)))]
    for lines, day in boxes:
        lines[0].text = lines[0].spaced = "/".join(day.groups())
    pairs = [reading.lines[line.place : line.place + 2] for line in begun]
    badges = [lines for lines in pairs if _is_box(lines) and _BADGE.fullmatch(_spaced(lines))]
    dropped = {line.place for lines in (*(lines[1:] for lines, _ in boxes), *badges) for line in lines}
    reading.drop(dropped)


def _is_brief(line: Line) -> bool:
    return 0 < len(line.text) <= _LONGEST


def _is_box(lines: list[Line]) -> bool:
    """Whether the lines are a day in parts that elements set apart."""
    parted = len(lines) > 1 or lines[0].spaced != lines[0].text
    return parted and all(map(_is_brief, lines))


def _spaced(lines: list[Line]) -> str:
    return " ".join(line.spaced for line in lines)
