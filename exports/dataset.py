"""Read a published version back: its articles, with what visits change joined to them, and the rows of its tables."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from crawler.records.errors import UsageError
from crawler.records.storage import Folder
from exports import columns, parts
from exports.columns import Table
from exports.parts import Part
from exports.selection import EVERYTHING, Selection
from exports.shape import CHOICE, Shape

_VOLATILE = [column.name for column in columns.VISITS.columns]
_NAMES = [column.name for column in columns.ARTICLES.columns]


class Dataset:
    """A version to read.

    Raises:
        FileNotFoundError: the folder holds no version.
    """

    def __init__(self, folder: Folder, selection: Selection = EVERYTHING) -> None:
        self.folder = folder
        self.selection = selection
        self.parts = [part for part in parts.parts_of(folder) if _may_have(selection, part)]
        self._ids: set[str] | None = None

    @cached_property
    def shape(self) -> Shape:
        """The tables and columns that are selected and that the version has: it may have been published with fewer.

        Raises:
            UsageError: the selection names one that it lacks.
        """
        there = {table.name for table in columns.APART if self.files("jsonl", table.name)}
        for kind, table in (("articles", columns.ARTICLES), ("visits", columns.VISITS)):
            own = (
                line for part in self.parts if part.kind == kind for line in parts.lines(self.folder, part, table.name)
            )
            there.update(json.loads(next(own, "{}")))
        for name in self.selection.wanted.columns:
            if name not in there:
                raise UsageError(f"--columns {name}: {self.folder.address} was published without it")
        return self.selection.shape if there.issuperset(CHOICE) else self.selection.shape.of(there)

    def records(self, wanted: Callable[[dict[str, Any]], bool] | None = None) -> Iterator[dict[str, Any]]:
        """The articles that are selected, in the order of the dataset, with all columns that the version has."""
        has = wanted or self.selection.has
        portal, visits = None, {}
        for part in self._of("articles"):
            if part.portal != portal:
                portal, visits = part.portal, self._visits(part.portal)
            for line in parts.lines(self.folder, part, columns.ARTICLES.name):
                found = json.loads(line)
                if has(found):
                    visit = visits.get(found["id"], {})
                    yield {name: source[name] for name in _NAMES for source in (found, visit) if name in source}

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The rows of a table that does not come with the articles; those of articles that are not selected are left
        out.
        """
        of_articles = any(column.name == "id" for column in table.outer)
        wanted = self._selected() if self.selection.is_partial and of_articles else None
        for part in self.parts:
            for line in parts.lines(self.folder, part, table.name) if part.kind != "articles" else ():
                row = json.loads(line)
                if wanted is None or row["id"] in wanted:
                    yield row

    def files(self, form: str, table: str) -> list[str]:
        """The paths of a table's files in a format, those alone that may hold selected articles."""
        return [path for part in self.parts for path in part.of(form, table)]

    def _of(self, kind: parts.Kind) -> Iterator[Part]:
        return (part for part in self.parts if part.kind == kind)

    def _selected(self) -> set[str]:
        if self._ids is None:
            self._ids = {record["id"] for record in self.records()}
        return self._ids

    def _visits(self, portal: str) -> dict[str, dict[str, Any]]:
        own = (part for part in self._of("visits") if part.portal == portal)
        rows = (json.loads(line) for part in own for line in parts.lines(self.folder, part, columns.VISITS.name))
        return {row.pop("id"): row for row in rows}


def _may_have(selection: Selection, part: Part) -> bool:
    if part.portal and not selection.has_portal(part.portal):
        return False
    return part.kind != "articles" or selection.has_year(part.year)
