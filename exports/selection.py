"""Which articles, columns and tables of a dataset are wanted."""

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, NamedTuple

from crawler.records.errors import UsageError, nearest
from exports import record_rows
from exports.facets import document_name
from exports.shape import CHOICE, WHOLE, Shape, chosen
from exports.words import patterns


class Wanted(NamedTuple):
    """What is asked for, each empty where everything is wanted.

    An article is wanted where each that is given fits, by one of its values: names of portals (`*` stands for any
    letters), categories, days of publication as `2020-06-25`, names of people, bodies or places, numbers or ids of
    documents, words of the text. Accents and case of names and words do not matter. `columns` are names out of
    `exports.shape.CHOICE`.
    """

    portals: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    entities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    query: str | None = None
    columns: tuple[str, ...] = ()


class Selection:
    """The articles, columns and tables that are wanted.

    Raises:
        UsageError: a column is unknown, or the query has no word.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        for name in wanted.columns:
            if name not in CHOICE:
                raise UsageError(f"--columns {name}: no such column or table{nearest(name, CHOICE)}")
        if wanted.query is not None and not patterns(wanted.query):
            raise UsageError(f'--query "{wanted.query}": no word in it: name words that the articles have')

    @cached_property
    def shape(self) -> Shape:
        """The tables and columns."""
        return chosen(self.wanted.columns) if self.wanted.columns else WHOLE

    @property
    def is_everything(self) -> bool:
        """Whether all articles, columns and tables are wanted."""
        return self.wanted == Wanted()

    @property
    def is_partial(self) -> bool:
        """Whether there may be articles that are not wanted."""
        return self.wanted._replace(columns=()) != Wanted()

    @property
    def told(self) -> str | None:
        """What is wanted, in words; `None` where that is everything.

        >>> Selection(Wanted(portals=("sontay",), since="2020-01-01")).told
        'a selection of: portals sontay; since 2020-01-01'
        """
        shown = [
            f"{name} {', '.join(value) if isinstance(value, tuple) else value}"
            for name, value in self.wanted._asdict().items()
            if value
        ]
        return f"a selection of: {'; '.join(shown)}" if shown else None

    def has_portal(self, portal: str) -> bool:
        """Whether articles of a portal may be wanted."""
        return not self.wanted.portals or any(fnmatchcase(portal, glob) for glob in self.wanted.portals)

    def has_moment(self, published_at: str | None) -> bool:
        """Whether articles of that moment of publication may be wanted."""
        since, until = self.wanted.since, self.wanted.until
        if since is None and until is None:
            return True
        day = record_rows.moment(published_at)[:10] if published_at else None
        return day is not None and (since is None or since <= day) and (until is None or day <= until)

    def has_year(self, year: int) -> bool:
        """Whether articles of that year of publication may be wanted; 0 stands for those without a date."""
        since, until = self.wanted.since, self.wanted.until
        if since is None and until is None:
            return True
        return (since is None or int(since[:4]) <= year) and (until is None or 0 < year <= int(until[:4]))

    def has(self, record: Mapping[str, Any]) -> bool:
        """Whether an article is wanted: its record, as the store or a dataset gives it.

        What the record lacks has no value: a dataset may have been made without a column.
        """
        return (
            self.has_portal(record["portal"])
            and self.has_moment(record.get("published_at"))
            and all(test(record) for test in self._tests)
        )

    @cached_property
    def _tests(self) -> list[Callable[[Mapping[str, Any]], bool]]:
        wanted = self.wanted
        tests = [
            _named(names, values)
            for names, values in (
                (wanted.categories, _categories), (wanted.entities, _entities), (wanted.documents, _documents)
            )
            if names
        ]  # fmt: skip
        return [*tests, _holding(patterns(wanted.query))] if wanted.query is not None else tests


def _named(
    names: Iterable[str], values: Callable[[Mapping[str, Any]], Iterable[str | None]]
) -> Callable[[Mapping[str, Any]], bool]:
    """A test whether one of the values is one of the names."""
    wanted = [pattern for name in names for pattern in patterns('"{}"'.format(name.replace('"', " ")))]
    return lambda record: any(pattern.fullmatch(value) for value in values(record) if value for pattern in wanted)


def _holding(words: list[re.Pattern[str]]) -> Callable[[Mapping[str, Any]], bool]:
    def holds(record: Mapping[str, Any]) -> bool:
        text = "\n".join((record.get("title") or "", record.get("lead") or "", *record.get("paragraphs", ())))
        return all(pattern.search(text) for pattern in words)

    return holds


def _categories(record: Mapping[str, Any]) -> Iterable[str | None]:
    return (record.get("category"), *record.get("categories", ()))


def _entities(record: Mapping[str, Any]) -> Iterable[str | None]:
    return (name for entity in record.get("entities", ()) for name in (entity["text"], entity["canonical"]))


def _documents(record: Mapping[str, Any]) -> Iterable[str | None]:
    for document in (*record.get("documents", ()), *record.get("official_documents", ())):
        yield from (document["document_id"], document["number"])
        if "text" in document:
            yield document_name(document)


#: All that there is.
EVERYTHING = Selection(Wanted())
