"""Two versions of a text side by side: which paragraphs differ, and which words in them."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

#: Longer paragraphs are compared as a whole: comparing words takes the square of their number.
_LONGEST = 1500
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Span(NamedTuple):
    """A piece of a paragraph; `changed` when the other version has something else there."""

    text: str
    changed: bool


class Pair(NamedTuple):
    """A paragraph of the older version beside that of the newer one; one side is empty where the other is alone.

    `same` is how many equal paragraphs stand before it.
    """

    old: list[Span]
    new: list[Span]
    same: int


def compare(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The paragraphs that differ, in order.

    >>> compare(["Một.", "Hai ba."], ["Một.", "Hai bốn."])
    [Pair(old=[Span(text='Hai ', changed=False), Span(text='ba', changed=True), Span(text='.', changed=False)], \
new=[Span(text='Hai ', changed=False), Span(text='bốn', changed=True), Span(text='.', changed=False)], same=1)]
    """
    found: list[Pair] = []
    same = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            same += b - a
            continue
        for before, behind in zip_longest(old[a:b], new[c:d], fillvalue=""):
            found.append(Pair(*_words(before, behind), same))
            same = 0
    return found


def _words(old: str, new: str) -> tuple[list[Span], list[Span]]:
    before, behind = _WORDS.findall(old), _WORDS.findall(new)
    if not before or not behind or max(len(before), len(behind)) > _LONGEST:
        return ([Span(old, True)] if old else []), ([Span(new, True)] if new else [])
    codes = SequenceMatcher(None, before, behind, autojunk=False).get_opcodes()
    left = [(kind, "".join(before[a:b])) for kind, a, b, _, _ in codes]
    right = [(kind, "".join(behind[c:d])) for kind, _, _, c, d in codes]
    return list(_spans(left)), list(_spans(right))


def _spans(parts: Sequence[tuple[str, str]]) -> Iterator[Span]:
    return (Span(text, kind != "equal") for kind, text in parts if text)
