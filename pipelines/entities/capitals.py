"""Headings in capitals: which of their syllables would have a capital in a sentence."""

from collections.abc import Sequence

from pipelines.entities.gazetteer import caseless, names_in_any_case, word_set, words_of
from pipelines.language.syllables import CAPITAL, LOWER, UPPER

_HEADS = ("bodies_standing", "bodies_of_units", "bodies_named")


def recase(low: Sequence[str], shapes: Sequence[int]) -> tuple[list[str], list[int]]:
    """Forms and shapes as in running text: capitals for known names, persons' names and the heads of bodies."""
    forms = list(low)
    recased = [LOWER if shape in (CAPITAL, UPPER) else shape for shape in shapes]

    def capitalise(start: int, end: int) -> None:
        for k in range(start, end):
            if recased[k] == LOWER:
                forms[k] = low[k].capitalize()
                recased[k] = CAPITAL

    i, after_level = 0, False
    while i < len(low):
        names = names_in_any_case().at(low, i)
        known = names.get("names")
        if after_level or known is None:
            known = max((names[table] for table in names if after_level or table == "names"), default=None)
        tables = caseless().at(low, i)
        head = max((tables[name][0] for name in _HEADS if name in tables), default=0)
        person = 0 if i and low[i - 1] in _BEFORE_NUMERALS else _person_end(low, recased, i)
        if (head and head - i > 1) or (head and low[i] in _SINGLE and not (i and low[i - 1] in _COMPOUNDS)):
            capitalise(i, i + 1)
            i = head
            name = _sight_end(low, recased, head) if low[head - 1] in _SCHOOLS and head < len(low) else 0
            capitalise(head, name)
            i = max(head, name)
        elif known and (known[0] >= person or after_level) and not (known[0] - i == 1 and "levels" in tables):
            capitalise(i, known[0])
            i = known[0]
        elif person:
            capitalise(i, person)
            i = person
        elif "levels" in tables:
            i, after_level = tables["levels"][0], True
            continue
        elif low[i] in _SIGHTS and tables.get("place_heads", (0, ""))[0] == i + 1 and _sight_end(low, recased, i + 1):
            end = _sight_end(low, recased, i + 1)
            capitalise(i + 1, end)
            i = end
            continue
        else:
            i = max(i + 1, tables.get("enders", (0, ""))[0])
        after_level = False
    return forms, recased


#: Syllables before a Roman numeral ("lần thứ VI"), which may read like a family name.
_BEFORE_NUMERALS = word_set("before_numerals")
#: Syllables that make another word with "hội" or "bộ" ("lễ hội", "cán bộ").
_COMPOUNDS = word_set("heading_compounds")
#: Head nouns of one syllable that are nothing else in a heading.
_SINGLE = word_set("heading_heads")


#: Last syllables of head nouns of schools, which bear names of two syllables.
_SCHOOLS = word_set("heading_schools")


#: Type nouns behind which a heading's next two syllables are a name, unless the tables know one of them otherwise.
_SIGHTS = word_set("heading_sights")


#: Words that no name goes on with.
_WAYS = word_set("heading_stops")


def _sight_end(low: Sequence[str], shapes: Sequence[int], i: int) -> int:
    """The end of the name of at most two syllables that begins at i; 0 where the tables know another word."""
    names = words_of("family_names")
    if (i > 1 and names.get(low[i - 2].capitalize()) == "common") or (  # needed: test_tag_entities
        low[i - 1].capitalize() in names and i < len(low) and low[i].capitalize() in words_of("middle_names")
    ):
        return 0  # "NGÔ ĐÌNH NGŨ", "HỒ VĂN NAM"
    end = i
    while end < min(i + 2, len(low)) and shapes[end] == LOWER:
        tables = caseless().at(low, end)
        known = any(tables.get(table, (0, ""))[0] > end + (table in _OFTEN_NAMES) for table in _NO_NAMES)
        if known or low[end] in _WAYS:
            break  # "CẦU | QUA SÔNG TRÀ KHÚC"
        end += 1
    return end if end > i else 0


#: Tables whose entries are no names behind a type noun; of the second ones a single syllable may be one ("BẾN MỚI").
_NO_NAMES = ("enders", "fields_verbal", "titles", "named_things", "fields", "place_modifiers")
_OFTEN_NAMES = ("titles", "fields", "place_modifiers")


def _person_end(low: Sequence[str], shapes: Sequence[int], i: int) -> int:
    """The end of a person's name that begins at i: a family name of many, middle names, a given name; 0 if none."""
    if words_of("family_names").get(low[i].capitalize()) != "common":
        return 0
    middle, given = words_of("middle_names"), words_of("given_names")
    for end in (i + 4, i + 3):
        names = [word.capitalize() for word in low[i + 1 : end]]
        free = end <= len(low) and all(shape == LOWER for shape in shapes[i:end])
        if free and names[-1] in given and all(name in middle for name in names[:-1]):
            return end
    alone = len(low) == i + 2 and i == 0 and low[i + 1].capitalize() in given
    return i + 2 if alone else 0
