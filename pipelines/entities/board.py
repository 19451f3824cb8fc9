"""What is marked in a sentence, and what is closed to marking."""

from typing import NamedTuple

from pipelines.entities.sentences import Words


class Span(NamedTuple):
    """An entity in pieces of a sentence; `sure` says that other mentions may be found by it."""

    start: int
    end: int
    label: str
    sure: bool = False


class Board:
    """What is taken in a sentence: spans, and pieces that nothing may be marked in."""

    def __init__(self, words: Words, blocked: set[int]) -> None:
        self.words = words
        self.taken = [i in blocked for i in range(words.count)]
        self.spans: list[Span] = []

    def free(self, start: int, end: int) -> bool:
        """Whether no piece of start:end is taken."""
        return not any(self.taken[start:end])

    def free_end(self, start: int, end: int) -> int:
        """The end of what is free of start:end, from the start on."""
        return next((i for i in range(start, end) if self.taken[i]), end)

    def add(self, start: int, end: int, label: str, sure: bool = False) -> None:
        """Mark start:end. No entity cuts a word: a body takes the rest of one, a person or place is none then."""
        word = self.words.word_end(end)
        if (word > end and label != "ORG") or self.words.in_address(end):  # needed: 7 real mentions
            self.block(start, word)
            return
        end = self.free_end(start, word)
        self.spans.append(Span(start, end, label, sure))
        self.block(start, end)

    def block(self, start: int, end: int) -> None:
        """Let nothing be marked in start:end."""
        self.taken[start:end] = [True] * (end - start)
