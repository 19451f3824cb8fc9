"""What an article has named once is found again without its title or type noun."""

from collections.abc import Sequence

from pipelines.entities.layers import Board
from pipelines.entities.syllables import CAPITAL, UPPER


def recall(boards: Sequence[Board]) -> None:
    """Mark further mentions of the article's surely recognised names, in all its sentences.

    A person is found by the full name; a place by its name without the type noun; both also in headings in capitals.
    """
    known: dict[tuple[str, ...], str] = {}
    for board in boards:
        words = board.words
        for span in board.spans:
            if not span.sure or words.shouted:
                continue
            if span.label == "PER" and span.end - span.start > 1:
                known[tuple(words.low[span.start : span.end])] = "PER"
            elif span.label == "LOC":
                start = span.start
                while start < span.end and words.shape[start] not in (CAPITAL, UPPER):
                    start += 1
                if span.end - start > 1:
                    known.setdefault(tuple(words.low[start : span.end]), "LOC")
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for name in known:
        by_first.setdefault(name[0], []).append(name)
    for board in boards:
        _find(board, known, by_first)


def _find(board: Board, known: dict[tuple[str, ...], str], by_first: dict[str, list[tuple[str, ...]]]) -> None:
    words = board.words
    for i in range(words.count):
        if board.taken[i] or not words.capital(i):
            continue
        for name in sorted(by_first.get(words.low[i], ()), key=len, reverse=True):
            end = i + len(name)
            if (
                tuple(words.low[i:end]) == name
                and board.free(i, end)
                and all(words.capital(k) or words.glued[k] for k in range(i, end))
            ):
                board.add(i, end, known[name])
                break
