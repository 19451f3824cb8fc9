"""Kinds of documents, and regular expressions made from the tables of "documents"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.tables import rows

#: Neither a letter nor a digit before and after: words are matched whole.
WORD_START = r"(?<![^\W_])"
WORD_END = r"(?![^\W_])"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its name, its codes inside numbers, its short forms, and what must follow to name one."""

    name: str
    codes: frozenset[str]
    short_forms: tuple[str, ...]
    follows: Literal["any", "number", "code"]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """The kinds of documents by their names in lower case."""
    table: dict[str, Kind] = {}
    for name, codes, short_forms, follows in rows("documents/types"):
        if follows not in ("any", "number", "code"):
            raise ValueError(f'types.tsv: {name}: "{follows}": expected any, number or code')
        shorts = () if short_forms == "-" else tuple(short_forms.split())
        table[name.lower()] = Kind(name, frozenset(() if codes == "-" else codes.split()), shorts, follows)  # type: ignore[arg-type]  # checked above
    return table


@lru_cache(maxsize=1)
def kind_of_code() -> dict[str, str]:
    """The kind that a code inside a number stands for; the first one of the table that has it.

    Codes of kinds that need one beside their name (follows = "code") say too little by themselves.
    """
    table: dict[str, str] = {}
    for kind in kinds().values():
        for code in sorted(kind.codes):
            if kind.follows != "code" and len(code) > 1:
                table.setdefault(code, kind.name)
    return table


# Two ways to place a tone mark: "hòa" and "hoà", "ủy" and "uỷ". The tables have the first one.
_TONES = {
    f"{toned}{second}": f"(?:{toned}{second}|{first}{second_toned})"
    for first, tones, second, second_tones in (
        ("o", "òóỏõọ", "a", "àáảãạ"),
        ("o", "òóỏõọ", "e", "èéẻẽẹ"),
        ("u", "ùúủũụ", "y", "ỳýỷỹỵ"),
        ("U", "ÙÚỦŨỤ", "y", "ỳýỷỹỵ"),
    )
    for toned, second_toned in zip(tones, second_tones, strict=True)
}
_TONED = re.compile("|".join(_TONES))


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first.

    A blank stands for any white space, and both ways to place a tone mark fit.
    """
    escaped = (re.escape(word).replace(r"\ ", r"\s++") for word in sorted(set(words), key=len, reverse=True))
    return _TONED.sub(lambda toned: _TONES[toned[0]], "|".join(escaped))


# "Bộ Tài nguyên & Môi trường", "Sở Lao động – Thương binh và Xã hội": other joints of the same names.
_JOINTS = {r"\s++và\s++": r"\s*+(?:và|&)\s*+", r"\s++\-\s++": r"\s*+(?:[-\u2010-\u2014]|,)\s*+"}


def with_any_joint(pattern: str) -> str:
    """The expression made by `alternation`, in which "&" stands for "và", and any dash for a hyphen, too."""
    for joint, joints in _JOINTS.items():
        pattern = pattern.replace(joint, joints)
    return pattern
