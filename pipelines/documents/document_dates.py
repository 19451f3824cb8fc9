"""Dates of official documents: "ngày 05/5/2022", "23-7-2021", "6.8.2020", "ngày 15 tháng 5 năm 2014"."""

import re
from datetime import date
from typing import NamedTuple

_SEPARATOR = "\\s?[/.\\-\u2010-\u2014]\\s?"
_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:{_SEPARATOR}(?P<month>\d{{1,2}})(?:{_SEPARATOR}(?P<year>\d{{4}}|\d{{2}})(?!\d)|\s*+năm\s++(?P<named>\d{{4}})(?!\d))"
    r"|\s++tháng\s++(?P<word_month>\d{1,2})(?:\s*+,|\s*+/|\s++năm)?\s*+(?P<word_year>\d{4})(?!\d))",
    re.IGNORECASE,
)
# "Công điện số 23/CĐ-UBND, hồi 10h00 ngày 6/9/2024": an urgent message names the hour, too.
_HOUR = r"(?:(?:hồi|lúc|vào\s++hồi)\s++\d{1,2}\s?(?:h|giờ|:)\s?\d{0,2}(?:\s?phút|')?\s*+,?\s*+)"
_LEAD = _HOUR + r"?(?:(?:ký|ra|đề|được|ban\s++hành)\s++){0,3}ngày\s*+(?:mồng\s++|mùng\s++)?"
_AFTER_NUMBER = re.compile(rf"(?P<open>\s*+\(\s*+)?(?(open)|(?:\s*+,)?\s++)(?P<lead>{_LEAD})?", re.IGNORECASE)
_AFTER_ISSUER = re.compile(rf"\s++(?P<open>\(\s*+)?{_LEAD}", re.IGNORECASE)


class Dated(NamedTuple):
    """A day (ISO 8601) and where its text, with a bracket that it stands in, ends."""

    day: str
    end: int


def date_at(text: str, position: int) -> Dated | None:
    """The date that begins at `position`; `None` for a month, a year, or a day that does not exist."""
    found = _DAY.match(text, position)
    if not found:
        return None
    year = int(found["year"] or found["named"] or found["word_year"])
    if year < 100:  # two digits: the documents of portals are from 1950 on
        year += 2000 if year < 50 else 1900
    try:
        day = date(year, int(found["month"] or found["word_month"]), int(found["day"]))
    except ValueError:
        return None
    return Dated(day.isoformat(), found.end()) if 1900 <= year <= 2100 else None


def date_after_number(text: str, position: int) -> Dated | None:
    """The date that follows a number or a kind: ", ngày 13/6/2016", " (17/3/2022)", " ngày 15 tháng 5 năm 2014"."""
    return _date_after(_AFTER_NUMBER, text, position)


def date_after_issuer(text: str, position: int) -> Dated | None:
    """The date that follows the issuer; with "ngày", and no comma: behind one, another clause begins."""
    return _date_after(_AFTER_ISSUER, text, position)


def _date_after(pattern: re.Pattern[str], text: str, position: int) -> Dated | None:
    lead = pattern.match(text, position)
    dated = date_at(text, lead.end()) if lead else None
    if lead and dated and lead["open"]:
        closing = re.compile(r"\s*+\)").match(text, dated.end)
        return Dated(dated.day, closing.end()) if closing else dated
    return dated
