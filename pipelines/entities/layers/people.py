"""The layers that mark persons, and what underthesea's tagger proposes where they are silent."""

from pipelines.entities.board import Board
from pipelines.entities.context import COMMON
from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.layers.proposals import proposals
from pipelines.entities.names import family, name_end
from pipelines.entities.organisation_heads import HEADS, head_at
from pipelines.entities.person_names import english, initials, person_end, shaped_person, title_end
from pipelines.entities.sentences import Words
from pipelines.language.syllables import CAPITAL, foreign
from pipelines.language.taggers import is_word


def tag_titled_people(board: Board) -> None:
    """Persons behind a title, also with their country or town between ("Tổng thống Nga Vladimir Putin")."""
    words = board.words
    i = 0
    while i < words.count:
        if not words.told[i] or (
            "titles" not in words.tables(i) and "foreign_people" not in words.written(i)
        ):  # guard: time
            i += 1
            continue
        long_name, level = words.written(i).get("units", (i, ""))
        province = level == "province" and long_name - i > 2  # "Bà Rịa - Vũng Tàu"
        title = None if province or board.taken[i] else title_end(words, i)
        if title is None:
            i = long_name if province else i + 1
            continue
        j, personal = title
        if j < words.count and words.capital(j) and not board.taken[j] and title_end(words, j) is None:
            marked = _tag_after_title(board, j, personal)
            if marked and words.spells(max(i, j - 2), j, "listed_titles"):  # needed: test_tag_entities
                _tag_listed(board, board.spans[-1].end)
            if marked and board.free(i, j):
                board.block(i, j)
        i = j if j > i else i + 1


def _tag_listed(board: Board, j: int) -> None:
    """The persons listed behind the one that ends at j: "Nghệ sĩ Xuân Bắc, | Tự Long và | Công Lý"."""
    words = board.words
    while (
        j + 1 < words.count
        and (words.form[j] == "," or words.low[j] in word_set("and"))
        and words.shape[j + 1] == CAPITAL
    ):
        end = board.free_end(j + 1, name_end(words, j + 1))
        known = words.written(j + 1)
        larger = "places_known" in known or known.get("units", (0, "commune"))[1] != "commune"
        if (
            not 2 <= end - j - 1 <= 3 or larger or words.tables(j + 1).keys() & COMMON or "bodies_known" in known
        ):  # needed: 9 real mentions of 1,600 articles
            break
        board.add(j + 1, end, "PER", sure=True)
        j = end


def _tag_after_title(board: Board, j: int, personal: bool) -> bool:
    """Mark the person at j, after a country or body that the title may have; whether there is one."""
    words = board.words
    field = words.tables(j).get("fields")
    if field is not None and not personal and (field[0] - j > 1 or not family(words.form[j])):
        j = field[0]  # the office goes on: "Bộ trưởng Quốc phòng Ấn Độ Rajnath Singh"
    end = person_end(words, j) if words.capital(j) else j
    if end == j or not board.free(j, end) or (not personal and end - j == 1 and _common(words, j)):
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
    if not personal:
        place = _place_before(words, j, end)
        if place is None:
            return False
        if place > j:
            board.add(j, place, "LOC")
            j = place
    board.add(j, end, "PER", sure=end - j > 1)
    return True


def _place_before(words: Words, j: int, end: int) -> int | None:
    """The end of the place before the person's name in the capitals j:end; j where none is, `None` if no person is."""
    if not family(words.form[j]) and head_at(words, j) is not None:  # needed: 4 real mentions
        return None  # "Giám đốc Ban QLDA"
    written = words.written(j)
    place = written.get("places_known", (j, ""))[0]
    if written.get("units", (j, "commune"))[1] != "commune":  # needed: 1 real mention
        place = max(place, written["units"][0])
    artist = any(words.spells(max(0, j - n), j, "listed_titles") for n in (1, 2))
    artist = artist and written.get("units", (0, ""))[1] == "commune"  # "tác giả | Phú Khánh"
    group = words.spells(j - 2, j, "people_of_places")  # "ngư dân | Lý Sơn"
    whole = place >= end - (words.form[end - 1] == ".") and not shaped_person(words, j, end)
    if group or (whole and not artist):
        return None if not group or "units" in written or "places_known" in written else j
    place = place if place < end else j
    rest_named = end - place > 1 or foreign(words.form[place])
    named = (
        not family(words.form[j])
        or (place - j > 1 and "places_known" in written)
        or foreign(words.form[place])
        or shaped_person(words, place, end)
    )
    return place if rest_named and named else j


def _common(words: Words, j: int) -> bool:
    """Whether the single capital at j is a common noun or half of one: "Lãnh đạo | Tỉnh", "Giám đốc | Công ty"."""
    tables = words.tables(j)
    head = max((tables[table][0] for table in HEADS if table in tables), default=0)
    if head or (words.lower(j + 1) and is_word(words.low[j : j + 2])):
        return True
    return len(words.form[j]) > 1 and not foreign(words.form[j]) and words.form[j] not in words_of("given_names")


def tag_after_bodies(board: Board) -> None:
    """Persons right behind a body in an office ("Bí thư Thành ủy Hà Nội | Đinh Tiến Dũng")."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if span.label == "PER" or j >= words.count or board.taken[j] or not words.capital(j):
            continue
        end = person_end(words, j)
        named = (
            family(words.form[j])
            or foreign(words.form[j])
            or " ".join(words.form[j + 1 : j + 2]) in word_set("commonest_middles")
        )
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


def tag_shaped_people(board: Board) -> None:
    """Persons by the shape of their names."""
    words = board.words
    i = 0
    while i < words.count:
        if board.taken[i] or not words.capital(i):  # guard: time
            i += 1
            continue
        end = board.free_end(i, person_end(words, i))
        start = i
        alone = _without_family(words, i)
        if alone is not None and board.free(i, alone):
            board.add(i, alone, "PER")
            i = alone
            continue
        while start < end and not (shaped_person(words, start, end) and board.free(start, end)):
            start += 1
        if start < end and (start == i or (start == i + 1 and words.opens(i))) and not _known_other(words, start, end):
            board.add(start, end, "PER", sure=end - start > 2)
        i = max(end, i + 1)


def _without_family(words: Words, i: int) -> int | None:
    """The end of a name without a family name at i: initials, one letter, a name of the Central Highlands."""
    letters = initials(words, i)
    if letters is not None and "." in words.form[i:letters] and "titles" not in words.tables(i):  # "P.TGĐ"
        return letters
    return i + 1 if _highland_name(words, i) else i + 2 if _lone_initial(words, i) else None


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
_BEFORE_INITIALS = word_set("before_initials")


def _known_other(words: Words, i: int, end: int) -> bool:
    known = end - (words.form[end - 1] == ".")  # "Châu Á."
    return known - i == 2 and any(
        words.written(i).get(table, (0, ""))[0] == known for table in ("units", "not_entities", "places_known")
    )


def tag_proposed(board: Board) -> None:
    """What underthesea's entity tagger proposes where no layer has said anything: unknown names in capitals."""
    words = board.words
    if words.shouted or not _two_free_names(board):  # guard: time
        return  # the tagger costs more than all layers before it
    for start, end in proposals(words):
        if end - start > 1 and board.free(start, end) and _unknown_name(words, start, end):
            board.add(start, end, "PER")


def _two_free_names(board: Board) -> bool:
    """Whether two neighbours in capitals are free and proper nouns: the least that a proposal is believed for."""
    words, taken = board.words, board.taken
    before = False
    for i, shape in enumerate(words.shape):
        here = shape == CAPITAL and not taken[i] and words.pos[i] == "Np"
        if here and before:
            return True
        before = here
    return False


_RIVALS = word_set("rivalry")


def tag_foreign_names(board: Board) -> None:
    """Two or three words in capitals that are no Vietnamese syllables, behind a verb or preposition: persons abroad."""
    words = board.words
    i = 1
    while i < words.count:
        if (
            board.taken[i] or words.shape[i] != CAPITAL or not foreign(words.form[i]) or not words.lower(i - 1)
        ):  # guard: time
            i += 1
            continue
        end = board.free_end(i, name_end(words, i))
        before = words.low[i - 1]
        verb = before in _RIVALS or (words.pos[i - 1] in ("V", "E", "C") and before not in _WAYS)
        if verb and 2 <= end - i <= 3 and all(_foreign_capital(words, k) for k in range(i, end)):
            board.add(i, end, "PER")
        i = max(end, i + 1)


def _foreign_capital(words: Words, k: int) -> bool:
    form = words.form[k]
    known = words.written(k) or form in words_of("bodies_english") or english(form)
    return words.shape[k] == CAPITAL and foreign(form) and not known


_WAYS = word_set("at_places") | word_set("movement") | word_set("ways")


def _unknown_name(words: Words, start: int, end: int) -> bool:
    """Whether start:end is a proper noun throughout and begins like no common noun that the tables know."""
    forms = words.form[start:end]
    like_a_person = family(forms[0]) or any(form in words_of("middle_names") for form in forms[1:-1])
    proper = all(words.shape[k] == CAPITAL and words.pos[k] == "Np" for k in range(start, end))
    return (
        not (words.opens(start) and not foreign(words.form[start]))
        and not any(map(english, forms))
        and (like_a_person or any(map(foreign, forms)))  # not "Liên Sở", "Sài Đồng A"
        and proper
        and not words.tables(start).keys() & (COMMON | {"named_things", "levels"})
        and not words.shouted
    )
