"""A body's name while it is read: where it begins, and what has followed its head noun so far."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.entities.gazetteer import word_set
from pipelines.entities.sentences import Words

#: What a reader of the grammar gives where the name ends.
STOP = -1
#: Pieces of the longest name of a body.
LONGEST = 60
#: Tables of names of places.
KNOWN_PLACES = {"units", "places_known"}
COMPANIES = word_set("company_firsts")
_SMALL_TRADE = word_set("small_trades")


@dataclass(slots=True)
class Body:
    """The head noun `start:head_end` of a body in a sentence, and what followed it.

    `named`: something in capitals or a number; `tied`: a unit, a place or a parent body; `united`: a unit with its
    name; `fielded`: a field of work in capitals; `many`: a list of kinds, so that no single body
    is meant. `person_follows` says that an office stands before the body, so that
    a person's name may stand behind it. `body_end` finds the end of another body within this one.
    """

    words: Words
    start: int
    head_end: int
    person_follows: bool
    body_end: Callable[[Words, int, bool], int | None]
    named: bool = False
    tied: bool = False
    united: bool = False
    fielded: bool = False
    many: bool = False

    def mark(self, *facts: str) -> None:
        """Note what has followed: "named", "tied", "united", "fielded", "many"."""
        for fact in facts:
            setattr(self, fact, True)

    def inner_end(self, k: int) -> int | None:
        """The end of another body that begins at k."""
        return self.body_end(self.words, k, self.person_follows)

    def head_is(self, table: str) -> bool:
        """Whether the table has this very head noun."""
        return self.words.tables(self.start).get(table, (0, ""))[0] == self.head_end

    def trades(self) -> bool:
        """Whether the body is a company or its like: "Tổ hợp tác", "Cơ sở", but no other "Tổ"."""
        low = self.words.low
        return low[self.start] in COMPANIES or " ".join(low[self.start : self.start + 2]) in _SMALL_TRADE

    def awaits_name(self, last: str) -> bool:
        """Whether a company has only a field so far: its own name must follow ("Công ty Công nghệ | Nông Xanh")."""
        return last == "field" and self.trades()

    def long_head(self) -> bool:
        """Whether the head noun has several syllables, or abbreviates such a one ("HTX")."""
        return self.head_end - self.start > 1 or "bodies_by_trade" in self.words.tables(self.start)

    def whole_head(self, last: str) -> bool:
        """Whether the head noun is a name by itself, behind which a person may stand ("Sở GD&ĐT | Lâm Thị Mai")."""
        return last == "head" and self.head_is("bodies_standing")
