"""Sets of sentences with their entities, and the score of predictions: exact spans, F1 by label and over all labels.

A set is a text file with one sentence per line; an entity is written `[LABEL|surface]`, `#` begins a comment line.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

#: Sets by the author of the rules, sets by three authors who did not know them, and one of names with lower case.
SETS = Path(__file__).parent / "sets"
SETS_EXAMINED = Path(__file__).parent / "sets_examined"
SETS_OUTSIDE = Path(__file__).parent / "sets_outside"
SETS_OUTSIDE_2 = Path(__file__).parent / "sets_outside_2"
SETS_LOWER_CASE = Path(__file__).parent / "sets_lower_case"
#: What real prose holds and the other sets do not, mostly what is no entity; the second was closed to the author.
SETS_PROSE = Path(__file__).parent / "sets_prose"
SETS_PROSE_CLOSED = Path(__file__).parent / "sets_prose_closed"
#: Official prose of all kinds, most of it without entities; the second half was closed to the author.
SETS_OFFICIAL = Path(__file__).parent / "sets_official"
SETS_OFFICIAL_CLOSED = Path(__file__).parent / "sets_official_closed"
#: News since the reform of 2025; the second half was closed to the author.
SETS_CURRENT = Path(__file__).parent / "sets_current"
SETS_CURRENT_CLOSED = Path(__file__).parent / "sets_current_closed"
#: Places within titles, and bodies up to the place that closes them: sentences that the rules were mended on.
SETS_TITLES = Path(__file__).parent / "sets_titles"
LABELS = ("PER", "ORG", "LOC")
_ENTITY = re.compile(r"\[(PER|ORG|LOC)\|([^\]|]+)\]")

#: An entity: label, first character, character behind the last.
Span = tuple[str, int, int]


class Case(NamedTuple):
    """A sentence in NFC and the entities in it."""

    text: str
    spans: frozenset[Span]


class Score(NamedTuple):
    """Counts of entities: found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is nothing to find and nothing found."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0

    def __add__(self, other: tuple[int, ...]) -> "Score":
        return Score(*(mine + its for mine, its in zip(self, other, strict=True)))


def parse(line: str) -> Case:
    """A line of a set as its plain text and entities."""
    line = unicodedata.normalize("NFC", line)
    parts: list[str] = []
    spans: set[Span] = set()
    length = after = 0
    for match in _ENTITY.finditer(line):
        before = line[after : match.start()]
        start = length + len(before)
        length = start + len(match[2])
        parts += before, match[2]
        spans.add((match[1], start, length))
        after = match.end()
    return Case("".join([*parts, line[after:]]), frozenset(spans))


def read_set(path: Path) -> list[Case]:
    """The sentences of a set."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [parse(line) for line in lines if line.strip() and not line.startswith("#")]


def score(pairs: Iterable[tuple[frozenset[Span], frozenset[Span]]]) -> dict[str, Score]:
    """The scores by label of pairs of expected and predicted entities; "all" counts every label."""
    scores = {label: Score() for label in (*LABELS, "all")}
    for expected, found in pairs:
        for label in LABELS:
            gold = {span for span in expected if span[0] == label}
            ours = {span for span in found if span[0] == label}
            scores[label] += Score(len(gold & ours), len(ours - gold), len(gold - ours))
    scores["all"] = scores["PER"] + scores["ORG"] + scores["LOC"]
    return scores


def digest(paths: Iterable[Path]) -> str:
    """A digest of sets' names and contents: figures belong to exactly these sentences."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]
