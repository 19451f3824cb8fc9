"""The layers that mark places."""

from pipelines.entities.board import Board
from pipelines.entities.context import COMMON, inside_name, office_before
from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import family, lunar_year, name_end, person_shaped, place_end
from pipelines.entities.organisation_body import KNOWN_PLACES
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.person_names import person_end, shaped_person
from pipelines.entities.place_names import listed_names, place_at, plural_before, whereabouts_end
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import CAPITAL, UPPER, foreign
from pipelines.language.taggers import is_word

#: Tables whose entries `tag_places` looks at; titles hide type nouns in them ("già làng").
_NOUNS = frozenset({"place_heads", "levels", "place_numbered", "titles"})


def tag_places(board: Board) -> None:
    """Places by their type nouns, also bare in an enumeration ("các xã Kim Sơn, Sơn Đông")."""
    words = board.words
    i = 0
    while i < words.count:
        tables = words.tables(i)
        if (
            not words.told[i]
            or board.taken[i]
            or (_NOUNS.isdisjoint(tables) and "foreign_people" not in words.written(i))
            or _within_capitals(board, i)
            or _credited(words, i)
            or _second_half(words, i)
        ):
            i += 1
            continue
        head = max((tables[name][0] for name in ("place_heads", "levels") if name in tables), default=0)
        old = words.tables(head).get("place_modifiers", (0, ""))[0]
        if old and words.lower(head) and words.capital(old) and plural_before(words, i):
            head = old  # "các khu phố | cũ | Hà Nội"
        if head and head < words.count and plural_before(words, i) and (words.capital(head) or words.form[head] == ":"):
            names = listed_names(words, head)
            # "các trạm BTS", "các phiên chợ Việt"
            coded = (
                "bodies_known" in words.written(head)
                or words.shape[head] == UPPER
                or words.low[head] in word_set("lunar_feasts")
                or words.form[head] in word_set("viet")
                or words.form[head] in word_set("numerals")  # "3 khu vực | I, II"
            )
            one = words.low[i - 1] in word_set("plural_articles") and not coded
            if one or (
                len(names) > 1 and words.form[head] not in word_set("numerals")
            ):  # else "15 phố Huế", a house number
                for first, last in names:
                    if board.free(first, last):
                        board.add(first, last, "LOC", sure=True)
                i = head
                continue
        passed = _passed(words, i)
        if passed is not None:
            i = passed
            continue
        end = _without_person(words, i, place_at(words, i))
        written = words.written(i).get("places_known")
        if end is not None and written:  # needed: 1 real mention
            end = max(end, written[0])  # "khu vực châu Á - Thái Bình Dương"
        if end is not None and board.free(i, end):
            board.add(i, end, "LOC", sure=True)
            i = end
            continue
        i += 1


def _passed(words: Words, i: int) -> int | None:
    """The end of what begins at i like a place and is none: a person, a title, a word of whereabouts."""
    person = words.written(i).get("foreign_people")
    if person and words.low[max(0, i - 1)] not in word_set("before_city_of_man"):  # needed: 1 real mention
        return person[0]  # "Hồ Chí Minh", "Hồ Xuân Hương"
    title = words.tables(i).get("titles")
    if title and title[0] - i > 1 and _names_person(words, i, title[0]):
        return title[0]  # "già làng A Nhót", "Trưởng thôn Nguyễn Văn An"
    return whereabouts_end(words, i)


def tag_streets(board: Board) -> None:
    """Streets behind house numbers, which read like persons: "số 68 | Dương Đình Nghệ, quận Cầu Giấy"."""
    words = board.words
    ends = {span.end for span in board.spans if words.low[span.start] in _STREET_NOUNS}
    for i in range(1, words.count):
        if board.taken[i] or not words.capital(i):  # guard: time
            continue
        numbered = words.number(i - 1) and _house_number(words, i)
        named = words.low[i - 1] in _STREETS and not words.tables(i).keys() & COMMON
        joined = words.form[i - 1] in DASHES and i - 1 in ends  # "tuyến phố Chùa Bộc - | Thái Hà"
        if not (numbered or named or joined or _stretch(words, i)):
            continue
        end = board.free_end(i, name_end(words, i))
        if end - i > 1 and head_at(words, i) is None and words.shape[i] == CAPITAL:
            board.add(i, end, "LOC")
            ends.add(end)


def _stretch(words: Words, i: int) -> bool:
    """Whether a stretch of road begins or ends with the capitals at i: "từ | Ngô Quyền đến | Đinh Tiên Hoàng"."""
    end = name_end(words, i)
    if words.spells(i - 1, i, "stretch_begins"):  # needed: 3 real mentions of 1,600 articles
        return words.spells(end, end + 1, "stretch_ends") and words.capital(end + 1)
    begin = max((k for k in range(max(1, i - 8), i) if words.spells(k, k + 1, "stretch_begins")), default=0)
    return words.spells(i - 1, i, "stretch_ends") and bool(begin) and words.capital(begin + 1)


def tag_listed_streets(board: Board) -> None:
    """Streets listed by their bare names: "các tuyến phố, gồm: | Ngô Quyền, Phạm Hùng - Phạm Văn Đồng"."""
    words = board.words
    for i in range(1, words.count):
        if words.low[i] not in _STREET_NOUNS or not plural_before(words, i):
            continue
        k = i + 1
        while k < min(words.count, i + _FAR) and not words.capital(k) and "titles" not in words.tables(k):
            k += 1
        names = listed_names(words, k) if words.capital(k) else []
        for first, last in names if len(names) > 1 else []:
            if (
                last - first > 1 and board.free(first, last) and head_at(words, first) is None
            ):  # needed: 4 real mentions
                board.add(first, last, "LOC")


#: Pieces between "các tuyến phố" and the first of their names.
_FAR = 6
_STREET_NOUNS = word_set("streets")


def _house_number(words: Words, i: int) -> bool:
    """Whether a house number stands right before piece i: "số 5/2 |", "tại 185 |", but no "áo số 10 |"."""
    k = i - 1
    while k > 1 and words.form[k - 1] == "/" and words.number(k - 2):
        k -= 2
    before = words.low[k - 1] if k else ""
    if before in _BEFORE_NUMBERS:
        return words.low[max(0, k - 2)] not in _SHIRTS
    end = name_end(words, i)
    unit = words.tables(end + 1).keys() & {"levels"} or words.written(end + 1).keys() & {"units", "places_known"}
    closed = words.form[end : end + 1] == [","] or (bool(unit) and words.form[end] in DASHES)
    listed = before in (",", "(") or before in DASHES  # "trụ sở Sở, 18 Nguyễn Du - Hà Nội"
    placed = before in _AT_NUMBERS and (closed or before in word_set("at_places"))
    return placed or (closed and bool(unit) and listed)  # needed: 4 real mentions of 1,600 articles


_STREETS = word_set("street_words")
_SHIRTS = word_set("shirts")
_BEFORE_NUMBERS = word_set("before_house_numbers")
_AT_NUMBERS = word_set("at_house_numbers")


def _without_person(words: Words, i: int, end: int | None) -> int | None:
    """The end of the place i:end without its mayor abroad: "Thị trưởng thành phố Seongnam | Shin Sang-jin"."""
    level = words.tables(i).get("levels")
    if end is None or level is None or end - level[0] < 3 or not office_before(words, i):
        return end
    known = words.written(level[0]).get("places_known", (end, ""))[0]
    if known < end and (foreign(words.form[known]) or family(words.form[known])):
        return known
    foreigner = foreign(words.form[level[0]]) and words.capital(level[0] + 1) and not words.written(level[0])
    person = words.form[level[0] + 1] in word_set("commonest_middles") and not words.written(level[0])
    return level[0] + 1 if foreigner else None if person else end  # "Phó Chủ tịch phường | Nguyễn Văn Thắng"


def _names_person(words: Words, i: int, end: int) -> bool:
    """Whether the title i:end, whose last syllable may be a place's type noun, has a person behind it."""
    return words.capital(end) and (
        words.low[i] in word_set("elders") or shaped_person(words, end, person_end(words, end))
    )


def _within_capitals(board: Board, i: int) -> bool:
    """Whether piece i goes on with the capitals before it, so that it is no type noun ("Nguyễn | Thành Công")."""
    words = board.words
    if not i or not words.capital(i) or not words.capital(i - 1) or board.taken[i - 1] or words.glued[i]:
        return False
    if words.shape[i] != words.shape[i - 1] or (words.opens(i - 1) and words.pos[i - 1] not in (None, "Np")):
        return False
    level = words.tables(i).get("levels")
    return level is None or level[1] != "unit"


def _second_half(words: Words, i: int) -> bool:
    """Whether piece i goes on with a known name: "Bà Rịa - | Vũng Tàu", "Các Tiểu | vương quốc Ả Rập thống nhất"."""
    return any(
        words.written(k).get(table, (0, ""))[0] > i for k in range(max(0, i - 3), i - 1) for table in KNOWN_PLACES
    )


def _credited(words: Words, i: int) -> bool:
    """Whether a photographer's name begins at i rather than a type noun: "Ảnh: | Thành Long"."""
    return (
        i > 1
        and words.form[i - 1] == ":"
        and words.low[i - 2] in word_set("photo")
        and words.capital(i)
        and words.capital(i + 1)
    )


def tag_known_places(board: Board) -> None:
    """Countries, provinces, units and sights known by their names."""
    words = board.words
    i = 0
    while i < words.count:
        found = words.written(i)
        if not found or board.taken[i]:  # guard: time
            i += 1
            continue
        end = max((found[name][0] for name in ("places_known", "units", "foreign_people") if name in found), default=0)
        run = person_end(words, i) if family(words.form[i]) else i
        if (
            end < run and shaped_person(words, i, run) and not (end and person_shaped(words, end, run))
        ):  # needed: 2 real mentions
            end = 0  # "Phan Thanh" in "Phan Thanh Hà"
        year = end + (board.taken[i - 2] and words.spells(end, end + 1, "year")) if i > 1 else end
        event = i > 1 and words.form[i - 1] in DASHES and words.number(year) and len(words.form[year]) == 4
        # "Đại hội Thể thao toàn quốc - | Hà Nội 2018"
        if event or _cuts(words, i, end):  # needed: 3 real mentions
            end = 0
        commune = found.get("units", (0, ""))[1] == "commune"
        signature = commune and (_signature(words, i, end) or _credited(words, i))
        if not end or not board.free(i, end) or (inside_name(board, i, end) and not signature):
            i += 1
            continue
        known = found.get("places_known", (0, ""))[0] == end
        if signature or found.get("foreign_people", (0, ""))[0] == end:
            board.add(i, end, "PER")
        elif known or not commune or end - i > 1:
            board.add(i, end, "LOC")
        i = end


def _cuts(words: Words, i: int, end: int) -> bool:
    """Whether the known place i:end of one syllable cuts a word: "hoa Anh | đào", "LƯU | Ý"."""
    ends_word = words.shouted and i > 0 and is_word(words.low[i - 1 : end])
    begins_word = words.lower(end) and (words.inside[end] or is_word(words.low[i : end + 1]))
    return end - i == 1 and words.form[i] in _WORDS_TOO and (ends_word or begins_word)


def _signature(words: Words, i: int, end: int) -> bool:
    """Whether a line is nothing but a name that an author may have, too: "Hải Yến"."""
    return (
        i == 0
        and end == words.count
        and end == 2
        and (words.form[1] in words_of("given_names") or words.form[0] in words_of("middle_names"))
    )


#: Places that are common words at the beginning of a sentence ("Anh kể lại", "Đức tính").
_WORDS_TOO = word_set("places_too")


def tag_placed_names(board: Board) -> None:
    """Unknown names in capitals behind a preposition of place ("tại Mường Hum")."""
    words = board.words
    for i in range(1, words.count):
        if not words.capital(i) or board.taken[i] or words.low[i - 1] not in _BEFORE_PLACES:
            continue
        end = board.free_end(i, name_end(words, i))
        if words.low[i - 1] in _MOVEMENT and words.shape[i] == CAPITAL:
            if _is_abroad(words, i, end):
                board.add(i, end, "LOC")
        elif words.low[i - 1] in _STRONG_PLACE and _is_place(words, i, end):
            board.add(i, place_end(words, i, end, person_follows=False), "LOC")


def _is_abroad(words: Words, i: int, end: int) -> bool:
    """Whether the capitals behind a verb of movement are a place: "sang Dubna"."""
    return (
        end - i <= 3 and all(map(foreign, words.form[i:end])) and words.form[end - 1] not in words_of("bodies_english")
    )


def _is_place(words: Words, i: int, end: int) -> bool:
    """Whether the unknown capitals i:end behind a preposition of place are one."""
    single = end - i == 1
    return (
        end > i
        and not (words.lower(end) and words.inside[end])
        and not (
            single and (words.pos[i] != "Np" or words.tables(i).keys() & COMMON or is_word(words.low[i : end + 1]))
        )  # "tại Phiên họp", "tại Nghĩa | trang"
        and words.low[i] not in _NO_PLACES  # "ở Festival Hoa Đà Lạt", "tại Vòng 2"
        and lunar_year(words, end) is None  # "tại Phố Sách Xuân Giáp Thìn"
        and head_at(words, i) is None
        and not (all(words.glued[i + 1 : end]) and "".join(words.form[i:end]).isupper())  # "lĩnh vực BC-XB"
        and not (words.number(end) and len(words.form[end]) == 4)  # "tại FutureGov | 2010"
        and "fields" not in words.tables(i)
    )


_NO_PLACES = word_set("event_firsts") | word_set("no_places")
_MOVEMENT = word_set("movement")
_STRONG_PLACE = word_set("at_places") | word_set("whereabouts")
_BEFORE_PLACES = _MOVEMENT | _STRONG_PLACE


def tag_enumerated(board: Board) -> None:
    """Names in capitals that are joined to a place by a comma or "và", or to a person by "và"."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if span.label == "PER" and words.spells(j, j + 1, "and") and words.capital(j + 1) and not board.taken[j + 1]:
            end = board.free_end(j + 1, name_end(words, j + 1, initials=True))
            alone = end - j == 2 and words.form[j + 1] in words_of("given_names") and span.end - span.start == 1
            if 2 <= end - j - 1 <= 4 or alone:
                board.add(j + 1, end, "PER")
    for span in sorted(board.spans):
        if span.label == "PER":
            _tag_listed_people(board, span.end)
        if span.label != "LOC":
            continue
        j = span.end
        while (
            j + 1 < words.count
            and (words.form[j] == "," or words.low[j] in word_set("and") or words.form[j] in DASHES)
            and words.capital(j + 1)
            and not board.taken[j + 1]
        ):
            end = board.free_end(j + 1, name_end(words, j + 1))
            known = "units" in words.written(j + 1) or not (family(words.form[j + 1]) or foreign(words.form[j + 1]))
            if end - j - 1 < 2 or shaped_person(words, j + 1, end) or not known or words.tables(j + 1):
                break
            board.add(j + 1, end, "LOC")
            j = end


def _tag_listed_people(board: Board, j: int) -> None:
    """The persons in a list behind the one that ends at j: "hai chị em Thị Bé Hai, | Danh Hoàng Em"."""
    words = board.words
    while words.form[j : j + 1] == [","] and words.capital(j + 1) and not board.taken[j + 1]:
        end = board.free_end(j + 1, name_end(words, j + 1))
        names = 3 <= end - j - 1 <= 4 and family(words.form[j + 1]) and words.shape[j + 1] == CAPITAL
        if not names or words.tables(j + 1).keys() & COMMON or _known(words, j + 1, end):
            break
        board.add(j + 1, end, "PER", sure=True)
        j = end


def _known(words: Words, i: int, end: int) -> bool:
    return any(found[0] >= end for found in words.written(i).values())
