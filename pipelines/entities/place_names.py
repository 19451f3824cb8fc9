"""The grammar of places: a type noun and a name or number ("sông Hồng", "Quốc lộ 32", "khu di tích đền Và")."""

from pipelines.entities.gazetteer import entries, word_set
from pipelines.entities.names import family, name_end, person_shaped, place_end
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import CAPITAL, UPPER, foreign
from pipelines.language.taggers import is_word

#: Places within places that are looked into.
DEEPEST = 6
_PLURALS = word_set("plurals")
#: Heads whose name may be two places and a dash ("cao tốc Hà Nội - Lào Cai").
_ROUTES = word_set("route_words")
#: Type nouns that only say whereabouts: the place is what follows.
_WHEREABOUTS = frozenset(entry for entry, _ in entries("place_whereabouts"))
#: Type nouns whose name may be a common word with one capital.
_LAW_PARTS = word_set("law_parts")
_CIVIC = word_set("civic")
#: Type nouns of one syllable that are never the second half of a word, whatever the segmentation says.
_PLAIN_HEADS = word_set("plain_heads")
#: Syllables that make a common word with one of those behind them ("đồng hồ", "thành phố", "yêu cầu").
_OTHER_HALVES = word_set("other_halves")
_BEFORE_CODES = word_set("heads_before_codes")
_STREET_WORDS = word_set("street_words")
_UNITS_OF_MEASURE = word_set("measures")


#: Words between a type noun and its name that are read over ("Khu bảo tồn | thiên nhiên | đất ngập nước | Vân Long").
_MOST_MODIFIERS = 4
#: First syllables of type nouns whose name may be two names with a dash ("Khu tái định cư Lộc An - Bình Sơn").
_JOINED = word_set("joined_firsts")


#: Numbers that look like a name in capitals.
_ROMAN = word_set("numerals")


def plural_before(words: Words, i: int) -> bool:
    """Whether a plural word or a count stands before piece i ("các xã", "3 phường")."""
    previous = words.low[i - 1] if i else ""
    if previous in _STREET_WORDS:
        return plural_before(words, i - 1)  # "các tuyến phố"
    if previous in _PLURALS:
        return not (previous in word_set("number_word") and i > 1)
    numbered = i > 1 and (words.form[i - 2] in "/.,-" or words.low[i - 2] in word_set("number_word"))
    return previous.isdigit() and not numbered


def whereabouts_end(words: Words, i: int) -> int | None:
    """The end of a type noun at i that only says whereabouts ("khu vực"), or `None`."""
    end = max((words.tables(i)[name][0] for name in ("place_heads", "levels") if name in words.tables(i)), default=i)
    if end == i or words.number(end):
        return None  # "cổng 11"
    return end if " ".join(words.low[i:end]) in _WHEREABOUTS else None


def place_at(words: Words, i: int) -> int | None:
    """The end of the place with a type noun that begins at piece i, or `None`."""
    if i not in words.places and words.depth < DEEPEST:  # guard: depth
        words.depth += 1
        words.places[i] = _place_at(words, i)
        words.depth -= 1
    return words.places.get(i)


def _place_at(words: Words, i: int) -> int | None:
    tables = words.tables(i)
    best = type_noun(words, i)
    if best is None:
        return None
    end, numbered = best
    phrase = " ".join(words.low[i:end])
    part = phrase in _NEVER_NESTED or tables.get("levels", (0, ""))[0] >= end
    nested = None if part else _nested(words, end)
    if nested is not None:
        return nested
    title = words.tables(end).get("titles")
    if title and phrase in _MEMORIALS and words.capital(title[0]):
        return named_end(words, i, title[0], numbered=False)
    for _ in range(_MOST_MODIFIERS):
        if "place_modifiers" not in words.tables(end) or words.capital(end):
            break
        end = words.tables(end)["place_modifiers"][0]
    return named_end(words, i, end, numbered=numbered)


#: Type nouns behind which a person's title may stand: "Đền thờ | vua | Đinh Tiên Hoàng".
_MEMORIALS = word_set("memorials")
#: Type nouns that belong to the place behind them only as its part ("sân đền Long Động").
_NEVER_NESTED = word_set("parts")


def type_noun(words: Words, i: int) -> tuple[int, bool] | None:
    """The type noun at i: where it ends, and whether a number may be its name."""
    tables = words.tables(i)
    ends = [tables[name][0] for name in ("place_heads", "levels", "place_numbered") if name in tables]
    if not ends:
        return None
    end = max(ends)
    return (
        None if end - i == 1 and _is_no_type_noun(words, i) else (end, tables.get("place_numbered", (0, ""))[0] == end)
    )


def _is_no_type_noun(words: Words, i: int) -> bool:
    """Whether the syllable before piece i makes another word with it."""
    before, syllable = words.low[i - 1] if i else "", words.low[i]
    return (
        # "báo động II" holds no "động"
        (
            words.lower(i)
            and words.inside[i]
            and _second_half(before, syllable)
            and not words.spells(i - 2, i, "whole_before")
        )
        or words.spells(i - 1, i + 1, "no_type_nouns")  # "gà đồi | Yên Thế", "mặt đường | Quốc lộ 7"
    )


def _second_half(before: str, syllable: str) -> bool:
    """Whether the syllable, which the segmentation joins to the one before, makes a common word with it."""
    if before in word_set("become") and syllable not in word_set("city_lasts"):
        return False  # "khánh thành | cầu Mỹ Thuận"
    return syllable not in _PLAIN_HEADS or before in _OTHER_HALVES


def _nested(words: Words, i: int) -> int | None:
    """The end of a further place with a type noun of its own at i ("đình | làng Mông Phụ")."""
    tables = words.tables(i) if i < words.count and not words.number(i) else {}
    bare = "levels" not in tables and words.capital(i) and not words.lower(i + 1)
    if ("place_heads" not in tables and "levels" not in tables) or bare:
        return None
    place = place_at(words, i)
    known = words.written(i).get("places_known")
    return max(place or 0, known[0]) if known else place


def named_end(words: Words, i: int, end: int, *, numbered: bool) -> int | None:
    """The end of the name or number behind a type noun i:end, or `None` where none stands."""
    if end >= words.count:
        return None
    if words.form[end] == "." and words.glued[end] and end + 1 < words.count:
        end += 1  # "ĐT.419", "TX. Sơn Tây"
    if words.low[end] in word_set("number_word") and words.number(end + 1):
        return _number_end(words, end + 1)
    if words.number(end):
        return _alley_end(words, i, _number_end(words, end)) if numbered else None
    known = words.written(end).get("places_known")
    if _is_no_name(words, i, end, numbered=numbered):
        return None
    stop = name_end(words, end)
    if stop == end or _is_other_name(words, i, end, stop):
        return None
    half = (
        stop - end == 1
        and words.lower(stop)
        and (words.inside[stop] if words.capital(i) else is_word(words.low[end : stop + 1]))
    )
    if half and not known:
        # "Trạm | Y tế", but "Quảng trường | Nhân dân"
        return stop + 1 if words.capital(i) and " ".join(words.low[i:end]) in _CIVIC else None
    stop = _without_person(words, i, end, place_end(words, end, stop, person_follows=False))
    if words.number(stop) and words.capital(stop - 1) and len(words.form[stop]) <= 2 and _bare_number(words, stop):
        stop += 1
    return _route_end(words, i, end, stop)


def _is_no_name(words: Words, i: int, end: int, *, numbered: bool) -> bool:
    """Whether what stands behind the type noun i:end is no name of a place."""
    known = words.written(end).get("places_known")
    described = (
        known is not None and (known[1] == "country" or known[0] - end == 1) and known[0] >= name_end(words, end)
    )
    lake = words.shape[i] == CAPITAL and end - i == 1 and family(words.form[i])
    opened = words.form[end - 1] == "." and not words.glued[end]  # a sentence
    return (
        not words.capital(end)  # guard: time
        or words.low[end] in _LAW_PARTS
        # "thủ đô Đan Mạch", which has another name
        or (
            known is not None and known[1] == "country" and words.spells(i, end, "capitals")
        )  # needed: test_tag_entities
        # "các quận, huyện | TP Hà Nội"
        or ("levels" in words.tables(i) and _names_city(words, end))  # needed: test_tag_entities
        # "khối | Quận, Phường"
        or ("levels" in words.tables(i) and words.tables(end).get("levels") == (name_end(words, end), "unit"))
        or (len(words.low[i]) == 1 and len(words.low[end]) == 1)  # "H.T.B", initials that read like "H. (huyện) T"
        or (lake and _like_person(words, i))
        # "TP. | Nâng cao"
        or (opened and words.lower(end + 1) and known is None)  # needed: 1 real mention of 1,600 articles
        # "P.TGĐ", an office
        or (words.form[end - 1] == "." and words.glued[end] and words.shape[end] == UPPER and not words.written(end))
        # "siêu thị Pháp", but "làng Đông Hồ"
        or (described and words.spells(i, end, "described_by_country"))  # needed: 2 real mentions of 1,600 articles
        or (not numbered and words.form[end] in _ROMAN and not words.capital(end + 1))  # "quy hoạch điện VIII"
        or (words.low[i] in _BEFORE_CODES and end == i + 1 and words.shape[end] == UPPER)  # "kênh VTV1"
        # "Bưu chính liên tỉnh | Viettel"
        or ("levels" in words.tables(i) and set(words.written(end)) == {"bodies_known"})
        # "Hội trường | UBND quận Hà Đông"
        or _is_body(words, end)  # needed: 2 real mentions of 1,600 articles
    )


def _names_city(words: Words, i: int) -> bool:
    """Whether the type noun of a city stands at i."""
    return any(words.spells(i, i + n, "cities") for n in (1, 2))


def _is_body(words: Words, i: int) -> bool:
    """Whether the abbreviation of a body stands at i: "khối | UBND"."""
    return words.shape[i] == UPPER and not words.tables(i).keys().isdisjoint(("bodies_of_units", "bodies_standing"))


def _is_other_name(words: Words, i: int, end: int, stop: int) -> bool:
    """Whether the name end:stop is not that of the place with the type noun i:end."""
    known = "places_known" in words.written(end)
    heading = words.shouted and stop - end == 1 and not known  # "HỒ SƠ"
    return (
        # "Ban Thi đua Khen thưởng Thành phố | Đỗ Đức Thịnh"
        (
            words.spells(i, end, "levels_without_people")  # needed: 2 real mentions of 1,600 articles
            and not words.written(end)
            and person_shaped(words, end, stop)
        )
        or (words.spells(i, end, "country") and not known)
        # "Thành phố | Vì hòa bình"
        or (
            words.spells(i, end, "cities")  # needed: 2 real mentions
            and stop - end == 1
            and not words.written(end)
            and not foreign(words.form[end])
        )
        # "chợ hoa Xuân"
        or (stop - end == 1 and words.low[end] in word_set("lunar_feasts"))  # needed: 4 real mentions
        # "phiên chợ Việt"
        or (
            " ".join(words.form[end:stop]) in word_set("viet") and not known and words.form[stop : stop + 1] != ["-"]
        )  # needed: 6 real mentions of 1,600 articles
        # "núi đá vôi | Khu bảo tồn"
        or (words.lower(stop) and words.tables(end).get("place_heads", (0, ""))[0] > stop)
        or (stop - end == 1 and words.lower(stop) and words.low[end] in word_set("event_firsts"))  # "đã tổ | Lễ trao"
        or (heading and is_word(words.low[end - 1 : stop]))  # needed: 1 real mention of 1,600 articles
    )


def _without_person(words: Words, i: int, end: int, stop: int) -> int:
    """The end of the place's name end:stop, behind the type noun i:end, without the person behind it."""
    town = words.written(end).get("units", (stop, ""))[0]
    if "levels" in words.tables(i) and town - end > 1 and stop - town >= 2 and all(map(foreign, words.form[town:stop])):
        stop = town  # "Tổng Lãnh sự Ấn Độ tại Thành phố Hồ Chí Minh | Madan Mohan Sethi"
    return stop


def _route_end(words: Words, i: int, end: int, stop: int) -> int:
    """Past " - Lào Cai" where the head is a road's or the whole is known with its dash."""
    known = max(
        (found[0] for table, found in words.written(end).items() if table in ("units", "places_known")), default=0
    )
    stop = max(stop, known)
    route = words.low[end - 1] in _ROUTES or words.low[i] in _ROUTES
    if route or words.low[i] in _JOINED:
        while stop + 1 < words.count and words.form[stop] in DASHES and words.capital(stop + 1):
            if not route and words.written(stop + 1).get("units", (0, ""))[1] == "province":  # needed: 4 real mentions
                break  # "hồ Hoàn Kiếm - | Hà Nội"
            end = name_end(words, stop + 1)
            event = words.low[stop + 1] in word_set("event_firsts")  # "đường Hồ Chí Minh - | Ngày truyền thống"
            noun = words.tables(stop + 1).get("place_heads", (0, ""))[0] > end  # "Ngã tư Sở - | Ngã tư Vọng"
            other = event or noun or words.form[end : end + 1] == [":"]
            if end - stop == 2 and other:  # needed: 1 real mention of 1,600 articles
                break
            stop = end
    return stop


def _alley_end(words: Words, i: int, end: int | None) -> int | None:
    """Past the street behind an alley's number: "ngách 35/12 | Cát Linh", "ngõ 95 | phố Chùa Bộc"."""
    if end is None or end >= words.count or words.low[i] not in _ALLEYS:
        return end
    street = place_at(words, end) if words.low[end] in _STREETS else None
    return street or name_end(words, end) if street or words.capital(end) else end


_ALLEYS = word_set("alleys")
_STREETS = _ALLEYS | {"phố", "đường"}


def _number_end(words: Words, i: int) -> int | None:
    dated = words.number(i + 2) and words.form[i + 1] in "/-" and words.glued[i + 1] and words.glued[i + 2]
    day = dated and len(words.form[i]) <= 2 and len(words.form[i + 2]) <= 2 and words.form[i + 3 : i + 4] != ["/"]
    month = words.spells(i + 1, i + 2, "month") and words.capital(i + 1)
    if day or (month and (words.number(i + 2) or words.capital(i + 2))):
        return i + 3  # "Quảng trường 16/3", "đường 3 Tháng 2"
    return i + 1 if _bare_number(words, i) else None


def _bare_number(words: Words, i: int) -> bool:
    following = words.low[i + 1] if i + 1 < words.count else ""
    score = following in DASHES and words.number(i + 2)  # "2 - 1"
    figures = following in "/.,:%" and words.number(i + 2) and words.glued[i + 1]
    document = following == "/" and words.shape[i + 2 : i + 3] == [UPPER]  # "bản số 12/KH-UBND"
    return not score and not figures and not document and following not in _UNITS_OF_MEASURE


def _like_person(words: Words, i: int) -> bool:
    """Whether capitals from i on read like a person although they begin like a lake ("Hồ Văn Nam")."""
    end = name_end(words, i)
    return not words.opens(i) or (end - i >= 3 and words.form[i + 1] in word_set("lake_middles"))


def behind_brackets(words: Words, j: int) -> int:
    """Behind the brackets that say where a listed place lies: "Bến Nghé | (Quận 1), Cổ Đông"; j where none follow."""
    closed = range(j + 1, min(words.count, j + _LONGEST_BRACKETS)) if words.form[j : j + 1] == ["("] else ()
    return next((k + 1 for k in closed if words.form[k] == ")"), j)


#: Pieces of the longest brackets within a list.
_LONGEST_BRACKETS = 10


def listed_names(words: Words, i: int) -> list[tuple[int, int]]:
    """The bare names of an enumeration that begins at i: "Kim Sơn, Sơn Đông và Cổ Đông" after "các xã"."""
    names: list[tuple[int, int]] = []
    j = i
    while j < words.count:
        known = max((words.written(j).get(table, (0, ""))[0] for table in ("units", "places_known")), default=0)
        end = max(name_end(words, j), known) if words.capital(j) else j  # "các tỉnh | Nam - Trung bộ"
        longer = any(found[0] > end for found in words.tables(j).values())  # "các Tổ | Công | đoàn"
        if end == j or longer or words.word_end(end) > end:
            break  # also before "và | Thành phố Hồ Chí Minh"
        names.append((j, end))
        j = behind_brackets(words, end)
        if j < words.count and (
            words.form[j] in (",", ";") or words.low[j] in word_set("and_with") or words.form[j] in DASHES
        ):
            j += 1
        else:
            break
    return names
