"""What an article has named once is found again without its title or type noun."""

from collections.abc import Sequence

from pipelines.entities.board import Board, Span
from pipelines.entities.gazetteer import Trie
from pipelines.entities.names import person_shaped
from pipelines.entities.sentences import Words
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
            if span.sure and not board.words.shouted:  # needed: 4 real mentions
                _remember(known, board, span)
            if (
                span.label == "PER" and span.end - span.start >= 3 and not board.words.shouted
            ):  # needed: 2 real mentions
                given.add(board.words.form[span.end - 1])
    for board in boards:
        _find(known, board)
        if given:  # needed: 2 real mentions
            _find_given_names(given, board)


def _find_given_names(given: set[str], board: Board) -> None:
    """Mark the given names that follow a full name: "… bắt Nguyễn Văn Hùng. Tại cơ quan công an, Hùng khai nhận …"."""
    words = board.words
    for i in range(words.count):
        if words.form[i] not in given or board.taken[i] or words.shouted or words.shape[i] != CAPITAL:
            continue
        apart = not words.capital(i + 1) and (i == 0 or not words.capital(i - 1) or board.taken[i - 1])
        if apart and words.lower(i + 1) and not words.inside[i + 1] and not words.inside[i]:  # needed: 2 real mentions
            board.add(i, i + 1, "PER")


def _remember(known: Trie, board: Board, span: Span) -> None:
    words, start = board.words, span.start
    if span.label == "LOC":  # needed: 30 real mentions of 1,600 articles
        while start < span.end and not words.capital(start):
            start += 1
    if span.label != "ORG" and span.end - start > 1:  # needed: 4 real mentions
        known.add(words.low[start : span.end], span.label)


def _find(known: Trie, board: Board) -> None:
    if known.empty():  # guard: time
        return
    words = board.words
    for i in range(words.count):
        found = known.at(words.low, i) if not board.taken[i] and (words.shouted or words.capital(i)) else {}
        label = next((label for label in _LABELS if label in found), None)
        end = found[label][0] if label else i
        whole = all(words.shouted or words.capital(k) or words.glued[k] for k in range(i, end))
        if label and whole and board.free(i, end):  # needed: 4 real mentions
            board.add(i, end, "PER" if _acts(words, i, end) else label)


#: A street may bear a person's name, hardly the other way round.
_LABELS = ("PER", "LOC")


def _acts(words: Words, i: int, end: int) -> bool:
    """Whether i:end, known as a place, is a person by shape and deed: of "đền thờ Nguyễn Bỉnh Khiêm"."""
    return person_shaped(words, i, end) and words.lower(end) and words.pos[end] == "V"
