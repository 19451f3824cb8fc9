"""Who issued a document: the name after "của", up to where the body's name ends.

A name is a chain of known parts ("Ban Thường vụ" + "Thị ủy", "Chủ tịch" + "UBND") and a place, or it has a known head
and goes on in words that no sentence continues with ("Ban Chỉ đạo phòng, chống dịch Covid-19 thành phố").
"""

import re

from crawler.records.text import CAPITALS
from pipelines.documents.kinds import WORD_END, alternation, kinds, with_any_joint
from pipelines.tables import entries
from pipelines.units.unit_names import LEVELS

#: Longer names are not looked for: a sentence was taken for one.
LONGEST_NAME = 160

_HEADS = [line.removesuffix("+").strip() for line in entries("documents/issuers") if line.endswith("+")]
_PARTS = [line for line in entries("documents/issuers") if not line.endswith("+")]
_PART = re.compile(rf"(?:{with_any_joint(alternation(_PARTS))}){WORD_END}")
_ANY_CASE_PART = re.compile(_PART.pattern, re.IGNORECASE)
_HEAD = re.compile(rf"(?:{alternation(_HEADS)}){WORD_END}")
_STOP = re.compile(rf"(?:{alternation(entries('documents/issuer_stops'))}){WORD_END}", re.IGNORECASE)
_STOP_INSIDE = re.compile(rf"\s{_STOP.pattern}", re.IGNORECASE)
_NEXT_NAME = re.compile(rf"(?:{alternation([*(kind.name for kind in kinds().values()), *_HEADS, *_PARTS])}){WORD_END}")

_TYPE = alternation([*LEVELS, "tp", "tx", "cấp tỉnh", "cấp huyện", "cấp xã"])
_CAPITALISED = rf"[{CAPITALS}][^\W_]*(?:['’-][^\W_]+)*"
_PLACE = re.compile(
    rf"\s++(?:(?i:{_TYPE})(?:(?:(?<=[Tt][PpXx])\.)?\s*+(?P<name>\d{{1,2}}{WORD_END}|{_CAPITALISED}(?:\s++(?:-\s++)?{_CAPITALISED})*))?{WORD_END}"
    rf"|{_CAPITALISED}(?:\s++{_CAPITALISED})*)"
)
_TERM = re.compile(r",?\s++\(?kh(?:óa|oá)\s++[IVXLC]+\)?(?![^\W_])", re.IGNORECASE)
_WORD = re.compile(r"(?P<gap>\s++[-–]\s++|,?\s++)(?P<word>[^\W_][^\s,.;:!?()“”\"…]*)")
_SEVERAL = re.compile(rf"(?:các|những){WORD_END}")  # "Hội Xuất bản Sông Lam và | các đơn vị"
_BY = re.compile(r"\)?(?:\s*+,)?\s++của\s++(?=\S)", re.IGNORECASE)
_DONE_BY = re.compile(r"\s++do\s++(?=\S)")
_DONE = re.compile(r"\s++(?:ký|ban\s++hành|phê\s++duyệt)", re.IGNORECASE)


def term_end(text: str, position: int) -> int:
    """Where the term of a body that follows ends: " (khóa XI)", ", khóa XII"; `position` if none follows."""
    term = _TERM.match(text, position)
    return term.end() if term else position


def issuer_after(text: str, position: int) -> tuple[int, int] | None:
    """Start and end of the issuer that is named behind a document: "… của UBND tỉnh", "… do Chính phủ ban hành"."""
    by = _BY.match(text, position)
    if by:
        end = name_end(text, by.end())
        return (by.end(), end) if end else None
    done_by = _DONE_BY.match(text, position)
    if done_by:
        end = name_end(text, done_by.end())
        return (done_by.end(), end) if end and _DONE.match(text, end) else None
    return None


def name_end(text: str, start: int) -> int | None:
    """Where the name of the body that begins at `start` ends; `None` if no name of a body begins there."""
    length = _name_length(text[start : start + LONGEST_NAME])
    return start + length if length else None


def _name_length(text: str) -> int:
    """The length of the body's name that the text begins with; 0 if it begins with none."""
    in_capitals = text[:9].isupper()
    part = _ANY_CASE_PART if in_capitals else _PART
    end = 0
    while True:
        gap = end + 1 if end and text[end : end + 1].isspace() else end
        known = part.match(text, gap)
        head = _HEAD.match(text, gap)
        if head and (not known or head.end() > known.end()):
            return _open_end(text, head.end())
        if not known:
            break
        end = known.end()
    if not end:
        return 0
    place = _PLACE.match(text, end)
    if place and not _NEXT_NAME.match(text, end + 1):
        end = place.end()
        larger = _PLACE.match(text, end)  # "Đảng ủy xã" + "huyện Ba Vì"
        if larger and larger["name"] and not _NEXT_NAME.match(text, end + 1):
            end = larger.end()
    if text[:end].isupper():  # among capitals, only a stop word says where a place ends
        stop = _STOP_INSIDE.search(text, 0, end)
        end = stop.start() if stop else end
    return term_end(text, end)


def _open_end(text: str, end: int) -> int:
    """Where a name with an open head ends, scanned word by word."""
    while word := _WORD.match(text, end):
        small = word["word"][0].islower()
        at = word.start("word")
        if small and _STOP.match(text, at):
            break
        if word["gap"].startswith(",") and not (small and text[:end].lower().endswith("phòng")):
            break
        if word["word"] == "và" and (_NEXT_NAME.match(text, word.end() + 1) or _SEVERAL.match(text, word.end() + 1)):
            break
        if _NEXT_NAME.match(text, at) and word["gap"] != " ":
            break
        end = word.end()
    return end - len(" và") if text[:end].endswith(" và") else end
