"""Assemble the parts of a version from what the store has: those that changed are written, the others shared."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from crawler.records.derived import Deriver
from crawler.records.release import SOFTWARE
from crawler.records.storage import Folder
from crawler.store.merged_snapshot import MergedSnapshot
from crawler.store.snapshot import Sealed
from exports import columns, parts, record_rows
from exports.columns import Table
from exports.parts import Part
from exports.publish import writing
from exports.publish.building import PARTIALS, Building
from exports.publish.checks import Measures
from exports.publish.chunks import chunks, digest, year_of
from exports.record_rows import Row
from exports.selection import Selection
from exports.shape import text_shape

#: Raise it when a part is written otherwise from the same records: a version then shares nothing with earlier ones.
FORM = 1

Derivers = Callable[[], Sequence[Deriver]]


class Assembly:
    """The parts of a version, added to `building` portal by portal; `measures` are of all that was added."""

    def __init__(self, snapshot: MergedSnapshot, building: Building, selection: Selection, derivers: Derivers) -> None:
        self.measures = Measures()
        self._snapshot = snapshot
        self._building = building
        self._selection = selection
        self._shape = selection.shape
        self._derivers = derivers
        made_by = (FORM, SOFTWARE, pa.__version__, zlib.ZLIB_RUNTIME_VERSION)
        #: What decides of the bytes of a part, beside what the store has.
        self._form = digest(made_by, self._shape.tables, selection.wanted)
        self._ids: set[str] = set()
        self._duplicates: list[Sealed] = []

    def assemble(self) -> None:
        """Add all parts."""
        for portal in filter(self._selection.has_portal, self._snapshot.portals()):
            for part in self._portal(portal):
                self.measures.add(portal, part.measures)
        self._note_unresolved()
        self._corpus()
        self._without_rows()
        self._building.finish()

    def _portal(self, portal: str) -> Iterator[Part]:
        sealed = [one for one in self._snapshot.sealed(portal) if self._selection.has_moment(one.published_at)]
        self._note_ids(portal, sealed)
        articles = list(self._articles(portal, sealed))
        # A crawl may have brought more meanwhile: of that nothing is shown.
        wanted = self._wanted(articles) if self._selection.is_partial else {one.article_id for one in sealed}
        yield from articles
        yield from self._visits(portal, wanted)
        tables = {table.name for table in self._shape.apart}
        if columns.OBSERVATIONS.name in tables:
            yield from self._observations(portal, wanted)
        if columns.MISSING_ARTICLES.name in tables and not self._selection.is_partial:
            rows = [record_rows.missing_article(found) for found in self._snapshot.missing_articles(portal)]
            yield self._table("missing_articles", portal, 0, columns.MISSING_ARTICLES, rows)

    def _articles(self, portal: str, sealed: Sequence[Sealed]) -> Iterator[Part]:
        shape = text_shape(self._shape)
        for chunk in chunks(sealed, self._form):
            records = filter(self._selection.has, self._snapshot.some_records(portal, chunk.ids))
            write = partial(writing.articles, portal=portal, records=records, shape=shape, derivers=self._derivers())
            yield self._building.part("articles", portal, chunk.year, chunk.key, write)

    def _wanted(self, articles: Sequence[Part]) -> Collection[str]:
        """The ids of the articles that were selected."""
        folder = Folder(str(self._building.folder))
        return {parts.id_of(line) for part in articles for line in parts.lines(folder, part, columns.ARTICLES.name)}

    def _visits(self, portal: str, wanted: Collection[str]) -> Iterator[Part]:
        names = {column.name for column in self._shape.articles.columns}
        table = columns.VISITS._replace(columns=tuple(one for one in columns.VISITS.columns if one.name in names))
        measures = Measures()
        rows = []
        for visit in self._snapshot.visits(portal):
            if visit.article_id in wanted:
                values = visit._asdict()
                values |= {name: record_rows.moment(at) for name, at in values.items() if at and name.endswith("_at")}
                measures.fill(portal, {column.name: values[column.name] for column in table.columns})
                rows.append([visit.article_id, *(values[column.name] for column in table.columns)])
        if table.columns:
            yield self._table("visits", portal, 0, table, rows, measures.of(portal))

    def _observations(self, portal: str, wanted: Collection[str]) -> Iterator[Part]:
        """A part for each month: a night's readings leave those of earlier months as they are."""
        months: defaultdict[str, list[Row]] = defaultdict(list)
        for found in self._snapshot.observations(portal):
            if found.article_id in wanted:
                row = record_rows.observation(found)
                months[row[1][:7]].append(row)
        for month, rows in sorted(months.items()):
            yield self._table("observations", portal, year_of(rows[0][1]), columns.OBSERVATIONS, rows, at=month)

    def _table(
        self,
        kind: parts.Kind,
        portal: str,
        year: int,
        table: Table,
        rows: list[Row],
        measures: dict[str, Any] | None = None,
        at: str = "",
    ) -> Part:
        """A part with the rows of one table."""
        counted = (measures or {}) | {"counts": {table.name: len(rows)}}
        write = partial(writing.table, which=table, rows=rows, measures=counted)
        return self._building.part(kind, portal, year, digest(self._form, at, rows), write)

    def _corpus(self) -> None:
        folder = Folder(str(self._building.folder))
        articles = [part for part in self._building.parts if part.kind == "articles"]
        partials = (
            parts.partial_of(folder, path)
            for part in articles
            for path in part.files
            if path.startswith(f"{PARTIALS}/")
        )
        write = partial(writing.corpus, partials=partials, shape=self._shape, derivers=self._derivers())
        key = digest(self._form, [part.key for part in articles])
        self.measures.derived.update(self._building.part("corpus", "", 0, key, write).rows)

    def _without_rows(self) -> None:
        known = self._building.parts
        tables = [table for table in self._tables() if not parts.rows_of(known, table.name)]
        key = digest(self._form, [table.name for table in tables])
        self._building.part("empty", "", 0, key, partial(writing.without_rows, which=tables))

    def _tables(self) -> tuple[Table, ...]:
        """All tables, in the form in which the parts hold them."""
        text = text_shape(self._shape)
        return (*text.tables, *self._shape.apart)

    def _note_ids(self, portal: str, sealed: Sequence[Sealed]) -> None:
        for one in sealed:
            if one.article_id in self._ids:
                self.measures.note(portal, "duplicate_ids", one.article_id)
            self._ids.add(one.article_id)
            if one.near_duplicate_of is not None:
                self._duplicates.append(one)

    def _note_unresolved(self) -> None:
        """Note the originals that the dataset lacks; a selection need not have them."""
        for one in self._duplicates:
            if one.near_duplicate_of not in self._ids and not self._selection.is_partial:
                where = f"near_duplicate_of of {one.article_id}: no article {one.near_duplicate_of}"
                self.measures.note(one.article_id.partition(":")[0], "unresolved_keys", where)
