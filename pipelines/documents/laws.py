"""Laws, codes, ordinances and constitutions by name: "Luật Đất đai năm 2013", "Bộ luật Hình sự 2015 (sửa đổi, …)".

A name from `laws.txt` is taken at its full length. Another name is taken where its end is plain: before a year, a
number, an amendment in brackets, a punctuation mark or a word that no name contains.
"""

import re

from crawler.records.text import CAPITALS, SMALL
from pipelines.documents.kinds import WORD_END, WORD_START, alternation, with_any_joint
from pipelines.tables import entries

_NAMES = with_any_joint(alternation(entries("documents/laws")))
_KNOWN = re.compile(rf"(?:{_NAMES}){WORD_END}")
# "Luật đất đai", "luật Đất đai", "Bộ Luật Hình sự", "LUẬT ĐẤT ĐAI": one capital at least.
_KNOWN_IN_ANY_CASE = re.compile(_KNOWN.pattern, re.IGNORECASE)
_CAPITAL = re.compile(rf"[{CAPITALS}]")
_AMENDING = re.compile(
    rf"Luật\s++[Ss]ửa\s++đổi(?:,\s++bổ\s++sung)?\s++(?:một\s++số\s++(?:điều|nội\s++dung)\s++của\s++)?(?:các\s++)?(?:{_NAMES}){WORD_END}"
)
_OTHER = re.compile(
    rf"(?:Luật|Bộ\s++luật|Pháp\s++lệnh)\s++(?P<name>[{CAPITALS}][{SMALL}]+(?:,\s++chống)?(?:\s++[{SMALL}]+){{0,9}})"
)
_SHORT_NAME = re.compile(
    rf"(?:Luật|Bộ\s++luật)\s++[{CAPITALS}]{{3,7}}{WORD_END}(?!\s++[{CAPITALS}]{{2}})"
)  # "Luật BHXH"
_STOPS = alternation([*entries("documents/issuer_stops"), "và", "các", "những", "một", "sẽ"])
_STOP = re.compile(rf"\s(?:{_STOPS}){WORD_END}")
_CONSTITUTION = re.compile(r"Hiến\s++pháp(?=\s++(?:năm\s++)?(?:19|20)\d{2}(?!\d))", re.IGNORECASE)
_AMENDED = r"(?:\s++\(\s*+(?:sửa\s++đổi|được\s++sửa\s++đổi)[^()]{0,60}\))"
_TAIL = re.compile(rf"{_AMENDED}?(?:\s++(?:năm\s++)?(?:19|20)\d{{2}}(?![\d/–-]){_AMENDED}?)?", re.IGNORECASE)
# "Trường Đại học Luật Huế", "Công ty Luật", "Khoa Luật Kinh tế": a school, a firm, a subject.
_NOT_BEFORE = re.compile(
    r"(?:pháp|kỷ|đại\s++học|trường|khoa|viện|ngành|chuyên\s++ngành|công\s++ty|văn\s++phòng|hãng|tạp\s++chí|báo|cử\s++nhân|thạc\s++sĩ|tiến\s++sĩ|lớp)\s++$",
    re.IGNORECASE,
)
# A lawyer, a jurist, a person or a place by two capitals: "Luật Hà Nội".
_NOT_AFTER = re.compile(rf"Luật\s++(?:[Ss]ư|[Gg]ia|[{CAPITALS}][{SMALL}]++\s++[{CAPITALS}])")
BEGINNING = re.compile(rf"{WORD_START}(?:luật|bộ\s++luật|pháp\s++lệnh|hiến\s++pháp){WORD_END}", re.IGNORECASE)


def law_end(text: str, start: int) -> int | None:
    """Where the law that is named at `start`, with its year and amendment, ends; `None` if none is named there."""
    if _NOT_BEFORE.search(text, max(0, start - 20), start):
        return None
    end = _name_end(text, start)
    if end is None:
        return None
    tail = _TAIL.match(text, end)
    return tail.end() if tail else end


def law_name(reference: str) -> str:
    """The name without year and amendment, as laws are compared: "Luật Đất đai năm 2013" is "luật đất đai"."""
    end = _name_end(reference, 0) or len(reference)
    return " ".join(reference[:end].lower().split())


def law_year(reference: str) -> str | None:
    """The year in a law's reference, if it has one."""
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", reference)
    return found[0] if found else None


def _name_end(text: str, start: int) -> int | None:
    for pattern in (_KNOWN, _AMENDING, _CONSTITUTION, _SHORT_NAME, _KNOWN_IN_ANY_CASE):
        found = pattern.match(text, start)
        if found and _CAPITAL.search(found[0]):
            return found.end()
    other = _OTHER.match(text, start)
    if not other or _NOT_AFTER.match(text, start):
        return None
    stop = _STOP.search(text, other.start("name"), other.end())
    return stop.start() if stop else other.end()
