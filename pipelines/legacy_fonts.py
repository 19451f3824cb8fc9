"""Vietnamese in the encodings of the time before Unicode, TCVN3 and VNI, as Unicode.

Such a text holds western characters; only its font shows them as Vietnamese letters ("Hµ Néi" in .VnTime is "Hà Nội").
The font's name tells the encoding. Where no font is known, the text tells it: its words are syllables of the language
after the conversion, and are none before.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.syllables import foreign
from pipelines.tables import rows

#: Words that must be syllables in an encoding alone before a text without known fonts counts as written in it.
_LEAST_WORDS = 3
#: Of the marked words, the share that must be syllables after the conversion.
_LEAST_SYLLABLES = 0.8
#: Words of a text that are looked at.
_MOST_WORDS = 400


class Encoding(NamedTuple):
    """An encoding of a font. `capitals`: the font prints small letters as capitals."""

    name: str
    capitals: bool = False


def encoding_of(font: str) -> Encoding | None:
    """The encoding of a font by its name, in markup or in a document; `None` for a font of Unicode.

    >>> encoding_of("ABCDEF+.VnTimeH"), encoding_of("VNI-Times"), encoding_of("Times New Roman")
    (Encoding(name='tcvn3', capitals=True), Encoding(name='vni', capitals=False), None)
    """
    return _encoding_of(_SUBSET.sub("", font.strip(" '\"")))


def converted(text: str, encoding: Encoding) -> str:
    """The text of a font of that encoding in Unicode. A text with letters that only Unicode has stays: a font's name
    outlives its use.

    >>> converted("céng hßa", Encoding("tcvn3", capitals=True)), converted("Coäng hoøa", Encoding("vni"))
    ('CỘNG HÒA', 'Cộng hòa')
    """
    if UNICODE.search(text):
        return text
    plain = _CONVERTERS[encoding.name](text.translate(_TWINS))
    return plain.upper() if encoding.capitals else plain


def recognised(text: str) -> Encoding | None:
    """The encoding that a text is plainly written in, whatever its fonts; `None` for one in Unicode.

    >>> recognised("Chñ tÞch Uû ban nh©n d©n thµnh phè Hµ Néi"), recognised("Chủ tịch Ủy ban nhân dân")
    (Encoding(name='tcvn3', capitals=False), None)
    """
    if text.isascii() or UNICODE.search(text):
        return None
    words = {word for word in _WORD.findall(text, 0, 100_000)[: 10 * _MOST_WORDS] if not word.isascii()}
    if len(words) < _LEAST_WORDS:
        return None
    marked = sorted(words)[:_MOST_WORDS]
    for name in _CONVERTERS:
        if _share(marked, Encoding(name)) >= _LEAST_SYLLABLES:
            return Encoding(name)
    return None


def fits(text: str, encoding: Encoding) -> bool:
    """Whether a line of a text in that encoding is itself written in it: one in Unicode may stand between others."""
    if text.isascii() or UNICODE.search(text):
        return False
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(marked) and _share(marked, encoding) >= _LEAST_SYLLABLES


def in_unicode(lines: list[str]) -> list[str]:
    """The lines of one text, those in Unicode that are plainly written in another encoding."""
    suspect = [line for line in lines if may_be_legacy(line) and not UNICODE.search(line)]
    if not suspect:
        return lines
    # A document may have parts in several encodings, and lines that are too short to tell theirs.
    found = [*map(recognised, suspect), recognised("\n".join(suspect))]
    encodings = list(dict.fromkeys(encoding for encoding in found if encoding is not None))
    return [_converted_line(line, encodings) for line in lines]


def _converted_line(line: str, encodings: list[Encoding]) -> str:
    encoding = next((one for one in encodings if fits(line, one)), None)
    return converted(line, encoding) if encoding is not None else line


def may_be_legacy(text: str) -> bool:
    """Whether a text holds a character for "đ" in one of the encodings: no longer text does without. Costs next to
    nothing.

    >>> may_be_legacy("Thành phố Hà Nội"), may_be_legacy("®Þa ph­¬ng")
    (False, True)
    """
    return not text.isascii() and any(sign in text for sign in SIGNS)


def _share(words: list[str], encoding: Encoding) -> float:
    """The share of marked words that are syllables in the encoding; 0 when as many are syllables as they stand."""
    after = sum(_is_syllable(converted(word, encoding)) for word in words)
    before = sum(_is_syllable(word) for word in words)
    return after / len(words) if before < after / 2 else 0.0


@lru_cache(maxsize=10_000)
def _is_syllable(word: str) -> bool:
    return word.isalpha() and not word.isascii() and not foreign(word)


@lru_cache(maxsize=1_000)
def _encoding_of(font: str) -> Encoding | None:
    return next((encoding for pattern, encoding in _FONTS if pattern.match(font)), None)


def _vni() -> Callable[[str], str]:
    letters: dict[str, str] = {}
    for code, letter in rows("legacy_fonts/vni"):
        # A capital's code may be in small letters, and is in capitals where all is.
        letters |= {code: letter, code.upper(): letter.upper()}
        letters |= {code[0].upper() + code[1:]: letter.upper(), code[0] + code[1:].upper(): letter}
    pattern = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))
    return lambda text: pattern.sub(lambda code: letters[code[0]], text)


def _tcvn3() -> Callable[[str], str]:
    table = {ord(bytes.fromhex(code).decode("cp1252")): letter for code, letter in rows("legacy_fonts/tcvn3")}
    return lambda text: text.translate(table)


_CONVERTERS = {"tcvn3": _tcvn3(), "vni": _vni()}
#: Signs that documents write for a twin of the western code page; a hyphen at a line's end is one that is not shown.
_TWINS = str.maketrans({"μ": "µ", "∙": "·", "‐": "\u00ad", "\x02": "\u00ad"})
_FONTS = [
    (re.compile(pattern), Encoding(name, capitals == "capitals"))
    for pattern, name, capitals in rows("legacy_fonts/fonts")
]
#: Six letters and a plus stand before the name of a font of which a document holds a part.
_SUBSET = re.compile(r"^[A-Z]{6}\+")
#: The letter đ, which hardly any text of some length does without, as the encodings write it.
SIGNS = ("®", "§", "ñ", "Ñ")
#: Letters that only Unicode has.
UNICODE = re.compile("[\u1ea0-\u1ef9ăĂđơƠưƯ]")
#: A run of letters and of what the encodings use as letters.
_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
