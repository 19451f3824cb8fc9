"""What stands around a name: capitals that go on, offices before it, common nouns that look like one."""

from pipelines.entities.board import Board
from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import family
from pipelines.entities.place_names import whereabouts_end
from pipelines.entities.sentences import Words
from pipelines.language.syllables import UPPER, foreign


def office_before(words: Words, i: int) -> bool:
    """Whether an office stands right before piece i ("Chủ tịch | UBND xã")."""
    if i and words.low[i - 1] in word_set("office_words"):  # needed: 4 real mentions
        return True  # "PCT | UBND tỉnh"
    return any(words.tables(k).get("titles", (0, ""))[0] == i for k in range(max(0, i - 5), i))


def inside_name(board: Board, i: int, end: int) -> bool:
    """Whether the capitals go on before or behind i:end, so that it is part of another name."""
    words = board.words
    if i and words.low[i - 1] in word_set("people_of"):
        return False  # "tiền vệ người | Colombia | Luis Díaz"
    if end < words.count and words.capital(end) and not board.taken[end] and "titles" not in words.tables(end):
        return end - i == 1 or not (family(words.form[end]) or foreign(words.form[end]))
    if not i or not words.capital(i - 1) or board.taken[i - 1] or words.glued[i]:
        return False
    # "Từ Frankfurt, ...", "Vùng | Đồng bằng sông Hồng"
    way = (words.opens(i - 1) and words.low[i - 1] in PREPOSITIONS) or whereabouts_end(words, i - 1) == i
    acronym = words.shape[i - 1] == UPPER and end - i > 1 and not words.shouted  # "ngành TT&TT | Hà Nội"
    return not way and not acronym and (not words.opens(i - 1) or family(words.form[i - 1]))


#: Words before a place.
PREPOSITIONS = word_set("at_places") | word_set("movement") | word_set("ways") | word_set("other_prepositions")


#: Tables whose entries are common nouns: a single capital that begins one is no name ("tại Nhà thi đấu").
COMMON = frozenset({"place_heads", "titles", "fields", "fields_verbal", "enders", "bodies_named", "bodies_of_units"})
