"""List the administrative units that the articles name, with what joins them to others, to maps and to a census."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from crawler.records import derived
from pipelines.units import Units, load_units
from pipelines.units.statistics_codes import statistics_code


class UnitsNamed(derived.Deriver):
    """The table `units`: every unit that an entity names, and those which such a unit refers to."""

    def __init__(self) -> None:
        self._mentions: Counter[str] = Counter()
        self._articles: Counter[str] = Counter()

    def see(self, record: Mapping[str, Any]) -> None:
        """Count the units of an article."""
        codes = [entity["unit_code"] for entity in record["entities"] if entity["unit_code"]]
        self._mentions.update(codes)
        self._articles.update(set(codes))

    def partial(self) -> list[list[Any]]:
        """Code, mentions and articles of each unit."""
        return [[code, count, self._articles[code]] for code, count in self._mentions.items()]

    def merge(self, partial: list[list[Any]]) -> Sequence[Hashable]:
        """Add the counts of other articles."""
        for code, mentions, articles in partial:
            self._mentions[code] += mentions
            self._articles[code] += articles
        return ()

    def tables(self) -> Iterator[tuple[str, Iterator[derived.Unit]]]:
        """The units in the order of their codes."""
        yield "units", self._rows()

    def _rows(self) -> Iterator[derived.Unit]:
        if not self._mentions:
            return
        units = load_units()
        predecessors = predecessors_of_units(units)
        for code in sorted(_with_referred(self._mentions, units, predecessors)):
            unit = units[code]
            yield derived.Unit(
                unit_code=code,
                statistics_code=statistics_code(code),
                name=unit.name,
                level=unit.level,
                parent_code=next(iter(unit.within), None),
                since=unit.since,
                until=unit.until,
                successors=" ".join(unit.successors),
                predecessors=" ".join(predecessors[code]),
                mentions=self._mentions[code],
                articles=self._articles[code],
            )


def predecessors_of_units(units: Units) -> defaultdict[str, list[str]]:
    """Of every unit the codes of those whose place it took, whole or in part."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for unit in units:
        for successor in unit.successors:
            found[successor].append(unit.code)
    return found


def _with_referred(named: Counter[str], units: Units, predecessors: Mapping[str, list[str]]) -> set[str]:
    """The units that are named, those before and behind them, and the larger ones that any of these lies in."""
    known = {code for code in named if code in units}
    known |= {other for code in tuple(known) for other in (*units[code].successors, *predecessors[code])}
    return known | {larger for code in known for larger in units[code].within}
