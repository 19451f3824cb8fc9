"""The layer that marks teams by the bare names of their towns: "Hải Phòng" in "Nghệ An thắng Hải Phòng 2 - 1"."""

from pipelines.entities.board import Board
from pipelines.entities.names import name_end
from pipelines.entities.people import shaped_person
from pipelines.entities.sentences import DASHES, Words
from pipelines.entities.syllables import CAPITAL

#: What one team does to another; of two syllables the second is given with the first.
_PLAY = {
    "thắng": (), "thua": (), "hòa": (), "hạ": (), "gặp": (), "tiếp": (), "đấu": (), "đánh": ("bại", "gục"),
    "cầm": ("hòa",), "đè": ("bẹp",), "vượt": ("qua",), "đối": ("đầu",), "chạm": ("trán",), "quật": ("ngã",),
    "ngược": ("dòng",),
}  # fmt: skip
_PLAYING = frozenset(_PLAY)
_BETWEEN = frozenset({"trước", "với", "chủ", "nhà", "đón", "tiếp"})
#: Words before the verb that leave the team its subject ("Nam Định | đã | thắng").
_ADVERBS = frozenset({"đã", "vừa", "để", "sẽ", "chỉ", "bất", "ngờ", "có", "trận", "suýt", "tiếp", "đón", "lại"})
#: Words that tell a report of a match; without one or a score towns may meet for other reasons.
_MATCH = frozenset({"sân", "vòng", "trận", "hiệp", "bán", "chung", "league", "lượt", "cúp", "đội", "bóng"})
#: Syllables of the longest name of a team.
_LONGEST_TEAM = 5


def tag_teams(board: Board) -> None:
    """Teams by bare names around a verb of play or a score; countries remain places."""
    words = board.words
    if words.shouted or _PLAYING.isdisjoint(words.low):
        return
    match = not _MATCH.isdisjoint(words.low)
    for i in range(words.count):
        end = _verb_end(words, i)
        if end is None:
            continue
        first = end
        while words.lower(first) and words.low[first] in _BETWEEN:
            first += 1
        last = board.free_end(first, _name_end(words, first))
        score = score_at(words, last) if last > first else False
        if not score and not match:
            continue
        subject = _subject(board, i)
        if last > first and (_town(words, first, last) or (score and _of_team(board, i, subject))):
            _mark(board, first, last)
            if subject is not None and _town(words, *subject):
                _mark(board, *subject)
        elif score_at(words, first) and subject is not None and _town(words, *subject):
            _mark(board, *subject)  # "Nghệ An thắng 2 - 1"


def score_at(words: Words, i: int) -> bool:
    """Whether a score stands at piece i: "2 - 1", also behind "với tỷ số"."""
    while words.lower(i) and words.low[i] in ("với", "tỷ", "tỉ", "số", "đậm", "sát", "nút"):
        i += 1
    return words.number(i) and words.form[i + 1 : i + 2] != [] and words.form[i + 1] in DASHES and words.number(i + 2)


def _verb_end(words: Words, i: int) -> int | None:
    seconds = _PLAY.get(words.low[i]) if words.lower(i) else None
    if seconds is None:
        return None
    if not seconds:
        return i + 1
    return i + 2 if words.low[i + 1 : i + 2] and words.low[i + 1] in seconds else None


def _name_end(words: Words, i: int) -> int:
    end = name_end(words, i) if i < words.count and words.shape[i] == CAPITAL else i
    return end if end - i <= _LONGEST_TEAM else i


def _subject(board: Board, i: int) -> tuple[int, int] | None:
    """The free name in capitals right before the verb at i."""
    words = board.words
    end = i
    while end and words.lower(end - 1) and words.low[end - 1] in _ADVERBS:
        end -= 1
    start = end
    while start and words.capital(start - 1) and not board.taken[start - 1]:
        start -= 1
    return (start, end) if start < end else None


def _town(words: Words, i: int, end: int) -> bool:
    """Whether i:end is nothing but the name of a town or province of the country."""
    return words.written(i).get("units", (0, ""))[0] == end and not shaped_person(words, i, end)


def _of_team(board: Board, i: int, subject: tuple[int, int] | None) -> bool:
    """Whether the subject of the verb at i is a team, so that whom it beats is none of the persons."""
    words = board.words
    while i and words.lower(i - 1) and words.low[i - 1] in _ADVERBS:
        i -= 1
    team = any(span.label == "ORG" and span.end == i for span in board.spans)
    return team or (subject is not None and _town(words, *subject))


def _mark(board: Board, start: int, end: int) -> None:
    if board.free(start, end):
        board.add(start, end, "ORG")
