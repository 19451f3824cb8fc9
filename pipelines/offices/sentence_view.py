"""A sentence with its words and entities, asked for by place; every question takes the time of a bisection."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from crawler.records.article import Entity, Sentence, Token


class SentenceView:
    """The sentence `text[start:end]`; `entities` and `tokens` are its own, in order, apart from each other."""

    def __init__(self, sentence: Sentence, text: str, entities: Sequence[Entity]) -> None:
        self.text = text
        self.start = sentence.start
        self.end = sentence.end
        self.entities = entities
        self.tokens = sentence.tokens
        self._entity_starts = [entity.start for entity in entities]
        self._token_starts = [token.start for token in sentence.tokens]
        self._token_ends = {token.end for token in sentence.tokens}

    def entity_from(self, start: int, last: int) -> Entity | None:
        """The first body or place that begins from `start` to `last`."""
        first = bisect_left(self._entity_starts, start)
        for entity in self.entities[first : bisect_right(self._entity_starts, last)]:
            if entity.label != "PER":
                return entity
        return None

    def entity_at(self, start: int) -> Entity | None:
        """The entity that begins at `start`."""
        at = bisect_left(self._entity_starts, start)
        return self.entities[at] if at < len(self.entities) and self._entity_starts[at] == start else None

    def entity_over(self, start: int) -> Entity | None:
        """The entity that begins before `start` and ends behind it."""
        at = bisect_left(self._entity_starts, start)
        return self.entities[at - 1] if at and self.entities[at - 1].end > start else None

    def person_in(self, start: int, end: int) -> bool:
        """Whether a person's name begins in `text[start:end]`."""
        first, last = bisect_left(self._entity_starts, start), bisect_left(self._entity_starts, end)
        return any(entity.label == "PER" for entity in self.entities[first:last])

    def tokens_from(self, start: int) -> Sequence[Token]:
        """The next words from `start` on; more than a body's name can have."""
        first = bisect_left(self._token_starts, start)
        return self.tokens[first : first + _LONGEST]

    def ends_word(self, end: int) -> bool:
        """Whether a word ends at `end`."""
        return end in self._token_ends


#: Words that a body's name has at the most.
_LONGEST = 40


def alternatives(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first; a blank stands for any white space."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in ordered) + ")"
