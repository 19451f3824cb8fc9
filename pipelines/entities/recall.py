"""What an article has named once is found again without its title or type noun."""

from collections.abc import Sequence

from pipelines.entities.board import Board, Span
from pipelines.entities.tables import Trie


def recall(boards: Sequence[Board]) -> None:
    """Mark further mentions of the article's surely recognised names, in all its sentences.

    A person is found by the full name; a place by its name without the type noun; both also in headings in capitals.
    """
    known = Trie()
    for board in boards:
        for span in board.spans:
            if span.sure and not board.words.shouted:
                _remember(known, board, span)
    for board in boards:
        _find(known, board)


def _remember(known: Trie, board: Board, span: Span) -> None:
    words, start = board.words, span.start
    if span.label == "LOC":
        while start < span.end and not words.capital(start):
            start += 1
    if span.label != "ORG" and span.end - start > 1:
        known.add(words.low[start : span.end], span.label)


def _find(known: Trie, board: Board) -> None:
    words = board.words
    for i in range(words.count):
        if board.taken[i] or not (words.shouted or words.capital(i)):
            continue
        found = known.at(words.low, i)
        if not found:
            continue
        label = "PER" if "PER" in found else "LOC"  # a street may bear the person's name, hardly the other way round
        end = found[label][0]
        if board.free(i, end) and all(words.shouted or words.capital(k) or words.glued[k] for k in range(i, end)):
            board.add(i, end, label)
