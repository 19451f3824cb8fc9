"""The layers of entity tagging in their order; each sees only what those before it left free.

A layer is a function from a sentence's words and the spans found so far to further spans; `LAYERS` names them.
"""

import re
from collections.abc import Callable

from pipelines.entities.board import Board
from pipelines.entities.bodies import body_at
from pipelines.entities.body_heads import head_at
from pipelines.entities.names import family, name_end, place_end
from pipelines.entities.people import initials, person_end, shaped_person, title_end
from pipelines.entities.places import listed_names, place_at, plural_before, whereabouts_end
from pipelines.entities.proposals import proposals
from pipelines.entities.sentences import DASHES, Words
from pipelines.entities.syllables import CAPITAL, UPPER, foreign
from pipelines.entities.tables import words_of

Layer = Callable[[Board], None]


def block_phrases(board: Board) -> None:
    """Days, prizes, works and other phrases with capitals that name nobody."""
    words = board.words
    i = 0
    while i < words.count:
        found = words.written(i)
        end = found["not_entities"][0] if "not_entities" in found else i
        longer = max((entry[0] for table, entry in found.items() if table != "not_entities"), default=0)
        if longer - i > 2 and longer > end:
            i = longer  # "Trung tâm Hội nghị Quốc gia" holds no conference
            continue
        if end > i and end >= longer and (end - i > 1 or _alone(words, i)):
            board.block(i, end)
            i = end
            continue
        thing = words.tables(i).get("named_things")
        if thing and words.form[thing[0] : thing[0] + 1] in (["“"], ['"']):
            board.block(thing[0], _quote_end(words, thing[0]))  # "ca khúc “Hà Nội mùa thu”"
        if thing and words.capital(thing[0]) and not words.shouted:
            end = name_end(words, thing[0])
            if board.free(thing[0], end) and not (words.capital(i) and not words.opens(i) and thing[0] - i == 1):
                board.block(thing[0], end)
            i = end
        else:
            i += 1


def _quote_end(words: Words, i: int) -> int:
    """Behind the mark that closes the short quotation opened at i; i itself if none does."""
    for k in range(i + 1, min(words.count, i + _LONGEST_TITLE)):
        if words.form[k] in ("”", '"'):
            return k + 1
    return i


#: Pieces of the longest title of a work in quotation marks.
_LONGEST_TITLE = 16


def _alone(words: Words, i: int) -> bool:
    """Whether a single capital word is not part of a longer name ("Đảng" in "Đảng bộ")."""
    return not words.capital(i + 1) and not words.tables(i).keys() & {"bodies_standing", "bodies_named"}


def tag_bodies(board: Board) -> None:
    """Organisations by their head nouns."""
    words = board.words
    i = 0
    while i < words.count:
        title = words.tables(i).get("titles")
        if title and title[0] - i > 1 and (head_at(words, i) or (0,))[0] < title[0]:
            i = _head_within(words, i, title[0])  # "Phó Chủ tịch Thường trực" holds no "Thường trực"
            continue
        if i and family(words.form[i]) and _personal_title_before(words, i):
            i += 1  # "đồng chí Đoàn Hùng Sơn"
            continue
        known = words.written(i).get("bodies_known")
        if known and (known[0] - i > 2 or words.low[known[0] : known[0] + 2] == _BRANCH):
            end = _branch_end(words, known[0])
            if board.free(i, end):
                board.add(i, end, "ORG")
                i = end
                continue
        head = None if board.taken[i] else head_at(words, i)
        if head is not None and _longer_phrase(words, i, head[0]):
            i = words.written(i)["not_entities"][0]  # "BHXH tự nguyện"
            continue
        if head is not None and words.low[i] in _LISTED_BODIES and plural_before(words, i) and words.capital(head[0]):
            for first, last in listed_names(words, head[0]):
                if board.free(first, last):
                    board.add(first, last, "ORG", sure=True)
            i = head[0]
            continue
        if head is not None:
            stop = body_at(words, i, person_follows=_office_before(words, i))
            if stop is not None and board.free(i, stop):
                board.add(i, stop, "ORG", sure=stop - i > 2)
                i = stop
                continue
        i += 1


def _longer_phrase(words: Words, i: int, end: int) -> bool:
    """Whether a phrase that is no entity begins with the head noun i:end and goes on behind it in lower case."""
    phrase_end = words.written(i).get("not_entities", (0, ""))[0]
    return phrase_end > end and words.lower(end)


#: Head nouns behind which several bodies are listed by their bare names ("hai đội Sanna Khánh Hòa và Thái Sơn Nam").
_LISTED_BODIES = frozenset({"đội", "clb", "báo", "hãng"})


def _head_within(words: Words, i: int, end: int) -> int:
    """Where a head noun begins in the title i:end and goes on behind it ("Trưởng | Ban Tổ chức"), else `end`."""
    for k in range(i + 1, end):
        head = None if words.low[k] == "thường" else head_at(words, k)
        if head is not None and head[0] == end and "levels" in words.tables(end):
            return k  # "Bí thư | Chi bộ tổ dân phố 3"
        if head is not None and head[0] <= end and head_at(words, end) is not None:
            break
        if head is not None and (head[0] > end or (head[0] == end and words.capital(end) and k + 1 == end)):
            return k
    return end


def _personal_title_before(words: Words, i: int) -> bool:
    return any(title_end(words, k) == (i, True) for k in range(max(0, i - 3), i))


def _office_before(words: Words, i: int) -> bool:
    """Whether an office stands right before piece i ("Chủ tịch | UBND xã")."""
    return any(words.tables(k).get("titles", (0, ""))[0] == i for k in range(max(0, i - 5), i))


def tag_known_bodies(board: Board) -> None:
    """Organisations known by their names, also with a branch or country ("Agribank chi nhánh Sơn Tây"); youth teams."""
    words = board.words
    i = 0
    while i < words.count:
        known = words.written(i).get("bodies_known")
        end = known[0] if known else i
        if known:
            end = max(_branch_end(words, end), _english_end(words, i))
        elif words.capital(i) and not board.taken[i]:
            end = _english_end(words, i)
        if end == i and i + 1 < words.count and (_YOUTH_TEAM.fullmatch(words.form[i]) or _abbreviation(words, i)):
            place = words.written(i + 1).get("places_known")
            end = place[0] if place else i
        if end > i and board.free(i, end) and not _inside_name(board, i, end) and not _type_noun_before(words, i):
            board.add(i, end, "ORG")
            i = end
        else:
            i += 1


def _abbreviation(words: Words, i: int) -> bool:
    """Whether an unknown abbreviation stands at i: a country behind it makes it a body ("RMIT Việt Nam")."""
    return words.shape[i] == UPPER and not words.shouted and not words.tables(i) and words.form[i + 1] == "Việt"


_YOUTH_TEAM = re.compile(r"U(?:1[4-9]|2[0-3])")


_BRANCH = ["chi", "nhánh"]


def _english_end(words: Words, i: int) -> int:
    """The end of a name in capitals that an English word of trade closes: "Sun PhuQuoc | Airways"."""
    end = name_end(words, i)
    for k in range(end - 1, i, -1):
        if words.form[k] in words_of("bodies_english"):
            return k + 1
    return i


def _type_noun_before(words: Words, i: int) -> bool:
    return i > 0 and any(name in words.tables(i - 1) for name in ("levels", "place_heads"))


def _branch_end(words: Words, end: int) -> int:
    if words.low[end : end + 2] == _BRANCH and words.count > end + 2:
        return place_at(words, end + 2) or max(name_end(words, end + 2), end)
    if words.capital(end):
        places = [words.written(end)[table][0] for table in ("places_known", "units") if table in words.written(end)]
        return max(places, default=end)
    return end


def tag_titled_people(board: Board) -> None:
    """Persons behind a title, also with their country or town between ("Tổng thống Nga Vladimir Putin")."""
    words = board.words
    i = 0
    while i < words.count:
        known = words.written(i).get("foreign_people")
        if known and words.tables(i).get("titles", (known[0], ""))[0] < known[0] and board.free(i, known[0]):
            board.add(i, known[0], "PER", sure=True)  # "Bác Hồ"
            i = known[0]
            continue
        title = None if board.taken[i] else title_end(words, i)
        if title is None:
            i += 1
            continue
        j, personal = title
        if j < words.count and words.capital(j) and not board.taken[j] and title_end(words, j) is None:
            marked = _tag_after_title(board, j, personal)
            if marked and board.free(i, j):
                board.block(i, j)
        i = j if j > i else i + 1


def _tag_after_title(board: Board, j: int, personal: bool) -> bool:
    """Mark the person at j, after a country or body that the title may have; whether there is one."""
    words = board.words
    field = words.tables(j).get("fields")
    if field is not None and not personal and not family(words.form[j]):
        j = field[0]  # the office goes on: "Bộ trưởng Quốc phòng Ấn Độ Rajnath Singh"
    end = person_end(words, j) if words.capital(j) else j
    if end == j or not board.free(j, end):
        return False
    written = words.written(j)
    if "foreign_people" in written and written["foreign_people"][0] >= end:
        end = written["foreign_people"][0]
        if board.free(j, end):
            board.add(j, end, "PER", sure=True)
        return True
    if "bodies_known" in written and written["bodies_known"][0] < end and not family(words.form[j]):
        board.add(j, written["bodies_known"][0], "ORG")  # "Chủ tịch Fed Jerome Powell"
        j = written["bodies_known"][0]
        written = words.written(j)
    if not personal and not family(words.form[j]) and head_at(words, j) is not None:
        return False  # "Giám đốc Ban QLDA"
    if not personal:
        place = written.get("places_known", (j, ""))[0]
        if written.get("units", (j, "commune"))[1] != "commune":
            place = max(place, written["units"][0])
        if place >= end - (words.form[end - 1] == ".") and not shaped_person(words, j, end):
            return False
        if j < place < end:
            rest_named = end - place > 1 or foreign(words.form[place])
            if rest_named and (
                not family(words.form[j]) or foreign(words.form[place]) or shaped_person(words, place, end)
            ):
                board.add(j, place, "LOC")
                j = place
    board.add(j, end, "PER", sure=end - j > 1)
    return True


def tag_after_bodies(board: Board) -> None:
    """Persons right behind a body in an office ("Bí thư Thành ủy Hà Nội | Đinh Tiến Dũng")."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if span.label == "PER" or j >= words.count or board.taken[j] or not words.capital(j):
            continue
        end = person_end(words, j)
        named = family(words.form[j]) or foreign(words.form[j]) or words.form[j + 1 : j + 2] in (["Văn"], ["Thị"])
        if end - j >= 2 and board.free(j, end) and named:
            board.add(j, end, "PER", sure=True)


def tag_after_countries(board: Board) -> None:
    """Foreigners right behind the country that they come from or serve in ("Đại sứ Nga tại Lào | Ivan Petrov")."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if span.label != "LOC" or "places_known" not in words.written(span.start) or not words.capital(j):
            continue
        end = board.free_end(j, person_end(words, j))
        if end - j >= 2 and (foreign(words.form[j]) or family(words.form[j])):
            board.add(j, end, "PER", sure=True)


def tag_places(board: Board) -> None:
    """Places by their type nouns, also bare in an enumeration ("các xã Kim Sơn, Sơn Đông")."""
    words = board.words
    i = 0
    while i < words.count:
        if board.taken[i] or not (words.tables(i) or words.written(i)) or _within_capitals(board, i):
            i += 1
            continue
        head = max(
            (words.tables(i)[name][0] for name in ("place_heads", "levels") if name in words.tables(i)), default=0
        )
        if head and head < words.count and plural_before(words, i) and (words.capital(head) or words.form[head] == ":"):
            names = listed_names(words, head)
            if len(names) > 1:  # else "15 phố Huế", a house number
                for first, last in names:
                    first = i if first == head else first  # the type noun stands before the first
                    if board.free(first, last):
                        board.add(first, last, "LOC", sure=True)
                i = head
                continue
        person = words.written(i).get("foreign_people")
        if person and words.low[max(0, i - 1)] not in ("phố", "tp", "."):
            i = person[0]  # "Hồ Chí Minh", "Hồ Xuân Hương"
            continue
        title = words.tables(i).get("titles")
        if title and title[0] - i > 1 and _names_person(words, i, title[0]):
            i = title[0]  # "già làng A Nhót", "Trưởng thôn Nguyễn Văn An"
            continue
        whereabouts = whereabouts_end(words, i)
        if whereabouts is not None:
            i = whereabouts
            continue
        end = _without_person(words, i, place_at(words, i))
        written = words.written(i).get("places_known")
        if end is not None and written:
            end = max(end, written[0])
        if end is not None and board.free(i, end):
            board.add(i, end, "LOC", sure=True)
            i = end
            continue
        i += 1


def _without_person(words: Words, i: int, end: int | None) -> int | None:
    """The end of the place i:end without its mayor abroad: "Thị trưởng thành phố Seongnam | Shin Sang-jin"."""
    level = words.tables(i).get("levels")
    if end is None or level is None or end - level[0] < 3 or not _office_before(words, i):
        return end
    foreigner = foreign(words.form[level[0]]) and words.capital(level[0] + 1) and not words.written(level[0])
    return level[0] + 1 if foreigner else end


def _names_person(words: Words, i: int, end: int) -> bool:
    """Whether the title i:end, whose last syllable may be a place's type noun, has a person behind it."""
    if words.low[i] == "già":
        return words.capital(end)
    return words.capital(end) and shaped_person(words, end, person_end(words, end))


def _within_capitals(board: Board, i: int) -> bool:
    """Whether piece i goes on with the capitals before it, so that it is no type noun ("Nguyễn | Thành Công")."""
    words = board.words
    if not i or not words.capital(i) or not words.capital(i - 1) or board.taken[i - 1] or words.glued[i]:
        return False
    if words.shape[i] != words.shape[i - 1] or (words.opens(i - 1) and words.pos[i - 1] not in (None, "Np")):
        return False
    level = words.tables(i).get("levels")
    return level is None or level[1] != "unit"


def tag_known_places(board: Board) -> None:
    """Countries, provinces, units and sights known by their names."""
    words = board.words
    i = 0
    while i < words.count:
        found = words.written(i)
        end = max((found[name][0] for name in ("places_known", "units", "foreign_people") if name in found), default=0)
        run = person_end(words, i) if family(words.form[i]) else i
        if end < run and shaped_person(words, i, run):
            end = 0  # "Phan Thanh" in "Phan Thanh Hà"
        if (
            end - i == 1
            and words.opens(i)
            and words.form[i - 1] not in DASHES
            and words.lower(i + 1)
            and words.form[i] in _WORDS_TOO
        ):
            end = 0
        if not end or board.taken[i] or not board.free(i, end) or _inside_name(board, i, end):
            i += 1
            continue
        if "foreign_people" in found and found["foreign_people"][0] == end:
            board.add(i, end, "PER")
        elif (
            ("places_known" in found and found["places_known"][0] == end)
            or found["units"][1] != "commune"
            or end - i > 1
        ):
            board.add(i, end, "LOC")
        i = end


#: Places that are common words at the beginning of a sentence ("Anh kể lại", "Đức tính").
_WORDS_TOO = frozenset({"Anh", "Ý", "Đức", "Áo", "Vinh", "Viên", "Nice", "Pháp", "Bỉ", "Huế", "Bờ"})


def _inside_name(board: Board, i: int, end: int) -> bool:
    """Whether the capitals go on before or behind i:end, so that it is part of another name."""
    words = board.words
    if i and words.low[i - 1] == "người":
        return False  # "tiền vệ người | Colombia | Luis Díaz"
    if end < words.count and words.capital(end) and not board.taken[end] and not _new_start(words, end):
        return end - i == 1 or not (family(words.form[end]) or foreign(words.form[end]))
    continues = i > 0 and words.capital(i - 1) and not board.taken[i - 1] and not words.glued[i]
    if continues and words.opens(i - 1) and words.low[i - 1] in _PREPOSITIONS:
        return False  # "Từ Frankfurt, ..."
    return continues and (not words.opens(i - 1) or family(words.form[i - 1]))


_PREPOSITIONS = frozenset({"từ", "tại", "ở", "đến", "tới", "về", "trong", "theo", "trước", "sau", "dọc", "giữa", "qua"})


def _new_start(words: Words, i: int) -> bool:
    return "enders" in words.tables(i) or "bodies_standing" in words.tables(i) or "titles" in words.tables(i)


def tag_shaped_people(board: Board) -> None:
    """Persons by the shape of their names."""
    words = board.words
    i = 0
    while i < words.count:
        if board.taken[i] or not words.capital(i):
            i += 1
            continue
        end = board.free_end(i, person_end(words, i))
        start = i
        alone = initials(words, i)
        if alone is not None and board.free(i, alone) and "." in words.form[i:alone]:
            board.add(i, alone, "PER")
            i = alone
            continue
        if _highland_name(words, i) and board.free(i, i + 1):
            board.add(i, i + 1, "PER")
            i += 1
            continue
        if _lone_initial(words, i) and board.free(i, i + 2):
            board.add(i, i + 2, "PER")
            i += 2
            continue
        while start < end and not (shaped_person(words, start, end) and board.free(start, end)):
            start += 1
        if start < end and (start == i or (start == i + 1 and words.opens(i))) and not _known_other(words, start, end):
            board.add(start, end, "PER", sure=end - start > 2)
        i = max(end, i + 1)


def _highland_name(words: Words, i: int) -> bool:
    """Whether a single name of the Central Highlands stands at i, told by its capitals: "K'Brốp"."""
    form = words.form[i]
    return len(form) > 3 and form[0] in "KH" and form[1] in "'’ʼ" and form[2].isupper() and not words.capital(i + 1)


def _lone_initial(words: Words, i: int) -> bool:
    """Whether a name of one letter stands at i: "T. cùng đồng bọn", "sau đó Đ. bị bắt"."""
    return (
        len(words.form[i]) == 1
        and words.form[i + 1 : i + 2] == ["."]
        and words.glued[i + 1]
        and words.lower(i + 2)
        and not words.glued[i + 2]
        and (
            i == 0
            or words.form[i - 1] in ",;"
            or words.low[i - 1] in _BEFORE_INITIALS
            or (words.lower(i - 1) and words.pos[i - 1] == "V")
        )
    )


#: Words before a victim's or suspect's initial.
_BEFORE_INITIALS = frozenset(
    {"của", "và", "với", "cho", "thì", "đó", "nhóm", "bắt", "giữ", "gọi", "bị", "rằng", "do", "đưa"}
)


def _known_other(words: Words, i: int, end: int) -> bool:
    return end - i == 2 and any(
        table in words.written(i) and words.written(i)[table][0] == end for table in ("units", "not_entities")
    )


def tag_placed_names(board: Board) -> None:
    """Unknown names in capitals behind a preposition of place ("tại Mường Hum")."""
    words = board.words
    for i in range(1, words.count):
        if words.low[i - 1] in _STRONG_PLACE and words.capital(i) and not board.taken[i]:
            end = board.free_end(i, name_end(words, i))
            if (words.lower(end) and words.inside[end]) or (end - i == 1 and words.tables(i).keys() & _COMMON):
                continue  # "tại Nghĩa | trang"
            if end > i and not (end - i == 1 and words.form[i].isupper()) and "fields" not in words.tables(i):
                board.add(i, place_end(words, i, end, person_follows=False), "LOC")


#: Tables whose entries are common nouns: a single capital that begins one is no name ("tại Nhà thi đấu").
_COMMON = frozenset({"place_heads", "titles", "fields", "fields_verbal", "enders", "bodies_named", "bodies_of_units"})
_STRONG_PLACE = frozenset({"ở", "tại", "quê", "trú", "gốc", "phận", "vực", "bàn", "vùng", "biển", "hướng", "ngụ"})


def tag_enumerated(board: Board) -> None:
    """Names in capitals that are joined to a place by a comma or "và", or to a person by "và"."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if span.label == "PER" and words.low[j : j + 1] == ["và"] and words.capital(j + 1) and not board.taken[j + 1]:
            end = board.free_end(j + 1, name_end(words, j + 1))
            if 2 <= end - j - 1 <= 4:
                board.add(j + 1, end, "PER")
    for span in sorted(board.spans):
        if span.label != "LOC":
            continue
        j = span.end
        while (
            j + 1 < words.count
            and (words.form[j] == "," or words.low[j] == "và" or words.form[j] in DASHES)
            and words.capital(j + 1)
            and not board.taken[j + 1]
        ):
            end = board.free_end(j + 1, name_end(words, j + 1))
            known = "units" in words.written(j + 1) or not (family(words.form[j + 1]) or foreign(words.form[j + 1]))
            if end - j - 1 < 2 or shaped_person(words, j + 1, end) or not known or words.tables(j + 1):
                break
            board.add(j + 1, end, "LOC")
            j = end


def tag_abbreviations(board: Board) -> None:
    """The abbreviation in brackets behind an organisation ("Trung tâm Kiểm soát bệnh tật (HCDC)")."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if (
            span.label == "ORG"
            and j + 2 < words.count
            and words.form[j] == "("
            and words.form[j + 2] == ")"
            and words.shape[j + 1] == UPPER
            and board.free(j + 1, j + 2)
        ):
            board.add(j + 1, j + 2, "ORG")


def tag_proposed(board: Board) -> None:
    """What underthesea's entity tagger proposes where no layer has said anything: unknown names in capitals."""
    words = board.words
    if not any(words.capital(i) and not board.taken[i] and not words.opens(i) for i in range(words.count)):
        return
    for start, end, label in proposals(words):
        if end - start > 1 and board.free(start, end) and _unknown_name(words, start, end):
            board.add(start, end, _label_around(words, start, end) or label)


def _label_around(words: Words, start: int, end: int) -> str | None:
    """The label that the words around an unknown name tell: a preposition of place, a verb of speaking, an age."""
    if start and words.low[start - 1] in _WAYS:
        return "LOC"
    pair = " ".join(words.low[end : end + 2])
    if pair in _SPEAKING or words.low[end : end + 1] == ["nói"] or words.low[end + 2 : end + 3] == ["tuổi"]:
        return "PER"
    return None


_WAYS = frozenset({"ở", "tại", "đến", "từ", "về", "qua", "sang", "tới", "lên", "xuống", "gần", "ven", "quanh", "rời"})
_SPEAKING = frozenset(
    {
        "cho biết",
        "chia sẻ",
        "cho hay",
        "khẳng định",
        "nhấn mạnh",
        "phát biểu",
        "kể lại",
        "thừa nhận",
        "khai nhận",
        "trả lời",
        "nhận định",
        "tâm sự",
        "bày tỏ",
        "đề nghị",
        "sinh năm",
        "ghi bàn",
        "qua đời",
    }
)


def _unknown_name(words: Words, start: int, end: int) -> bool:
    """Whether start:end is a proper noun throughout and begins like no common noun that the tables know."""
    if words.opens(start) and not foreign(words.form[start]):
        return False
    proper = all(words.shape[k] == CAPITAL and words.pos[k] == "Np" for k in range(start, end))
    tables = words.tables(start).keys()
    return proper and not tables & (_COMMON | {"named_things", "levels"}) and not words.shouted


LAYERS: dict[str, Layer] = {
    "organisations by head noun": tag_bodies,
    "phrases that are no entities": block_phrases,
    "known organisations": tag_known_bodies,
    "places by type noun": tag_places,
    "persons by title": tag_titled_people,
    "persons behind offices": tag_after_bodies,
    "known places": tag_known_places,
    "persons behind countries": tag_after_countries,
    "persons by shape": tag_shaped_people,
    "names after prepositions": tag_placed_names,
    "enumerations": tag_enumerated,
    "abbreviations": tag_abbreviations,
    "proposals of the tagger": tag_proposed,
}
