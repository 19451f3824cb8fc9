"""The administrative unit that an entity names: a place as a whole, or the unit inside the name of a body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.language.syllables import foreign
from pipelines.tables import entries, rows
from pipelines.units.registry import Units
from pipelines.units.spelling import expanded, is_capitals, usual_case
from pipelines.units.unit_names import LEVELS, spelled_out

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_NAME = r"(?:\d{1,2}(?![^\W_])|(?!\d)[^\W_]['’]?[^\W_]*(?:(?:\s+|\s+[-–]\s+|-|['’])[^\W_]+)*)"
_TYPE_WORDS = "|".join(sorted(LEVELS, key=len, reverse=True))
# "Hợp tác xã Tiền Lệ", "Thông tấn xã", "xã hội": no communes.
_TYPED = re.compile(
    rf"(?<!tác\s)(?<!tấn\s){_START}(?P<type>{_TYPE_WORDS})\s+(?!(?-i:hội)|(?<=xã\s)HỘI(?!\s+AN))(?P<name>{_NAME})",
    re.IGNORECASE,
)
_SHORT = re.compile(
    rf"{_START}(?P<type>TP|Tp|TX|Tx|T\.P|T\.X|TT|Q|P|H)(?:\.\s*|\s+(?<=[A-Za-z]{{2}}\s))(?P<name>{_NAME})"
)
_BARE_TYPE = re.compile(
    rf"(?<!tác\s)(?<!tấn\s){_START}(?P<type>{_TYPE_WORDS}|TP|Tp|TX)\.?$",
    re.IGNORECASE,
)
# "Đoàn TNCS Hồ Chí Minh": without its type word, the city's name is the man's.
_PERSON = ("Hồ Chí Minh", "HCM")
_BEHIND_TYPE = re.compile(rf"{_START}(?:{_TYPE_WORDS})\s+$", re.IGNORECASE)
_CAPITAL_INSIDE = re.compile(r"(?<=\s)thủ\s+đô\s+(?P<name>Hà\s+Nội)(?![^\W_])", re.IGNORECASE)
_CAPITAL_OF = re.compile(r"thủ\s+đô\s+", re.IGNORECASE)


#: The type of a body's unit that is the portal's province, whatever its own type.
PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit named in an entity: its type if said, its bare name if said; offsets lie inside the entity's text.

    `how` is "named", "bare" (no type said) or "typed" (no name said: "UBND thị xã", "Thị ủy"). In "Thị ủy Sơn Tây"
    the type is the body's, and `start` stands before the name alone.
    """

    type: str | None
    bare_name: str | None
    start: int
    end: int
    how: Literal["named", "bare", "typed"]


def in_place(text: str) -> UnitMention:
    """The unit that a place may be: "thị xã Sơn Tây", "TP.HCM", "Thủ đô Hà Nội", "Ba Vì"."""
    capital = _CAPITAL_OF.match(text)
    if capital:
        return UnitMention("thành phố", text[capital.end() :], 0, len(text), "named")
    type_word, bare_name = spelled_out(text)
    return UnitMention(type_word, bare_name, 0, len(text), "named" if type_word else "bare")


def in_body(text: str, units: Units) -> Iterator[UnitMention]:
    """The units inside the name of a body, the most particular one first.

    "UBND phường Quang Trung, quận Hà Đông" has two; "Ban Tuyên giáo Thị ủy" one that is named by its type alone.
    """
    capital = _CAPITAL_INSIDE.search(text)
    if capital:
        yield UnitMention("thành phố", capital["name"], capital.start("name"), capital.end("name"), "named")
        return
    found = False
    for pattern in (_TYPED, _SHORT):
        for match in pattern.finditer(text):
            type_word, _ = spelled_out(f"{match['type']}. x" if pattern is _SHORT else f"{match['type']} x")
            end = _name_end(match["name"], match.start("name"), type_word, units)
            if type_word and end:
                found = True
                yield UnitMention(type_word, text[match.start("name") : end], match.start(), end, "named")
    if found:
        return
    for head, implied in heads():
        body = head.search(text)
        if not body:
            continue
        if implied and not text[body.end() :].strip():
            yield UnitMention(implied, None, len(text), len(text), "typed")
            return
        name = _closing_name(text, body.end(), implied, units)
        if name:
            yield UnitMention(implied, text[name:], name, len(text), "named" if implied else "bare")
            return
        if implied:
            return
    bare = _BARE_TYPE.search(text)
    if bare and bare.start() > 0:
        type_word, _ = spelled_out(
            f"{bare['type']}. x" if bare["type"].lower() in ("tp", "tx") else f"{bare['type']} x"
        )
        if type_word:
            yield UnitMention(type_word, None, bare.start(), len(text), "typed")
    elif _of_province(text):
        yield UnitMention(PROVINCE, None, len(text), len(text), "typed")


def _of_province(text: str) -> bool:
    """Whether the body belongs to the portal's province where its name says no unit: "Sở Y tế", "Thanh tra Sở"."""
    anywhere, alone, others = _provincial()
    # "SỞ TT&TT" in a line of capitals; the last word shows whether another country is meant ("Sở Cảnh sát Tokyo").
    text = usual_case(expanded(text)) if is_capitals(text) else expanded(text)
    if text in alone:
        return True
    found = anywhere.search(text)
    return found is not None and not text.startswith(others, found.start()) and not foreign(text.split()[-1])


@lru_cache(maxsize=1)
def _provincial() -> tuple[re.Pattern[str], frozenset[str], tuple[str, ...]]:
    """A pattern for bodies of provinces inside names, those that stand alone, and names that only look like one."""
    bodies = rows("units/bodies_of_provinces")
    inside = "|".join(re.escape(head) for head, where in bodies if where == "anywhere")
    alone = frozenset(expanded(head) for head, where in bodies if where == "alone")
    return re.compile(f"{_START}(?:{inside}){_END}"), alone, tuple(entries("units/not_of_provinces"))


@lru_cache(maxsize=1)
def heads() -> tuple[tuple[re.Pattern[str], str | None], ...]:
    """The heads of `bodies.tsv` as patterns, with the type of unit that each implies."""
    patterns: list[tuple[re.Pattern[str], str | None]] = []
    for head, type_word in rows("units/bodies"):
        # "uỷ" and "ủy" are two spellings of one word
        words = re.escape(head).replace(r"\ ", r"\s+").replace("ủy", "(?:ủy|uỷ)")
        if type_word == "-":
            patterns.append((re.compile(rf"^{words}{_END}", re.IGNORECASE), None))
        else:
            patterns.append((re.compile(rf"{_START}{words}{_END}", re.IGNORECASE), type_word))
    return tuple(patterns)


def _name_end(name: str, start: int, type_word: str | None, units: Units) -> int | None:
    """Where the name of a unit of that type ends: the longest one that the table has."""
    ends = [match.end() for match in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", name)][:6]
    for end in reversed(ends):
        if units.named(name[:end], type_word) and (end == len(name.rstrip()) or _is_no_name(name[end:], units)):
            return start + end
    return None


def _is_no_name(rest: str, units: Units) -> bool:
    """Whether what follows a unit's name does not belong to it: small letters, or the name of a larger unit."""
    rest = rest.lstrip(" -\u00a0")
    return rest[:1].islower() or any(unit.level != "commune" for unit in units.named(rest))


def _closing_name(text: str, after: int, type_word: str | None, units: Units) -> int | None:
    """Where a place name that closes the text begins: "Công an Hà Nội", "Sở Y tế Hà Nội", "Thị ủy Sơn Tây"."""
    starts = [match.start() for match in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", text) if match.start() >= after][-6:]
    for start in starts:
        known = units.named(text[start:], type_word)
        if _BEHIND_TYPE.search(text, 0, start):
            return None  # "Công an thị xã Bắc Ninh": no such unit is known, and the province is not meant
        if text[start:] in _PERSON:
            return None
        if text[start].isupper() and any(type_word or unit.level == "province" for unit in known):
            return start
    return None
