"""An article's text as normalised words: what stays the same when a text is posted again by somebody else."""

import re
import unicodedata
from typing import NamedTuple

from crawler.records.article import Article

_WORD = re.compile(r"\d+|[^\W\d_]+")
#: What stands for a word of a kind where the value itself does not matter.
MASKS = {"0": "#", "A": "@"}
_SENTENCE_END = re.compile(r"[.!?:;…\"“”(]")


class Masked(NamedTuple):
    """A text's words with one mask for each run of numbers and of names; the runs' values by their places there."""

    words: list[str]
    runs: dict[int, frozenset[str]]


class Words(NamedTuple):
    """The words of a text, in order, and the values among them.

    `kinds` holds one character for each word: `0` for a number, `A` for a word in capitals as names are, a blank for
    any other. A number is a row of digits: 05/6/2024 is three.
    """

    words: list[str]
    kinds: str

    def of_kind(self, kind: str) -> list[str]:
        """The words of a kind."""
        return [word for word, own in zip(self.words, self.kinds, strict=True) if own == kind]

    def masked(self) -> Masked:
        """The words with their values masked."""
        masked: list[str] = []
        runs: dict[int, frozenset[str]] = {}
        for word, kind in zip(self.words, self.kinds, strict=True):
            mask = MASKS.get(kind)
            if mask is None:
                masked.append(word)
                continue
            if not masked or masked[-1] != mask:
                masked.append(mask)
            place = len(masked) - 1
            runs[place] = runs.get(place, frozenset()) | {word}
        return Masked(masked, runs)


def words_of(article: Article) -> Words:
    """The words of lead and paragraphs.

    Without the title, which is changed first when a text is posted again. Case, diacritics and leading zeros are
    dropped: editors write hoà and hòa, 05/6 and 5/6, and whole texts in capitals. The first word of a sentence and
    words all in capitals (abbreviations) are not taken for names.

    >>> words_of(Article("thu:1", "thu", "", lead="Ngày 05/6, ông Lê Hoà tới UBND xã.")).words
    ['ngay', '5', '6', 'ong', 'le', 'hoa', 'toi', 'ubnd', 'xa']
    >>> words_of(Article("thu:1", "thu", "", lead="Ngày 05/6, ông Lê Hoà tới UBND xã.")).kinds
    ' 00 AA   '
    """
    words: list[str] = []
    kinds: list[str] = []
    for text in filter(None, [article.lead, *article.paragraphs]):
        composed = unicodedata.normalize("NFC", text)
        end, opens = 0, True
        for match in _WORD.finditer(composed):
            word = match.group()
            opens = opens or _SENTENCE_END.search(composed, end, match.start()) is not None
            if word[0].isdecimal():
                words.append(word.lstrip("0") or "0")
                kinds.append("0")
            else:
                words.append(word.translate(_FOLDING))
                kinds.append("A" if not opens and word[0].isupper() and word[1:].islower() else " ")
            end, opens = match.end(), False
    return Words(words, "".join(kinds))


class _Folding(dict[int, str]):
    """For `str.translate`: small letters without diacritics, worked out once for each character."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).casefold())
        self[code] = "".join(sign for sign in parts if not unicodedata.combining(sign)).replace("đ", "d")
        return self[code]


_FOLDING = _Folding()
