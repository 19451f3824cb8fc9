"""Assemble the parts of a version from what the store has: those that changed are written, the others shared."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any

import pyarrow as pa

from crawler.records.derived import Cut, Deriver
from crawler.records.release import SOFTWARE
from crawler.store.merged_snapshot import MergedSnapshot
from crawler.store.snapshot import Observation, Sealed
from exports import columns, garbage, parts, record_rows
from exports.columns import Table
from exports.parts import Kind, Part
from exports.publish import writing
from exports.publish.building import Building
from exports.publish.checks import Measures
from exports.publish.chunks import chunks, digest, runs
from exports.record_rows import Row
from exports.selection import Selection
from exports.shape import text_shape

#: Raise it when a part is written otherwise from the same records: a version then shares nothing with earlier ones.
FORM = 2

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
        with garbage.looked_for_rarely():
            self._assemble()

    def _assemble(self) -> None:
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
            yield from self._missing(portal)

    def _articles(self, portal: str, sealed: Sequence[Sealed]) -> Iterator[Part]:
        shape = text_shape(self._shape)
        for chunk in chunks(sealed, self._form):
            records = filter(self._selection.has, self._snapshot.some_records(portal, chunk.ids))
            write = partial(writing.articles, portal=portal, records=records, shape=shape, derivers=self._derivers())
            yield self._building.part("articles", portal, chunk.year, chunk.key, write)

    def _wanted(self, articles: Sequence[Part]) -> Collection[str]:
        """The ids of the articles that were selected."""
        return {
            parts.id_of(line)
            for part in articles
            for line in parts.lines(self._building.place(part), part, columns.ARTICLES.name)
        }

    def _visits(self, portal: str, wanted: Collection[str]) -> Iterator[Part]:
        names = {column.name for column in self._shape.articles.columns}
        table = columns.VISITS._replace(columns=tuple(one for one in columns.VISITS.columns if one.name in names))
        if table.columns:
            visits = (visit for visit in self._snapshot.visits(portal) if visit.article_id in wanted)
            for run in runs(visits, width=1):
                write = partial(writing.visits, portal=portal, which=table, found=run)
                yield self._building.part("visits", portal, 0, digest(self._form, run), write)

    def _observations(self, portal: str, wanted: Collection[str]) -> Iterator[Part]:
        """Parts for each month: a night's readings leave those of earlier months as they are."""
        months: defaultdict[str, list[Observation]] = defaultdict(list)
        for found in self._snapshot.observations(portal):
            if found.article_id in wanted:
                months[_month(found.observed_at)].append(found)
        for month, of_month in sorted(months.items()):
            for run in runs(of_month):
                rows = map(record_rows.observation, run)
                key = digest(self._form, run)
                yield self._table("observations", portal, int(month[:4]), key, columns.OBSERVATIONS, rows)

    def _missing(self, portal: str) -> Iterator[Part]:
        found = list(self._snapshot.missing_articles(portal))
        rows = map(record_rows.missing_article, found)
        yield self._table("missing_articles", portal, 0, digest(self._form, found), columns.MISSING_ARTICLES, rows)

    def _table(self, kind: Kind, portal: str, year: int, key: str, table: Table, rows: Iterable[Row]) -> Part:
        """A part with the rows of one table, which are made if the part is new."""
        return self._building.part(kind, portal, year, key, partial(writing.table, which=table, rows=rows))

    def _corpus(self) -> None:
        """Add the tables of all articles together: merged from what each part gives to them, and written where new."""
        if self._building.has_same("articles"):
            for part in self._building.keep(("corpus", "resolved")):
                self.measures.derived.update(part.rows)
            return
        self._derive()

    def _derive(self) -> None:
        derivers = self._derivers()
        wanted = {table.name: table for table in self._shape.apart if table in columns.DERIVED}
        articles = [part for part in self._building.parts if part.kind == "articles" and part.rows.get("articles")]
        ids = self._merged(articles, derivers)
        if any(table.name in wanted for table in columns.RESOLVED):
            for part, of_part in zip(articles, ids, strict=True):
                own = partial(parts.partial_of, self._building.place(part), part, own=True)
                write = partial(writing.resolved, own=own, ids=of_part, shape=self._shape, derivers=derivers)
                key = digest(self._form, part.key, ["\n".join(known) for known in of_part])
                made = self._building.part("resolved", part.portal, part.year, key, write)
                self.measures.derived.update(made.rows)
        for name, found in chain.from_iterable(deriver.tables() for deriver in derivers):
            if name in wanted:
                for key, rows in self._runs(wanted[name], found):
                    self.measures.derived.update(self._table("corpus", "", 0, key, wanted[name], rows).rows)

    def _runs(self, table: Table, found: Iterable[Any]) -> Iterator[tuple[str, Iterable[Row]]]:
        """The rows of a table of all articles together in runs, each with its key."""
        if isinstance(found, Cut):
            for run in found.runs:
                yield digest(self._form, table.name, run.key), record_rows.derived(table, run.rows())
        else:
            for made in runs(record_rows.derived(table, found), width=_key_width(table)):
                yield digest(self._form, table.name, made), made

    def _merged(self, articles: Sequence[Part], derivers: Sequence[Deriver]) -> list[list[list[str]]]:
        """Let the derivers know of all parts; returns the ids of whom each part names, by deriver."""
        named = []
        for part in articles:
            given = zip(derivers, parts.partial_of(self._building.place(part), part), strict=True)
            named.append([deriver.merge(one) for deriver, one in given])
        return [[deriver.ids(own) for deriver, own in zip(derivers, of_part, strict=True)] for of_part in named]

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


def _key_width(table: Table) -> int:
    """How many columns tell a row from others: one person has an office in many articles, so all up to the article."""
    return next((number for number, column in enumerate(table.columns, 1) if column.name == "id"), 2)


@lru_cache(100_000)
def _month(moment: str) -> str:
    return record_rows.moment(moment)[:7]
