"""Days of publication beside the titles of a listing."""

import re
from datetime import date

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WORDS = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm|,)?\s+(\d{4})", re.I)
#: What may stand around a date that stands alone: labels, week days, clock times and counts. Anything else is prose.
_BESIDE = re.compile(
    r"ngày|đăng|tải|lúc|cập nhật|thứ|hai|ba|tư|năm|sáu|bảy|chủ nhật|lượt|xem|đọc|số|view|count|s|post|published|date|on"
    r"|gmt|am|pm|sa|ch|mon|tue|wed|thu|fri|sat|sun|day|sday|nesday|rsday|urday|by|bởi|h|\d|\W|_",
    re.I,
)


def lone_date(text: str) -> date | None:
    """The day that `text` consists of, with its labels and clock time; `None` when it is prose or no possible day.

    >>> lone_date("(Ngày đăng: 25/06/2020 | 07:26)")
    datetime.date(2020, 6, 25)
    >>> lone_date("Chiều ngày 25/6/2020, Thị ủy họp")
    """
    if len(text) > 120:
        return None
    for pattern, order in ((_NUMERIC, (3, 2, 1)), (_ISO, (1, 2, 3)), (_WORDS, (3, 2, 1))):
        found = pattern.search(text)
        if found is None:
            continue
        if _BESIDE.sub("", text[: found.start()] + text[found.end() :]):
            return None
        year, month, day = (int(found[number]) for number in order)
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None
