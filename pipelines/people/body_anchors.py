"""The bodies by which persons of one name are told apart."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipelines.offices.sentence_view import alternatives
from pipelines.tables import entries, rows
from pipelines.units import fold, load_units


class Held(NamedTuple):
    """A body as an office names it: `name` is its full name where the article tells it."""

    name: str | None
    unit_code: str | None


def resolved(body: Held, organisations: Iterable[Mapping[str, Any]]) -> Held:
    """The body; of one without its name ("Sở") the only organisation of the article whose name begins so."""
    if body.name is None or not is_bare(body.name):
        return body
    begin = fold(body.name) + " "
    named = {
        fold(name): Held(name, one["unit_code"])
        for one in organisations
        if fold(name := one["canonical"] or one["text"]).startswith(begin)
    }
    return next(iter(named.values())) if len(named) == 1 else body


def is_bare(name: str) -> bool:
    """Whether a name is that of no body in particular: "Sở", "Đảng ủy"."""
    return _bare().fullmatch(name) is not None


def anchor(role: str, body: Held) -> str | None:
    """What tells the holder of an office from others of the name: the body. `None` where it is not known."""
    if body.name is None:
        return _of_offices().get(role)
    return fold(body.name) if body.unit_code or not is_bare(body.name) else None


def is_leading(name: str, unit_code: str | None) -> bool:
    """Whether the body of an anchor leads the unit of that code: it is the committee of the unit itself."""
    units = load_units()
    if unit_code is None or unit_code not in units:
        return False
    unit = units[unit_code]
    behind = (f" {fold(unit.name)}", f" {fold(unit.bare_name)}")
    return any(name.endswith(end) and name.removesuffix(end) in _leading() for end in behind)


def took_the_place(later: str, earlier: str) -> bool:
    """Whether a unit of the code `later` is a successor of the one of the code `earlier`."""
    units = load_units()
    return earlier in units and later in units[earlier].successors


@cache
def _bare() -> re.Pattern[str]:
    words = alternatives(entries("offices/bare_bodies") + entries("people/common_bodies"))
    return re.compile(rf"{words}(?:\s+{words})?", re.IGNORECASE)


@cache
def _of_offices() -> dict[str, str]:
    return {office: fold(body) for office, body in rows("people/bodies_of_offices")}


@cache
def _leading() -> frozenset[str]:
    return frozenset(fold(begin) for begin in entries("people/leading_bodies"))
