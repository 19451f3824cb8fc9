"""The first page of an official document: its number, date, issuer, kind and abstract, by the layout of such documents.

Decree 30/2020/NĐ-CP and the Party's guide 36-HD/VPTW say what stands there: at the left the superior body, the issuer,
and the number; at the right the name of the state or of the Party, with the place and date below; then the kind with
the abstract ("trích yếu"). A letter has no kind; its abstract ("V/v …") stands below the number.

A text of such a page has both columns in each line, or one behind the other.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.records.text import CAPITALS, SMALL, normalize
from pipelines.documents.document_dates import date_at
from pipelines.documents.kinds import WORD_END, WORD_START, alternation, kind_of_code, kinds
from pipelines.documents.numbers import coded_number, plain_number
from pipelines.tables import entries
from pipelines.units.unit_names import LEVELS

#: All of it stands in so many lines of a page.
_HEAD = 45
#: Characters of a line that are looked at: no line of a head is longer.
_WIDTH = 400
#: Lines of an abstract at the most.
_LONGEST = 8
#: Characters in a line of an abstract at the most; lines of text are as wide as the page.
_WIDEST = 80

_STATE = re.compile(
    r"CỘNG\s*H(?:ÒA|OÀ)\s*XÃ\s*HỘI\s*CHỦ\s*NGHĨA\s*VIỆT\s*NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
)  # fmt: skip
_MOTTO = re.compile(r"Độc\s*lập\s*[-–—_.]*\s*Tự\s*do\s*[-–—_.]*\s*Hạnh\s*phúc", re.IGNORECASE)
# "Số: 12/KH-UBND", "Số 15-NQ/TU", "Luật số: 45/2013/QH13"; a blank is left for the number of a draft.
_NUMBER = re.compile(r"^(?:(?:Bộ\s+luật|Luật|Nghị\s+quyết|Pháp\s+lệnh)\s+)?[Ss][ốÔôỐ]\s*[:.]?\s*(?=\d|[.…_\s]*[/-])")
_OPEN_NUMBER = re.compile(rf"[.…_\s]*[/-]\s*[{CAPITALS}][\w&]*(?:\s?[-/]\s?[{CAPITALS}][\w&]*)*")
_PLACE_WORD = rf"[{CAPITALS}][{SMALL}']+"
_PLACE_TYPE = rf"(?:T[Pp]\.?|{'|'.join(word.capitalize() for word in LEVELS)})\s*"
_PLACE = rf"(?<![^\W_])(?:{_PLACE_TYPE})?{_PLACE_WORD}(?:[ -]+{_PLACE_WORD}){{0,4}}"
# "Sơn Tây, ngày 12 tháng 3 năm 2021"; in a draft the day is a blank or points.
_DATE = re.compile(
    rf"(?:{_PLACE}\s*,\s*)?"
    r"ngày\s*(?P<day>[\d.…_]*)\s*tháng\s*(?P<month>[\d.…_]*)\s*năm\s*(?P<year>\d{4}|[\d.…_]*)"
)  # fmt: skip
_SHORT_DATE = re.compile(rf"{_PLACE}\s*,\s*ngày\s*(?=\d{{1,2}}[/.-]\d)")
_SUBJECT = re.compile(r"^(?:V/v|Vv|v/v|VV|Về\s+việc|Về\s+v/v)\s*:?\s*", re.IGNORECASE)
_LETTER_SUBJECT = re.compile(r"^V/v\s*:?\s*", re.IGNORECASE)
_TO = re.compile(r"^Kính\s+gửi\s*:?", re.IGNORECASE)
_RULE = re.compile(r"^[\s*\-–—_=.~+o•]+$")
_BELOW = re.compile(
    r"Kính\s+gửi|ĐIỆN\s*:|Căn\s+cứ\s|Điều\s+\d|[IVX]+\s*(?:[.\-–]|/\s)|\d+\s*[.)]|[A-Za-z]\s*[.)]\s|[-+•*]\s"
)
_OF_BODY = re.compile(r"^của\s+", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.;:]$")
_SENTENCE_END = re.compile(r"[.;!?]$")


class FirstPage(NamedTuple):
    """What the first page says. `bodies` are the names at its head as they stand, the superior one first."""

    type: str
    number: str | None
    date: str | None
    bodies: tuple[str, ...]
    abstract: str | None


def first_page(lines: Sequence[str]) -> FirstPage | None:
    """The document of which these lines are the beginning; `None` if they are no official document's.

    >>> page = first_page([
    ...     "UBND THỊ XÃ SƠN TÂY       CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ...     "PHÒNG NỘI VỤ                 Độc lập - Tự do - Hạnh phúc",
    ...     "Số: 12/TB-PNV              Sơn Tây, ngày 05 tháng 3 năm 2021",
    ...     "THÔNG BÁO",
    ...     "Về việc tuyển dụng viên chức năm 2021",
    ... ])
    >>> page.type, page.number, page.date, page.bodies[-1], page.abstract
    ('Thông báo', '12/TB-PNV', '2021-03-05', 'PHÒNG NỘI VỤ', 'tuyển dụng viên chức năm 2021')
    """
    head = _head(lines)
    if head is None:
        return None
    left, number, behind, day = head
    kind, abstract = _kind_and_abstract(behind, number)
    if kind is None:
        return None
    return FirstPage(kind, number, day, _bodies(left), abstract)


class _Head(NamedTuple):
    """Lines of the left column before the number, the number, what follows it, and the date."""

    left: list[str]
    number: str | None
    behind: list[str]
    day: str | None


def _head(lines: Sequence[str]) -> _Head | None:
    """The page without the right column's lines; `None` without the name of the state or of the Party, or a number."""
    left: list[str] = []
    behind: list[str] = []
    number, day, stated, numbered, dated = None, None, False, False, False
    page = [line[:_WIDTH] for line in lines[:_HEAD]]
    if not any(_STATE.search(line) or _MOTTO.search(line) for line in page):
        return None
    page = [normalize(line) for line in page]
    # Where a blank line follows every line, it says nothing.
    airy = sum(not line for line in page[:12]) >= 5
    for line in page:
        in_head = not dated or not numbered or not stated
        blank = not line
        if in_head and (state := _STATE.search(line) or _MOTTO.search(line)):
            stated = True
            line = f"{line[: state.start()]} {line[state.end() :]}".strip()
            line = _STATE.sub("", _MOTTO.sub("", line)).strip()
        if not dated and (found := _DATE.search(line) or _SHORT_DATE.search(line)):
            dated = True
            day = _day(found, line)
            end = found.end() if "day" in found.re.groupindex else len(line)
            line = f"{line[: found.start()]} {line[end:]}".strip()
        if not numbered and (sign := _NUMBER.match(line)):
            numbered = True
            number, line = _number(line, sign.end())
            behind.append(line)
            continue
        if blank or (line and _RULE.match(line)):
            if numbered and not airy:
                behind.append("")
            continue
        if not line or line.startswith(_marks()):
            continue
        (behind if numbered else left).append(line)
    return _Head(left, number, behind, day) if stated and numbered else None


def _day(found: re.Match[str], line: str) -> str | None:
    if "day" not in found.re.groupindex:
        dated = date_at(line, found.end())
    else:
        dated = date_at(f"{found['day']} tháng {found['month']} năm {found['year']}", 0)
    return dated.day if dated else None


def _number(line: str, position: int) -> tuple[str | None, str]:
    """The number, and what follows it in the line."""
    number = coded_number(line, position) or plain_number(line, position)
    if number:
        return number.text, line[number.end :].strip()
    blank = _OPEN_NUMBER.match(line, position)
    return None, line[blank.end() :].strip() if blank else ""


def _kind_and_abstract(lines: list[str], number: str | None) -> tuple[str | None, str | None]:
    """The kind and the abstract; for a letter, which names no kind, its "V/v"."""
    for at, line in enumerate(lines):
        titled = _titles().match(line)
        if titled:
            kind = kinds()[" ".join(titled[1].lower().split())].name
            rest = line[titled.end() :].strip(" :")
            following = next(filter(None, lines[at + 1 :]), "")
            # "KẾT LUẬN THANH TRA", "CHƯƠNG TRÌNH HÀNH ĐỘNG": the kind goes on, if the abstract stands below.
            if rest.isupper() and following and not following.isupper() and not _is_below(following):
                rest = ""
            return kind, _abstract([rest, *lines[at + 1 :]])
        if _TO.match(line):
            break
    for at, line in enumerate(lines):
        if _LETTER_SUBJECT.match(line):
            return _kind_of_letter(number), _abstract(lines[at:], of_letter=True)
    if any(_TO.match(line) for line in lines):
        return _kind_of_letter(number), None
    return None, None


def _kind_of_letter(number: str | None) -> str:
    codes = re.findall(r"[^\W\d_]+", number or "")
    return kind_of_code().get(codes[0], "Công văn") if codes else "Công văn"


def _abstract(lines: list[str], *, of_letter: bool = False) -> str | None:
    """The abstract that begins with these lines; a letter's stands in a column of its own, and no text follows it."""
    taken: list[str] = []
    for line in lines:
        if not taken and (not line or _OF_BODY.match(line)):
            continue
        if len(taken) == _LONGEST or (_ends_before(line, taken, of_letter) if taken else _is_below(line)):
            break
        taken.append(line)
    text = _SUBJECT.sub("", " ".join(taken), count=1).strip(" .")
    return text or None


def _ends_before(line: str, taken: list[str], of_letter: bool) -> bool:
    """Whether the abstract has ended before a line: at a blank, a rule, an authority, or where the text begins."""
    if not line:
        return True
    if line[0].islower():
        return False
    if _is_below(line) or (line.isupper() and not taken[-1].isupper()) or _SENTENCE_END.search(taken[-1]):
        return True
    if of_letter:
        return False
    # An abstract is no sentence, and stands in the middle.
    if len(line) > _WIDEST or _FULL_STOP.search(line):
        return True
    text_like = _openers().match(line) is not None or _predicates().search(line) is not None
    return text_like and not taken[-1].endswith(_joints())


def _is_below(line: str) -> bool:
    """Whether a line can be no part of an abstract: an addressee, a list, a legal basis, an authority in capitals."""
    return _BELOW.match(line) is not None or (line.isupper() and _authorities().match(line) is not None)


def _bodies(lines: list[str]) -> tuple[str, ...]:
    """The names at the head: each begins with the head of a body's name, and may go on in the lines below."""
    found: list[str] = []
    for line in lines:
        words = line.strip(" *.-–_")
        if not words or not (words.isupper() or _begins_body(words)):
            continue
        if found and not _begins_body(words):
            found[-1] = f"{found[-1]} {words}"
        else:
            found.append(words)
    return tuple(found)


def _begins_body(line: str) -> bool:
    return _body_heads().match(line) is not None


@lru_cache(maxsize=1)
def _titles() -> re.Pattern[str]:
    """A kind in capitals at the beginning of a line, alone or before the abstract."""
    names = alternation(kind.name.upper() for kind in kinds().values() if kind.name != "Thư")
    return re.compile(rf"^({names})(?=$|[\s:])(?!\s+(?:SỐ|NÀY)\b)")


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(entries('documents/page_openers'))}){WORD_END}")


@lru_cache(maxsize=1)
def _predicates() -> re.Pattern[str]:
    return re.compile(rf"{WORD_START}(?:{alternation(entries('documents/page_predicates'))}){WORD_END}")


@lru_cache(maxsize=1)
def _authorities() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(entries('documents/page_authorities'))}){WORD_END}")


@lru_cache(maxsize=1)
def _body_heads() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(entries('documents/page_bodies'))}){WORD_END}(?!\s*,)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _marks() -> tuple[str, ...]:
    return tuple(entries("documents/page_marks"))


@lru_cache(maxsize=1)
def _joints() -> tuple[str, ...]:
    return tuple(f" {word}" for word in entries("documents/page_joints"))
