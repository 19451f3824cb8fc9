"""Syllables, numbers and signs of a sentence: underthesea's tokens, with the place where each stands in the text.

underthesea cuts a whole text with one regular expression, drops the places, and replaces some spellings (a map of
2,904 syllables such as "hòan" → "hoàn"; "ð" → "đ"). None of its tokens spans a blank, so each run of characters
between blanks can be cut by itself: that is linear in the text's length where the expression as a whole is not,
and a run that was cut before is looked up.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from underthesea.pipeline.text_normalize.text_normalizer import character_map, token_map
from underthesea.pipeline.word_tokenize.regex_tokenize import patterns

#: Longer runs without a blank are cut at this many characters: the expression needs time that grows with the square
#: of a run's length ("a.a.a.…": 3 ms for 500 characters, 52 ms for 2,000), and no word is that long.
LONGEST_RUN = 500

#: Entries of a cache before it is emptied; the runs of 20,000 sentences of official prose number about 15,000.
CACHE_SIZE = 30_000

# The blank that follows belongs to the match, for the expression looks ahead to it: "TP." is one token before a blank.
_RUN = re.compile(rf"\S{{1,{LONGEST_RUN}}}\s?")
_LETTERS = str.maketrans(character_map)
_REWRITTEN_LENGTH = 6  # underthesea looks up spellings of at most so many characters
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class RawToken(NamedTuple):
    """A token: `start:end` cuts it out of the text, `spelling` is how underthesea writes it (never with a blank)."""

    start: int
    end: int
    spelling: str


_cuts: dict[str, list[RawToken]] = {}


def raw_tokens(text: str) -> list[RawToken]:
    """The tokens of `text` in order; they cover all but its blanks."""
    found: list[RawToken] = []
    text = text.replace("\n", " ")  # "$" would match before a last line break
    for match in _RUN.finditer(text):
        run = match.group()
        cut = _cuts.get(run)
        if cut is None:
            cut = _cut(run)
            if len(_cuts) >= CACHE_SIZE:
                _cuts.clear()
            _cuts[run] = cut
        shift = match.start()
        if shift:
            found += [RawToken(shift + start, shift + end, spelling) for start, end, spelling in cut]
        else:
            found += cut
    return found


def _cut(run: str) -> list[RawToken]:
    """The tokens of one run and of the blank after it, if there is one."""
    # The taggers take UTF-8, which has no surrogates.
    written = _SURROGATES.sub("\ufffd", run)
    composed = unicodedata.normalize("NFC", written)
    places: Sequence[int] | None = range(len(written) + 1)
    if composed != written:
        places = _places(written, composed)
    if places is None:
        composed, places = written, range(len(written) + 1)
    return [
        RawToken(places[start], places[end], _spelling(composed[start:end]))
        for start, end in (match.span() for match in patterns.finditer(composed.translate(_LETTERS)))
        if places[start] < places[end]
    ]


def _spelling(token: str) -> str:
    token = token.translate(_LETTERS)
    return token_map.get(token, token) if len(token) <= _REWRITTEN_LENGTH else token


def _places(written: str, composed: str) -> list[int] | None:
    """For every index into `composed`, and its length, the index into `written`; `None` where they do not match up."""
    places: list[int] = []
    start = 0
    rebuilt = []
    for end in range(1, len(written) + 1):
        if end < len(written) and unicodedata.combining(written[end]):
            continue
        cluster = unicodedata.normalize("NFC", written[start:end])
        rebuilt.append(cluster)
        # Marks for which there is no composed letter stay at the cluster's end.
        marks = range(end - len(cluster) + 1, end)
        places += [start, *(max(start, mark) for mark in marks)]
        start = end
    # Scripts that compose letters with letters (Korean jamo) do not fall into such clusters: taken as written.
    return [*places, len(written)] if "".join(rebuilt) == composed else None
