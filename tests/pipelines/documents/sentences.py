"""Sentences with marked references, and how the finder's result is scored on them."""

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.documents.references import Mention, mentions_in
from pipelines.documents.same_document import Placed, resolved
from tests.pipelines.scores import Score

HERE = Path(__file__).parent
_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\}")

#: Start, end, kind, number, date and issuer of a reference.
Reference = tuple[int, int, str, str | None, str | None, str | None]


def documents_in(text: str) -> list[Mention]:
    """The references in one text, which is taken for a whole article."""
    return [mention for mention in resolved([Placed(mention, text) for mention in mentions_in(text)]) if mention]


def sentences(name: str) -> Iterator[tuple[str, set[Reference]]]:
    """The sentences of a set in plain text, with their references."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, references, position = "", set(), 0
        for mark in _MARK.finditer(line):
            text += line[position : mark.start()]
            kind, number, day, issuer = (None if part == "-" else part for part in mark.groups()[1:])
            assert kind, line
            references.add((len(text), len(text) + len(mark[1]), kind, number, day, issuer))
            text += mark[1]
            position = mark.end()
        yield text + line[position:], references


def found_in(text: str) -> set[Reference]:
    """What the finder makes of a text."""
    return {
        (found.start, found.end, found.kind, found.number, found.date, found.issuer) for found in documents_in(text)
    }


def score(name: str, parts: slice = slice(None)) -> Score:
    """The score on a set; a reference is right if all of the compared `parts` are (all six of them by default)."""
    right = wrong = missed = 0
    for text, references in sentences(name):
        wanted = {reference[parts] for reference in references}
        found = {reference[parts] for reference in found_in(text)}
        right += len(wanted & found)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    return Score(right, wrong, missed)
