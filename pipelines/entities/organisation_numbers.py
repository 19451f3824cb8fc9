"""Numbers behind names of bodies: whether one belongs to the name or counts what follows."""

from pipelines.entities.gazetteer import words_of
from pipelines.entities.sentences import DASHES, Words


def counts(words: Words, j: int) -> bool:
    """Whether the number at j counts what follows: "Quang Trung 25 học sinh"."""
    if len(words.form[j]) > 3 or not words.form[j].isdigit():
        return True
    k = j + 1
    figures = k < words.count and words.glued[k] and words.number(k + 1)
    thousands = figures and words.form[k] in (".", ",") and words.glued[k + 1]  # "400.000 liều"
    score = figures and words.form[k] in DASHES  # "2-1"
    does = words.low[k : k + 1] and (words.low[k] in words_of("predicates") or "fields_verbal" in words.tables(k))
    noun = words.lower(k) and (words.pos[k] or "N").startswith(("N", "M"))
    return thousands or (not does and (score or noun))
