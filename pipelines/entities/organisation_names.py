"""The grammar of organisations: a head noun, fields of work, names, a unit at the end.

"Ban Quản lý dự án | đầu tư xây dựng | công trình giao thông | thành phố Hà Nội": the head noun is in capitals or a
name in capitals follows it; fields of work continue it in either case; a unit's type noun, with or without its name,
closes it.
"""

from pipelines.entities import grammar
from pipelines.entities.gazetteer import word_set
from pipelines.entities.organisation_body import Body
from pipelines.entities.organisation_heads import head_at, is_no_head
from pipelines.entities.sentences import Words
from pipelines.language.syllables import UPPER

#: First syllables of head nouns that a task in lower case names: "Ban Chỉ đạo phòng, chống thiên tai".
_BY_TASK = word_set("task_firsts")
#: Bodies within bodies that are looked into.
DEEPEST = 6


def body_at(words: Words, i: int, *, person_follows: bool = False) -> int | None:
    """The end of the organisation that begins at piece i, or `None`.

    `person_follows` says that an office stands before it, so that a person's name may end it.
    """
    known = words.bodies.get((i, person_follows), -1)
    if known != -1:  # guard: time
        return known
    head = head_at(words, i)
    if head is None or words.depth >= DEEPEST:  # guard: depth
        return None
    words.depth += 1
    end = None if is_no_head(words, i, head[0]) else _read_body(words, i, *head, person_follows)
    words.depth -= 1
    words.bodies[i, person_follows] = end
    return end


def _read_body(words: Words, i: int, end: int, kinds: set[str], person_follows: bool) -> int | None:
    """The end of the body with the head noun i:end, if what follows makes it a name."""
    body = Body(words, i, end, person_follows, _inner_end)
    stop = grammar.read(body)
    many = body.many or _of_many_units(body, stop)
    words.kinds[i] = stop if many else i
    if many or _is_no_name(words, i, end, stop, body):
        return None
    title = words.tables(max(0, i - 1)).get("titles", (0, ""))[0]
    headed = title > i and words.spells(i - 1, i, "heads_and_deputies") and words.capital(i + 1)
    headed = headed and words.low[i] != words.low[i + 1]  # "Trưởng | ban Tuyên giáo Thành ủy"
    if words.lower(i) and not headed and not _named_in_lower_case(words, i, end, stop, kinds, body):
        return None
    if "bodies_standing" in kinds:
        return stop if words.capital(i) or headed or stop > end else None
    task = (
        body.tied
        or words.low[i] in _BY_TASK
        or words.capital(end - 1)
        or words.low[end - 1] in word_set("police_lasts")
    )
    by_task = words.capital(i) and end - i > 1 and task
    named = "bodies_named" in kinds and stop > end and (body.named or by_task)
    nobody = words.lower(i) and words.low[i] in word_set("no_bodies_in_lower_case")  # "dân quân xã Thượng Hà": people
    return stop if not nobody and (named or ("bodies_of_units" in kinds and body.tied)) else None


def _is_no_name(words: Words, i: int, end: int, stop: int, body: Body) -> bool:
    """Whether the head noun i:end with what follows it up to `stop` names no single body."""
    group = end - i == 1 and words.low[i] in word_set("groups") and stop == end + 1 and words.number(end)
    fielded = body.fielded or (stop > end and words.shape[end] == UPPER)
    unit = words.tables(end).get("levels", (0, ""))[1] == "unit"
    abroad = words.written(end).get("places_known", (0, ""))[1] == "country"
    return (
        (words.spells(i, end, "needs_field") and not fielded)  # "Bộ Quy tắc ứng xử"
        or (words.spells(i, end, "deputations") and abroad)  # "Đoàn đại biểu | Quốc hội Lào", some of its members
        or (group and not _of_larger(words, stop))  # "Đội 3" of a village, but "Đội 3, Phòng Cảnh sát hình sự"
        # downtown: "Trung tâm Thành phố", "Trung tâm quận Hà Đông"
        or (words.spells(i, end, "centres") and (unit or not body.named))
    )


def _of_many_units(body: Body, stop: int) -> bool:
    """Whether units of a kind, each of which has such a body, stand at `stop`: "Phòng Y tế | cấp huyện"."""
    words = body.words
    owned = words.spells(stop, stop + 1, "of_units")  # "Phòng Y tế | của các quận"
    direct = words.spells(stop, stop + 2, "ranks_of_units") and not body.united
    counted = words.number(stop) and "levels" in words.tables(stop + 1)  # "UBND | 30 quận, huyện"
    k = stop + owned
    many = any(words.spells(k, k + n, "many_units") for n in (2, 3))
    return direct or (not body.tied and (counted or many))  # needed: 87 real mentions of 1,600 articles


def _of_larger(words: Words, stop: int) -> bool:
    """Whether a larger body stands behind the comma at `stop`."""
    return words.form[stop : stop + 1] == [","] and words.capital(stop + 1) and head_at(words, stop + 1) is not None


def _named_in_lower_case(words: Words, i: int, end: int, stop: int, kinds: set[str], body: Body) -> bool:
    """Whether a head noun in lower case has a name behind it: "trường Nguyễn Du", but "tổ chức 19 lớp"."""
    capitals = any(words.capital(k) for k in range(end, stop))
    coded = words.shape[end : end + 1] == [UPPER] and any(map(str.isdigit, words.form[end]))  # "phòng PA17"
    first = next((k for k in range(end, stop) if words.capital(k)), stop)
    known, kind = words.written(first).get("places_known", (0, ""))
    # of a country or its papers: "trường đại học | Việt Nam", "báo | Hà Nội"
    common = known == stop and (kind == "country" or words.low[i] in word_set("papers"))
    # a place: "trạm thủy văn Giàng"; "trung tâm Hà Nội" is downtown
    place = words.low[i] in word_set("stations") or (words.spells(i, end, "centres") and not body.fielded)
    return (
        body.named
        and (capitals or words.low[end - 1] in _FORMATIONS)
        and ("bodies_named" in kinds or body.united or words.low[i] in word_set("teams_in_lower_case"))
        and not (common and words.low[i] not in word_set("teams_in_lower_case"))
        and not place
        and (end - i > 1 or body.fielded or coded or words.low[i] in _LOWER_HEADS)
    )


#: Head nouns of one syllable that a name follows even in lower case ("trường Nguyễn Du").
_LOWER_HEADS = word_set("lower_heads")
#: Last syllables of military formations, whose name is a number ("trung đoàn 165").
_FORMATIONS = word_set("formations")


def _inner_end(words: Words, i: int, person_follows: bool) -> int | None:
    return body_at(words, i, person_follows=person_follows)
