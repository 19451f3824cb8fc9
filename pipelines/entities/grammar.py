"""The grammar of bodies: what may follow a head noun, in which order, read from the table `grammar`.

The state is the kind of the last part: the "head" noun itself, a "field" of work, a "name", a "unit", a "place". A
reader gets the body, the piece j and the state; it gives the end of what it reads, or `None`. Some give the state
behind it as well. `STOP` ends the name.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from pipelines import tables
from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import name_end
from pipelines.entities.organisation_body import LONGEST, STOP, Body
from pipelines.entities.organisation_fields import about, field, nested, purpose, quotation
from pipelines.entities.organisation_joints import branch_behind, form_behind, glued, joint, member, stop_inside, twin
from pipelines.entities.organisation_own_names import name
from pipelines.entities.organisation_places import branch_end, named_place_end, site, unit
from pipelines.entities.organisation_trades import closed_by_place, field_across, link_end, trade

Step = tuple[int, str]
Reader = Callable[[Body, int, str], int | Step | None]

_STATES = ("head", "field", "name", "unit", "place")
_BARE_PARENTS = word_set("bare_parents")
_SIDES = word_set("sides")


def read(body: Body) -> int:
    """The end of the body's name; notes in `body` what has followed."""
    across = field_across(body)
    end, state = (across, "field") if across is not None else (body.head_end, "head")
    while end < min(body.words.count, body.start + LONGEST):
        step = _step(body, end, state)
        if step is None:
            break
        end, state = step
    return end


class _Rule(NamedTuple):
    reader: Reader
    state: str
    facts: tuple[str, ...]


@cache
def _grammar() -> dict[str, list[_Rule]]:
    """The rules of each state, in their order."""
    grammar: dict[str, list[_Rule]] = {state: [] for state in _STATES}
    for states, reader, state, facts, _ in tables.rows("entities/grammar"):
        rule = _Rule(_READERS[reader], state, () if facts == "-" else tuple(facts.split()))
        for before in _STATES if states == "any" else states.split():
            grammar[before].append(rule)
    return grammar


def _step(body: Body, j: int, state: str) -> Step | None:
    for rule in _grammar()[state]:
        found = rule.reader(body, j, state)
        if found is None:
            continue
        if found == STOP:
            return None
        body.mark(*rule.facts)
        return found if isinstance(found, tuple) else (found, rule.state)
    return None


def _stop(body: Body, j: int, state: str) -> int:
    return STOP


def _tied_place(body: Body, j: int, state: str) -> int | None:
    """A place behind "tại", for the few heads that have one in their names."""
    if body.words.low[j] not in word_set("at") or "body_places_tied" not in body.words.tables(body.start):
        return None
    return named_place_end(body, j + 1) or STOP


def _calibre(body: Body, j: int, state: str) -> int | None:
    words = body.words
    return j + 2 if words.number(j) and words.spells(j + 1, j + 2, "calibres") else None


def _lineage(body: Body, j: int, state: str) -> int | None:
    words = body.words
    return name_end(words, j + 2) if words.spells(j, j + 2, "lineage") and words.capital(j + 2) else None


def _hospital_rank(body: Body, j: int, state: str) -> int | None:
    words = body.words
    ranked = (
        words.low[j] in word_set("rank_word")
        and words.number(j + 1)
        and words.low[body.start] in word_set("hospital_firsts")
    )
    return j + 2 if ranked else None


def _building(body: Body, j: int, state: str) -> int | None:
    words = body.words
    return j + 3 if words.spells(j, j + 2, "building") and words.number(j + 2) else None


def _side(body: Body, j: int, state: str) -> int | None:
    words = body.words
    if words.low[j] not in word_set("side_word") or not words.capital(j + 1) or words.low[j + 1] not in _SIDES:
        return None
    return j + 2 if state == "field" else STOP


def _branch(body: Body, j: int, state: str) -> int | None:
    words = body.words
    return branch_end(body, j + 2) if words.spells(j, j + 2, "branch") and words.count > j + 2 else None


def _capital_branch(body: Body, j: int, state: str) -> int | None:
    return _branch(body, j, state) if body.words.capital(j) else None


def _area(body: Body, j: int, state: str) -> int | None:
    words = body.words
    if not words.spells(j, j + 2, "area") or words.count <= j + 2:
        return None
    town = words.written(j + 4).get("units") if words.form[j + 3 : j + 4] == ["-"] else None
    return town[0] if town else j + 3  # "Tòa án nhân dân khu vực 5 - Lạng Sơn"


def _agencies(body: Body, j: int, state: str) -> int | None:
    words = body.words
    return next((first + 4 for first in (j - 1, j) if words.spells(first, first + 4, "agencies")), None)


def _agency(body: Body, j: int, state: str) -> int | None:
    words = body.words
    if not words.spells(j, j + 2, "agency") or not words.capital(j + 2):
        return None
    return body.inner_end(j + 2)


def _bare_parent(body: Body, j: int, state: str) -> int | None:
    words = body.words
    if words.form[j] not in _BARE_PARENTS or words.capital(j + 1) or "fields" in words.tables(j + 1):
        return None
    return j + 1 if j + 1 == words.count or not words.inside[j + 1] else None


def _link(body: Body, j: int, state: str) -> int | None:
    """Unknown nouns that join a field to a name: "Thuốc | sát trùng | Việt Nam"."""
    words = body.words
    apart = not words.inside[j] or ("fields" in words.tables(j) and body.trades())
    single = state == "name" and j == body.head_end + 1 and apart
    if state in ("head", "field") or single or words.inside[j]:
        return link_end(body, j, "single" if single else state)
    return None


_READERS: dict[str, Reader] = {
    "about": about,
    "agencies": _agencies,
    "agency": _agency,
    "area": _area,
    "bare_parent": _bare_parent,
    "branch": _branch,
    "branch_behind": branch_behind,
    "building": _building,
    "calibre": _calibre,
    "closed_by_place": closed_by_place,
    "capital_branch": _capital_branch,
    "field": field,
    "form_behind": form_behind,
    "glued": glued,
    "hospital_rank": _hospital_rank,
    "joint": joint,
    "lineage": _lineage,
    "link": _link,
    "member": member,
    "name": name,
    "nested": nested,
    "purpose": purpose,
    "quotation": quotation,
    "side": _side,
    "site": site,
    "stop": _stop,
    "stop_inside": stop_inside,
    "tied_place": _tied_place,
    "trade": trade,
    "twin": twin,
    "unit": unit,
}
