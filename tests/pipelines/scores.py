"""How what was found in a set of sentences is scored."""

from typing import NamedTuple


class Score(NamedTuple):
    """Counts of what was found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)
