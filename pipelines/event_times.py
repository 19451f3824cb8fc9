"""Clock times of a day that a text tells of as past: "Chiều ngày 25/6", "14h30 ngày 25/6", "tối nay".

They decide what a 12-hour clock without AM or PM means: nothing is reported before it has happened.
"""

import re
from collections.abc import Iterator
from datetime import date, time

from crawler.records.dates import find_clock
from crawler.records.text import CAPITALS

#: The earliest that something in this part of a day happens. Set early: only what is certain may move a time.
_EARLIEST = {
    "sáng": time(6),
    "morning": time(6),
    "trưa": time(11),
    "noon": time(11),
    "chiều": time(12),
    "afternoon": time(12),
    "tối": time(17),
    "evening": time(17),
    "đêm": time(19),
    "night": time(19),
}
_PART = r"(?:rạng\s+sáng|sáng\s+sớm|sáng|trưa|chiều\s+tối|chiều|tối|đêm)"
_CLOCK = r"\d{1,2}\s?(?::\s?\d{2}|h\s?\d{0,2}|g\s?\d{2}|giờ(?:\s?\d{1,2}(?:\s?phút)?)?)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
#: Characters of a paragraph that are read: reports tell their time at the beginning.
LONGEST = 20_000
#: The day that is meant: named by numbers, or pointed at.
_DAY = (
    r"(?:(?:ngày\s+)?(?:hôm\s+)?nay(?!\w)|cùng\s+ngày"
    r"|(?:(?:ngày|hôm)\s+)?(?:nay\s*)?\(?\s?(?:ngày\s+)?(?<!\d)(?P<day>\d{1,2})\s?(?:[/.-]|\s+tháng\s+)\s?(?P<month>\d{1,2})(?![\d])"
    r"(?:\s?(?:[/.-]|\s+năm\s+)\s?(?P<year>\d{4}))?)"
)
_TOLD = re.compile(
    rf"(?<!\w)(?:(?P<clock>{_CLOCK})\s*,?\s*)?(?:vào\s+)?(?:(?:buổi\s+)?(?P<part>{_PART})\s*,?\s*)?"
    rf"(?:(?:của\s+)?{_DAY})",
    re.I,
)
#: "Ngày 25/6, từ 14 giờ": the clock behind the day.
_BEHIND = re.compile(rf"\)?[\s,]{{0,3}}(?:từ|lúc|vào\s+lúc|vào\s+hồi|hồi)\s+(?P<clock>{_CLOCK})", re.I)
_ENGLISH = re.compile(
    rf"\b(?:this\s+(?P<this>morning|afternoon|evening)|(?:(?:in|on)\s+the\s+)?(?P<part>morning|afternoon|evening|night)"
    rf"\s+(?:of|on)\s+(?:(?P<day>\d{{1,2}})(?:\s+|/)(?P<month>{_MONTHS}|\d{{1,2}})"
    rf"|(?P<month2>{_MONTHS})\s+(?P<day2>\d{{1,2}})))\b",
    re.I,
)
#: No sentence without any of these tells of a day, in small letters: quickly said of most.
_ENGLISH_PARTS = ("morning", "afternoon", "evening", "night")
_POINTERS = ("nay", "cùng", *_ENGLISH_PARTS)
_DAY_NUMBER = re.compile(r"\d(?:\s?[/.-]\s?\d|\s+tháng\s)")
#: The beginning of a clock time.
_HOUR = re.compile(r"\d\s?[:hg]")
_SENTENCE_END = re.compile(rf"(?<=[.!?;…])\s+(?=[\"“(]?[{CAPITALS}0-9])")
#: What is only announced, forecast or asked for has not happened.
_FUTURE = re.compile(
    r"(?<!\w)(?:sẽ|dự\s+kiến|sắp|chuẩn\s+bị|dự\s+báo|khả\s+năng|kính\s+mời|trân\s+trọng\s+mời|giấy\s+mời|mời|lịch"
    r"|kế\s+hoạch|đề\s+nghị|yêu\s+cầu|will|shall|is\s+going\s+to|scheduled|expected|forecast)(?!\w)",
    re.I,
)
_ANNOUNCEMENT = re.compile(
    r"\s*(?:thông\s+báo|giấy\s+mời|thư\s+mời|lịch|kế\s+hoạch|dự\s+báo|tin\s+dự\s+báo)(?!\w)", re.I
)
#: Verbs of report: with one of them before any word of the future, the sentence tells what happened.
_HAPPENED = re.compile(
    r"(?<!\w)(?:đã|vừa|tổ\s+chức|diễn\s+ra|khai\s+mạc|bế\s+mạc|họp|chủ\s+trì|tiếp|dự|tham\s+dự|thăm|kiểm\s+tra|làm\s+việc|ký"
    r"|trao|công\s+bố|phát\s+động|ra\s+quân|long\s+trọng|đến|xảy\s+ra|ghi\s+nhận|bắt|was|were|held|took|has|attended)(?!\w)",
    re.I,
)
#: A limit is no event: "trước 17h ngày 25/6"; but "tính đến 16h ngày 25/6" counts what was.
_LIMIT = re.compile(r"(?<!tính )(?<!\w)(?:trước|đến|tới|hết|chậm\s+nhất|hạn)(?:\s+(?:lúc|hết))?\s*$", re.I)


def told_times(title: str | None, texts: list[str], day: date) -> Iterator[time]:
    """The earliest time of each past event of `day` that the texts tell of; none for announcements."""
    if title and _ANNOUNCEMENT.match(title):
        return
    for text in texts:
        text = text[:LONGEST]
        small = text.casefold()
        if not (any(map(small.__contains__, _EARLIEST)) or _HOUR.search(small)):
            continue  # it tells of no time: soon said of most texts
        same_day = False  # "cùng ngày" is the day named last
        for sentence in filter(_may_tell_day, _SENTENCE_END.split(text)):
            english = any(map(small.__contains__, _ENGLISH_PARTS))
            for found in [*_TOLD.finditer(sentence), *(_ENGLISH.finditer(sentence) if english else ())]:
                said = _says_day(found, day)
                same_day = said if said is not None else same_day or "cùng" not in found[0].lower()
                if same_day and not _is_future(sentence, found):
                    yield from _begins(sentence, found)


def _may_tell_day(sentence: str) -> bool:
    small = sentence.casefold()
    return any(map(small.__contains__, _POINTERS)) or _DAY_NUMBER.search(small) is not None


def _says_day(found: re.Match[str], day: date) -> bool | None:
    """Whether the numbers say `day`; `None` where the text only points at a day ("nay", "cùng ngày")."""
    groups = found.groupdict()
    number, month = groups["day"] or groups.get("day2"), groups["month"] or groups.get("month2")
    if number is None or month is None:
        return None
    month_number = int(month) if month.isdigit() else _MONTHS.split("|").index(month.lower()) + 1
    year = groups.get("year")
    return (int(number), month_number) == (day.day, day.month) and (year is None or int(year) == day.year)


def _begins(sentence: str, found: re.Match[str]) -> Iterator[time]:
    groups = found.groupdict()
    part = " ".join((groups.get("part") or groups.get("this") or "").lower().split())
    begin = _EARLIEST.get(part, _EARLIEST["chiều"] if part == "chiều tối" else None)
    clock = groups.get("clock")
    before = sentence[max(0, found.start() - 20) : found.start()]
    if clock is None and not part and (behind := _BEHIND.match(sentence, found.end())):
        clock, before = behind["clock"], ""
    if clock is not None:
        if _LIMIT.search(before):
            return
        read = find_clock(clock)
        hour, minute = (int(read[1]), int(read[2] or 0)) if read else (24, 0)
        if part in {"chiều", "tối", "chiều tối", "đêm"} and hour < 12:
            hour += 12
        if hour < 24:
            yield time(hour, minute)
    elif begin is not None:
        yield begin


def _is_future(sentence: str, found: re.Match[str]) -> bool:
    if _FUTURE.search(sentence, max(0, found.start() - 120), found.start()):
        return True
    behind = sentence[found.end() : found.end() + 150]
    future, happened = _FUTURE.search(behind), _HAPPENED.search(behind)
    return future is not None and (happened is None or future.start() < happened.start())
