"""Whether one text nearly repeats another.

A repost keeps most of the wording, and with it the numbers and names; a notice from a template keeps the wording and
changes just those. So the wording is compared first, then the values: as a whole, which finds values that moved or
stand in changed wording, and at the same places of the wording, which finds values that both texts have somewhere.
The thresholds were chosen on the open pairs of `tests/pipelines/duplicates/pairs.toml`; `docs/near-duplicates.md` has
the figures.
"""

from collections import Counter, defaultdict

from pipelines.duplicates.shingles import MASKS, Masked, Words

#: Words of the shortest text that is compared: below are the "see the attached file" of notices.
SHORTEST = 20

#: Syllables of a shingle; a Vietnamese word has one or two.
_SHINGLE = 3
#: Share of the shorter text's shingles that the other must have. Follow-ups on one event reach 0.3, edited reposts
#: start at 0.75.
_WORDING = 0.6
#: Share of the differing shingles that are alike once values are masked: from here on, the texts differ in values.
_MASKED = 0.5
#: Share of the numbers (or of the names) that differ: below the first these are corrections, from the second on the
#: texts are about different things, whatever else differs.
_CORRECTION = 0.08
_OTHER_VALUES = 0.15


def nearly_repeats(one: Words, other: Words) -> bool:
    """Whether the texts are the same but for light edits, an addition, or a cut. Symmetric; takes linear time."""
    if min(len(one.words), len(other.words)) < SHORTEST:
        return False
    wording = _contained(one.words, other.words)
    if wording < _WORDING:
        return False
    here, there = one.masked(), other.masked()
    numbers, names = (
        max(_exchanged(one.of_kind(kind), other.of_kind(kind)), _changed(here, there, mask))
        for kind, mask in MASKS.items()
    )
    if max(numbers, names) >= _OTHER_VALUES:
        return False
    if wording == 1 or not (numbers or names):
        return True
    explained = (_contained(here.words, there.words) - wording) / (1 - wording)
    if numbers and explained >= 1:
        return False  # nothing differs but numbers (and names): the next notice of a series
    return explained < _MASKED or max(numbers, names) < _CORRECTION


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Every run of three words."""
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _contained(one: list[str], other: list[str]) -> float:
    """The share of the smaller set of shingles that is in the other."""
    smaller, larger = sorted((shingles(one), shingles(other)), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _exchanged(one: list[str], other: list[str]) -> float:
    """The share of values for which the other text has others; what one of them merely leaves out does not count."""
    here, there = Counter(one), Counter(other)
    exchanged = min((here - there).total(), (there - here).total())
    return exchanged / min(here.total(), there.total()) if exchanged else 0.0


def _changed(one: Masked, other: Masked, mask: str) -> float:
    """The share of places, known by the words around them, at which the texts have other values.

    25/6 and 25/6/2020 are no other values, nor are a name and a part of it: one run holds the other.
    """
    here, there = _places(one, mask), _places(other, mask)
    common = here.keys() & there.keys()
    same = sum(any(a <= b or b <= a for a in here[place] for b in there[place]) for place in common)
    return 1 - same / len(common) if common else 0.0


def _places(text: Masked, mask: str) -> dict[tuple[str, ...], list[frozenset[str]]]:
    """The runs behind a mask by their places: two words before, and one behind.

    A run at the end of the text has no place: where a text was cut, another run stands there.
    """
    places: dict[tuple[str, ...], list[frozenset[str]]] = defaultdict(list)
    padded = ["", "", *text.words]
    for place, run in text.runs.items():
        if text.words[place] == mask and place + 1 < len(text.words):
            places[tuple(padded[place : place + 4])].append(run)
    return places
