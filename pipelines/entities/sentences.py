"""One sentence as the grammars see it: its pieces with their shapes, words and what the tables know of them."""

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain

from crawler.records.article import Token
from pipelines.entities.capitals import recase
from pipelines.entities.gazetteer import as_written, caseless, word_set
from pipelines.language.syllables import CAPITAL, LOWER, MARK, NUMBER, UPPER, piece, pieces
from pipelines.language.taggers import is_word

#: A share of capitals from which a sentence is a heading in capitals: there they tell nothing.
_SHOUTED = 0.6

DASHES = frozenset("-–—")


Found = Mapping[str, tuple[int, str]]
_NOTHING: Found = {}
#: A character that no sentence reaches.
_NEVER = sys.maxsize


class Words:
    """Columns over the pieces of a sentence; positions are indices of pieces unless said otherwise.

    `start` and `end` are character offsets into the field; `glued[i]` says that no blank stands before piece i.
    `pos` is the tag of the word that the piece belongs to, `inside[i]` whether it continues a word.
    """

    def __init__(self, text: str, start: int, end: int, tokens: Sequence[Token] = ()) -> None:
        spans = pieces(text[start:end])
        known = [piece(text[start + first : start + last]) for first, last in spans]
        self.form = [entry.form for entry in known]
        self.low = [entry.low for entry in known]
        self.shape = [entry.shape for entry in known]
        self.start = [start + first for first, _ in spans]
        self.end = [start + last for _, last in spans]
        self.glued = [i > 0 and spans[i - 1][1] == spans[i][0] for i in range(len(spans))]
        self.count = len(spans)
        self._caseless = caseless().everywhere(self.low)
        self._written = as_written().everywhere(self.form)
        self.shouted = _in_capitals(self.form, self.shape)
        if self.shouted:
            self.form, self.shape = recase(self.low, self.shape)
            recased = as_written().everywhere(self.form)  # "LÀO CAI: …" is in no table as it stands
            self._written = [{**before, **after} for before, after in zip(self._written, recased, strict=True)]
        #: Whether any table has something at a piece: most layers pass over the others.
        self.told = [bool(free or written) for free, written in zip(self._caseless, self._written, strict=True)]
        #: What the grammars found at a piece, so that none reads twice: ends of bodies and places.
        self.bodies: dict[tuple[int, bool], int | None] = {}
        self.places: dict[int, int | None] = {}
        #: Where the names of many bodies of one kind end that begin at a piece: "Phòng Y tế | cấp huyện".
        self.kinds: dict[int, int] = {}
        self.depth = 0
        self.tokens = tokens

    @cached_property
    def pos(self) -> list[str | None]:
        """The part of speech of each piece's word; `None` where no word is known."""
        return self._aligned[0]

    @cached_property
    def inside(self) -> list[bool]:
        """Whether a piece continues the word of the piece before it."""
        return self._aligned[1]

    @cached_property
    def _aligned(self) -> tuple[list[str | None], list[bool]]:
        tags: list[str | None] = []
        inner: list[bool] = []
        following = chain(((token.start, token.end, token.pos) for token in self.tokens), [(_NEVER, _NEVER, None)])
        first = last = -1
        tag: str | None = None
        for start in self.start:
            while last <= start:
                first, last, tag = next(following)
            known = first <= start
            tags.append(tag if known else None)
            inner.append(known and first < start)
        return tags, inner

    def tables(self, i: int) -> Found:
        """What the tables whose case is free have at piece i, each its longest entry: (end, kind)."""
        return self._caseless[i] if i < self.count else _NOTHING

    def written(self, i: int) -> Found:
        """What the tables of names, which count capitals, have at piece i."""
        return self._written[i] if i < self.count else _NOTHING

    def capital(self, i: int) -> bool:
        """Whether piece i begins with a capital letter."""
        return i < self.count and self.shape[i] in (CAPITAL, UPPER)

    def lower(self, i: int) -> bool:
        """Whether piece i is a syllable in lower case."""
        return i < self.count and self.shape[i] == LOWER

    def number(self, i: int) -> bool:
        """Whether piece i begins with a digit."""
        return i < self.count and self.shape[i] == NUMBER

    def spells(self, start: int, end: int, name: str) -> bool:
        """Whether start:end, in lower case, is a phrase of the word set `name`."""
        return " ".join(self.low[start:end]) in word_set(name)

    def word_end(self, end: int) -> int:
        """The end of the word of the dictionary that goes on at `end` in lower case; `end` itself if none does."""
        if not self.lower(end) or not self.inside[end]:
            return end
        first, last = end, end + 1
        while first and self.inside[first]:
            first -= 1
        while self.lower(last) and self.inside[last]:
            last += 1
        # "Khoa học pháp lý | do": "pháp lý" ends here, so that "lý do" is no word
        closed = self.lower(first - 1) and self.inside[first - 1] and is_word(self.low[first - 1 : end])
        return last if is_word(self.low[first:last]) and not closed else end

    def in_address(self, end: int) -> bool:
        """Whether what ends at `end` goes on as an address of the network: "Book365 | .vn"."""
        point = self.form[end : end + 1] == ["."] and self.glued[end] and end + 1 < self.count
        return point and self.glued[end + 1] and self.low[end + 1] in word_set("domains")

    def opens(self, i: int) -> bool:
        """Whether piece i stands where a capital is due anyway: at the beginning, after a stop, quote or dash."""
        return i == 0 or (self.shape[i - 1] == MARK and self.form[i - 1] in _OPENERS)


def _in_capitals(forms: Sequence[str], shapes: Sequence[int]) -> bool:
    letters = [(form, shape) for form, shape in zip(forms, shapes, strict=True) if shape not in (NUMBER, MARK)]
    capitals = sum(shape == UPPER or (shape == CAPITAL and len(form) == 1) for form, shape in letters)
    return len(letters) > 1 and any(len(form) > 2 for form, _ in letters) and capitals >= _SHOUTED * len(letters)


_OPENERS = frozenset(".:;!?“\"'‘(-–—•*+")
