"""What an article has named once is found again without its title or type noun."""

from collections.abc import Sequence

from pipelines.entities.board import Board, Span
from pipelines.entities.gazetteer import Trie
from pipelines.entities.names import person_shaped
from pipelines.language.syllables import CAPITAL


def recall(boards: Sequence[Board]) -> None:
    """Mark further mentions of the article's surely recognised names, in all its sentences.

    A person is found by the full name and by the given name behind it; a place by its name without the type noun; both
    also in headings in capitals.
    """
    known = Trie()
    given: set[str] = set()
    for board in boards:
        for span in board.spans:
            if span.sure and not board.words.shouted:
                _remember(known, board, span)
            if span.label == "PER" and span.end - span.start >= 3 and not board.words.shouted:
                given.add(board.words.form[span.end - 1])
    for board in boards:
        _find(known, board)
        if given:
            _find_given_names(given, board)


def _find_given_names(given: set[str], board: Board) -> None:
    """Mark the given names that follow a full name: "… bắt Nguyễn Văn Hùng. Tại cơ quan công an, Hùng khai nhận …"."""
    words = board.words
    for i in range(words.count):
        if words.form[i] not in given or board.taken[i] or words.shouted or words.shape[i] != CAPITAL:
            continue
        apart = not words.capital(i + 1) and (i == 0 or not words.capital(i - 1) or board.taken[i - 1])
        if apart and words.lower(i + 1) and not words.inside[i + 1] and not words.inside[i]:
            board.add(i, i + 1, "PER")


def _remember(known: Trie, board: Board, span: Span) -> None:
    words, start = board.words, span.start
    if span.label == "LOC":
        while start < span.end and not words.capital(start):
            start += 1
    if span.label != "ORG" and span.end - start > 1:
        known.add(words.low[start : span.end], span.label)


def _find(known: Trie, board: Board) -> None:
    if known.empty():  # guard: time
        return
    words = board.words
    for i in range(words.count):
        if board.taken[i] or not (words.shouted or words.capital(i)):
            continue
        found = known.at(words.low, i)
        if not found:
            continue
        label = "PER" if "PER" in found else "LOC"  # a street may bear the person's name, hardly the other way round
        end = found[label][0]
        if label == "LOC" and person_shaped(words, i, end) and words.lower(end) and words.pos[end] == "V":
            label = "PER"  # of "đền thờ Nguyễn Bỉnh Khiêm"
        if board.free(i, end) and all(words.shouted or words.capital(k) or words.glued[k] for k in range(i, end)):
            board.add(i, end, label)
