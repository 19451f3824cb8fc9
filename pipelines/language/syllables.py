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
    """`form` is the spelling with its tone marks in the newer place (all dashes: "-"), `low` the same in lower case."""

    form: str
    low: str
    shape: int


def pieces(text: str) -> list[tuple[int, int]]:
    """Where the syllables, numbers and marks of a text lie; linear in its length."""
    return [match.span() for match in _PIECES.finditer(text)]


@lru_cache(maxsize=50_000)
def piece(surface: str) -> Piece:
    """Spelling and shape of one piece; a shape is UPPER from two letters on ("V" is a CAPITAL, "VN" is UPPER)."""
    form = "-" if surface in "–—" else _TONE_AT_END.sub(_new_tone, surface)
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


def older_spelling(text: str) -> str:
    """The text with its tone marks in the older place: "hòa" becomes "hoà"."""
    return _NEWER_TONES.sub(lambda match: _OLDER_TONES[match[0]], text)


_OLDER_TONES = dict(
    pair.split()
    for pair in (
        "òa oà", "óa oá", "ỏa oả", "õa oã", "ọa oạ", "òe oè", "óe oé", "ỏe oẻ", "õe oẽ", "ọe oẹ",
        "ùy uỳ", "úy uý", "ủy uỷ", "ũy uỹ", "ụy uỵ", "Ủy Uỷ",
    )
)  # fmt: skip
_NEWER_TONES = re.compile("|".join(_OLDER_TONES))


def foreign(form: str) -> bool:
    """Whether a word cannot be a Vietnamese syllable ("Vladimir", "Jong", "Washington")."""
    plain = "".join(_TONELESS.get(letter, letter) for letter in form.lower())
    return not _SYLLABLE.fullmatch(plain)


_TONELESS = {
    toned: plain
    for plain, marked in {
        "a": "áàảãạ", "ă": "ắằẳẵặ", "â": "ấầẩẫậ", "e": "éèẻẽẹ", "ê": "ếềểễệ", "i": "íìỉĩị",
        "o": "óòỏõọ", "ô": "ốồổỗộ", "ơ": "ớờởỡợ", "u": "úùủũụ", "ư": "ứừửữự", "y": "ýỳỷỹỵ",
    }.items()
    for toned in marked
}  # fmt: skip
# What may follow an initial consonant: every rime of the language, without tones.
_RIMES = (
    "a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|ă(?:c|m|n|ng|p|t)|â(?:c|m|n|ng|p|t|u|y)|e(?:c|m|n|ng|o|p|t)?|ê(?:ch|m|n|nh|p|t|u)?"
    "|i(?:a|ch|m|n|nh|p|t|u)?|iê(?:c|m|n|ng|p|t|u)|o(?:c|i|m|n|ng|p|t|oc|ong)?|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?"
    "|oă(?:c|m|n|ng|t)|oe(?:m|n|o|t)?|ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?|u(?:a|c|i|m|n|ng|p|t)?|uâ(?:n|ng|t|y)"
    "|uê(?:ch|nh)?|uô(?:c|i|m|n|ng|t)|uơ|uy(?:a|ch|n|nh|t|u)?|uyê(?:n|t)|ư(?:a|c|i|m|n|ng|t|u)?|ươ(?:c|i|m|n|ng|p|t|u)"
)
_SYLLABLE = re.compile(
    rf"(?:(?:[bdđhlmnprstvx]|ch|gi|kh|ng|nh|ph|qu|th|tr|)(?:{_RIMES})|[cg](?![eêiy])(?:{_RIMES})"
    rf"|(?:k|gh|ngh)(?=[eêiy])(?:{_RIMES}|y)|[hklmqstv]?y|yê(?:m|n|ng|t|u)|gi(?:m|n|êng|êt|êm)?|qu(?:y|ynh|yên|yêt|yt))"
)
