"""Whether one text nearly repeats another.

A repost keeps most of the wording, and with it the numbers and names; a notice from a template keeps the wording and
changes just those. So the wording is compared first, then the values: as a whole, which finds values that moved or
stand in changed wording, and at the same places of the wording, which finds values that both texts have somewhere.
The thresholds were chosen on the open pairs of `tests/pipelines/duplicates/pairs.toml`; `docs/near-duplicates.md` has
the figures.
"""

from collections import Counter, defaultdict

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
#: Share of the numbers (or of the names) that differ: below the first these are corrections, from the second on the
#: texts are about different things, whatever else differs.
_CORRECTION = 0.08
_OTHER_VALUES = 0.25

_Places = dict[tuple[str, ...], list[frozenset[str]]]


def nearly_repeats(one: Words, other: Words) -> bool:
    """Whether the texts are the same but for light edits, an addition, or a cut. Symmetric; takes linear time."""
    if min(len(one.words), len(other.words)) < SHORTEST:
        return False
    wording = _contained(one.words, other.words)
    if wording < _WORDING:
        return False
    here, there = one.masked(), other.masked()
    changed = max(_exchanged(one, other), _changed(*here, *there))
    if changed >= _OTHER_VALUES:
        return False
    if changed < _CORRECTION or wording == 1:
        return True
    return (_contained(here[0], there[0]) - wording) / (1 - wording) < _MASKED


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Every run of three words."""
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def _contained(one: list[str], other: list[str]) -> float:
    """The share of the smaller set of shingles that is in the other."""
    smaller, larger = sorted((shingles(one), shingles(other)), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _exchanged(one: Words, other: Words) -> float:
    """The share of values, numbers or names, whichever is larger, for which the shorter text's list has others.

    What one text merely leaves out does not count.
    """
    shares = [0.0]
    for kind in "0A":
        here, there = Counter(one.of_kind(kind)), Counter(other.of_kind(kind))
        exchanged = min((here - there).total(), (there - here).total())
        if exchanged:
            shares.append(exchanged / min(here.total(), there.total()))
    return max(shares)


def _changed(
    words: list[str], runs: dict[int, frozenset[str]], other_words: list[str], other_runs: dict[int, frozenset[str]]
) -> float:
    """The share of places, known by the words around them, at which the texts have other values; of numbers or of
    names, whichever is larger.

    25/6 and 25/6/2020 are no other values, nor are a name and a part of it: one run holds the other.
    """
    here, there = _places(words, runs), _places(other_words, other_runs)
    common: dict[str, list[bool]] = defaultdict(list)
    for place in here.keys() & there.keys():
        same = any(run <= other or other <= run for run in here[place] for other in there[place])
        common[place[2]].append(not same)
    return max((sum(differing) / len(differing) for differing in common.values()), default=0.0)


def _places(words: list[str], runs: dict[int, frozenset[str]]) -> _Places:
    """The runs of values by the two words before, their own mask, and the word behind."""
    places: _Places = defaultdict(list)
    padded = ["", "", *words, ""]
    for place, run in runs.items():
        places[tuple(padded[place : place + 4])].append(run)
    return places
