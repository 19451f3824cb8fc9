"""The shapes in which Vietnamese portals print a moment, and where in a text they stand.

Day and month come first. Shapes: `25/06/2020 | 07:26`, `25-6-2020`, `25.6.2020`, `2020-06-25T07:26:00+07:00`,
`07:26 25/06/2020`, `Thứ Năm, 25/06/2020, 07:26 (GMT+7)`, `ngày 25 tháng 6 năm 2020`, `19h26`, `7:26 PM`, `7:26 CH`,
`June 25, 2020`, `25 June 2020`, `Thu Jun 25 07:26:00 ICT 2020`. Every pattern is bounded and runs in linear time.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Literal

from crawler.records.article import Evidence
from crawler.records.text import remembered

_MONTH_WORDS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Names of months, each in one group.
ENGLISH_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
VIETNAMESE_MONTH = r"(mười một|mười hai|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|giêng|chạp|\d{1,2})"
#: What Java and JavaScript write where nobody chose a form.
_STAMP = re.compile(
    rf"(?<!\w)(?:mon|tue|wed|thu|fri|sat|sun)\s{ENGLISH_MONTH}\s(\d{{1,2}})\s(\d{{2}}):(\d{{2}}):(\d{{2}})"
    r"\s([a-z]{3,4}(?:[+-]\d{2}:?\d{2})?)\s(\d{4})(?!\d)",
    re.I,
)

#: Each shape with the order of its groups: positions of year, month and day.
_DAYS: tuple[tuple[re.Pattern[str], tuple[int, int, int]], ...] = (
    (re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?![\d])"), (3, 2, 1)),
    (re.compile(r"(?<![\d/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), (1, 2, 3)),
    (
        re.compile(
            rf"(?<!\d)(\d{{1,2}})\s+(?:tháng|thg\.?)\s+{VIETNAMESE_MONTH}\s*(?:,|/|năm)?\s*(\d{{4}})(?!\d)", re.I
        ),
        (3, 2, 1),
    ),
    (re.compile(rf"\btháng\s+{VIETNAMESE_MONTH}\s+(\d{{1,2}})\s*,\s*(\d{{4}})(?!\d)", re.I), (3, 1, 2)),
    (re.compile(rf"\b{ENGLISH_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}})(?!\d)", re.I), (3, 1, 2)),
    (re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{ENGLISH_MONTH}[\s,-]+(\d{{4}})(?!\d)", re.I), (3, 2, 1)),
    (_STAMP, (7, 1, 2)),
    # Nothing but blanks between the numbers: only with a clock right behind.
    (re.compile(r"(?<!\d)(\d{1,2}) (\d{1,2}) (\d{4})(?= \d{1,2}:\d{2}(?!\d))"), (3, 2, 1)),
)
#: Characters of a text that is remembered.
_SHORT = 250
_YEAR = re.compile(r"\d{4}")
#: What every day in some of these shapes has beside its year, in small letters; for any shape.
_NUMBERS, _MONTH_NUMBER, _MONTH_NAME = r"\d\s?[/.-]\s?\d", r"\d\s+(?:tháng|thg)", "|".join(_ENGLISH)
_NUMBER_BEHIND, _BLANKS = r"tháng\s+\w+(?:\s\w+)?\s+\d{1,2}\s*,", r"\d \d{4} \d{1,2}:"
_PARTED = re.compile(_NUMBERS)
_SHAPES = (
    (re.compile(_MONTH_NUMBER), _DAYS[2:3]),
    (re.compile(_NUMBER_BEHIND), _DAYS[3:4]),
    (re.compile(_MONTH_NAME), _DAYS[4:7]),
    (re.compile(_BLANKS), _DAYS[7:]),
)
_SIGN = re.compile(f"{_NUMBERS}|{_MONTH_NUMBER}|{_NUMBER_BEHIND}|{_MONTH_NAME}|{_BLANKS}")
_CLOCK = re.compile(
    r"(?<![\d:/.,-])(\d{1,2})\s?(?:(?::|h|g|giờ)\s?(\d{2})(?!\d)(?:\s?(?::|m|phút)\s?(\d{2})(?!\d)(?:\.\d{1,6})?)?(?:\s?phút|['’′])?"
    r"|\s?(?:h|giờ)(?!\w))(?:\s?(am|pm|sa|ch|a\.m\.|p\.m\.|sáng|chiều|tối|trưa)(?!\w))?",
    re.I,
)
#: `T07:26:00.000+07:00` right behind an ISO day.
_ISO_CLOCK = re.compile(r"[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?(?![\d:])")
#: "Thu" behind a word is the end of a name: "Nguyễn Thị Thu 11:23 10/10/2025".
_WEEK_DAY = (
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|t[2-7]|cn"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:(?<![^\W\d_]\s)|(?<=\bon\s))(?:mon|tue|wed|thu|fri|sat|sun))"
)
_ZONE = r"(?:\(?\s?(?:GMT|UTC)\s?(?:[+-]\s?\d{1,2}(?::?\d{2})?)?\s?\)?)"
#: What may stand between the day and the clock of one moment.
_OF_CLOCK = r"(?:giờ|thời gian)(?: đăng| xuất bản| cập nhật)?|time"
_BETWEEN = re.compile(
    rf"[\s|,;•·()\[\]–—-]{{0,8}}"
    rf"(?:(?:lúc|vào|hồi|at|on|ngày|{_OF_CLOCK}|{_WEEK_DAY})[\s|,;•·()–—:-]{{0,6}}){{0,3}}",
    re.I,
)
_WEEK_DAY_BEFORE = re.compile(rf"(?<!\w){_WEEK_DAY}[\s,.|-]{{1,4}}(?:ngày\s)?$", re.I)
_ZONE_BEHIND = re.compile(rf"[\s,]{{0,2}}{_ZONE}(?![\w+])", re.I)
#: The hours and minutes of "(GMT+0)", "UTC -05:30".
_ZONE_HOURS = re.compile(r"([+-])\s?(\d{1,2}):?(\d{2})?")
#: The zone of the portals: a label that names it adds nothing.
_HOME = "+07:00"
_MORNING, _EVENING = {"am", "sa", "a.m.", "sáng"}, {"pm", "ch", "p.m.", "chiều", "tối", "trưa"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with its clock time where one is printed, and the place `start:end` in the text.

    `half` is "am" or "pm" where the text marks it; the clock is given as printed. `offset` is an ISO offset.
    """

    day: date
    clock: time | None
    half: Literal["am", "pm"] | None
    offset: str | None
    start: int
    end: int

    def local(self) -> datetime:
        """Day and clock without a zone, AM and PM applied; midnight where no clock is printed."""
        if self.clock is None:
            return datetime.combine(self.day, time())
        hour = self.clock.hour
        if self.half == "pm" and hour < 12:
            hour += 12
        elif self.half == "am" and hour == 12:
            hour = 0
        return datetime.combine(self.day, self.clock.replace(hour=hour))


@dataclass(frozen=True, slots=True)
class Witness:
    """What something beside the page's own line says of the moment of publication: `text` as it is printed there."""

    evidence: Evidence
    text: str


class ImpossibleDateError(ValueError):
    """A text prints a date that no calendar has, such as 31/02/2020: raised by `find_moment`."""


def tells_time(text: str) -> bool:
    """Whether a text prints a possible date with a time of day."""
    try:
        found = find_moment(text)
    except ImpossibleDateError:
        return False
    return found is not None and found.clock is not None


def find_moment(text: str) -> Moment | None:
    """The first moment that `text` prints, or `None`.

    Raises:
        ImpossibleDateError: the only dates printed are impossible.

    >>> found = find_moment("Ngày đăng 25/06/2020 | 07:26 | View count: 451")
    >>> found.local().isoformat(), found.start, found.end
    ('2020-06-25T07:26:00', 10, 28)
    """
    moments, impossible = _days(text)
    if moments:
        return _with_clock(text, *min(moments, key=lambda found: found[1]))
    if impossible:
        raise ImpossibleDateError(impossible)
    return None


@remembered(_SHORT)
def may_print_day(text: str) -> bool:
    """Whether `find_moment` may find anything: most texts are quickly told to print no day."""
    return _YEAR.search(text) is not None and _SIGN.search(text.casefold()) is not None


def find_clock(text: str) -> re.Match[str] | None:
    """The first clock time that `text` prints: groups hour, minute, second and half of the day."""
    return next((found for found in _CLOCK.finditer(text) if _time(found) is not None), None)


def _days(text: str) -> tuple[list[tuple[date, int, int]], str | None]:
    found: list[tuple[date, int, int]] = []
    impossible = None
    if not may_print_day(text):
        return found, impossible
    small, parted = text.casefold(), _PARTED.search(text)
    # A day of numbers begins with the year, three signs before the first of those marks, or later.
    begin = max(0, parted.start() - 3) if parted is not None else 0
    numbers = [(begin, shape) for shape in _DAYS[:2] if parted is not None]
    words = ((0, shape) for sign, shapes in _SHAPES if sign.search(small) for shape in shapes)
    for start, (pattern, (year, month, day)) in chain(numbers, words):
        for match in pattern.finditer(text, start):
            try:
                value = date(int(match[year]), _month(match[month]), int(match[day]))
            except ValueError:
                impossible = impossible or match[0]
                continue
            if 1900 <= value.year < 3000:
                found.append((value, match.start(), match.end()))
            break
    return found, impossible


def _month(text: str) -> int:
    text = text.lower()
    if text.isdigit():
        return int(text)
    if text[:3] in _ENGLISH:
        return _ENGLISH.index(text[:3]) + 1
    other = {"bốn": "tư", "bẩy": "bảy", "giêng": "một", "chạp": "mười hai"}
    return _MONTH_WORDS.index(other.get(text, text)) + 1


def _with_clock(text: str, day: date, start: int, end: int) -> Moment:
    iso = _ISO_CLOCK.match(text, end)
    if iso is not None and (text[end] == "T" or iso[4]):
        clock = _valid(iso[1], iso[2], iso[3])
        return Moment(day, clock, None, _offset(iso[4]), start, iso.end())
    stamp = _STAMP.fullmatch(text, start, end)
    if stamp is not None:
        clock = _valid(stamp[3], stamp[4], stamp[5])
        is_day = clock in {None, time()}  # whoever writes days writes midnight
        return Moment(day, None if is_day else clock, None, None if is_day else _stamp_offset(stamp[6]), start, end)
    clock = half = None
    gap = _BETWEEN.match(text, end)
    behind = _CLOCK.match(text, gap.end()) if gap else None
    if behind is not None and _time(behind) is not None:
        clock, half, end = _time(behind), _half(behind), behind.end()
    else:
        for before in _CLOCK.finditer(text[:start]):
            if _time(before) is not None and _BETWEEN.fullmatch(text, before.end(), start):
                clock, half, start = _time(before), _half(before), before.start()
                break
    zone = _ZONE_BEHIND.match(text, end)
    offset = _zone_offset(zone[0]) if zone and clock else None
    end = zone.end() if zone else end
    week_day = _WEEK_DAY_BEFORE.search(text[max(0, start - 24) : start])
    if week_day:
        start -= len(week_day[0])
    return Moment(day, clock, half, offset, start, end)


def _zone_offset(zone: str) -> str | None:
    """The ISO offset that a zone's label says, `None` for the portals' own.

    >>> _zone_offset("(GMT+0)"), _zone_offset("GMT+7")
    ('+00:00', None)
    """
    hours = _ZONE_HOURS.search(zone)
    offset = f"{hours[1]}{int(hours[2]):02}:{hours[3] or '00'}" if hours else "+00:00"
    return None if offset == _HOME or int(offset[1:3]) > 14 else offset


def _stamp_offset(zone: str) -> str | None:
    """The same of a zone in a stamp: "GMT", "UTC", "GMT+07:00", "ICT"."""
    return _zone_offset(zone) if zone[:3].upper() in {"GMT", "UTC"} else None


def _time(found: re.Match[str]) -> time | None:
    return _valid(found[1], found[2], found[3])


def _valid(hour: str, minute: str | None, second: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0), int(second or 0))
    except ValueError:
        return None


def _half(found: re.Match[str]) -> Literal["am", "pm"] | None:
    mark = (found[4] or "").lower()
    return "am" if mark in _MORNING else "pm" if mark in _EVENING else None


def _offset(text: str | None) -> str | None:
    if text is None or text == "Z":
        return text and "+00:00"
    return text if ":" in text else f"{text[:3]}:{text[3:]}"
