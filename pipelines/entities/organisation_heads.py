"""Head nouns of organisations: where one stands, and where the same syllables are something else."""

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import name_end, person_shaped
from pipelines.entities.place_names import type_noun
from pipelines.entities.sentences import Found, Words
from pipelines.language.syllables import CAPITAL

_EVENTS = word_set("event_firsts")
_CAPITAL_HEADS = word_set("capital_heads")
_BEFORE_COUNTS = word_set("before_counts")
HEADS = ("bodies_standing", "bodies_of_units", "bodies_named")
#: Words after a head noun that make it many bodies ("UBND các tỉnh", "Công an hai xã").
_MANY = word_set("many")
#: Syllables that make another word with "Hội" before them: fairs, conferences, feasts.
_AFTER_HOI = word_set("after_hoi")
_RANKS = word_set("ranks")
_PLURALS = word_set("plural_articles")
#: Syllables before a head noun in lower case that make another word with it ("ngày hội", "cán bộ").
_COMPOUNDS = word_set("head_compounds")
_BEFORE_HEADS = word_set("office_ends")


def head_at(words: Words, i: int) -> tuple[int, set[str]] | None:
    """The longest head noun at i: its end, and the tables that hold it."""
    tables = words.tables(i)
    if not tables:  # guard: time
        return None
    end = max((tables[name][0] for name in HEADS if name in tables), default=0)
    if not end:
        return None
    kinds = {name for name in HEADS if name in tables and tables[name][0] == end}
    return _with_field(words, tables, end), kinds


def _with_field(words: Words, tables: Found, end: int) -> int:
    """The end of a standing head that is a shorter head and a longer field: "Hiệp hội | Doanh nghiệp nhỏ và vừa"."""
    named = tables.get("bodies_named", (end, ""))[0]
    if named >= end:
        return end
    return max(end, words.tables(named).get("fields", (0, ""))[0])


def is_no_head(words: Words, i: int, end: int) -> bool:
    """Whether what stands around the head noun i:end makes it another word, a place or many bodies."""
    return (
        words.tables(i).get("common_nouns", (0, ""))[0] > end
        or (words.lower(i) and _is_no_lower_head(words, i, end))
        or _is_inspector(words, i, end)
        or _is_event(words, i, end)
        or _organises(words, i, end)
        or (end - i == 1 and (_within_name(words, i) or _is_other_word(words, i) or _is_family_name(words, i)))
        or (end - i > 1 and _names_place(words, i, end))
        or _is_place(words, i, end)
        or _many_before(words, i)
        or (words.lower(end) and words.low[end] in _MANY and not _of_many(words, i, end))
    )


def _is_no_lower_head(words: Words, i: int, end: int) -> bool:
    before = words.low[i - 1] if i else ""
    return (
        (words.inside[i] and before not in word_set("heads_and_deputies"))
        or (words.spells(i, end, "inspectors") and before in word_set("before_inspection"))
        or (words.spells(i, end, "school") and before in word_set("before_school"))
        or " ".join(words.low[i:end]) in _CAPITAL_HEADS
    )


def _is_inspector(words: Words, i: int, end: int) -> bool:
    inspector = words.spells(i, end, "inspectors") and words.capital(end)
    return inspector and person_shaped(words, end, name_end(words, end))


def _is_event(words: Words, i: int, end: int) -> bool:
    """Whether "Hội" and the syllable behind it are an event: "Hội thi", but "Hội làng nghề"."""
    event = words.spells(i, end, "hoi") and end < words.count and words.low[end] in _AFTER_HOI
    return event and words.tables(end).get("fields", (0, ""))[0] < end + 2


def _organises(words: Words, i: int, end: int) -> bool:
    """Whether "tổ chức" is what a body does: "tổ chức Đại lễ Phật đản"."""
    event = end < words.count and (words.low[end] in _EVENTS or words.spells(end, end + 2, "events"))
    done = words.lower(i) or end >= words.count or words.number(end) or event
    known = "bodies_known" in words.written(end) and head_at(words, end) is None
    return words.spells(i, end, "organise") and done and not known


def _many_before(words: Words, i: int) -> bool:
    """Whether a plural or a count stands before the head noun at i: "các trường", "20 Đài phát thanh huyện"."""
    before = words.form[i - 1] if i and not words.glued[i] else ""
    counted = before.isdigit() and len(before) <= 3 and before != "1"
    listed = words.number(max(0, i - 3))  # "Nghị quyết 4, 5 | Ban Chấp hành"
    return before.lower() in _PLURALS or (counted and (i == 1 or (words.low[i - 2] in _BEFORE_COUNTS and not listed)))


def _of_many(words: Words, i: int, end: int) -> bool:
    """Whether "các" or "cấp" belongs to the name: "Ban QLDA các công trình giao thông", "TAND cấp cao"."""
    ranked = words.low[end] in word_set("rank_word")  # "Công ty cổ phần | cấp nước"
    several = end - i > 1 and words.low[end] in word_set("several")
    return (
        (ranked and ("fields" in words.tables(end) or not _rank_follows(words, end + 1)))
        or (several and "fields" in words.tables(end))
        or (several and end - i > 2 and "fields" in words.tables(end + 1))
    )


def _rank_follows(words: Words, i: int) -> bool:
    """Whether "cấp" before piece i is the rank of bodies ("UBND cấp xã"), not a verb or part of "cấp cao"."""
    return i < words.count and (words.low[i] in _RANKS or "levels" in words.tables(i))


def _names_place(words: Words, i: int, end: int) -> bool:
    """Whether the capitals i:end name the place whose type noun is before them: "quảng trường | Đại Đoàn | Kết"."""
    if not i or not words.lower(i - 1) or any(words.shape[k] != CAPITAL for k in range(i, end)):
        return False
    return any(words.tables(k).get("place_heads", (0, ""))[0] == i for k in range(max(0, i - 3), i))


def _within_name(words: Words, i: int) -> bool:
    """Whether the single syllable at i goes on with the capitals before it ("Đảo | Trường Sa")."""
    place = max((words.written(k).get("places_known", (0, ""))[0] for k in range(max(0, i - 4), i)), default=0)
    return place > i or (  # needed: 1 real mention
        i > 0  # needed: 3 real mentions
        and words.capital(i)
        and words.capital(i - 1)
        and not words.opens(i - 1)
        and not words.glued[i]
        and words.low[i - 1] not in _BEFORE_HEADS
        and "bodies_standing" not in words.tables(i)
        and not (words.low[i] in word_set("needs_field") and "fields" in words.tables(i + 1))  # "Đoàn TNCS | Sở Y tế"
        and head_at(words, i - 1) is None
        and not words.shouted
    )


def _is_other_word(words: Words, i: int) -> bool:
    """Whether the single syllable at i belongs to the word before it or to a place's name ("đường | Trường Chinh")."""
    if words.lower(i):
        return i > 0 and words.low[i - 1] in _COMPOUNDS
    nouns = (type_noun(words, k) for k in range(max(0, i - 3), i))
    return i > 0 and words.lower(i - 1) and any(found is not None and found[0] == i for found in nouns)


def _is_family_name(words: Words, i: int) -> bool:
    """Whether a person's name begins with the syllable at i: "Đoàn | Thị Hoa"."""
    sure = " ".join(words.form[i + 1 : i + 2]) in word_set("sure_middles")
    return sure and person_shaped(words, i, name_end(words, i))


def _is_place(words: Words, i: int, end: int) -> bool:
    """Whether a known place or person, or a longer type noun of a place stands at i ("Đài Loan", "trường bắn")."""
    written = words.written(i)
    found = words.tables(i).get("place_heads"), written.get("places_known"), written.get("foreign_people")
    return any(longer is not None and longer[0] > end for longer in found)
