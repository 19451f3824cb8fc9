"""What a reader's search asks for: words, phrases, words that must be absent, names, and years."""

import re
from pathlib import Path
from typing import NamedTuple

from crawler.records.text import normalize
from exports.browse.search import plain
from exports.phrases import rows

#: The kind of name that what stands before a colon asks for.
OPERATORS = {line[0]: line[1] for line in rows(Path(__file__).with_name("search_operators.tsv"))}
_PART = re.compile(
    rf"(?P<operator>(?<!\S)(?:{'|'.join(sorted(OPERATORS, key=len, reverse=True))})):\s*"
    r'|(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?\b")
#: Words of a search that are looked at. A text that somebody pastes may have thousands.
MOST = 40


class Term(NamedTuple):
    """Words that stand together: a word or a phrase."""

    text: str
    phrase: bool


class NameTerm(NamedTuple):
    """A kind of name, and the words behind the colon; of words that are not `quoted` the name may be the first few."""

    kind: str
    words: tuple[str, ...]
    quoted: bool


class Query(NamedTuple):
    """A search. `years` are pairs of a first and a last year."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    names: tuple[NameTerm, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


def parse(text: str) -> Query:
    """The search that a reader's words ask for.

    >>> parse('họp "phòng cháy" -xã năm:2020-2021')
    Query(terms=(Term(text='họp', phrase=False), Term(text='phòng cháy', phrase=True)), \
without=(Term(text='xã', phrase=False),), names=(), years=((2020, 2021),))
    >>> parse("cơ quan: Đảng ủy phường").names
    (NameTerm(kind='body', words=('Đảng', 'ủy', 'phường'), quoted=False),)
    """
    text = normalize(text)
    folded = plain(text)
    terms: list[Term] = []
    without: list[Term] = []
    names: list[NameTerm] = []
    years: list[tuple[int, int]] = []
    at = 0
    # Places in the folded text are those in the text: the operators are found without their accents.
    while (found := _PART.search(folded, at)) and len(terms) + len(without) + len(names) < MOST:
        at = found.end()
        kind = OPERATORS.get((found["operator"] or "").lower())
        if kind == "year" and (span := _YEARS.match(folded, at)):
            years.append((int(span[1]), int(span[2] or span[1])))
            at = span.end()
        elif kind is not None:
            value, quoted, at = _value(text, folded, at)
            names += [NameTerm(kind, value, quoted)] if value else []
        elif term := _term(text, found):
            (without if found["without"] else terms).append(term)
    return Query(tuple(terms), tuple(without), tuple(names), tuple(years))


def _term(text: str, found: re.Match[str]) -> Term | None:
    """The word or phrase; nothing where it has no letter or digit."""
    group = "word" if found["phrase"] is None else "phrase"
    words = text[found.start(group) : found.end(group)].strip()
    return Term(words, group == "phrase") if re.search(r"\w", words) else None


def _value(text: str, folded: str, at: int) -> tuple[tuple[str, ...], bool, int]:
    """The words behind an operator, whether they stand in quotes, and where they end."""
    found = _PART.match(folded, at)
    if found and found["phrase"] is not None and not found["without"]:
        return tuple(text[found.start("phrase") : found.end("phrase")].split()), True, found.end()
    words: list[str] = []
    while (found := _PART.search(folded, at)) and found["word"] and not found["without"] and len(words) < MOST:
        words.append(text[found.start("word") : found.end("word")])
        at = found.end()
    return tuple(words), False, at
