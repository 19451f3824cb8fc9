"""The own name of a body behind its head noun or field: capitals, a number, a place."""

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import family, name_end, person_shaped, place_end
from pipelines.entities.organisation_body import KNOWN_PLACES, Body
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.organisation_numbers import counts
from pipelines.language.syllables import CAPITAL, foreign
from pipelines.language.taggers import is_word

_NAMELESS = word_set("nameless_heads")
_FORMATIONS = word_set("formations")


def name(body: Body, j: int, last: str) -> tuple[int, str] | None:
    """The end of the number or the capitals at j, and the state behind them; `None` where they are not the body's."""
    words = body.words
    if words.low[j] in word_set("number_word") and words.number(j + 1):
        body.mark("named", "tied")
        return j + 2, "name"
    if words.number(j) and not words.spells(
        j - 2, j, "of_the_country"
    ):  # "Ban Chấp hành Trung ương | 8" is its meeting
        body.named = body.named or _numbered(body, j, last)
        body.tied = body.tied or (last == "head" and words.low[body.start] in word_set("cells"))  # "Chi bộ | 7"
        return (j + 1, "name") if _numbered(body, j, last) else None
    ended = "enders" in words.tables(j) and not words.written(j).keys() & KNOWN_PLACES
    end = j if ended or not words.capital(j) else name_end(words, j)
    if end == j or _person(body, j, end, last):
        return None
    end = max(end, (head_at(words, j) or (end,))[0])  # "Văn phòng | Ban chỉ đạo"
    whole = end
    end = place_end(words, j, whole, person_follows=body.person_follows)
    if end < whole:
        body.mark("named", "tied")
        return end, "place"
    body.named = True
    if end - j == 1 and last != "name" and words.lower(end):
        common = _common_word(body, j, last)
        if common is not None:
            return common, "field"
    known = max((found[0] for table, found in words.written(j).items() if table in KNOWN_PLACES), default=0)
    if known >= end:
        end = known
        body.tied = True
    return max(end, words.written(j).get("bodies_known", (end,))[0]), "name"  # "báo | Hà Nội mới"


def _numbered(body: Body, j: int, last: str) -> bool:
    """Whether the number at j belongs to the name."""
    words = body.words
    formation = words.low[body.head_end - 1] in _FORMATIONS
    dated = words.form[j + 1 : j + 2] == ["/"] and words.number(j + 2)
    if (
        dated and not body.trades() and words.low[body.start] not in word_set("school_firsts")
    ):  # needed: 3 real mentions
        return False  # "ngày thành lập Đảng | 3/2", but "Trường Mầm non 19/5"
    return (
        (last == "head" and len(words.form[j]) <= 3 and not (body.head_is("bodies_standing") and words.capital(j + 1)))
        or (formation and last == "field")
        or (last in ("name", "field") and not counts(words, j))
    )


def _person(body: Body, j: int, end: int, last: str) -> bool:
    """Whether the capitals j:end are a person behind the body: "Liên hợp quốc | António Guterres"."""
    words = body.words
    takes_names = body.head_is("bodies_named")
    complete = (last == "field" and not body.trades()) or not takes_names or body.whole_head(last)
    complete = complete or (body.person_follows and words.low[body.start] in _NAMELESS)  # "Ủy ban | Nguyễn Minh Thuyết"
    if words.written(j).keys() & KNOWN_PLACES or not family(words.form[j]) or end - j < 2:
        return False
    if not complete and (last != "name" or words.number(j - 1)):
        return False
    shaped = person_shaped(words, j, end)
    return body.person_follows or (shaped and (not takes_names or words.low[body.start] in _NAMELESS))


def _common_word(body: Body, j: int, last: str) -> int | None:
    """The end of a trade or field with one capital at j that no table knows: "Địa ốc | Alibaba", "Vật lý"."""
    words = body.words
    end = j + 1
    plain = not (words.written(j) or foreign(words.form[j])) and words.shape[j] == CAPITAL
    if not plain or not is_word(words.low[j : end + 1]):
        return None
    end += 1
    while words.lower(end) and words.inside[end]:
        end += 1
    return end
