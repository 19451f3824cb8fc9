"""Proposals of underthesea's entity tagger, as spans of pieces."""

from pipelines.entities.sentences import Words
from pipelines.language.syllables import foreign
from pipelines.language.taggers import ner_tags


def proposals(words: Words) -> list[tuple[int, int]]:
    """The persons that underthesea's tagger sees in a sentence: (start, end), in order; also foreign names of places.

    It was trained on newspapers: in official prose it finds no bodies, and its places are those that the layers know,
    or none.
    """
    tokens = words.tokens
    tags = ner_tags([token.text for token in tokens], [token.pos or "" for token in tokens])
    found: list[tuple[int, int, str]] = []
    for token, tag in zip(tokens, tags, strict=True):
        mark, _, label = tag.partition("-")
        if mark == "I" and found and found[-1][1] <= token.start and found[-1][2] == label:
            found[-1] = (found[-1][0], token.end, label)
        elif label in ("PER", "LOC"):
            found.append((token.start, token.end, label))
    first = {start: i for i, start in enumerate(words.start)}
    last = {end: i + 1 for i, end in enumerate(words.end)}
    spans = [(first[start], last[end], label) for start, end, label in found if start in first and end in last]
    return [(start, end) for start, end, label in spans if label == "PER" or all(map(foreign, words.form[start:end]))]
