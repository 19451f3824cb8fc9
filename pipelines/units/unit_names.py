"""Names of administrative units: their type words, the abbreviations of these, and spellings that mean the same."""

import re
import unicodedata
from functools import lru_cache

#: Type word of a unit and the level it can stand for; "thành phố" is a province's or a district's.
LEVELS: dict[str, tuple[str, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "phường": ("commune",),
    "xã": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
}

#: Short forms of type words as official texts write them, without their point.
SHORT_TYPES: dict[str, str] = {
    "tp": "thành phố",
    "t.p": "thành phố",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "t.x": "thị xã",
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "t.t": "thị trấn",
    "t": "tỉnh",
}

# "huyện đảo Lý Sơn" is a huyện.
_TYPE_WORD = re.compile(
    rf"({'|'.join(sorted(LEVELS, key=len, reverse=True))})(?:\s+(?-i:đảo))?\s+(?=\S)", re.IGNORECASE
)
# "TP Huế", "Tp.Huế", "Q.1", "Q1", "TX. Sơn Tây"; one letter needs its point, or a number behind it.
_SHORT_TYPE = re.compile(
    r"(?:(t\.?p|t\.?x|t\.?t)(?:\.\s*|\s+|(?=[A-ZĐ][^A-ZĐ]|HCM))|([qhpxt])\.\s*|([qp])(?=\d))(?=\S)", re.IGNORECASE
)
# The tone marks of Vietnamese in decomposed text: grave, acute, hook above, tilde, dot below.
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_TONE = re.compile(f"[{_TONES}]")
_Y_FOR_I = re.compile(r"(?<=[hklmst])y$")
_JOINT = re.compile(r"[\s\u2010-\u2015'’-]+")


@lru_cache(maxsize=65_536)
def _folded_syllable(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = "".join(_TONE.findall(decomposed))
    letters = _Y_FOR_I.sub("i", _TONE.sub("", decomposed))
    return (letters.lstrip("0") or letters) + tones


def fold(name: str) -> str:
    """The name as it is looked up: lower case, one blank, with the variants of spelling made equal.

    Tone marks move to the end of the syllable ("Hoà" and "Hòa"), "y" for "i" ("Mỹ" and "Mĩ"), hyphens and
    apostrophes give way to blanks ("Bà Rịa - Vũng Tàu"), and numbers lose their leading zeros ("Phường 05").

    >>> fold("Thanh Hoá") == fold("thanh  hóa")
    True
    >>> fold("Mỹ Đức") == fold("Mị Đức")
    False
    """
    return " ".join(_folded_syllable(syllable) for syllable in _JOINT.split(name.lower()) if syllable)


def spelled_out(name: str) -> tuple[str | None, str]:
    """The type word of a unit's name, spelled out and in lower case, and the bare name.

    >>> spelled_out("TX. Sơn Tây")
    ('thị xã', 'Sơn Tây')
    >>> spelled_out("Q.1")
    ('quận', '1')
    >>> spelled_out("Hà Nội")
    (None, 'Hà Nội')
    """
    word = _TYPE_WORD.match(name)
    if word:
        return " ".join(word[1].lower().split()), name[word.end() :].strip()
    short = _SHORT_TYPE.match(name)
    if short:
        return SHORT_TYPES[(short[1] or short[2] or short[3]).lower()], name[short.end() :].strip()
    return None, name.strip()
