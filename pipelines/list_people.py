"""List the people whom the articles name, their offices, and who is named with whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from crawler.records import derived
from crawler.records.ids import order_of
from pipelines.people import person_keys
from pipelines.people.body_anchors import Held, anchor, resolved
from pipelines.people.persons import Naming
from pipelines.people.roll import Roll, Seen, span

#: An article that names more people is a list: of prize winners, of candidates. Its pairs say nothing.
MOST_TOGETHER = 100


class _Office(NamedTuple):
    """An office in an article, its person told by name and bodies only."""

    naming: Naming
    role: str
    body: Held
    former: bool
    article: str
    day: str | None
    sentence: int | None


class _Appearance(NamedTuple):
    """A person in an article, under one name."""

    naming: Naming
    article: str
    written: str
    mentions: int


class PeopleNamed:
    """The tables `people`, `positions`, `appearances` and `cooccurrence`."""

    def __init__(self) -> None:
        self._seen: dict[Naming, Seen] = {}
        self._offices: list[_Office] = []
        #: The body of each anchor, as the first article tells it that does, with that article.
        self._bodies: dict[str, tuple[Held, str]] = {}
        self._appearances: list[_Appearance] = []
        #: Of two that articles name: in how many articles and in how many sentences.
        self._together: Counter[tuple[Naming, Naming]] = Counter()
        self._in_sentences: Counter[tuple[Naming, Naming]] = Counter()

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
            made = _Office(namings[name], office["role"], body, office["former"], record["id"], day, office["sentence"])
            self._offices.append(made)
        self._count(record, day, mentions, namings)

    def partial(self) -> dict[str, list[list[Any]]]:
        """What is known of each naming, office, body and pair; namings and articles are named by their numbers."""
        numbers = {naming: number for number, naming in enumerate(self._seen)}
        return {
            "namings": [
                [naming.name, sorted(naming.anchors), seen.first_article, seen.articles, seen.mentions, seen.days]
                for naming, seen in self._seen.items()
            ],
            "offices": [[numbers[one.naming], one.role, *one.body, *one[3:]] for one in self._offices],
            "bodies": [[place, *body, article] for place, (body, article) in self._bodies.items()],
            "appearances": [[numbers[one.naming], *one[1:]] for one in self._appearances],
            "pairs": [
                [numbers[one], numbers[other], count, self._in_sentences[one, other]]
                for (one, other), count in self._together.items()
            ],
        }

    def merge(self, partial: dict[str, list[list[Any]]]) -> None:
        """Add what is known from other articles."""
        namings = []
        for name, anchors, article, articles, mentions, days in partial["namings"]:
            naming = Naming(name, frozenset(anchors))
            namings.append(naming)
            self._seen.setdefault(naming, Seen(article)).add(article, articles, mentions, days)
        for number, role, body, code, *rest in partial["offices"]:
            self._offices.append(_Office(namings[number], role, Held(body, code), *rest))
        for place, body, code, article in partial["bodies"]:
            self._know(place, Held(body, code), article)
        self._appearances += [_Appearance(namings[number], *rest) for number, *rest in partial["appearances"]]
        for number, other, articles, sentences in partial["pairs"]:
            self._together[namings[number], namings[other]] += articles
            if sentences:
                self._in_sentences[namings[number], namings[other]] += sentences

    def _know(self, place: str, body: Held, article: str) -> None:
        known = self._bodies.get(place)
        if known is None or order_of(article) < order_of(known[1]):
            self._bodies[place] = body, article

    def tables(self) -> Iterator[tuple[str, Iterator[Any]]]:
        """People, then the tables that name them by their ids."""
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in self._appearances:
            spellings[one.naming.name][one.written] += one.mentions
        people = Roll(self._seen, spellings, {place: body for place, (body, _) in self._bodies.items()})
        yield "people", iter(people.rows)
        yield "positions", self._positions(people)
        yield "appearances", self._appeared(people)
        yield "cooccurrence", self._pairs(people)

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
        mentioned: Counter[str] = Counter()
        for (name, text), count in written.items():
            self._appearances.append(_Appearance(namings[name], record["id"], text, count))
            mentioned[name] += count
        for name, naming in namings.items():
            seen = self._seen.setdefault(naming, Seen(record["id"]))
            seen.add(record["id"], 1, mentioned[name], (day,) if day else ())
        if len(namings) <= MOST_TOGETHER:
            self._together.update(combinations(sorted(namings.values(), key=lambda naming: naming.name), 2))
            for number, named in sentences.items():
                if number is not None:
                    self._in_sentences.update(combinations([namings[name] for name in sorted(named)], 2))

    def _positions(self, people: Roll) -> Iterator[derived.Position]:
        days: defaultdict[tuple[str, str, str | None], tuple[str, ...]] = defaultdict(tuple)
        placed = [(people.of(office.naming), office) for office in self._offices]
        for person, office in placed:
            if not office.former:
                which = person, office.role, office.body.name
                days[which] = span(days[which], office.day)
        for person, office in sorted(placed, key=lambda each: (each[0], order_of(each[1].article))):
            known = days[person, office.role, office.body.name]
            yield derived.Position(
                person_id=person,
                role=office.role,
                body=office.body.name,
                unit_code=office.body.unit_code,
                former=office.former,
                id=office.article,
                sentence=office.sentence,
                first_day=known[0] if known else None,
                last_day=known[-1] if known else None,
            )

    def _appeared(self, people: Roll) -> Iterator[derived.Appearance]:
        rows = ((people.of(one.naming), *one[1:]) for one in self._appearances)
        return (derived.Appearance(*row) for row in sorted(rows))

    def _pairs(self, people: Roll) -> Iterator[derived.Pair]:
        articles: Counter[tuple[str, str]] = Counter()
        sentences: Counter[tuple[str, str]] = Counter()
        for counted, found in ((articles, self._together), (sentences, self._in_sentences)):
            for (one, other), count in found.items():
                first, second = sorted((people.of(one), people.of(other)))
                counted[first, second] += count
        for first, second in sorted(articles):
            yield derived.Pair(first, second, sentences[first, second], articles[first, second])


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
