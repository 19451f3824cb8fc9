"""Search: the query of the full-text index for the reader's words, and the places of these words in a text."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from crawler.records.text import compose
from exports.formats.sqlite import folded

#: Letters and the plain letter that each has under its accents. One for one, so that places in a text stay the same.
_PLAIN = {
    ord(sign): base
    for sign in map(chr, range(0xC0, 0x1EFF))
    if len(base := unicodedata.normalize("NFD", sign)[0]) == 1 and base != sign
}
_TERM = re.compile(r'"([^"]*)"|(\S+)')
#: Characters around a hit that are shown.
_AROUND = 140


class Piece(NamedTuple):
    """A piece of a text; `hit` marks words of the search."""

    text: str
    hit: bool


def match(query: str) -> str:
    """The query for `articles_search`: all its words, and what stands in quotes as it stands there.

    >>> match('Đảng uỷ "phòng cháy"')
    '"Dảng" "uỷ" "phòng cháy"'
    """
    return " ".join(match_phrase(term, folded) for term in _terms(compose(query))) or '""'


def match_phrase(text: str, write: Callable[[str], str]) -> str:
    """The query for an index for words that stand together, written as the index has them.

    >>> match_phrase("Đảng uỷ", folded)
    '"Dảng uỷ"'
    """
    return f'"{write(text.replace(chr(34), " "))}"'


def prefix_match(words: list[str]) -> str:
    """The query for the index of names for words of a name, of which the last may be a beginning.

    >>> prefix_match(["Nguyễn", "Đ"])
    '"Nguyễn" "D"*'
    """
    return " ".join(match_phrase(word, folded) for word in words) + "*"


def excerpt(text: str | None, query: str) -> list[Piece]:
    """The surroundings of the first hit in a text, with all hits in them; the text's beginning when there is none.

    >>> excerpt("Sáng nay, Đảng ủy phường họp.", "dang uy")
    [Piece(text='Sáng nay, ', hit=False), Piece(text='Đảng', hit=True), Piece(text=' ', hit=False), \
Piece(text='ủy', hit=True), Piece(text=' phường họp.', hit=False)]
    """
    text = text or ""
    terms = [words for term in _terms(query) if (words := re.findall(r"\w+", plain(compose(term))))]
    if not terms:
        return [Piece(_cut(text, 0), False)]
    bare = plain(text)
    each = _pattern(terms)
    # A place where all words stand together fits best.
    first = _pattern([[word for words in terms for word in words]]).search(bare) or each.search(bare)
    begin = max(0, first.start() - _AROUND) if first else 0
    if begin and first:
        begin = text.find(" ", begin, first.start()) + 1 or begin
    shown = _cut(text, begin)
    pieces, at = [Piece("… ", False)] if begin else [], begin
    for found in each.finditer(bare, begin, begin + len(shown)):
        pieces += [Piece(text[at : found.start()], False), Piece(text[found.start() : found.end()], True)]
        at = found.end()
    return [piece for piece in [*pieces, Piece(shown[at - begin :], False)] if piece.text]


def around(text: str, start: int, end: int) -> list[Piece]:
    """The surroundings of `text[start:end]`, which is the hit.

    >>> around("Sáng nay, Đảng ủy phường họp.", 10, 17)
    [Piece(text='Sáng nay, ', hit=False), Piece(text='Đảng ủy', hit=True), Piece(text=' phường họp.', hit=False)]
    """
    begin = max(0, start - _AROUND)
    if begin:
        begin = text.find(" ", begin, start) + 1 or begin
    before = Piece(("… " if begin else "") + text[begin:start], False)
    shown = _cut(text, begin)
    pieces = [before, Piece(text[start:end], True), Piece(shown[end - begin :], False)]
    return [piece for piece in pieces if piece.text]


def _pattern(terms: list[list[str]]) -> re.Pattern[str]:
    # Longer ones first: an alternative that another begins with would hide it.
    alternatives = sorted((r"\W+".join(words) for words in terms), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


def _terms(query: str) -> list[str]:
    return [term for quoted, word in _TERM.findall(query) if (term := (quoted or word).replace('"', "").strip())]


def plain(text: str) -> str:
    """The text without accents, letter for letter: places in it are those in the text.

    >>> plain("Đảng ủy")
    'Dang uy'
    """
    return folded(text).translate(_PLAIN)


def _cut(text: str, begin: int) -> str:
    """The text from `begin` on, to the end of a word."""
    if len(text) - begin <= 2 * _AROUND:
        return text[begin:]
    end = text.rfind(" ", begin, begin + 2 * _AROUND)
    return text[begin : end if end > begin else begin + 2 * _AROUND] + " …"
