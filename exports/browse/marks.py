"""The text of an article cut into pieces, each with its marks. The templates turn them into markup."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from exports.facets import NAMES, document_name

Place = tuple[str, int | None]


class Mark(NamedTuple):
    """A name or document in a text; `kind` and `value` are those of `exports.columns.FACETS`."""

    start: int
    end: int
    kind: str
    value: str


class Piece(NamedTuple):
    """A piece of a text, and the marks that cover it, the shortest first."""

    text: str
    marks: tuple[Mark, ...]


def marks(
    entities: Iterable[Mapping[str, Any]], documents: Iterable[Mapping[str, Any]]
) -> defaultdict[Place, list[Mark]]:
    """The marks of each text (its field, and the number of the paragraph) from rows of the two tables."""
    found: defaultdict[Place, list[Mark]] = defaultdict(list)
    for row in entities:
        if row["label"] in NAMES:
            value = row["canonical"] or row["text"]
            found[row["field"], row["paragraph"]].append(Mark(row["start"], row["end"], NAMES[row["label"]], value))
    for row in documents:
        found[row["field"], row["paragraph"]].append(
            Mark(row["start"], row["end"], "document", document_name(dict(row)))
        )
    return found


def pieces(text: str | None, found: Iterable[Mark]) -> list[Piece]:
    """The text in pieces, at every border of a mark; put together they are the text.

    >>> [(piece.text, [mark.kind for mark in piece.marks]) for piece in pieces(
    ...     "Luật Thư viện của Quốc hội", [Mark(0, 26, "document", "…"), Mark(18, 26, "body", "Quốc hội")]
    ... )]
    [('Luật Thư viện của ', ['document']), ('Quốc hội', ['body', 'document'])]
    """
    text = text or ""
    inside = [mark for mark in found if 0 <= mark.start < mark.end <= len(text)]
    inside.sort(key=lambda mark: (mark.end - mark.start, mark))
    borders = sorted({0, len(text)} | {border for mark in inside for border in (mark.start, mark.end)})
    return [
        Piece(text[begin:end], tuple(mark for mark in inside if mark.start <= begin and end <= mark.end))
        for begin, end in pairwise(borders)
    ]
