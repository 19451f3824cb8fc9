"""The layer that marks teams by the bare names of their towns: "Hải Phòng" in "Nghệ An thắng Hải Phòng 2 - 1"."""

import re

from pipelines.entities.board import Board
from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import name_end
from pipelines.entities.person_names import shaped_person
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import CAPITAL

_PLAY = word_set("play")
_PLAYING = frozenset(verb.split()[0] for verb in _PLAY)
#: A team's goal or its lines.
_GOALS = word_set("goals")
#: Syllables without one of which there is nothing to look for.
_CUES = _PLAYING | word_set("play_cues")
_BETWEEN = word_set("between_teams")
#: Words before the verb that leave the team its subject ("Nam Định | đã | thắng").
_ADVERBS = word_set("team_adverbs")
#: What tells a report of a match; without it or a score towns may meet for other reasons.
_MATCH = re.compile(
    r"\bsân\b|\bvòng (?:\d|đấu|bảng|loại|tròn)|\btrận (?:đấu|gặp|thắng|thua|hòa|cầu|derby)|\bhiệp\b|league|\bcúp\b"
    r"|\bbóng (?:đá|chuyền|rổ|bàn)|\b(?:tứ|bán|chung) kết\b|\blượt (?:đi|về|trận)\b"
)
#: Digits of one side's points.
_LONGEST_SCORE = 3
#: Syllables of the longest name of a team.
_LONGEST_TEAM = 5


def tag_teams(board: Board) -> None:
    """Teams by bare names around a verb of play or a score; countries remain places."""
    words = board.words
    if words.shouted or _CUES.isdisjoint(words.low):  # guard: time
        return
    match = _MATCH.search(" ".join(words.low)) is not None
    for i, low in enumerate(words.low):
        if words.number(i) and match and score_at(words, i):
            _mark_rivals(board, i)
        elif low in _CUES and not _mark_conceding(board, i):
            _mark_playing(board, i, match)


def _mark_conceding(board: Board, i: int) -> bool:
    """Mark the team behind the goal or defence that ends at i ("tung lưới | Hà Tĩnh"); whether there is one."""
    words = board.words
    end = _goal_end(words, i)
    last = end and _name_end(words, end)
    if end is None or not last or last == end or not _town(words, end, last):
        return False
    _mark(board, end, last)
    return True


def _mark_playing(board: Board, i: int, match: bool) -> None:
    """Mark the teams before and behind the verb of play at i; `match` says that the sentence tells of a match."""
    words = board.words
    end = _verb_end(words, i)
    first = end or i
    while words.lower(first) and words.low[first] in _BETWEEN:
        first += 1
    last = board.free_end(first, _name_end(words, first))
    team_end = _team_end(board, first)
    score = last > first and score_at(words, last) if team_end is None else score_at(words, team_end)
    if end is None or not (score or match):
        return
    subject = _subject(board, i)
    country = words.written(first).get("places_known", (0, ""))[1] == "country"
    beaten = last > first and (_town(words, first, last) or (score and not country and _of_team(board, i)))
    if beaten:
        _mark(board, first, last)
    town = subject is not None and _town(words, *subject)
    # "Khánh Hòa cầm hòa Hoàng Anh Gia Lai"
    acts = (score or town) and not (subject and shaped_person(words, *subject)) if beaten else town and team_end
    if subject is not None and acts:
        _mark(board, *subject)


def _goal_end(words: Words, i: int) -> int | None:
    """Behind the goal or defence that can only be a team's: "tung lưới | Hà Tĩnh"."""
    return i + 1 if i and words.lower(i) and f"{words.low[i - 1]} {words.low[i]}" in _GOALS else None


def _mark_rivals(board: Board, i: int) -> None:
    """The teams around a dash or the score at i: "Hà Tĩnh - Quảng Nam | 2-2", "Hà Tĩnh | 2-2 | Quảng Nam"."""
    words = board.words
    start = _name_start(words, i)
    if start < i and start and words.form[start - 1] in DASHES:
        first = _name_start(words, start - 1)
        pair = [(first, start - 1), (start, i)]
    else:
        pair = [(start, i), (i + 3, _name_end(words, i + 3))]
    if all(first < last for first, last in pair) and any(_town(words, *span) for span in pair):
        for first, last in pair:
            if words.written(first).get("places_known", (0, ""))[1] != "country":  # a country stays a place
                _mark(board, first, last)


def _name_start(words: Words, end: int) -> int:
    start = end
    while start and words.shape[start - 1] == CAPITAL and end - start < _LONGEST_TEAM:
        start -= 1
    return start


def score_at(words: Words, i: int) -> bool:
    """Whether a score stands at piece i: "2 - 1", also behind "với tỷ số"."""
    while words.lower(i) and words.low[i] in word_set("score_words"):
        i += 1
    if not (words.number(i) and words.number(i + 2) and words.form[i + 1] in DASHES):
        return False
    return len(words.form[i]) <= _LONGEST_SCORE and len(words.form[i + 2]) <= _LONGEST_SCORE  # not "2020-2025"


def _verb_end(words: Words, i: int) -> int | None:
    return next((i + n for n in (1, 2) if words.lower(i) and words.spells(i, i + n, "play")), None)


def _name_end(words: Words, i: int) -> int:
    end = name_end(words, i) if i < words.count and words.shape[i] == CAPITAL else i
    end = max(end, words.written(i).get("units", (0, ""))[0])  # "Bà Rịa - Vũng Tàu"
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
    last, level = words.written(i).get("units", (0, ""))
    return last == end and (level == "province" or not shaped_person(words, i, end))


def _of_team(board: Board, i: int) -> bool:
    """Whether the subject of the verb at i is a team, so that whom it beats is none of the persons."""
    words = board.words
    while i and words.lower(i - 1) and words.low[i - 1] in _ADVERBS:
        i -= 1
    return any(span.label == "ORG" and span.end == i for span in board.spans)


def _team_end(board: Board, i: int) -> int | None:
    """The end of the team at i that an earlier layer has marked."""
    return next((span.end for span in board.spans if span.label == "ORG" and span.start == i), None)


def _mark(board: Board, start: int, end: int) -> None:
    if board.free(start, end):
        board.add(start, end, "ORG")
