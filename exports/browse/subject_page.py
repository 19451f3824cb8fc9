"""What the page of a person, a body, an administrative unit or a document shows, as plain data."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from exports.browse.reader import Hit, Name, Reader
from exports.facets import document_name

#: Articles, most viewed articles, names of each kind, positions, and units or bodies within a unit, on a page.
ARTICLES, VIEWED, COMPANY, POSITIONS, WITHIN = 20, 5, 10, 40, 15
#: The kinds of names beside those of the page.
_COMPANY = ("person", "body", "place", "document", "category", "author")


class Position(NamedTuple):
    """An office: its holder, and where it is held. Days are those of the first and the last article that say so."""

    person: Name | None
    role: str
    body: str | None
    body_name: Name | None
    former: bool
    first_day: str | None
    last_day: str | None
    sentences: int


class Related(NamedTuple):
    """A unit or body before or behind another; `name` is there where articles name it."""

    key: str
    title: str
    name: Name | None


class Fact(NamedTuple):
    """What is known besides: a key of the phrasebook, and a text, or a list of texts, of names or of articles."""

    key: str
    value: str | list[Any] | None


@dataclass
class Subject:
    """A page.

    - `days`: those of the first and the last article; `mentions`: how often articles name it.
    - `months`: how many articles are of each month.
    - `company`: the names of each kind that most of its articles have, with the number of these articles.
    - `before` and `behind`: predecessors and successors; `since` and `until`: the days of these changes.
    - `within`: the units and the bodies of a unit.
    """

    name: Name
    days: tuple[str, str] | None
    months: dict[str, int]
    company: dict[str, list[Name]]
    articles: list[Hit]
    most_viewed: list[Hit]
    mentions: int | None = None
    facts: list[Fact] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    before: list[Related] = field(default_factory=list)
    behind: list[Related] = field(default_factory=list)
    since: str | None = None
    until: str | None = None
    within: dict[str, list[Name]] = field(default_factory=dict)


def subject(reader: Reader, kind: str, key: str) -> Subject | None:
    """The page of what has that key; `None` where there is nothing of the kind that an article names."""
    name = reader.name(kind, key)
    if name is None or name.subject is None:
        return None
    catalog = reader.catalog
    articles = catalog.named([name.number])
    counts = catalog.counts(articles)
    company = {other: reader.most(counts, other, COMPANY, skip=key) for other in _COMPANY}
    page = Subject(
        name=name,
        days=catalog.span(articles),
        months=catalog.months(articles),
        company={other: found for other, found in company.items() if found},
        articles=reader.hits(catalog.newest(articles)[:ARTICLES], name=name),
        most_viewed=reader.hits(catalog.most_viewed(articles, VIEWED)),
    )
    _FILL[kind](reader, page)
    return page


def _person(reader: Reader, page: Subject) -> None:
    key = page.name.key
    row = reader.one("SELECT * FROM people WHERE person_id = :key", key=key)
    same = reader.all(
        "SELECT other.person_id FROM people AS one JOIN people AS other USING (name)"
        " WHERE one.person_id = :key AND other.person_id <> :key",
        key=key,
    )
    page.mentions = row["mentions"] if row else None
    page.positions = _positions(reader, "positions AS p WHERE p.person_id = :key", key)
    page.facts = [Fact("namesakes", reader.known("person", [other["person_id"] for other in same]))]


def _body(reader: Reader, page: Subject) -> None:
    key = page.name.key
    (row,) = reader.all("SELECT * FROM bodies WHERE body_id = :key", key=key)
    names = reader.all("SELECT name FROM body_names WHERE body_id = :key ORDER BY mentions DESC, name", key=key)
    page.mentions, page.until = row["mentions"], row["until"]
    page.positions = _positions(
        reader,
        "body_names AS n JOIN positions AS p ON p.body = n.name AND p.unit_code IS n.unit_code WHERE n.body_id = :key",
        key,
    )
    page.before = _related(reader, "body", (row["predecessors"] or "").split("; "))
    page.behind = _related(reader, "body", (row["successors"] or "").split("; "))
    page.facts = [
        Fact("of_unit", reader.known("unit", [row["unit_code"] or ""])),
        Fact("level", row["level"]),
        Fact("also_called", list(dict.fromkeys(one["name"] for one in names if one["name"] != row["name"]))),
    ]


def _unit(reader: Reader, page: Subject) -> None:
    code = page.name.key
    (row,) = reader.all("SELECT * FROM units WHERE unit_code = :code", code=code)
    page.mentions, page.since, page.until = row["mentions"], row["since"], row["until"]
    page.before = _related(reader, "unit", (row["predecessors"] or "").split())
    page.behind = _related(reader, "unit", (row["successors"] or "").split())
    smaller = reader.all(_SMALLER, code=code, most=WITHIN)
    bodies = reader.all(_BODIES, code=code, most=WITHIN)
    page.within = {
        kind: found
        for kind, rows in (("unit", smaller), ("body", bodies))
        if (found := reader.known(kind, [one["key"] for one in rows]))
    }
    page.facts = [
        Fact("level", row["level"]),
        Fact("lies_in", reader.known("unit", [row["parent_code"] or ""])),
        Fact("statistics_code", row["statistics_code"]),
    ]


def _document(reader: Reader, page: Subject) -> None:
    key = page.name.key
    rows = reader.all("SELECT type, number, date, issuer, text FROM documents WHERE document_id = :key", key=key) or [
        row for row in reader.all(_WITHOUT_ID, key=key) if document_name(dict(row)) == key
    ]
    own = reader.all("SELECT id FROM official_documents WHERE document_id = :key ORDER BY rowid", key=key)
    page.mentions = len(rows)
    page.facts = [
        *(Fact(f"document_{column}", _commonest(rows, column)) for column in ("type", "number", "date", "issuer")),
        Fact("cited_as", [text for text in dict.fromkeys(row["text"] for row in rows) if text != page.name.name][:8]),
        Fact("own_text", reader.titles(dict.fromkeys(row["id"] for row in own))),
    ]


_FILL = {"person": _person, "body": _body, "unit": _unit, "document": _document}
_SMALLER = (
    "SELECT unit_code AS key FROM units WHERE parent_code = :code AND articles > 0"
    " ORDER BY articles DESC, name LIMIT :most"
)
_BODIES = (
    "SELECT body_id AS key FROM bodies WHERE unit_code = :code AND articles > 0"
    " ORDER BY articles DESC, name LIMIT :most"
)
_WITHOUT_ID = (
    "SELECT documents.* FROM facets JOIN documents USING (id)"
    " WHERE facets.kind = 'document' AND facets.key = :key AND document_id IS NULL ORDER BY documents.rowid"
)


def _commonest(rows: list[Any], column: str) -> Any:
    values = Counter(row[column] for row in rows if row[column] is not None)
    return max(values, key=lambda value: values[value]) if values else None


def _positions(reader: Reader, rows_of: str, key: str) -> list[Position]:
    """The offices that rows of `positions` (`p`) give, those held last first; `rows_of` says which rows."""
    rows = reader.all(
        "SELECT p.person_id, p.role, p.body, p.unit_code, p.former, min(p.first_day) AS first_day,"  # noqa: S608
        f" max(p.last_day) AS last_day, count(*) AS sentences FROM {rows_of}"
        " GROUP BY p.person_id, p.role, p.body, p.unit_code, p.former"
        f" ORDER BY p.former, last_day DESC NULLS LAST, sentences DESC, p.person_id, p.role LIMIT {POSITIONS}",
        key=key,
    )
    return [
        Position(
            person=reader.name("person", row["person_id"]),
            role=row["role"],
            body=row["body"],
            body_name=_body_called(reader, row["body"], row["unit_code"]),
            former=bool(row["former"]),
            first_day=row["first_day"],
            last_day=row["last_day"],
            sentences=row["sentences"],
        )
        for row in rows
    ]


def _body_called(reader: Reader, name: str | None, code: str | None) -> Name | None:
    row = reader.one("SELECT body_id FROM body_names WHERE name = :name AND unit_code IS :code", name=name, code=code)
    return reader.name("body", row["body_id"]) if row else None


def _related(reader: Reader, kind: str, keys: Iterable[str]) -> list[Related]:
    return [Related(key, reader.title(kind, key) or key, reader.name(kind, key)) for key in keys if key]
