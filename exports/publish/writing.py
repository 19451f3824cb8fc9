"""What is written into each kind of part of a version."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.records.derived import Deriver
from exports import columns, record_rows
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats import PUBLISHED, named
from exports.formats.base import Writer
from exports.publish.building import PARTIAL, Made
from exports.publish.checks import Measures
from exports.record_rows import Row, encode
from exports.shape import IN_PATH, Shape
from exports.write import closing


def articles(
    files: FileSet, portal: str, records: Iterable[dict[str, Any]], shape: Shape, derivers: Sequence[Deriver]
) -> Made:
    """Write articles of a portal, and what the tables of all articles together are made of."""
    names = [column.name for column in shape.articles.columns]
    measures = Measures()
    with closing([named(form)(files, shape=shape) for form in PUBLISHED]) as writers:
        for found in records:
            record = record_rows.record(found)
            measures.see(record)
            for deriver in derivers:
                deriver.see(record)
            kept = record.of(names)
            for writer in writers:
                writer.write(kept)
    files.open(PARTIAL).write(encode([deriver.partial() for deriver in derivers]) + "\n")
    measured = measures.of(portal)
    return Made(measured["counts"], measured)


def table(files: FileSet, which: Table, rows: Sequence[Row], measures: dict[str, Any] | None = None) -> Made:
    """Write the rows of one table that does not come with the articles."""
    with _writers(files, which) as writers:
        for row in rows:
            for writer in writers:
                writer.add(which, row)
    return Made({which.name: len(rows)}, measures or {})


def corpus(files: FileSet, partials: Iterable[list[Any]], shape: Shape, derivers: Sequence[Deriver]) -> Made:
    """Write the tables that are made of all articles together, from what each part gives to them."""
    for of_part in partials:
        for deriver, partial in zip(derivers, of_part, strict=True):
            deriver.merge(partial)
    rows: Counter[str] = Counter()
    wanted = {which.name: which for which in shape.apart if which in columns.DERIVED}
    with _writers(files, *wanted.values()) as writers:
        for deriver in derivers:
            for name, found in deriver.tables():
                if name in wanted:
                    for made in found:
                        row = record_rows.derived(wanted[name], made)
                        rows[name] += 1
                        for writer in writers:
                            writer.add(wanted[name], row)
    return Made(dict(rows), {})


def without_rows(files: FileSet, which: Sequence[Table]) -> Made:
    """Write the files of tables that have no rows: whoever asks for one finds its columns."""
    with _writers(files, *which):
        pass
    unwanted = {columns.ARTICLES.name} - {table.name for table in which}
    for path in files.folder.iterdir():
        if path.name.partition(".")[0] in unwanted:
            path.unlink()
    return Made({}, {})


@contextmanager
def _writers(files: FileSet, *which: Table) -> Iterator[list[Writer]]:
    """All formats for these tables; those of the articles are begun, too, and stay without rows."""
    shape = Shape((columns.ARTICLES, *(table for table in which if table is not columns.ARTICLES)), IN_PATH)
    with closing([named(form)(files, shape=shape) for form in PUBLISHED]) as writers:
        yield writers
