"""Numbers behind names of bodies: whether one belongs to the name or counts what follows."""

from pipelines.entities.gazetteer import words_of
from pipelines.entities.sentences import DASHES, Words


def counts(words: Words, j: int) -> bool:
    """Whether the number at j counts what follows: "Quang Trung 25 học sinh"."""
    if len(words.form[j]) > 3 or not words.form[j].isdigit():
        return True
    if j + 1 >= words.count:
        return False
    if words.form[j + 1] in (".", ",") and words.glued[j + 1] and words.number(j + 2) and words.glued[j + 2]:
        return True  # the thousands of "400.000 liều"
    if words.low[j + 1] in words_of("predicates") or "fields_verbal" in words.tables(j + 1):
        return False
    pos = words.pos[j + 1]
    if words.form[j + 1] in DASHES and words.glued[j + 1] and words.number(j + 2):
        return True  # a score: "2-1"
    return words.lower(j + 1) and (pos is None or pos.startswith("N") or pos == "M")
