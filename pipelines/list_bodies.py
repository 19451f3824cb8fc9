"""List the bodies that the articles name, each once whatever it is called, with those before and behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.records import derived
from pipelines.list_units import predecessors_of_units
from pipelines.units import load_units
from pipelines.units.bodies import Body, body_of, merged, name_of, predecessors, successors


class BodiesNamed:
    """The tables `bodies` and `body_names`: every organisation that an entity names, and those before and behind it."""

    def __init__(self) -> None:
        #: By canonical name and code: mentions, and the articles that name it.
        self._mentions: Counter[tuple[str, str | None]] = Counter()
        self._articles: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)

    def see(self, record: Mapping[str, Any]) -> None:
        """Count the organisations of an article."""
        for entity in record["entities"]:
            if entity["label"] == "ORG" and entity["canonical"]:
                key = entity["canonical"], entity["unit_code"]
                self._mentions[key] += 1
                self._articles[key].add(record["id"])

    def tables(self) -> Iterator[tuple[str, Iterator[Any]]]:
        """The bodies in the order of their ids, then their names."""
        yield "bodies", self._rows()
        yield "body_names", self._names()

    def _rows(self) -> Iterator[derived.Body]:
        if not self._mentions:
            return
        units = load_units()
        before = predecessors_of_units(units)
        names: defaultdict[Body, Counter[str]] = defaultdict(Counter)
        articles: defaultdict[Body, set[str]] = defaultdict(set)
        for (canonical, code), count in self._mentions.items():
            body = body_of(canonical, units.get(code))
            names[body][canonical] += count
            articles[body] |= self._articles[canonical, code]
        known = set(names)
        for body in names:
            known.update(successors(body, units), predecessors(body, units, before[body.unit_code or ""]))
        for body in sorted(known, key=str):
            unit = units.get(body.unit_code)
            merger = merged(body, units)
            yield derived.Body(
                body_id=str(body),
                name=_best(names[body], name_of(body, units)) if body in names else name_of(body, units),
                unit_code=body.unit_code,
                level=unit.level if unit else None,
                until=merger.until if merger else unit.until if unit else None,
                successors=_listed(successors(body, units)),
                predecessors=_listed(predecessors(body, units, before[body.unit_code or ""])),
                mentions=names[body].total() if body in names else 0,
                articles=len(articles[body]) if body in articles else 0,
            )

    def _names(self) -> Iterator[derived.BodyName]:
        if not self._mentions:
            return
        units = load_units()
        for canonical, code in sorted(self._mentions, key=lambda key: (key[0], key[1] or "")):
            key = canonical, code
            body = str(body_of(canonical, units.get(code)))
            yield derived.BodyName(body, canonical, code, self._mentions[key], len(self._articles[key]))


def _best(names: Counter[str], full: str) -> str:
    """The full name where it is used at all, else the name that is used most."""
    return full if full in names else min(names, key=lambda name: (-names[name], -len(name), name))


def _listed(bodies: list[Body]) -> str:
    return "; ".join(map(str, bodies))
