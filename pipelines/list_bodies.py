"""List the bodies that the articles name, each once whatever it is called, with those before and behind it."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from crawler.records import derived
from pipelines.list_units import predecessors_of_units
from pipelines.units import load_units
from pipelines.units.bodies import Body, body_of, merged, name_of, predecessors, successors

#: A canonical name and the code of its unit.
_Key = tuple[str, str | None]


class BodiesNamed(derived.Deriver):
    """The tables `bodies` and `body_names`: every organisation that an entity names, and those before and behind it."""

    def __init__(self) -> None:
        #: By canonical name and code: mentions, and how many articles have them.
        self._mentions: Counter[_Key] = Counter()
        self._articles: Counter[_Key] = Counter()
        #: Of each body, how many articles name it, by whatever name.
        self._naming: Counter[Body] = Counter()

    def see(self, record: Mapping[str, Any]) -> None:
        """Count the organisations of an article."""
        keys = [
            (entity["canonical"], entity["unit_code"])
            for entity in record["entities"]
            if entity["label"] == "ORG" and entity["canonical"]
        ]
        self._mentions.update(keys)
        self._articles.update(set(keys))
        self._naming.update({_body(*key) for key in keys})

    def partial(self) -> dict[str, list[list[Any]]]:
        """Mentions and articles of each name, and the articles of each body."""
        return {
            "names": [[*key, count, self._articles[key]] for key, count in self._mentions.items()],
            "bodies": [[*body, count] for body, count in sorted(self._naming.items(), key=lambda each: str(each[0]))],
        }

    def merge(self, partial: dict[str, list[list[Any]]]) -> Sequence[Hashable]:
        """Add the counts of other articles."""
        for canonical, code, mentions, articles in partial["names"]:
            self._mentions[canonical, code] += mentions
            self._articles[canonical, code] += articles
        for head, code, articles in partial["bodies"]:
            self._naming[Body(head, code)] += articles
        return ()

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
        for (canonical, code), count in self._mentions.items():
            names[_body(canonical, code)][canonical] += count
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
                articles=self._naming[body],
            )

    def _names(self) -> Iterator[derived.BodyName]:
        for canonical, code in sorted(self._mentions, key=lambda key: (key[0], key[1] or "")):
            key = canonical, code
            body = str(_body(canonical, code))
            yield derived.BodyName(body, canonical, code, self._mentions[key], self._articles[key])


@lru_cache(100_000)
def _body(canonical: str, code: str | None) -> Body:
    return body_of(canonical, load_units().get(code))


def _best(names: Counter[str], full: str) -> str:
    """The full name where it is used at all, else the name that is used most."""
    return full if full in names else min(names, key=lambda name: (-names[name], -len(name), name))


def _listed(bodies: list[Body]) -> str:
    return "; ".join(map(str, bodies))
