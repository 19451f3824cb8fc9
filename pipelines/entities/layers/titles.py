"""The layer that closes phrases with capitals that name nobody: days, events, plans, works, titles."""

from collections.abc import Iterator

from pipelines.entities.board import Board
from pipelines.entities.context import PREPOSITIONS
from pipelines.entities.gazetteer import trade_stops, word_set
from pipelines.entities.names import LUNAR_FIRSTS, lunar_year, name_end
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.place_names import listed_names, place_at
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import MARK, NUMBER


def block_phrases(board: Board) -> None:
    """Days, prizes, works and other phrases with capitals that name nobody."""
    words = board.words
    closed = 0
    for opened in [k for k, form in enumerate(words.form) if form in _QUOTES and not _closes(words, k)]:
        # 'các ca khúc "Hà Nội đêm trở gió", | "Hà Nội linh thiêng hào hoa"'
        listed = opened - 1 == closed > 0 and (words.form[closed] in ",;" or words.low[closed] in word_set("and"))
        if listed or _is_title(words, opened):  # needed: 117 real mentions
            closed = _quote_end(words, opened)
            board.block(opened, closed)
    i = 0
    while i < words.count:
        year = lunar_year(words, i) if words.form[i] in LUNAR_FIRSTS else None
        day = _commemoration_end(words, i) if words.low[i] in _COMMEMORATIONS else None
        for end in (year, day, _event_end(words, i)):
            if end is not None and board.free(i, end):
                board.block(i, end)
        for first, last in _places_of_title(words, i) if words.low[i] in _TITLE_FIRSTS else ():
            if board.free(first, last):
                board.block(first, last)
        found = words.written(i)
        noun = words.tables(i).get("place_heads", (i, ""))[0]
        if not words.told[i] or not (found or noun > i + 1 or "named_things" in words.tables(i)):  # guard: time
            i += 1
            continue
        end = found["not_entities"][0] if "not_entities" in found else i
        longer = max((entry[0] for table, entry in found.items() if table != "not_entities"), default=0)
        longer = max(longer, noun)
        if longer - i > 2 and longer > end:
            i = longer  # "Trung tâm Hội nghị Quốc gia" holds no conference, "Khu CNTT tập trung" no "CNTT"
            continue
        if end > i and end >= longer and (end - i > 1 or _alone(words, i)):
            board.block(i, end)
            i = end
            continue
        thing = None if _title_over(words, i) else words.tables(i).get("named_things")
        if thing and words.spells(i, thing[0], "languages"):  # needed: 4 real mentions
            languages = listed_names(words, thing[0] + (words.form[thing[0] : thing[0] + 1] in (["("], [":"])))
            for first, last in languages:  # "3 thứ tiếng (Việt, Anh, Pháp)"
                board.block(first, last)
        if thing and words.form[thing[0] : thing[0] + 1] in (["“"], ['"']):  # needed: 2 real mentions
            board.block(thing[0], _quote_end(words, thing[0]))  # "ca khúc “Hà Nội mùa thu”"
        if thing and words.capital(thing[0]) and not words.shouted:
            end = name_end(words, thing[0])
            while words.word_end(end) > end:
                end = name_end(words, words.word_end(end))  # "Quốc | tế Frankfurt"
            if board.free(thing[0], end) and not (words.capital(i) and not words.opens(i) and thing[0] - i == 1):
                event = words.spells(i, i + 1, "hoi") and board.free(i, end)
                board.block(i if event else thing[0], end)
            i = end
        else:
            i += 1


#: Marks that open a quotation.
_QUOTES = frozenset('“"')


def _closes(words: Words, k: int) -> bool:
    """Whether the mark at k closes a quotation: it hangs on what stands before it, and on nothing behind it."""
    return words.glued[k] and words.form[k - 1] != "(" and (k + 1 == words.count or not words.glued[k + 1])


def _places_of_title(words: Words, i: int) -> Iterator[tuple[int, int]]:
    """The places that close the name of a plan, programme or web page at i: "Đề án Văn hóa đọc | thành phố Hà Nội"."""
    lengths = range(5, 0, -1)
    of_plan = (i + n for n in lengths if words.capital(i) and words.spells(i, i + n, "plans"))
    end = max((i + n for n in lengths if words.spells(i, i + n, "web_pages")), default=0) or next(of_plan, words.count)
    comma = False
    for k in (k for k in range(end, min(words.count, end + _LONGEST_PLAN)) if not words.inside[k] or k == end):
        place = max(place_at(words, k) or 0, words.written(k).get("places_known", (0, ""))[0])
        comma = comma or words.form[k] == ","
        if place > k and comma and not _dated(words, place):
            return
        if place > k:
            yield k, place
            if words.form[place : place + 1] == ["-"] and "places_known" in words.written(place + 1):
                yield place + 1, words.written(place + 1)["places_known"][0]
            return
        news = trade_stops().at(words.low, k).get("trade_stops", (0, ""))[0] > k + 1
        if (_ends_title(words, k) and words.form[k] != ",") or (news and k > end and not comma):
            return


def _dated(words: Words, k: int) -> bool:
    """Whether the years of a plan stand at k: "đến năm 2025", "giai đoạn 2016-2020"."""
    return any(words.spells(k, k + n, "plan_years") and words.number(k + n) for n in (1, 2))


#: Pieces of a plan's name before the place that closes it.
_LONGEST_PLAN = 20
_TITLE_FIRSTS = {title.partition(" ")[0] for title in word_set("plans") | word_set("web_pages")}


def _ends_title(words: Words, k: int) -> bool:
    """Whether no title goes on at k: at a mark, a number, or a word of one syllable such as "tại" or "đã"."""
    whole = k + 1 == words.count or not words.inside[k + 1]
    stop = whole and trade_stops().at(words.low, k).get("trade_stops", (0, ""))[0] == k + 1
    word = stop and not words.spells(k, k + 1, "within")
    return _marked(words, k) or word  # needed: 6 real mentions of 1,600 articles


def _marked(words: Words, k: int) -> bool:
    """Whether a number stands at k, or a mark that is no dash."""
    return words.shape[k] in (MARK, NUMBER) and words.form[k] not in DASHES


def _commemoration_end(words: Words, i: int) -> int | None:
    """The end of a day of the country that begins at i: "Ngày | Sách và Văn hóa đọc | Việt Nam"."""
    for k in range(i + 2, min(words.count - 1, i + _LONGEST_DAY)):
        if _marked(words, k) or words.low[k] in PREPOSITIONS:  # needed: 2 real mentions
            return None
        if words.spells(k, k + 2, "ends_of_days"):
            return k + 2
    return None


#: Pieces of the longest name of such a day, and of an event.
_LONGEST_DAY = 13
_LONGEST_EVENT = 16
_COMMEMORATIONS = word_set("commemorations")


def _event_end(words: Words, i: int) -> int | None:
    """The end of an event that begins at i, told by its number or year: "Ngày hội Đọc sách Bến Lức | lần thứ 3"."""
    event = next((i + n for n in (4, 2, 1) if words.spells(i, i + n, "events")), 0) if words.capital(i) else 0
    if not event or (head_at(words, i) or (event,))[0] > event:  # guard: time; "Đại hội | đồng" is no event
        return None
    head = (head_at(words, event) or (event,))[0]
    closed = head if head - event > 2 else None  # "Đại hội Mặt trận Tổ quốc Việt Nam | các cấp"
    plain, field = True, 0
    for k in range(event, min(words.count, i + _LONGEST_EVENT)):
        if words.spells(k, k + 2, "times") or (words.number(k) and len(words.form[k]) == 4 and words.capital(k - 1)):
            return k
        field = max((words.tables(k)[table][0] for table in _FIELDS & words.tables(k).keys()), default=field)
        plain = plain and (words.pos[k] not in _PREDICATES or k < field)
        if k > event and plain and "places_known" in words.written(k):  # needed: 11 real mentions
            end = words.written(k)["places_known"][0]  # "Hội chợ Du lịch quốc tế | Việt Nam"
            twin = words.written(end + 1).get("places_known") if words.form[end : end + 1] == ["-"] else None
            return twin[0] if twin else end  # "Diễn đàn hợp tác đầu tư Việt Nam - | Hàn Quốc"
        if "levels" in words.tables(k):
            # "Hội sách | thành phố Huế", but "Đại hội Thể dục thể thao | huyện Như Xuân": where it is held
            return (place_at(words, k) if k == event else None) or closed
        person = words.capital(k) and words.spells(k, k + 1, "personal_titles")
        if _marked(words, k) or person or words.low[k] in PREPOSITIONS:
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
_LONGEST_TITLE = 50


def _is_title(words: Words, opened: int) -> bool:
    """Whether the quotation opened there is a title: of a thing that has one, or short, without a stop, no speech."""
    stop = opened - (words.form[opened - 1 : opened] == [":"])
    if any(words.spells(max(0, stop - n), stop, "quoted_things") for n in (1, 2, 3)):  # needed: 16 real mentions
        return True
    if words.capital(opened + 1) and any(words.spells(opened + 1, opened + n, "plans") for n in (2, 3, 4)):
        return True  # “Đề án sắp xếp báo chí Hà Nội”
    end = _quote_end(words, opened)
    quoted = range(opened + 1, end - 1)
    listed = words.form[end : end + 1] == [","] and words.form[end + 1 : end + 2] in (["“"], ['"'])
    if len(quoted) > 1 and listed:  # needed: 5 real mentions
        return words.capital(opened + 1)  # "Tiến về Hà Nội", "Tiếng nói Hà Nội"
    return (
        len(quoted) > 2
        and (opened == 0 or words.lower(opened - 1) or words.form[opened - 1] in DASHES)
        and (words.lower(end) if opened == 0 else words.low[opened - 1] not in word_set("before_speech"))
        and words.capital(opened + 1)
        and any(words.lower(k) for k in quoted)
        and not any(
            (words.form[k] in ".!?…" and not words.glued[k + 1]) or "foreign_people" in words.written(k) for k in quoted
        )
        and len(quoted) <= _LONGEST_SHORT_TITLE
    )


#: Pieces of a quotation that is a title whatever stands before it.
_LONGEST_SHORT_TITLE = 25


def _alone(words: Words, i: int) -> bool:
    """Whether a single capital word is not part of a longer name ("Đảng" in "Đảng bộ")."""
    return not words.capital(i + 1) and not words.tables(i).keys() & {"bodies_standing", "bodies_named"}
