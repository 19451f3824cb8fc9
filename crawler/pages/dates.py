"""Days of publication beside the titles of a listing."""

import re
from datetime import date

from crawler.dates import ImpossibleDateError, find_moment

#: What may stand around a date that stands alone: labels, week days and counts. Anything else is prose.
_BESIDE = re.compile(
    r"(?:ngày|đăng|tải|lúc|cập|nhật|tin|thứ|hai|ba|tư|năm|sáu|bảy|chủ|cn|lượt|xem|đọc|số|bởi|giờ"
    r"|views?|counts?|post(?:ed)?|publish(?:ed)?|date|on|by|gmt|utc|\d+|\W|_)*",
    re.I,
)
#: A longer text is prose.
_LONGEST = 120


def lone_date(text: str) -> date | None:
    """The day that `text` consists of, with its labels and clock time; `None` when it is prose or no possible day.

    >>> lone_date("(Ngày đăng: 25/06/2020 | 07:26)")
    datetime.date(2020, 6, 25)
    >>> lone_date("Chiều ngày 25/6/2020, Thị ủy họp")
    """
    if len(text) > _LONGEST:
        return None
    try:
        found = find_moment(text)
    except ImpossibleDateError:
        return None
    if found is None or not _BESIDE.fullmatch(text[: found.start] + " " + text[found.end :]):
        return None
    return found.day
