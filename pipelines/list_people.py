"""List the people whom the articles name, their offices, and who is named with whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from crawler.records import derived
from crawler.records.ids import order_of
from pipelines.people import person_keys
from pipelines.people.body_anchors import Held, anchor, resolved
from pipelines.people.pairs import Columns, Counts, count_pairs
from pipelines.people.persons import Naming
from pipelines.people.positions import Office, positions
from pipelines.people.roll import Roll, Seen

#: An article that names more people is a list: of prize winners, of candidates. Its pairs say nothing.
MOST_TOGETHER = 100
#: The bodies of most namings.
_NONE: frozenset[str] = frozenset()


class _Appearance(NamedTuple):
    """A person in an article, under one name."""

    naming: Naming
    article: str
    written: str
    mentions: int


class PeopleNamed(derived.Deriver):
    """The tables `people`, `positions` and `cooccurrence`, and part by part `appearances`."""

    def __init__(self) -> None:
        self._seen: dict[Naming, Seen] = {}
        self._offices: list[Office] = []
        #: The body of each anchor, as the first article tells it that does, with that article.
        self._bodies: dict[str, tuple[Held, str]] = {}
        self._appearances: list[_Appearance] = []
        #: Of two that articles name: in how many articles and in how many sentences.
        self._together: Counter[tuple[Naming, Naming]] = Counter()
        self._in_sentences: Counter[tuple[Naming, Naming]] = Counter()
        self._merged_pairs: list[tuple[list[Naming], Columns]] = []

    def see(self, record: Mapping[str, Any]) -> None:
        """Take note of the people of an article, and of their offices."""
        mentions = _mentions(record["entities"])
        if not mentions:
            return
        day = record["published_at"][:10] if record["published_at"] else None
        offices = self._named_offices(record, mentions)
        bodies: defaultdict[str, set[str]] = defaultdict(set)
        for name, office, body in offices:
            place = anchor(office["role"], body)
            if place is not None:
                bodies[name].add(place)
                self._know(place, body, record["id"])
        namings = {name: Naming(name, frozenset(bodies[name])) for name in dict.fromkeys(mentions.values())}
        for name, office, body in offices:
            made = Office(namings[name], office["role"], body, office["former"], record["id"], day, office["sentence"])
            self._offices.append(made)
        self._count(record, day, mentions, namings)

    def partial(self) -> dict[str, list[list[Any]]]:
        """What is known of each naming, office, body and pair; namings are named by their numbers.

        Namings and pairs are most of it: they stand in columns, which are read faster than rows.
        """
        numbers = self._numbers()
        namings, seen = list(self._seen), list(self._seen.values())
        return {
            "namings": [
                [naming.name for naming in namings],
                [sorted(naming.anchors) for naming in namings],
                [one.first_article for one in seen],
                [one.articles for one in seen],
                [one.days for one in seen],
                [one.spellings for one in seen],
            ],
            "offices": [[numbers[one.naming], one.role, *one.body, *one[3:]] for one in self._offices],
            "bodies": [[place, *body, article] for place, (body, article) in self._bodies.items()],
            "pairs": self._pairs_seen(),
        }

    def own(self) -> list[list[Any]]:
        """The appearances, each with the number of its naming."""
        numbers = self._numbers()
        return [[numbers[one.naming], *one[1:]] for one in self._appearances]

    def merge(self, partial: dict[str, list[list[Any]]]) -> list[Naming]:
        """Add what is known from other articles; returns their namings."""
        namings = []
        for name, anchors, article, articles, days, spellings in zip(*partial["namings"], strict=True):
            naming = Naming(name, frozenset(anchors) if anchors else _NONE)
            namings.append(naming)
            self._add(naming, article, articles, days, spellings)
        for number, role, body, code, *rest in partial["offices"]:
            self._offices.append(Office(namings[number], role, Held(body, code), *rest))
        for place, body, code, article in partial["bodies"]:
            self._know(place, Held(body, code), article)
        self._merged_pairs.append((namings, partial["pairs"]))
        return namings

    def _add(self, naming: Naming, article: str, articles: int, days: Sequence[str], spellings: dict[str, int]) -> None:
        """Add what articles say of a naming, the first of which is this one; `spellings` belong to it from now on."""
        seen = self._seen.get(naming)
        if seen is None:
            self._seen[naming] = Seen(article, articles, days, spellings)
        else:
            seen.add(article, articles, days, spellings)

    def ids(self, named: Sequence[Any]) -> list[str]:
        """The ids of the people whom namings mean."""
        return self._people.of_all(named)

    def resolved(self, own: list[list[Any]], ids: Sequence[str]) -> Iterator[tuple[str, Iterator[derived.Appearance]]]:
        """The appearances of a part, article by article."""
        yield "appearances", (derived.Appearance(ids[number], *rest) for number, *rest in own)

    @cached_property
    def _people(self) -> Roll:
        """Who is who: of all that was seen or merged by now."""
        return Roll(self._seen, {place: body for place, (body, _) in self._bodies.items()})

    def _numbers(self) -> dict[Naming, int]:
        return {naming: number for number, naming in enumerate(self._seen)}

    def _pairs_seen(self) -> Columns:
        """The pairs of the articles that were seen, but not of those that came in partial results."""
        numbers = self._numbers()
        return [
            [numbers[one] for one, _ in self._together],
            [numbers[other] for _, other in self._together],
            list(self._together.values()),
            [self._in_sentences[pair] for pair in self._together],
        ]

    def _know(self, place: str, body: Held, article: str) -> None:
        known = self._bodies.get(place)
        if known is None or order_of(article) < order_of(known[1]):
            self._bodies[place] = body, article

    def tables(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """People, then the tables that name them by their ids."""
        yield "people", iter(self._people.rows)
        yield "positions", self._positions()
        yield from self.resolved(self.own(), self.ids(list(self._seen)))
        yield "cooccurrence", self._pairs()

    def _named_offices(
        self, record: Mapping[str, Any], mentions: Mapping[tuple[Any, ...], str]
    ) -> list[tuple[str, Mapping[str, Any], Held]]:
        """The offices of an article, each with the key of its person and with its body as the article tells it."""
        organisations = [entity for entity in record["entities"] if entity["label"] == "ORG"]
        named = []
        told: dict[tuple[str, str], Held] = {}
        for office in record["offices"]:
            name = mentions.get(_place(office))
            if name is not None:
                body = resolved(Held(office["body"], office["unit_code"]), organisations)
                named.append((name, office, body))
                if body.name is not None:
                    told.setdefault((name, office["role"]), body)
        # "Phó Chủ tịch Nguyễn An" holds what the article has called him before.
        return [
            (name, office, body if body.name else told.get((name, office["role"]), body))
            for name, office, body in named
        ]

    def _count(
        self,
        record: Mapping[str, Any],
        day: str | None,
        mentions: Mapping[tuple[Any, ...], str],
        namings: Mapping[str, Naming],
    ) -> None:
        sentences: defaultdict[int | None, set[str]] = defaultdict(set)
        written: Counter[tuple[str, str]] = Counter()
        for entity in record["entities"]:
            name = mentions.get(_place(entity)) if entity["label"] == "PER" else None
            if name is not None:
                sentences[entity["sentence"]].add(name)
                written[name, entity["canonical"] or entity["text"]] += 1
        spellings: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (name, text), count in written.items():
            self._appearances.append(_Appearance(namings[name], record["id"], text, count))
            spellings[name][text] = count
        for name, naming in namings.items():
            self._add(naming, record["id"], 1, (day,) if day else (), spellings[name])
        if len(namings) <= MOST_TOGETHER:
            self._together.update(combinations(sorted(namings.values(), key=lambda naming: naming.name), 2))
            for number, named in sentences.items():
                if number is not None:
                    self._in_sentences.update(combinations([namings[name] for name in sorted(named)], 2))

    def _positions(self) -> derived.Cut:
        of_people: defaultdict[str, list[Office]] = defaultdict(list)
        for office in self._offices:
            of_people[self._people.of(office.naming)].append(office)
        return positions(of_people)

    def _pairs(self) -> derived.Cut:
        found = [(self._seen, self._pairs_seen()), *self._merged_pairs]
        counts = (Counts(self.ids(list(namings)), pairs) for namings, pairs in found)
        return count_pairs(counts, sorted({row.person_id for row in self._people.rows}))


def _mentions(entities: list[Mapping[str, Any]]) -> dict[tuple[Any, ...], str]:
    """The key of whom each mention of a person names, by the mention's place; short names are those of the full."""
    keys = {
        _place(entity): name
        for entity in entities
        if entity["label"] == "PER" and (name := person_keys.key(entity["canonical"] or entity["text"]))
    }
    full = person_keys.full_names(keys.values())
    return {place: whole for place, name in keys.items() if (whole := full[name])}


def _place(part: Mapping[str, Any]) -> tuple[Any, ...]:
    return part["field"], part["paragraph"], part["start"]
