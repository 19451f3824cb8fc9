"""What is written into each kind of part of a version."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.records.derived import Deriver
from crawler.store.snapshot import Visit
from exports import columns, record_rows
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats import PUBLISHED, named
from exports.formats.base import Writer, add_rows
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
    partial = files.open(PARTIAL)
    for given in ([deriver.partial() for deriver in derivers], [deriver.own() for deriver in derivers]):
        partial.write(encode(given) + "\n")
    measured = measures.of(portal)
    return Made(measured["counts"], measured)


def table(files: FileSet, which: Table, rows: Iterable[Row]) -> Made:
    """Write the rows of one table that does not come with the articles."""
    with _writers(files, which) as writers:
        counts = {which.name: add_rows(writers, which, iter(rows))}
    return Made(counts, {"counts": counts})


def visits(files: FileSet, portal: str, which: Table, found: Sequence[Visit]) -> Made:
    """Write what visits change of the articles of a portal."""
    shown = {column.name: [getattr(visit, column.name) for visit in found] for column in which.columns}
    for column in which.columns:
        if column.type == "moment":
            shown[column.name] = [at and record_rows.moment(at) for at in shown[column.name]]
    filled = {name: sum(value is not None for value in values) for name, values in shown.items()}
    rows = map(list, zip((visit.article_id for visit in found), *shown.values(), strict=True))
    made = table(files, which, rows)
    return Made(made.rows, made.measures | {"filled": {name: count for name, count in filled.items() if count}})


def resolved(
    files: FileSet, own: Callable[[], list[Any]], ids: Sequence[list[str]], shape: Shape, derivers: Sequence[Deriver]
) -> Made:
    """Write the rows of a part's articles that name people by `ids`; `own` reads what the part has of them."""
    wanted = {which.name: which for which in shape.apart if which in columns.RESOLVED}
    rows = {}
    with _writers(files, *wanted.values()) as writers:
        for deriver, of_part, known in zip(derivers, own(), ids, strict=True):
            for name, found in deriver.resolved(of_part, known):
                if name in wanted:
                    rows[name] = add_rows(writers, wanted[name], record_rows.derived(wanted[name], found))
    return Made(rows, {})


def without_rows(files: FileSet, which: Sequence[Table]) -> Made:
    """Write the files of tables that have no rows: whoever asks for one finds its columns."""
    with _writers(files, *which):
        pass
    wanted = {table.name for table in which}
    for path in files.folder.iterdir():
        if path.name.partition(".")[0] not in wanted:
            path.unlink()  # a format may begin its file of the articles whatever is asked for
    return Made({}, {})


@contextmanager
def _writers(files: FileSet, *which: Table) -> Iterator[list[Writer]]:
    """All formats for these tables."""
    with closing([named(form)(files, shape=Shape(which, IN_PATH)) for form in PUBLISHED]) as writers:
        yield writers
