"""Which names mean one body: its unit, and what stands in its name beside the unit's.

"Sở Y tế", "Sở Y tế Hà Nội" and "Sở Y tế thành phố Hà Nội" of the unit 01 are one body, "Sở Y tế [01]".
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipelines.tables import rows
from pipelines.units.registry import REFORM, Unit, Units
from pipelines.units.spelling import new_toned, with_known_forms


class Body(NamedTuple):
    """A body: its name without its unit's, and the unit's code where it has one."""

    head: str
    unit_code: str | None

    def __str__(self) -> str:
        """The body's id.

        >>> str(Body("Thị ủy", "01/thixasontay")), str(Body("Bộ Y tế", None))
        ('Thị ủy [01/thixasontay]', 'Bộ Y tế')
        """
        return f"{self.head} [{self.unit_code}]" if self.unit_code else self.head


class Merger(NamedTuple):
    """What became of bodies of one name: the head of the one that took their place, and the first day without them."""

    head: str
    until: str


def body_of(canonical: str, unit: Unit | None) -> Body:
    """The body of a canonical name that is linked to that unit."""
    name = with_known_forms(new_toned(" ".join(canonical.split())))
    if unit is None:
        return Body(name, None)
    for unit_name in (unit.name, unit.bare_name):
        before, found, behind = name.rpartition(unit_name)
        # What follows behind a comma are the larger units.
        rest = " ".join(f"{before} {behind.partition(',')[0]}".split()).strip(" -–")
        if found and rest:
            return Body(rest, unit.code)
    return Body(name, unit.code)


def name_of(body: Body, units: Units) -> str:
    """The full name of a body: "Ủy ban nhân dân phường Sơn Tây", "Thị ủy Sơn Tây"."""
    unit = units.get(body.unit_code)
    if unit is None:
        return body.head
    return f"{body.head} {unit.bare_name if body.head in _of_one_type() else unit.name}"


def successors(body: Body, units: Units) -> list[Body]:
    """The bodies that took the place of a body: in each successor of its unit, or by a merger of bodies."""
    merger = merged(body, units)
    if merger:
        return [Body(merger.head, body.unit_code)]
    unit = units.get(body.unit_code)
    if unit is None or unit.until != REFORM:
        return []
    head = body.head if unit.level == "province" else _carried().get((body.head, unit.type))
    return [Body(head, code) for code in unit.successors] if head else []


def predecessors(body: Body, units: Units, units_before: list[str]) -> list[Body]:
    """The bodies whose place a body took; `units_before` are the codes of its unit's predecessors."""
    unit = units.get(body.unit_code)
    before = [Body(head, body.unit_code) for (head, where), merger in _mergers().items()
              if merger.head == body.head and where == _where(unit)]  # fmt: skip
    for code in units_before:
        former = units[code]
        if former.until == REFORM:
            before += [Body(head, code) for head in _heads_before(body.head, former)]
    return before


def merged(body: Body, units: Units) -> Merger | None:
    """The merger with others that ended a body."""
    return _mergers().get((body.head, _where(units.get(body.unit_code))))


def _heads_before(head: str, former: Unit) -> Iterator[str]:
    if former.level == "province":
        yield head
        return
    for (before, type_word), since in _carried().items():
        if since == head and type_word == former.type:
            yield before


def _where(unit: Unit | None) -> str:
    return "national" if unit is None else unit.level


@lru_cache(maxsize=1)
def _carried() -> dict[tuple[str, str], str]:
    return {
        (head, type_word): since
        for head, types, since in rows("units/bodies_carried")
        for type_word in types.split(", ")
    }


@lru_cache(maxsize=1)
def _mergers() -> dict[tuple[str, str], Merger]:
    return {(head, where): Merger(since, until) for head, where, since, until in rows("units/bodies_reorganised")}


@lru_cache(maxsize=1)
def _of_one_type() -> frozenset[str]:
    """Heads that say the type of the unit themselves: "Thị ủy"."""
    return frozenset(head for head, type_word in rows("units/bodies") if type_word != "-")
