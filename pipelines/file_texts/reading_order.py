"""The reading order of a PDF's page: pieces of text with their places become lines, columns and paragraphs."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

#: A blank in a line wider than so many heights of its letters parts two columns.
_GUTTER = 1.3
#: A blank wider than this share of the letters' height parts two words.
_BLANK = 0.15
#: Lines that must have a gutter in common, at the least, to be two columns.
_LEAST_LINES = 2
#: A line that ends before this share of its column's width is the last of its paragraph.
_FULL = 0.85
#: Lines with more than so many times the usual distance between them are two paragraphs.
_APART = 1.6

_Span = tuple[float, float]


class Piece(NamedTuple):
    """Some text on one line, in points; `bottom` is less than `top`."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its letters."""
        return self.top - self.bottom


class Line(NamedTuple):
    """Pieces side by side, from left to right."""

    pieces: list[Piece]

    @property
    def bottom(self) -> float:
        """Where the lowest piece begins."""
        return min(piece.bottom for piece in self.pieces)

    @property
    def top(self) -> float:
        """Where the highest piece ends."""
        return max(piece.top for piece in self.pieces)

    @property
    def height(self) -> float:
        """The height of its letters."""
        return max(piece.height for piece in self.pieces)


def paragraphs(pieces: Iterable[Piece]) -> list[str]:
    """The paragraphs of a page: two columns one after the other, lines of a paragraph joined."""
    lines = _lines(pieces)
    found: list[str] = []
    for column in _columns(lines):
        found += _joined(column)
    return found


def _lines(pieces: Iterable[Piece]) -> list[Line]:
    """The pieces by lines, from the top of the page down."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.top - piece.bottom, piece.left)):
        middle = (piece.top + piece.bottom) / 2
        line = next((line for line in lines[-3:] if line.bottom < middle < line.top), None)
        if line is None:
            lines.append(Line([piece]))
        else:
            line.pieces.append(piece)
    return [Line(_merged(sorted(line.pieces, key=lambda piece: piece.left))) for line in lines]


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Pieces of a line that stand close together as one."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        gap = piece.left - last.right if last else 0.0
        if last is None or gap > _GUTTER * max(last.height, piece.height):
            merged.append(piece)
            continue
        blank = " " if gap > _BLANK * piece.height and not last.text.endswith(" ") else ""
        merged[-1] = Piece(
            f"{last.text}{blank}{piece.text}",
            last.left,
            max(last.right, piece.right),
            min(last.bottom, piece.bottom),
            max(last.top, piece.top),
        )
    return merged


def _columns(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines in reading order: where some in a row leave the same gutter free, those left of it, then the others."""
    band: list[Line] = []
    gutter: _Span | None = None
    plain: list[Line] = []
    for line in lines:
        free = _narrowed(line, gutter) if gutter else None
        if free is None and gutter is not None:
            yield from _split(band, gutter)
            band, gutter = [], None
        if gutter is None:
            free = (line.pieces[0].right, line.pieces[1].left) if len(line.pieces) == 2 else None
        if free is None:
            plain.append(line)
            continue
        if plain:
            yield plain
            plain = []
        band.append(line)
        gutter = free
    if gutter is not None:
        yield from _split(band, gutter)
    if plain:
        yield plain


def _narrowed(line: Line, gutter: _Span) -> _Span | None:
    """What a line leaves free of a gutter; `None` when that is too little, or the line has more than two columns."""
    left, right = gutter
    for piece in line.pieces:
        if piece.right <= (left + right) / 2:
            left = max(left, piece.right)
        elif piece.left >= (left + right) / 2:
            right = min(right, piece.left)
        else:
            return None
    return (left, right) if right - left > line.height / 2 and len(line.pieces) <= 2 else None


def _split(band: list[Line], gutter: _Span) -> Iterator[list[Line]]:
    if len(band) < _LEAST_LINES:
        yield band
        return
    middle = sum(gutter) / 2
    for side in (True, False):
        column = [[piece for piece in line.pieces if (piece.right <= middle) == side] for line in band]
        yield [Line(pieces) for pieces in column if pieces]


def _joined(lines: list[Line]) -> list[str]:
    """The paragraphs of a column: a full line goes on in the next one."""
    if not lines:
        return []
    right = max(line.pieces[-1].right for line in lines)
    left = min(line.pieces[0].left for line in lines)
    steps = sorted(upper.bottom - lower.bottom for upper, lower in pairwise(lines))
    usual = steps[len(steps) // 2] if steps else 0.0
    found: list[str] = []
    before: Line | None = None
    for line in lines:
        text = " ".join(piece.text.strip() for piece in line.pieces)
        begins_left = abs(line.pieces[0].left - left) < line.height
        if before is not None and begins_left and _goes_on(before, line, left + _FULL * (right - left), usual):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
        before = line
    return found


def _goes_on(before: Line, line: Line, full: float, usual: float) -> bool:
    """Whether a line belongs to the paragraph of the one before it."""
    step = before.bottom - line.bottom
    if before.pieces[-1].right < full or step > max(_APART * usual, 0.1) or step <= 0:
        return False
    heading = before.pieces[-1].text.isupper() != line.pieces[0].text.isupper()
    return not heading and abs(line.height - before.height) < 0.3 * line.height
