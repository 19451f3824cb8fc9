"""How far a name in capitals runs, and where a place's name ends and a person's begins."""

import re

from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import CAPITAL, LOWER, MARK, UPPER, foreign

#: Syllables of the longest name that is taken as one ("Trường Nguyễn Bỉnh Khiêm" has three behind its head noun).
LONGEST = 6
_PARTICLES = word_set("particles")
#: Small words inside English and French names; "to" and "in" are Vietnamese, too.
_ENGLISH = word_set("english_words")


def name_end(words: Words, i: int, *, longest: int = LONGEST, initials: bool = False) -> int:
    """The end of the run of capitals that begins at i; i itself when there is none.

    The run ends before an office or a document type in capitals, before a unit's type noun, and before a further
    body's head noun. Hyphens without blanks belong to it ("Jong-un"), so do the stops inside initials ("N.V.A") and,
    with `initials`, behind one ("Đặng Thị N.").
    """
    if lunar_year(words, i) is not None:
        return i
    j = i
    while j < words.count and j - i < 2 * longest:
        if not words.capital(j) or (j > i and _ends_before(words, j) and not _given_name(words, i, j)):
            break
        j += 1
        j = _glued_end(words, j, initials)
        if (words.form[j : j + 1] == ["&"] and words.capital(j + 1) and foreign(words.form[j - 1])) or (
            j + 1 < words.count
            and (words.low[j] in _PARTICLES or (words.low[j] in _ENGLISH and foreign(words.form[j + 1])))
            and words.shape[j] == LOWER
            and words.capital(j + 1)
            and foreign(words.form[j - 1])
        ):
            j += 1
    return j


def _given_name(words: Words, i: int, j: int) -> bool:
    """Whether the syllables that read like a body's head noun are a person's name: "Trần | Hải Quân"."""
    return (
        j == i + 1
        and common_family(words.form[i])
        and words.capital(j + 1)
        and not words.capital(j + 2)
        and words.form[j + 1] in words_of("given_names")
    )


#: Pieces without a blank that are read as one name, so that a line of initials costs no more than its length.
_LONGEST_GLUED = 12


def _glued_end(words: Words, j: int, initials: bool) -> int:
    """Past what hangs on the syllable before j without a blank: hyphenated syllables, the stop of an initial."""
    stop = min(words.count, j + _LONGEST_GLUED)
    while j < stop and words.glued[j]:
        mark = words.form[j]
        following = j + 1 < words.count and words.glued[j + 1] and words.shape[j + 1] != MARK
        noun = words.tables(j + 1).get("place_heads", (0, ""))[0] > j + 2  # "lô đất C10- | Khu đô thị"
        if mark in DASHES and following and not noun and "titles" not in words.tables(j + 1):
            j += 2
        elif mark == "." and initial(words.form[j - 1]) and (words.shape[j - 1] == CAPITAL or "'" in words.form[j - 1]):
            if not (initials or following):
                break
            j += 1
        else:
            break
    return j


def initial(form: str) -> bool:
    """Whether the form is a letter, or the letters that stand for one sound, that a name is cut down to."""
    return len(form) == 1 or (len(form) <= 3 and not _VOWEL.search(form))


_VOWEL = re.compile("[^BCDĐGHKLMNPQRSTVXbcdđghklmnpqrstvx'’]")


def lunar_year(words: Words, j: int) -> int | None:
    """The end of a year of the lunar calendar at j, with "Xuân" or "Tết" before it: "Xuân | Giáp Thìn"."""
    if not words.capital(j):
        return None
    if words.low[j] in word_set("lunar_feasts") and words.capital(j + 1):
        return lunar_year(words, j + 1)
    year = words.form[j] in _STEMS and j + 1 < words.count and words.form[j + 1] in _BRANCHES
    known = (j and words.low[j - 1] in _BEFORE_YEARS) or (words.number(j + 2) and len(words.form[j + 2]) == 4)
    return j + 2 if year and known else None


_STEMS = word_set("lunar_stems")
#: What a year of the lunar calendar may begin with.
LUNAR_FIRSTS = _STEMS | word_set("lunar_feasts") | {feast.capitalize() for feast in word_set("lunar_feasts")}
_BRANCHES = word_set("lunar_branches")
_BEFORE_YEARS = word_set("before_lunar_years")


def _ends_before(words: Words, j: int) -> bool:
    tables = words.tables(j)
    if "enders" in tables and words.form[j - 1] not in word_set("commonest_middles"):  # needed: 1 real mention
        return tables["enders"][0] - j > 1
    ends = [tables[table][0] for table in _HEADS if table in tables]
    fielded = words.low[j] in word_set("needs_field") and "fields" in words.tables(j + 1)  # "PCLB | Bộ Xây dựng"
    return any(end - j > 1 or fielded or words.low[j] in _SINGLE_BODIES for end in ends)


_HEADS = ("bodies_standing", "bodies_of_units", "bodies_named")
_SINGLE_BODIES = word_set("short_bodies")


def common_family(form: str) -> bool:
    """Whether the syllable is a family name of many."""
    return words_of("family_names").get(form) == "common"


def family(form: str) -> bool:
    """Whether the syllable is a family name, also a rare one."""
    return form in words_of("family_names")


def person_shaped(words: Words, i: int, end: int) -> bool:
    """Whether the capitals i:end are surely a Vietnamese person's full name: family name, middle name, given name."""
    if not 3 <= end - i <= 5 or UPPER in words.shape[i:end]:
        return False
    forms = words.form
    return (common_family(forms[i]) or (family(forms[i]) and forms[i + 1] in _ALWAYS_MIDDLE)) and (
        forms[i + 1] in words_of("middle_names") or forms[end - 1] in words_of("given_names")
    )


_ALWAYS_MIDDLE = word_set("sure_middles")


def place_end(words: Words, i: int, end: int, *, person_follows: bool) -> int:
    """Where the place's or school's name that begins at i ends within the capitals i:end.

    A person's name may follow without a mark between them ("Thành ủy Hà Nội Đinh Tiến Dũng"), the likelier if an
    office stands before the body (`person_follows`).
    """
    known = max((found[0] for table, found in words.written(i).items() if table in _PLACES), default=i)
    if i < known < end and _person_behind(words, i, known, end, person_follows):
        return known
    for k in range(i + 1, end - 1):
        office = person_follows and common_family(words.form[k]) and 2 <= end - k <= 4
        province = words.written(k).get("units", (0, "commune")) == (end, "province")  # "… | Thái Nguyên"
        # "huyện Lắk | Đặng Hữu Nghĩa"
        follows = office and not province and (k - i >= 2 or person_shaped(words, k, end))
        if follows or (words.form[k + 1] in word_set("commonest_middles") and family(words.form[k]) and end - k >= 3):
            return k
    return end


def _person_behind(words: Words, i: int, known: int, end: int, person_follows: bool) -> bool:
    """Whether the capitals known:end behind the known place i:known are a person's name."""
    rest = end - known
    return (known - i > 1 or person_follows or common_family(words.form[known])) and (
        (rest >= 3 and words.form[known + 1] in _ALWAYS_MIDDLE)
        or (2 <= rest <= 4 and family(words.form[known]) and (person_follows or person_shaped(words, known, end)))
        or (person_follows and foreign(words.form[known]))
    )


_PLACES = ("units", "places_known")
