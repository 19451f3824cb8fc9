"""Fields of work and other common words in names of bodies: what a body is about, whom it is within."""

from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import family
from pipelines.entities.organisation_body import Body
from pipelines.entities.organisation_heads import head_at, is_no_head
from pipelines.entities.organisation_trades import trades_before_name
from pipelines.entities.sentences import Words
from pipelines.language.syllables import MARK
from pipelines.language.taggers import is_word

_BY_TASK = word_set("task_firsts")
_DEPARTMENTS = word_set("bare_parents")
_QUOTED = word_set("quoted_firsts")
#: Pieces of the longest name in quotation marks.
_LONGEST_QUOTATION = 12
#: Syllables of the longest fund's name in lower case; before these words it ends.
_LONGEST_PURPOSE = 9
_PREDICATES = frozenset(words_of("predicates")) | word_set("purpose_stops")


def quotation(body: Body, j: int, last: str) -> int | None:
    """The end of a name in quotation marks: 'Câu lạc bộ | "Em yêu quê hương"'."""
    words = body.words
    if words.form[j] not in ("“", '"') or last not in ("head", "field") or words.low[body.start] not in _QUOTED:
        return None
    longest = range(j + 2, min(words.count, j + _LONGEST_QUOTATION))
    end = next((k + 1 for k in longest if words.form[k] in ("”", '"')), None)
    # Of a fund's many branches the unit behind tells which: 'Quỹ | "Vì người nghèo" | phường Sơn Tây'.
    return None if words.low[body.start] in word_set("funds") and "levels" not in words.tables(end or j) else end


def purpose(body: Body, j: int, last: str) -> int | None:
    """The end of a fund's name that is a phrase in lower case: "Quỹ | Nâng bước em tới trường | trao ..."."""
    words = body.words
    fields = words.tables(j).keys() & {"fields", "fields_verbal"}
    if words.low[body.start] not in word_set("funds") or last != "head" or not words.capital(j) or fields:
        return None
    k = j + 1
    while words.lower(k) and words.low[k] not in _PREDICATES and k - j < _LONGEST_PURPOSE:
        k += 1
    closed = k == words.count or words.shape[k] == MARK or (words.lower(k) and words.low[k] in _PREDICATES)
    return k if k - j > 2 and closed else None


def about(body: Body, j: int, state: str) -> int | None:
    """The end of what a committee is about: "Ban Chỉ đạo quốc gia | về phòng, chống thiên tai"."""
    words = body.words
    if words.low[j] not in word_set("about"):  # needed: 9 real mentions
        return None
    one = words.spells(body.start, body.head_end, "of_one_body")
    board = words.spells(body.start, body.start + 3, "steering") or words.spells(
        body.start, body.start + 2, "committees"
    )
    if one or not board:  # needed: 10 real mentions
        return (words.written(j + 1).get("bodies_known", (0, ""))[0] or None) if one else None
    tables = words.tables(j + 1)
    return max((tables[name][0] for name in ("fields", "fields_verbal") if name in tables), default=0) or None


def _field_end(body: Body, j: int, last: str) -> int | None:
    words = body.words
    tables = words.tables(j)
    noun, verb = tables.get("fields"), tables.get("fields_verbal")
    if words.capital(j):
        return _capital_field_end(words, j)
    if last == "name":
        # "Ban Chỉ đạo 389 | quốc gia"
        return j + 2 if words.number(j - 1) and words.spells(j, j + 2, "of_the_country") else None
    if words.low[j] in word_set("several") and last in ("head", "field") and words.low[body.start] in _BY_TASK:
        return max(words.tables(j + 1).get("fields", (0, ""))[0], noun[0] if noun else 0) or None
    longest = max(found[0] for found in (noun, verb, (0, "")) if found)
    if body.whole_head(last) and words.low[body.head_end - 1] not in word_set("project_heads"):
        return longest if noun and words.written(longest).get("places_known") else None
    verbal = verb is not None and (noun is None or noun[0] <= verb[0]) and not _verb_allowed(body, j, last)
    # "Đoàn thầy thuốc tình nguyện" is nobody's name
    plain = last == "head" and not body.long_head() and words.form[body.start] not in _DEPARTMENTS
    named = last == "head" and trades_before_name(body, longest)
    return (longest or None) if named or not (plain or verbal) else None


def _capital_field_end(words: Words, j: int) -> int | None:
    """The end of the field in capitals at j."""
    tables = words.tables(j)
    end = max((tables[table][0] for table in ("fields", "fields_verbal") if table in tables), default=0)
    single = end - j == 1
    person = single and family(words.form[j]) and words.capital(end) and len(words.form[j]) > 1
    half = single and words.lower(end) and words.inside[end] and is_word(words.low[j : end + 1])
    place = words.written(j).get("places_known", (0, ""))[0] > end
    # "Thành ủy | Ngô Quang Hải"; the first syllable of another word: "Bảo tàng | Đồng quê"
    return None if person or half or place else end or None


def _verb_allowed(body: Body, j: int, last: str) -> bool:
    words = body.words
    return words.low[j - 1] in word_set("project_lasts")


def nested(body: Body, j: int, state: str) -> int | None:
    """The end of another body at j that this one belongs to, where it is no mere field: "Văn phòng | Quốc hội"."""
    end = body.inner_end(j) or _bare_parent(body, j)
    if end is None:
        return None
    field = _field_end(body, j, state)
    return end if field is None or end > field else None


def _bare_parent(body: Body, j: int) -> int | None:
    """The end of a body of several syllables that is whole without a unit: "Ban Tổ chức | Đảng ủy khối"."""
    words = body.words
    head = head_at(words, j)
    if head is None or "bodies_standing" not in words.tables(j) or words.tables(j)["bodies_standing"][0] - j == 1:
        return None
    return None if is_no_head(words, j, head[0]) else head[0]


def field(body: Body, j: int, state: str) -> tuple[int, str] | None:
    """The end of the field of work at j: "Sở | Y tế"; in lower case behind a name it changes nothing of the state."""
    words = body.words
    end = _field_end(body, j, state)
    if end is None:
        return None
    body.tied = body.tied or words.spells(j, end, "of_the_country")
    if words.capital(j) or (state == "head" and words.form[body.start] in _DEPARTMENTS):
        body.mark("named", "fielded")  # "Sở y tế"
        return end, "field"
    return end, state if state == "name" else "field"
