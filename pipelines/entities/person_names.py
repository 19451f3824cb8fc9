"""The grammar of persons: capitals behind a title, and capitals in the shape of a name."""

from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import common_family, family, initial, name_end, person_shaped
from pipelines.entities.sentences import Words
from pipelines.language.syllables import UPPER, foreign
from pipelines.language.taggers import is_word

#: Titles that anybody has: behind them even a place's name is a person's ("anh Sơn Tây" is no town).
_PERSONAL = word_set("personal_titles")
#: Titles of one syllable that stand in capitals in the middle of a sentence, where "Anh" is England.
_CAPITAL_TITLES = word_set("capital_titles")


def title_end(words: Words, i: int) -> tuple[int, bool] | None:
    """The end of the title at i and whether it is one that anybody has, or `None`."""
    found = words.tables(i).get("titles")
    if found is None:
        return None
    end = found[0]
    text = " ".join(words.low[i:end])
    named = text in word_set("named_word") and i > 0 and words.low[i - 1] in word_set("naming")  # "bão mang tên Yagi"
    strange = end - i == 1 and words.capital(i) and not words.opens(i) and not words.shouted
    continued = words.inside[i] and words.lower(i) and words.lower(i - 1)
    if named or continued or (strange and text not in _CAPITAL_TITLES):
        return None
    if end < words.count and words.form[end] in (":", "."):
        end += 1
    if words.number(end) and words.spells(end + 1, end + 2, "years_old") and words.capital(end + 2):
        end += 2  # "Kỳ thủ 15 tuổi Đầu Khương Duy"
    return end, text in _PERSONAL or text.replace(" ", "") == "đ/c"


def person_end(words: Words, i: int) -> int:
    """The end of the person's name in capitals that begins at i (i if none): full names, initials, foreign names."""
    numeral = words.form[i] in ("I", "V", "X") and words.form[i + 1 : i + 2] != ["."]  # "khu vực bảo vệ I"
    name = words.form[i].capitalize() in words_of("family_names") and words.capital(i + 1)
    if numeral or (words.shape[i] == UPPER and not name):
        return i
    end = name_end(words, i, longest=5, initials=True)
    inside = end < words.count and words.lower(end) and words.inside[end] and not words.inside[end - 1]
    half = inside and end - i <= 2 and not foreign(words.form[end - 1])
    named = end - i == 2 and family(words.form[i]) and not is_word(words.low[end - 1 : end + 1])
    # The last capital may begin a common word: "Ban Thường | vụ".
    return i if (half and not named) or any(map(english, words.form[i:end])) else end


_ENGLISH_ENDINGS = tuple(words_of("english_endings"))


def english(form: str) -> bool:
    """Whether the form is an English word or a code, which stands in no name: "Marketing", "Mitigation", "G1000"."""
    return (
        form in words_of("english_words")
        or any(letter in "&0123456789" for letter in form)  # needed: 5 real mentions of 1,600 articles
        or (len(form) > 5 and form.endswith(_ENGLISH_ENDINGS))  # needed: 1 real mention
    )


def shaped_person(words: Words, i: int, end: int) -> bool:
    """Whether the capitals i:end, without a title, are a person by their shape alone."""
    forms = words.form
    length = end - i
    highlander = any(map(foreign, forms[i + 1 : end])) or family(forms[end - 1])
    return (
        person_shaped(words, i, end)
        # men's names in the Central Highlands: "Y Bhem Byă"
        or (forms[i] == "Y" and 2 <= length <= 4 and not words.opens(i) and highlander)
        or (forms[i] in _HIGHLAND_CLANS and 2 <= length <= 4)
        or (length == 3 and forms[end - 1] in _ROYAL and not any(map(foreign, forms[i:end])))  # "Nhã Lang Vương"
        or (length == 2 and common_family(forms[i]) and forms[i + 1] in words_of("given_names"))
        or (3 <= length <= 6 and "." in forms[i:end] and family(forms[i]))
    )


#: Last syllables of kings' names.
_ROYAL = word_set("royal_lasts")
#: Clans of the Central Highlands, first in a name and no words of Vietnamese: "Rơ Châm Thuyn".
_HIGHLAND_CLANS = word_set("highland_clans")


def initials(words: Words, i: int) -> int | None:
    """The end of a name that is nothing but initials ("N.V.A"), or `None`."""
    j, letters = i, 0
    while j < words.count and letters < 6 and words.capital(j) and initial(words.form[j]):
        letters += 1
        j += 1
        if (
            j + 1 < words.count
            and words.form[j] == "."
            and words.glued[j]
            and words.capital(j + 1)
            and words.glued[j + 1]
        ):
            j += 1
        else:
            break
    if letters >= 2 and j < words.count - 1 and words.form[j] == "." and words.glued[j]:
        j += 1
    return j if letters >= 2 else None
