"""The people of a dataset, and whom an article means by a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.records.derived import Person as Row
from crawler.records.ids import order_of
from pipelines.people import person_keys
from pipelines.people.body_anchors import Held
from pipelines.people.persons import EVIDENCE, Naming, Person, persons

#: Behind every day.
_NEVER = "9"
#: Of whom no body tells who it is: somebody whom everybody knows, and somebody whom articles name alone.
_KNOWN = Person(frozenset(), frozenset({"known"}), None)
_NAMED = Person(frozenset(), frozenset(), None)


class Seen:
    """What the articles that name people alike say of them.

    `days` are the first and the last, ISO 8601; both are one where there is one. `spellings` counts the mentions by how
    the name is written; it belongs to this one.
    """

    __slots__ = ("articles", "days", "first_article", "order", "spellings")

    def __init__(self, article: str, articles: int, days: Sequence[str], spellings: dict[str, int]) -> None:
        self.first_article = article
        self.order = order_of(article)
        self.articles = articles
        self.days: tuple[str, ...] = (days[0], days[-1]) if days else ()
        self.spellings = spellings

    def add(self, article: str, articles: int, days: Sequence[str], spellings: Mapping[str, int]) -> None:
        """Add other articles, the first of which in the order of a dataset is this one."""
        if article != self.first_article and (order := order_of(article)) < self.order:
            self.first_article, self.order = article, order
        self.articles += articles
        for written, mentions in spellings.items():
            self.spellings[written] = self.spellings.get(written, 0) + mentions
        if days:
            first, last = days[0], days[-1]
            if self.days:
                known_first, known_last = self.days
                # `min` and `max` take four times as long, and this is done for each naming of each part.
                first = first if first < known_first else known_first
                last = last if last > known_last else known_last
            self.days = first, last


class _Member(NamedTuple):
    """A person of a name, with how the articles that mean this one name it."""

    person: Person
    namings: list[Naming]


class Roll:
    """The rows of all people, in the order of their ids."""

    def __init__(self, seen: Mapping[Naming, Seen], bodies: Mapping[str, Held]) -> None:
        self._seen = seen
        self._bodies = bodies
        self._units = {place: body.unit_code for place, body in bodies.items()}
        self._ids: dict[Naming, str] = {}
        by_name: defaultdict[str, list[Naming]] = defaultdict(list)
        for naming in seen:
            by_name[naming.name].append(naming)
        rows: list[Row] = []
        for name in sorted(by_name):
            # The order of a dataset, in whatever order the articles were seen.
            namings = by_name[name]
            if len(namings) > 1:
                namings.sort(key=lambda one: (seen[one].order, sorted(one.anchors)))
            known = person_keys.known_name(name)
            shown = known or _usual([seen[naming].spellings for naming in namings])
            members = [_Member(_KNOWN, namings)] if known else self._members(namings)
            rows += [self._row(shown, member, len(members) - 1) for member in members]
        self.rows = sorted(rows, key=lambda row: row.person_id)

    def of(self, naming: Naming) -> str:
        """The id of whom an article means by a name."""
        return self._ids[naming]

    def of_all(self, namings: Iterable[Naming]) -> list[str]:
        """The ids of whom articles mean by names."""
        return list(map(self._ids.__getitem__, namings))

    def _members(self, namings: list[Naming]) -> list[_Member]:
        """The persons of a name. Where several bear it, articles that tell no body may mean any: these are one more."""
        unsaid = [naming for naming in namings if not naming.anchors]
        if len(unsaid) == len(namings):
            return [_Member(_NAMED, namings)]
        found = persons({naming: self._seen[naming].first_article for naming in namings}, self._units)
        if len(found) == 1:
            return [_Member(found[0], [naming for naming in namings if naming.anchors] + unsaid)]
        told = [_Member(one, [naming for naming in namings if naming.anchors & one.anchors]) for one in found]
        return [*told, _Member(_NAMED, unsaid)] if unsaid else told

    def _row(self, shown: str, member: _Member, namesakes: int) -> Row:
        person, namings = member
        seen = [self._seen[naming] for naming in namings]
        days = [day for one in seen for day in one.days]
        bodies = list(person.anchors)
        if len(bodies) > 1:
            bodies.sort(key=lambda body: (self._first_day(body, namings), body))
        person_id = person_keys.joined(shown)
        for body in bodies[:1]:
            person_id += f"@{_joined(self._bodies[body].name or body)}"
        for naming in namings:
            self._ids[naming] = person_id
        evidence = person.evidence
        if person is not _KNOWN and any(not naming.anchors for naming in namings):
            evidence |= {"name"}
        return Row(
            person_id=person_id,
            name=shown,
            evidence=_in_words(evidence),
            evidence_article=person.article,
            namesakes=namesakes,
            articles=sum([one.articles for one in seen]),
            mentions=sum([sum(one.spellings.values()) for one in seen]),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
        )

    def _first_day(self, body: str, namings: list[Naming]) -> str:
        """The first day on which an article tells a body of a person."""
        days = [day for naming in namings if body in naming.anchors for day in self._seen[naming].days]
        return min(days, default=_NEVER)


#: Few bodies are those of many people.
_joined = lru_cache(person_keys.joined)


@lru_cache
def _in_words(evidence: frozenset[str]) -> str:
    return " ".join(word for word in EVIDENCE if word in evidence)


def _usual(spellings: Iterable[Mapping[str, int]]) -> str:
    """The spelling met most often; of equals the longest, then the first by letter."""
    met: dict[str, int] = {}
    for one in spellings:
        for name, mentions in one.items():
            met[name] = met.get(name, 0) + mentions
    if len(met) == 1:
        return next(iter(met))
    return min(met, key=lambda name: (-met[name], -len(name), name))
