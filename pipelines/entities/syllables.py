"""A text cut into syllables, numbers and marks: the units of the grammars and of their tables.

Vietnamese writes its syllables apart, so a table's phrase and a text's are compared syllable by syllable. The
spelling of tone marks is made one ("hoà", "hòa"; "uỷ", "ủy") because portals use both.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_PIECES = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|\S")
_TONE_AT_END = re.compile(r"(?<![qQ])(o[àáảãạ]|O[ÀÁẢÃẠ]|o[èéẻẽẹ]|O[ÈÉẺẼẸ]|u[ỳýỷỹỵ]|U[ỲÝỶỸỴ])$")
_PLAIN = dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy", strict=True))
_TONED = {
    "o": dict(zip("àáảãạèéẻẽẹ", "òóỏõọòóỏõọ", strict=True)),
    "u": dict(zip("ỳýỷỹỵ", "ùúủũụ", strict=True)),
}

#: Shapes of a piece.
LOWER, CAPITAL, UPPER, NUMBER, MARK = range(5)


class Piece(NamedTuple):
    """`form` is the spelling with its tone marks in the newer place, `low` the same in lower case."""

    form: str
    low: str
    shape: int


def pieces(text: str) -> list[tuple[int, int]]:
    """Where the syllables, numbers and marks of a text lie; linear in its length."""
    return [match.span() for match in _PIECES.finditer(text)]


@lru_cache(maxsize=50_000)
def piece(surface: str) -> Piece:
    """Spelling and shape of one piece; a shape is UPPER from two letters on ("V" is a CAPITAL, "VN" is UPPER)."""
    form = _TONE_AT_END.sub(_new_tone, surface)
    first = surface[0]
    if first.isalpha():
        capital = UPPER if len(surface) > 1 and surface.isupper() else CAPITAL
        shape = capital if first.isupper() else LOWER
    else:
        shape = NUMBER if first.isdigit() else MARK
    return Piece(form, form.lower(), shape)


def phrase(text: str) -> tuple[str, ...]:
    """The lower-case pieces of a table's entry."""
    return tuple(piece(text[start:end]).low for start, end in pieces(text))


def spelled(text: str) -> tuple[str, ...]:
    """The pieces of a table's entry whose capitals count."""
    return tuple(piece(text[start:end]).form for start, end in pieces(text))


def _new_tone(match: re.Match[str]) -> str:
    first, second = match[1][0], match[1][1]
    toned = _TONED[first.lower()][second.lower()]
    plain = _PLAIN[second.lower()]
    return (toned.upper() if first.isupper() else toned) + (plain.upper() if second.isupper() else plain)


def foreign(form: str) -> bool:
    """Whether a word cannot be a Vietnamese syllable ("Vladimir", "Jong", "Washington")."""
    return not _SYLLABLE.fullmatch(form.lower())


_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"(?:[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3})"
    r"(?:ng|nh|ch|[cmnpt])?"
)
