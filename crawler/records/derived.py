"""Tables that are made of all articles together, and the promise of what makes them.

A row is a data class here, its fields in the order of the exported columns; `exports.columns` reads what they mean.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, NamedTuple, Protocol

from crawler.records.column import Column


class Run(NamedTuple):
    """Rows of a table that stand together. `key` is a checksum of them, `rows` makes them."""

    key: str
    rows: Callable[[], Iterator[Any]]


class Cut:
    """The rows of a long table in runs. Whoever has a run already, by its key, need not have its rows made."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = list(runs)

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(run.rows() for run in self.runs)


class Deriver(Protocol):
    """Makes tables of all articles. One serves for one dataset.

    The tables are the same in whatever order articles are seen, and whether they are seen or come in partial results.
    Only those that are made part by part have their rows in the order of the articles.

    Some tables have rows that belong to one article each, and need of the other articles only whom a name means. Where
    articles come in partial results, these tables are made part by part: `resolved` gives their rows, `tables` none.
    """

    def see(self, record: Mapping[str, Any]) -> None:
        """Take note of an article: its record as it is exported. `record["sentences"]` may still be JSON (`bytes`)."""

    def partial(self) -> Any:
        """What the articles that were seen give to the tables, as JSON can hold it."""

    def own(self) -> Any:
        """What they give to the tables that are made part by part, as JSON can hold it; `None` if nothing."""
        return None

    def merge(self, partial: Any) -> Sequence[Hashable]:
        """Take note of what another one has seen: its `partial`, as JSON gives it back. No article may come twice.

        Returns whom it names, for `ids`.
        """
        return ()

    def ids(self, named: Sequence[Hashable]) -> list[str]:
        """The ids of whom a partial result names, as `merge` returned them. Asked for behind the last `merge`."""
        return []

    def resolved(self, own: Any, ids: Sequence[str]) -> Iterator[tuple[str, Iterator[Any]]]:
        """The names of the tables that are made part by part, each with the rows of one part.

        Args:
            own: what `own` gave for the part, as JSON gives it back.
            ids: what `ids` gave for it.
        """
        return iter(())

    def tables(self) -> Iterator[tuple[str, Iterable[Any]]]:
        """The names of the tables, each with its rows, which may be a `Cut`. Called once, behind the last article."""
        return iter(())


@dataclass(slots=True)
class Unit:
    """An administrative unit that the articles name, or one that such a unit refers to."""

    unit_code: Annotated[str, Column("Its code: that of `entities.unit_code`", "01/thixasontay")]
    statistics_code: Annotated[str | None, Column(
        "Its code in the lists of the General Statistics Office, for joins with a census; missing where no source "
        "with a free licence has it",
        "269",
    )]  # fmt: skip
    name: Annotated[str, Column("Its official name", "thị xã Sơn Tây")]
    level: Annotated[str, Column("Its level: province, district or commune", "district", few=True)]
    parent_code: Annotated[str | None, Column("Code of the unit that it lies or lay in; missing for a province", "01")]
    since: Annotated[
        str | None, Column("Its first day; missing where no reform known to us made it", "2025-07-01", type="day")
    ]
    until: Annotated[str | None, Column("The first day without it; missing while it lasts", "2025-07-01", type="day")]
    successors: Annotated[str | None, Column(
        "Codes of the units that took its place, the principal first, divided by blanks; missing while it lasts",
        "01/phuongsontay@2025 01/phuongtungthien@2025 01/xadoaiphuong@2025",
    )]  # fmt: skip
    predecessors: Annotated[str | None, Column(
        "Codes of the units whose place it took, whole or in part, divided by blanks",
        "01/thixasontay/phuongvienson 01/thixasontay/phuongphuthinh",
    )]  # fmt: skip
    mentions: Annotated[int, Column(
        "Entities that name it; 0 for a unit that is here because another refers to it", 12
    )]  # fmt: skip
    articles: Annotated[int, Column("Articles that name it", 5)]


@dataclass(slots=True)
class Body:
    """A body that the articles name, or one before or behind such a body."""

    body_id: Annotated[str, Column(
        "Its name without its unit's, and the code of that unit", "Ủy ban nhân dân [01/thixasontay]"
    )]  # fmt: skip
    name: Annotated[str, Column(
        "Its full name: one of `entities.canonical`, where it is named", "Ủy ban nhân dân thị xã Sơn Tây"
    )]  # fmt: skip
    unit_code: Annotated[str | None, Column(
        "Code of the unit in its name; missing for a body of the country, and where its unit is unknown",
        "01/thixasontay",
    )]  # fmt: skip
    level: Annotated[str | None, Column("Level of that unit: province, district or commune", "district", few=True)]
    until: Annotated[str | None, Column(
        "The first day without it or its unit, as far as known", "2025-07-01", type="day"
    )]  # fmt: skip
    successors: Annotated[str | None, Column(
        "Ids of the bodies that took its place in the reforms of 2025, divided by semicolons",
        "Ủy ban nhân dân [01/phuongsontay@2025]; Ủy ban nhân dân [01/phuongtungthien@2025]",
    )]  # fmt: skip
    predecessors: Annotated[str | None, Column(
        "Ids of the bodies whose place it took then, divided by semicolons", "Ủy ban nhân dân [01/thixasontay]"
    )]  # fmt: skip
    mentions: Annotated[int, Column("Entities that name it; 0 for one that is here because of another", 12)]
    articles: Annotated[int, Column("Articles that name it", 5)]


@dataclass(slots=True)
class Person:
    """A person whom articles name. Two of one name are one only where something tells so, and `evidence` says what."""

    person_id: Annotated[str, Column(
        "Name and first known body in small letters; the name alone where no body tells who it is",
        "nguyễn-huy-khánh@ủy-ban-nhân-dân-thị-xã-sơn-tây",
    )]  # fmt: skip
    name: Annotated[str, Column("The name as it is written most often", "Nguyễn Huy Khánh")]
    evidence: Annotated[str, Column(
        "What tells that all mentions are one person, words divided by blanks: known (a person whom everybody knows),"
        " article (one article names the offices in several bodies), body (offices in one body), short (the name of one"
        " body begins another's), unit (in bodies that lead one unit), successor (in bodies that lead a unit and one"
        " that took its place), name (some articles give nothing but the name)",
        "article body name",
        few=True,
    )]  # fmt: skip
    evidence_article: Annotated[str | None, Column(
        "The id of an article that names offices in several of the bodies", "sontay:2285084"
    )]  # fmt: skip
    namesakes: Annotated[int, Column("Other rows with this name: nothing tells that they are the same person", 0)]
    articles: Annotated[int, Column("Articles that name the person", 12)]
    mentions: Annotated[int, Column("Mentions in them", 31)]
    first_day: Annotated[str | None, Column("Day of the first article that names the person", "2020-06-25", type="day")]
    last_day: Annotated[str | None, Column("Day of the last one", "2025-07-01", type="day")]


@dataclass(slots=True)
class Position:
    """An office of a person as one sentence gives it."""

    person_id: Annotated[str, Column(
        "Who holds it: a row of `people`", "nguyễn-huy-khánh@ủy-ban-nhân-dân-thị-xã-sơn-tây"
    )]  # fmt: skip
    role: Annotated[str, Column("The office, in its usual spelling", "Chủ tịch", few=True)]
    body: Annotated[str | None, Column(
        "The body in which it is held; missing where the article does not say", "Ủy ban nhân dân thị xã Sơn Tây"
    )]  # fmt: skip
    unit_code: Annotated[str | None, Column("Code of the administrative unit in the body's name", "01/thixasontay")]
    former: Annotated[bool, Column("Whether the sentence says that it is held no more", False)]
    id: Annotated[str, Column("The article that says so", "sontay:2285084")]
    sentence: Annotated[int | None, Column("Number of the sentence in the article, from 0", 3)]
    first_day: Annotated[str | None, Column(
        "Day of the first article that gives this office of this body to this person as held", "2020-06-25", type="day"
    )]  # fmt: skip
    last_day: Annotated[str | None, Column("Day of the last one", "2025-06-27", type="day")]


@dataclass(slots=True)
class Pair:
    """Two people whom articles name together."""

    person_id: Annotated[str, Column("The first: a row of `people`", "đinh-thị-sen@trường-trung-học-cơ-sở-kim-sơn")]
    other_id: Annotated[str, Column(
        "The second, likewise; its id is behind the first by letter", "nguyễn-huy-khánh@ủy-ban-nhân-dân-thị-xã-sơn-tây"
    )]  # fmt: skip
    sentences: Annotated[int, Column("Sentences that name both", 2)]
    articles: Annotated[int, Column(
        "Articles that name both; those that name more than 100 people are lists, and do not count", 5
    )]  # fmt: skip


@dataclass(slots=True)
class Appearance:
    """A person in one article, under one name."""

    person_id: Annotated[str, Column(
        "Whom the article names: a row of `people`", "nguyễn-huy-khánh@ủy-ban-nhân-dân-thị-xã-sơn-tây"
    )]  # fmt: skip
    id: Annotated[str, Column("The article", "sontay:2285084")]
    name: Annotated[str, Column(
        "The name: `entities.canonical` of the mentions, or their text where that is missing", "Nguyễn Huy Khánh"
    )]  # fmt: skip
    mentions: Annotated[int, Column("Mentions of that name in the article", 3)]


@dataclass(slots=True)
class BodyName:
    """A name that the articles give to a body."""

    body_id: Annotated[str, Column("The body: a row of `bodies`", "Ủy ban nhân dân [01/thixasontay]")]
    name: Annotated[str, Column("The name: one of `entities.canonical`", "Ủy ban nhân dân thị xã Sơn Tây")]
    unit_code: Annotated[str | None, Column("Code of the unit in it, `entities.unit_code`", "01/thixasontay")]
    mentions: Annotated[int, Column("Entities with that name and code", 12)]
    articles: Annotated[int, Column("Articles with such entities", 5)]


#: The form of every table's rows, by the table's name.
FORMS: dict[str, type] = {
    "units": Unit,
    "bodies": Body,
    "body_names": BodyName,
    "people": Person,
    "positions": Position,
    "appearances": Appearance,
    "cooccurrence": Pair,
}
#: The tables that are made part by part (see `Deriver`).
RESOLVED = frozenset({"appearances"})
