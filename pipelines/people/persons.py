"""Which persons of one name are one: by the bodies of their offices, with what tells so.

Two of a name are one person if they hold offices in one body (its name may be shortened), if one article names them in
two bodies, if both bodies lead the same unit, or if the unit that one leads took the place of the other's. In bodies
that nothing joins they stay two.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from pipelines.people.body_anchors import is_leading, took_the_place

#: What tells that mentions are one person, the strongest first: `crawler.records.derived.Person` explains each.
EVIDENCE = ("known", "article", "body", "short", "unit", "successor", "name")
_BODY = frozenset({"body"})


class Naming(NamedTuple):
    """A name as an article has it: its key, and the bodies in which the article says that it holds offices."""

    name: str
    anchors: frozenset[str]


class Person(NamedTuple):
    """A person: the bodies, what tells that all are one, and the article that names several of them."""

    anchors: frozenset[str]
    evidence: frozenset[str]
    article: str | None


def persons(namings: Mapping[Naming, str], units: Mapping[str, str | None]) -> list[Person]:
    """The persons of one name.

    Args:
        namings: how articles name it, each with the first article that does.
        units: the code of the unit of each body.
    """
    bodies = sorted({anchor for naming in namings for anchor in naming.anchors})
    if len(bodies) < 2:
        return [Person(frozenset([body]), _BODY, None) for body in bodies]
    groups = _Groups(bodies)
    for naming, article in namings.items():
        for one, other in combinations(sorted(naming.anchors), 2):
            groups.join(one, other, "article", article)
    for one, other in combinations(bodies, 2):
        if other.startswith(f"{one} "):
            groups.join(one, other, "short")
    leading = [body for body in bodies if is_leading(body, units[body])]
    for one, other in combinations(leading, 2):
        first, second = units[one] or "", units[other] or ""
        if first == second:
            groups.join(one, other, "unit")
        elif took_the_place(first, second) or took_the_place(second, first):
            groups.join(one, other, "successor")
    return groups.persons()


class _Groups:
    """Bodies in groups that grow together; a group is a person."""

    def __init__(self, bodies: Iterable[str]) -> None:
        self._group = {body: [body] for body in bodies}
        self._evidence: dict[str, set[str]] = {body: {"body"} for body in self._group}
        self._article: dict[str, str] = {}

    def join(self, one: str, other: str, evidence: str, article: str | None = None) -> None:
        first, second = self._group[one], self._group[other]
        if first is not second:
            first += second
            for body in second:
                self._group[body] = first
            self._evidence[one].add(evidence)
            if article is not None:
                self._article[one] = article

    def persons(self) -> list[Person]:
        groups = {id(group): group for group in self._group.values()}
        return [
            Person(
                frozenset(group),
                frozenset().union(*(self._evidence[body] for body in group)),
                next((self._article[body] for body in sorted(group) if body in self._article), None),
            )
            for group in groups.values()
        ]
