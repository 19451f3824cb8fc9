"""Whether one text nearly repeats another.

A repost keeps most of the wording, and with it the numbers and names; a notice from a template keeps the wording and
changes just those. So the wording is compared first, then what the difference is made of. The thresholds were chosen on
the open pairs of `tests/pipelines/duplicates/pairs.toml`; `docs/near-duplicates.md` has the figures.
"""

from collections import Counter

from pipelines.duplicates.words import Words

#: Words of the shortest text that is compared: below are the "see the attached file" of notices.
SHORTEST = 20

#: Syllables of a shingle; a Vietnamese word has one or two.
_SHINGLE = 3
#: Share of the shorter text's shingles that the other must have. Follow-ups on one event reach 0.3, edited reposts
#: start at 0.75.
_WORDING = 0.6
#: Share of the differing shingles that are alike once values are masked: from here on, the texts differ in values.
_MASKED = 0.5
#: Share of the numbers (or of the names) in which each text has what the other has not: below this it is a correction;
#: from the second on the texts are about different things, whatever else differs.
_CORRECTION = 0.05
_OTHER_VALUES = 0.25

_MASKS = {"0": "#", "A": "@"}


def nearly_repeats(one: Words, other: Words) -> bool:
    """Whether the texts are the same but for light edits, an addition, or a cut. Symmetric; takes linear time."""
    if min(len(one.words), len(other.words)) < SHORTEST:
        return False
    wording = _contained(one.words, other.words)
    if wording < _WORDING:
        return False
    changed = max(_changed(one.of_kind(kind), other.of_kind(kind)) for kind in _MASKS)
    if changed >= _OTHER_VALUES:
        return False
    if changed < _CORRECTION or wording == 1:
        return True
    masked = _contained(_masked(one), _masked(other))
    return (masked - wording) / (1 - wording) < _MASKED


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Every run of three words."""
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _contained(one: list[str], other: list[str]) -> float:
    """The share of the smaller set of shingles that is in the other."""
    smaller, larger = sorted((shingles(one), shingles(other)), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _changed(one: list[str], other: list[str]) -> float:
    """The share of values of the shorter list that were exchanged for others; what was left out does not count."""
    here, there = Counter(one), Counter(other)
    exchanged = min((here - there).total(), (there - here).total())
    return exchanged / min(here.total(), there.total()) if exchanged else 0.0


def _masked(text: Words) -> list[str]:
    """The words with one mask for each run of numbers, and one for each run of names."""
    found: list[str] = []
    for word, kind in zip(text.words, text.kinds, strict=True):
        mask = _MASKS.get(kind)
        if mask is None:
            found.append(word)
        elif not found or found[-1] != mask:
            found.append(mask)
    return found
