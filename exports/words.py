"""Words that a reader types, as patterns of what a text holds: accents and case do not matter."""

import re
import unicodedata
from collections import defaultdict

from crawler.records.text import compose

#: Every letter of Vietnamese under its plain letter: `a` has `aàáảãạăằ…`.
_ACCENTED: defaultdict[str, str] = defaultdict(str)
for _sign in map(chr, range(0xC0, 0x1EFF)):
    _plain = "d" if _sign in "đĐ" else unicodedata.normalize("NFD", _sign)[0].lower()
    if _plain.isascii():
        _ACCENTED[_plain] += _sign

_TERM = re.compile(r'"([^"]*)"|(\S+)')


def terms(query: str) -> list[list[str]]:
    """The words of each term of a query: a word, or what stands in quotes."""
    found = _TERM.findall(compose(query))
    return [words for quoted, word in found if (words := re.findall(r"\w+", quoted or word))]


def patterns(query: str) -> list[re.Pattern[str]]:
    """What a text has to hold to hold the query: each word, and what stands in quotes as it stands there.

    >>> [bool(pattern.search("Đảng uỷ phường họp")) for pattern in patterns('dang "phuong hop" ubnd')]
    [True, True, False]
    """
    return [pattern(loose(words)) for words in terms(query)]


def pattern(words: str) -> re.Pattern[str]:
    """A pattern for words that stand whole."""
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


def loose(words: list[str]) -> str:
    """A pattern for these words beside each other, with any accents."""
    return r"\W+".join("".join(map(_letters, word)) for word in words)


def strict(words: list[str]) -> str:
    """A pattern for these words beside each other, with the accents that they have."""
    return r"\W+".join(map(re.escape, words))


def _letters(sign: str) -> str:
    plain = "d" if sign in "đĐ" else unicodedata.normalize("NFD", sign)[0].lower()
    return f"[{plain}{_ACCENTED[plain]}]" if plain in _ACCENTED else re.escape(sign)
