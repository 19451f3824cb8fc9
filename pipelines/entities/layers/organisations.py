"""The layers that mark organisations, and close phrases with capitals that are no entities."""

import re

from pipelines.entities.board import Board
from pipelines.entities.context import PREPOSITIONS, inside_name, office_before
from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import LUNAR_FIRSTS, family, lunar_year, name_end, person_shaped
from pipelines.entities.organisation_heads import HEADS, head_at
from pipelines.entities.organisation_names import body_at
from pipelines.entities.organisation_numbers import counts
from pipelines.entities.person_names import title_end
from pipelines.entities.place_names import listed_names, place_at, plural_before, type_noun
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import MARK, NUMBER, UPPER


def block_phrases(board: Board) -> None:
    """Days, prizes, works and other phrases with capitals that name nobody."""
    words = board.words
    closed = 0
    for opened in [k for k, form in enumerate(words.form) if form in _QUOTES]:
        # 'các ca khúc "Hà Nội đêm trở gió", | "Hà Nội linh thiêng hào hoa"'
        listed = opened - 1 == closed > 0 and (words.form[closed] in ",;" or words.low[closed] in word_set("and"))
        if listed or _is_title(words, opened):  # needed: 64 real mentions
            closed = _quote_end(words, opened)
            board.block(opened, closed)
    i = 0
    while i < words.count:
        year = lunar_year(words, i) if words.form[i] in LUNAR_FIRSTS else None
        day = _commemoration_end(words, i) if words.low[i] in _COMMEMORATIONS else None
        for end in (year, day, _event_end(words, i)):
            if end is not None and board.free(i, end):
                board.block(i, end)
        found = words.written(i)
        if not words.told[i] or not (found or "named_things" in words.tables(i)):  # guard: time
            i += 1
            continue
        end = found["not_entities"][0] if "not_entities" in found else i
        longer = max((entry[0] for table, entry in found.items() if table != "not_entities"), default=0)
        if longer - i > 2 and longer > end:
            i = longer  # "Trung tâm Hội nghị Quốc gia" holds no conference
            continue
        if end > i and end >= longer and (end - i > 1 or _alone(words, i)):
            board.block(i, end)
            i = end
            continue
        thing = None if _title_over(words, i) else words.tables(i).get("named_things")
        if thing and words.spells(i, thing[0], "languages"):  # needed: 6 real mentions
            languages = listed_names(words, thing[0] + (words.form[thing[0] : thing[0] + 1] in (["("], [":"])))
            for first, last in languages:  # "3 thứ tiếng (Việt, Anh, Pháp)"
                board.block(first, last)
        if thing and words.form[thing[0] : thing[0] + 1] in (["“"], ['"']):  # needed: 2 real mentions
            board.block(thing[0], _quote_end(words, thing[0]))  # "ca khúc “Hà Nội mùa thu”"
        if thing and words.capital(thing[0]) and not words.shouted:
            end = name_end(words, thing[0])
            if board.free(thing[0], end) and not (words.capital(i) and not words.opens(i) and thing[0] - i == 1):
                event = words.spells(i, i + 1, "hoi") and board.free(i, end)
                board.block(i if event else thing[0], end)
            i = end
        else:
            i += 1


#: Marks that open a quotation.
_QUOTES = frozenset('“"')


def _commemoration_end(words: Words, i: int) -> int | None:
    """The end of a day of the country that begins at i: "Ngày | Sách và Văn hóa đọc | Việt Nam"."""
    for k in range(i + 2, min(words.count - 1, i + _LONGEST_DAY)):
        if words.shape[k] in (MARK, NUMBER):  # needed: 1 real mention
            return None
        if words.spells(k, k + 2, "ends_of_days"):
            return k + 2
    return None


#: Pieces of the longest name of such a day.
_LONGEST_DAY = 13
_COMMEMORATIONS = word_set("commemorations")


def _event_end(words: Words, i: int) -> int | None:
    """The end of an event that begins at i, told by its number or year: "Ngày hội Đọc sách Bến Lức | lần thứ 3"."""
    event = next((i + n for n in (2, 1) if words.spells(i, i + n, "events")), 0) if words.capital(i) else 0
    if not event or (head_at(words, i) or (event,))[0] > event:  # guard: time; "Đại hội | đồng" is no event
        return None
    head = (head_at(words, event) or (event,))[0]
    closed = head if head - event > 2 else None  # "Đại hội Mặt trận Tổ quốc Việt Nam | các cấp"
    plain, field = True, 0
    for k in range(event, min(words.count, i + _LONGEST_DAY)):
        if words.spells(k, k + 2, "times") or (words.number(k) and len(words.form[k]) == 4 and words.capital(k - 1)):
            return k
        field = max((words.tables(k)[table][0] for table in _FIELDS & words.tables(k).keys()), default=field)
        plain = plain and (words.pos[k] not in _PREDICATES or k < field)
        if k > event and plain and "places_known" in words.written(k):  # needed: 16 real mentions
            end = words.written(k)["places_known"][0]  # "Hội chợ Du lịch quốc tế | Việt Nam"
            twin = words.written(end + 1).get("places_known") if words.form[end : end + 1] == ["-"] else None
            return twin[0] if twin else end  # "Diễn đàn hợp tác đầu tư Việt Nam - | Hàn Quốc"
        # "Đại hội Thể dục thể thao | huyện Như Xuân": where it is held
        if words.shape[k] in (MARK, NUMBER) or words.low[k] in PREPOSITIONS or "levels" in words.tables(k):
            return closed
    return closed


#: Parts of speech that stand between no event and the place that closes its name.
_PREDICATES = frozenset("VRE")
_FIELDS = frozenset({"fields", "fields_verbal"})


def _title_over(words: Words, i: int) -> bool:
    """Whether piece i lies in a title that began before it: "Anh hùng | dân tộc Nguyễn Trung Trực"."""
    return any(words.tables(k).get("titles", (0, ""))[0] > i for k in range(max(0, i - 3), i))


def _quote_end(words: Words, i: int) -> int:
    """Behind the mark that closes the short quotation opened at i; i itself if none does."""
    longest = range(i + 1, min(words.count, i + _LONGEST_TITLE))
    return next((k + 1 for k in longest if words.form[k] in ("”", '"')), i)


#: Pieces of the longest title of a work in quotation marks.
_LONGEST_TITLE = 30


def _is_title(words: Words, opened: int) -> bool:
    """Whether the quotation opened there is a title: of a thing that has one, or short, without a stop, no speech."""
    stop = opened - (words.form[opened - 1 : opened] == [":"])
    if any(words.spells(max(0, stop - n), stop, "quoted_things") for n in (1, 2, 3)):  # needed: 39 real mentions
        return True
    end = _quote_end(words, opened)
    quoted = range(opened + 1, end - 1)
    return (
        len(quoted) > 2
        and (words.lower(opened - 1) or words.form[opened - 1] in DASHES)
        and words.low[opened - 1] not in word_set("before_speech")
        and words.capital(opened + 1)
        and any(words.lower(k) for k in quoted)
        and not any(words.form[k] in ".!?…" or "foreign_people" in words.written(k) for k in quoted)
        and len(quoted) <= _LONGEST_SHORT_TITLE
    )


#: Pieces of a quotation that is a title whatever stands before it.
_LONGEST_SHORT_TITLE = 16


def _alone(words: Words, i: int) -> bool:
    """Whether a single capital word is not part of a longer name ("Đảng" in "Đảng bộ")."""
    return not words.capital(i + 1) and not words.tables(i).keys() & {"bodies_standing", "bodies_named"}


#: Tables whose entries `tag_bodies` looks at.
_CONCERNED = frozenset({*HEADS, "titles"})


def tag_bodies(board: Board) -> None:
    """Organisations by their head nouns."""
    words = board.words
    i = 0
    while i < words.count:
        tables, written = words.tables(i), words.written(i)
        title = tables.get("titles", (i, ""))[0]
        office = title - i > 1 and (head_at(words, i) or (0,))[0] < title
        concerned = words.told[i] and ("bodies_known" in written or not _CONCERNED.isdisjoint(tables))
        person = not office and i > 0 and family(words.form[i]) and _personal_title_before(words, i)
        if not concerned or person or office:
            # "đồng chí Đoàn Hùng Sơn"; "Phó Chủ tịch Thường trực" holds no "Thường trực"
            i = _head_within(words, i, title) if office else i + 1
            continue
        known = written.get("bodies_known")
        if known and (known[0] - i > 2 or words.low[known[0] : known[0] + 2] == _BRANCH):
            end = _branch_end(words, known[0])
            if board.free(i, end) and not _type_noun_before(words, i):
                board.add(i, end, "ORG")
                i = end
                continue
        head = None if board.taken[i] else head_at(words, i)
        if head is not None and _longer_phrase(words, i, head[0]):
            i = words.written(i)["not_entities"][0]  # "BHXH tự nguyện"
            continue
        listed = words.lower(i) and words.low[i] in _LISTED_BODIES and plural_before(words, i)
        if head is not None and listed and words.capital(head[0]):
            _tag_listed(board, head[0])
            i = head[0]
            continue
        if head is not None:
            stop = body_at(words, i, person_follows=office_before(words, i))
            if stop is not None and board.free(i, stop):
                board.add(i, stop, "ORG", sure=stop - i > 2)
                i = stop
                continue
            kinds = "levels" in words.tables(head[0]) or words.spells(head[0], head[0] + 1, "many")
            if stop is None and kinds and board.spans:
                _retract(board, i)
        i += 1


def _tag_listed(board: Board, i: int) -> None:
    """Mark the bodies that are listed by their bare names from i on."""
    words = board.words
    for first, last in listed_names(words, i):
        other = "levels" in words.tables(first) or words.low[first] in word_set("centre_firsts")
        if board.free(first, last) and not other:
            board.add(first, last, "ORG", sure=True)


def _retract(board: Board, i: int) -> None:
    """Unmark the bare head noun that is joined to a list of kinds at i: "HĐND, | UBND quận, huyện"."""
    words, last = board.words, board.spans[-1]
    joined = last.end == i - 1 and (words.form[i - 1] in ",-" or words.low[i - 1] in word_set("and"))
    single = words.spells(last.start, last.end, "bodies_of_the_state")  # "bầu cử Quốc hội và | HĐND các cấp"
    if joined and not single and last.label == "ORG" and (head_at(words, last.start) or (0,))[0] == last.end:
        board.spans.pop()


def _longer_phrase(words: Words, i: int, end: int) -> bool:
    """Whether a phrase that is no entity begins with the head noun i:end and ends behind it in lower case."""
    phrase_end = words.written(i).get("not_entities", (0, ""))[0]
    return phrase_end > end and words.lower(phrase_end - 1)


#: Head nouns behind which several bodies are listed by their bare names ("hai đội Sanna Khánh Hòa và Thái Sơn Nam").
_LISTED_BODIES = word_set("listed_heads")


def _head_within(words: Words, i: int, end: int) -> int:
    """Where a head noun begins in the title i:end and goes on behind it ("Trưởng | Ban Tổ chức"), else `end`."""
    for k in range(i + 1, end):
        head = None if words.low[k] in word_set("standing_firsts") else head_at(words, k)
        if head is None:
            continue
        united = head[0] == end and ("levels" in words.tables(end) or words.form[end : end + 1] == ["Sở"])
        if not united and head[0] <= end and head_at(words, end) is not None:
            break
        if united or head[0] > end or (head[0] == end and _goes_on(words, k, end)):
            return k  # "Bí thư | Chi bộ tổ dân phố 3"
    return end


def _goes_on(words: Words, k: int, end: int) -> bool:
    """Whether the name of the body with the head noun k:end goes on behind the title that ends there."""
    capital = words.capital(end)
    # "Giám đốc | Hợp tác xã Mật ong Tam Quang"
    named = words.capital(k) and ("fields" in words.tables(end) or (capital and not family(words.form[end])))
    return named or (capital and k + 1 == end)  # needed: 11 real mentions


def _personal_title_before(words: Words, i: int) -> bool:
    titles = [title_end(words, k) for k in range(max(0, i - 3), i)]
    if (i, True) in titles:
        return True
    # "Luật sư Đoàn Minh Trí"
    return (i, False) in titles and person_shaped(words, i, name_end(words, i))


def tag_known_bodies(board: Board) -> None:
    """Organisations known by their names, also with a branch or country ("Agribank chi nhánh Sơn Tây"); youth teams."""
    words = board.words
    english = not words_of("bodies_english").keys().isdisjoint(words.form)
    i = 0
    while i < words.count:
        end = _known_end(words, i, english) if words.told[i] or words.capital(i) else i  # guard: time
        if end > i and board.free(i, end) and not inside_name(board, i, end) and not _type_noun_before(words, i):
            board.add(i, end, "ORG")
            i = end
        else:
            i += 1


def _known_end(words: Words, i: int, english: bool) -> int:
    """The end of the known name at i, or of one that an English word of trade closes where there is any; else i."""
    known = words.written(i).get("bodies_known", (i, ""))[0]
    end = max(_branch_end(words, known) if known > i else i, _english_end(words, i) if english else i)
    if known > i and words.number(end) and len(words.form[end]) <= 2 and not counts(words, end):
        end += 1  # "Lilama 18"
    coded = end == i and words.shape[i] == UPPER and i + 1 < words.count and words.form[i - 1] not in _WITHIN
    if coded and (_YOUTH_TEAM.fullmatch(words.form[i]) or _abbreviation(words, i)):
        return words.written(i + 1).get("places_known", (i, ""))[0]
    return end


#: Marks before the second half of an abbreviation: "CNTT- | TT Việt Nam", "TT & | TT Việt Nam".
_WITHIN = DASHES | {"&"}


def _abbreviation(words: Words, i: int) -> bool:
    """Whether an unknown abbreviation stands at i: a country behind it makes it a body ("RMIT Việt Nam")."""
    return (
        words.shape[i] == UPPER and not words.shouted and not words.tables(i) and words.form[i + 1] in word_set("viet")
    )


_YOUTH_TEAM = re.compile(r"U(?:1[4-9]|2[0-3])")


_BRANCH = ["chi", "nhánh"]


def _english_end(words: Words, i: int) -> int:
    """The end of a name in capitals that an English word of trade closes: "Sun PhuQuoc | Airways"."""
    end = name_end(words, i)
    for k in range(end - 1, i, -1):
        if words.form[k] in words_of("bodies_english"):
            own = not words_of("english_words").keys() >= set(words.form[i : k + 1])
            return k + 1 if own else i
    return i


def _type_noun_before(words: Words, i: int) -> bool:
    if i > 0 and words.tables(i - 1).keys() & {"levels", "place_heads"} and type_noun(words, i - 1):
        return True  # but "Yêu cầu | VNPT Hà Nội"
    # "quảng trường | Đại Đoàn Kết", which is also a newspaper
    return any(words.tables(k).get("place_heads", (0, ""))[0] == i for k in range(max(0, i - 3), i - 1))


def _branch_end(words: Words, end: int) -> int:
    if words.low[end : end + 2] == _BRANCH and words.count > end + 2:
        return place_at(words, end + 2) or max(name_end(words, end + 2), end)
    if words.capital(end):
        places = [words.written(end)[table][0] for table in ("places_known", "units") if table in words.written(end)]
        return max(places, default=end)
    return end


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
