"""The layer that makes the names of a list one kind."""

from collections.abc import Iterator

from pipelines.entities.board import Board, Span
from pipelines.entities.gazetteer import word_set
from pipelines.entities.place_names import plural_before
from pipelines.entities.sentences import DASHES


def settle_lists(board: Board) -> None:
    """Make lists of persons and places one kind: streets ("các phố Hàng Khay, | Lý Thái Tổ, Tràng Tiền") or persons."""
    for run in _lists(board):
        kind = _kind(board, run)
        for span in run:
            if kind not in (None, span.label) and _doubtful(board, span):
                board.spans[board.spans.index(span)] = Span(span.start, span.end, kind or span.label)


_STREETS = word_set("streets")


def _kind(board: Board, run: list[Span]) -> str | None:
    """The label of all names of the list, or `None` where nothing tells it."""
    words, first = board.words, run[0].start
    streets = any(words.low[k] in _STREETS and plural_before(words, k) for k in range(1, first))
    labels = [span.label for span in run]
    placed = labels.count("LOC") > 1 or words.form[first - 1 : first] == [":"]
    people = labels.count("PER") > 2 and all(_doubtful(board, span) for span in run if span.label == "LOC")
    return ("LOC" if placed else None) if streets else "PER" if people else None


def _doubtful(board: Board, span: Span) -> bool:
    """Whether the name may be of the other kind: a person without a title, a bare place that is a commune at most."""
    words = board.words
    unit = words.written(span.start).get("units", (0, ""))[1]
    person = span.label == "PER" and not (span.start and board.taken[span.start - 1])
    return person or (unit == "commune" and words.capital(span.start) and span.end - span.start == 2)


def _lists(board: Board) -> Iterator[list[Span]]:
    """The lists of three names or more that hold persons and places, and nothing else."""
    words = board.words
    run: list[Span] = []
    for span in [*sorted(board.spans), Span(words.count, words.count, "")]:
        joined = run and run[-1].end == span.start - 1 and words.form[span.start - 1] in _BETWEEN
        if not joined and len(run) > 2 and {name.label for name in run} == {"PER", "LOC"}:
            yield run
        run = [*run, span] if joined else [span]


#: Marks between the names of a list.
_BETWEEN = DASHES | {",", ";"}
