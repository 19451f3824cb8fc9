"""The usual case of the name of a body that stands in capitals."""

import re
from functools import lru_cache

from pipelines.documents.kinds import WORD_END, WORD_START, alternation
from pipelines.tables import entries
from pipelines.units.spelling import title_case, usual_case
from pipelines.units.unit_names import LEVELS

#: What joins two fields of work, with the first letter of the second.
_JOINT = re.compile(rf"((?:{WORD_START}và|[-–,])\s+)([^\W\d_])")
#: A unit's type and its name, or the type alone.
_UNIT = re.compile(
    rf"{WORD_START}({'|'.join(sorted(LEVELS, key=len, reverse=True))})(?:\s+(?!hội|ủy|đoàn)(.+)|$)", re.IGNORECASE
)


def in_usual_case(name: str) -> str:
    """The name with a capital for its head, for its field of work, and for each field behind "và", a hyphen or a comma.

    >>> in_usual_case("PHÒNG VĂN HÓA VÀ THÔNG TIN"), in_usual_case("BAN CHẤP HÀNH ĐẢNG BỘ")
    ('Phòng Văn hóa và Thông tin', 'Ban Chấp hành Đảng bộ')
    """
    if not name.isupper():
        return name
    words = usual_case(name)
    position = 0
    while head := _head().match(words, position):
        form = _heads()[" ".join(head[0].lower().split())]
        words = words[: head.start()] + form + words[head.end() :]
        position = head.start() + len(form) + 1
        # "Sở Nội vụ", but "Ban Quản lý dự án": a longer head has its field already.
        if len(form.split()) <= 2:
            words = words[:position] + words[position : position + 1].upper() + words[position + 1 :]
    words = _JOINT.sub(lambda found: found[1] + found[2].upper(), words)
    return _UNIT.sub(_unit, words)


def _unit(found: re.Match[str]) -> str:
    return f"{found[1].lower()} {title_case((found[2] or '').upper())}".strip()


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    return {head.lower(): head for head in entries("documents/page_bodies")}


@lru_cache(maxsize=1)
def _head() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(_heads())}){WORD_END}", re.IGNORECASE)
