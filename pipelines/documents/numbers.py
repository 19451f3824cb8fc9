"""Numbers of official documents, in the shapes in which they are written.

A number is an integer, sometimes with a letter ("30a"), then sometimes a year, then codes of kind and issuer:
"15-NQ/TW" (the Party's form), "2861/QĐ-UBND" (the administration's), "45/2013/QH13" (a law's). Blanks may stand
beside the separators, dashes may be long ones, and a point may group the thousands.
"""

import re
from dataclasses import dataclass

from pipelines.documents.kinds import WORD_END, alternation, kind_of_code

_CAPITAL = "A-ZĐÐÂĂÊÔƠƯ"
_DASH = "\\-\u2010-\u2014"
# "UBND", "TTg", "ThU", "QH13", "PCTT&TKCN": capitals; single small letters of a few kinds between or after them.
_CODE = rf"[{_CAPITAL}](?:[{_CAPITAL}&\d]|[rghiytuw](?![a-zà-ỹđ]))*{WORD_END}"
_LONG_CODE = rf"[{_CAPITAL}]{{2}}(?:[{_CAPITAL}&\d]|[rghiytuw](?![a-zà-ỹđ]))*{WORD_END}"
_INTEGER = rf"(?:\d{{1,3}}\.\d{{3}}(?=\s?[{_DASH}/])|\d{{1,6}}[A-Za-zĐđ]?{WORD_END})"
_YEAR = r"(?:19|20)\d{2}(?!\d)"

_KIND_CODE = alternation(kind_of_code())
_BEFORE_KIND_CODE = rf"(?=(?:{_KIND_CODE})[{_DASH}/])"
_FIRST_SEPARATOR = rf"(?:\s?/\s?|[{_DASH}]\s?|\s[{_DASH}](?=\S)|\s(?:[{_DASH}]\s)?{_BEFORE_KIND_CODE})"
# "729/GP TTĐT": the number of a licence may hold a blank.
_BLANK_IN_LICENCE = rf"(?<=/GP)\s(?=[{_CAPITAL}]{{3}})"
_NEXT_SEPARATOR = (
    rf"(?:[{_DASH}/.]|{_BLANK_IN_LICENCE}|\s?/\s?|[{_DASH}]\s(?=[{_CAPITAL}]{{2}})"
    rf"|\s[{_DASH}](?=[{_CAPITAL}]{{2}}))"
)
_CODED = re.compile(
    rf"(?P<integer>{_INTEGER})(?:\s?[{_DASH}/]\s?(?P<year>{_YEAR}))?"
    rf"(?P<tail>{_FIRST_SEPARATOR}{_CODE}(?:\s[{_DASH}]\s{_LONG_CODE})?(?:{_NEXT_SEPARATOR}{_CODE})*)"
)
_WITH_YEAR = re.compile(rf"(?P<integer>{_INTEGER})\s?/\s?(?P<year>{_YEAR}){WORD_END}(?!\s?[{_DASH}/]\s?\d)")
# Not a part of a fraction, a range, a decimal, a time or a percentage.
_BARE = re.compile(rf"(?P<integer>\d{{1,4}}[A-Za-zĐđ]?){WORD_END}(?!\s?[{_DASH}/]\s?\d)(?![.,:]\d)(?!\s?%)(?!/)")
#: A number that says by its own codes what kind of document it is, wherever it stands.
SPEAKING = re.compile(
    rf"(?<![\w/.,{_DASH}])(?:số\s*+:?\s*+)?(?=\d{{1,6}}[A-Za-z]?\s?[{_DASH}/]\s?(?:(?:19|20)\d{{2}}[{_DASH}/])?(?:{_KIND_CODE})[{_DASH}/][{_CAPITAL}])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number: its canonical text, its integer without leading zeros, its year and codes, its end."""

    text: str
    integer: str
    year: str | None
    tail: str
    end: int

    @property
    def codes(self) -> list[str]:
        """The codes, without separators: "-NQ/TW" has NQ and TW."""
        return re.findall(rf"[^{_DASH}/.\s]+", self.tail)


def coded_number(text: str, position: int) -> Number | None:
    """The number with codes that begins at `position`: "15-NQ/TW", "45/2013/QH13"."""
    found = _CODED.match(text, position)
    if not found:
        return None
    integer, year = found["integer"].replace(".", ""), found["year"]
    tail = re.sub(rf"[{_DASH}]", "-", re.sub(rf"\s*+([{_DASH}/])\s*+", r"\1", found["tail"])).replace("Ð", "Đ")
    if tail[0].isspace():  # "15 NQ/TW", "85 KH-UBND": the separator that was left out is the one that follows not
        tail = ("-" if "/" in tail else "/") + tail.lstrip()
    canonical = f"{integer}/{year}{tail}" if year else f"{integer}{tail}"
    return Number(canonical, _plain(integer), year, tail, found.end())


def plain_number(text: str, position: int) -> Number | None:
    """The number without codes that begins at `position`: "05", "30a", "100/2019"."""
    found = _WITH_YEAR.match(text, position)
    if found:
        return Number(f"{found['integer']}/{found['year']}", _plain(found["integer"]), found["year"], "", found.end())
    found = _BARE.match(text, position)
    if found:
        return Number(found["integer"], _plain(found["integer"]), None, "", found.end())
    return None


def looks_like_a_year(number: Number) -> bool:
    """Whether a plain number is rather a year: "Chương trình 2025"."""
    return not number.tail and re.fullmatch(_YEAR, number.text) is not None


def _plain(integer: str) -> str:
    return integer.lstrip("0").lower() or "0"
