"""The layer that makes the names of a list one kind."""

from collections.abc import Iterator

from pipelines.entities.board import Board, Span
from pipelines.entities.gazetteer import word_set
from pipelines.entities.place_names import behind_brackets, plural_before
from pipelines.entities.sentences import DASHES, Words


def settle_lists(board: Board) -> None:
    """Make lists of persons and places one kind: streets ("các phố Hàng Khay, | Lý Thái Tổ, Tràng Tiền") or persons."""
    for run in _lists(board):
        kind = _kind(board, run)
        for span in run:
            if kind not in (None, span.label) and _doubtful(board, span):  # needed: 21 real mentions of 1,600 articles
                board.spans[board.spans.index(span)] = Span(span.start, span.end, kind or span.label)


_STREETS = word_set("streets")


def _kind(board: Board, run: list[Span]) -> str | None:
    """The label of all names of the list, or `None` where nothing tells it."""
    words, first = board.words, run[0].start
    nouns = [
        k for k in range(1, run[-1].end) if words.low[k] in _STREETS and not words.spells(k - 1, k + 1, "no_type_nouns")
    ]
    labels = [span.label for span in run]
    listed = words.form[first - 1 : first] == [":"]
    alone = listed or not any(_level(words, span) in ("district", "province") for span in run)  # no addresses
    many = any(plural_before(words, k) for k in nouns)
    streets = many or (bool(nouns) and alone and labels.count("LOC") > labels.count("PER"))
    placed = listed or labels.count("LOC") > 1
    # "Quỳnh Anh - Lê Hải - Phạm Linh", but "Lê Hải, Phạm Linh, | Kim Sơn": where they live
    people = labels.count("PER") > 2 - (labels[-1] == "PER") and all(
        _doubtful(board, span) for span in run if span.label == "LOC"
    )
    return ("LOC" if placed else None) if streets else "PER" if people else None


def _doubtful(board: Board, span: Span) -> bool:
    """Whether the name may be of the other kind: a person without a title, a bare place that is a commune at most."""
    words = board.words
    person = span.label == "PER" and not (span.start and board.taken[span.start - 1])
    commune = _level(words, span) == "commune" and words.capital(span.start) and span.end - span.start == 2
    return person or commune  # needed: 20 real mentions of 1,600 articles


def _level(words: Words, span: Span) -> str:
    """The level of the unit that the name is, "" where it is none."""
    return words.written(span.start).get("units", (0, ""))[1]


def _lists(board: Board) -> Iterator[list[Span]]:
    """The lists of three names or more that hold persons and places, and nothing else."""
    words = board.words
    run: list[Span] = []
    for span in [*sorted(board.spans), Span(words.count, words.count, "")]:
        end = behind_brackets(words, run[-1].end) if run else 0
        inside = span.start < end  # "Lương Văn Can | (đoạn từ Hàng Hành đến Lê Thái Tổ)"
        joined = run and end == span.start - 1 and words.form[span.start - 1] in _BETWEEN
        mixed = {name.label for name in run} == {"PER", "LOC"}
        if not (joined or inside) and len(run) > 2 and mixed:  # needed: 21 real mentions of 1,600 articles
            yield run
        run = run if inside else [*run, span] if joined else [span]


#: Marks between the names of a list.
_BETWEEN = DASHES | {",", ";"}
