"""Write a published version, or a selection of it, as single files: `articles.jsonl`, `articles.csv` and so on."""

from collections.abc import Sequence
from pathlib import Path

from crawler.records.derived import Deriver
from crawler.records.errors import ExportError
from exports import columns, garbage
from exports.atomic import file_set
from exports.dataset import Dataset
from exports.describe.dictionary import dictionary
from exports.formats import SHAPED, listed, named
from exports.formats.base import add_rows
from exports.record_rows import Record
from exports.write import add_derived, closing


def gather(
    version: Dataset, folder: Path, formats: Sequence[str], *, excel: bool = False, derivers: Sequence[Deriver] = ()
) -> int:
    """Write the articles of a version that are selected, and its tables, into `folder`; returns how many articles.

    The tables of all articles together are those of the version. A selection has not them, which would tell of others,
    but those that `derivers` make of its own articles.

    Raises:
        UsageError: the selection names a column that the version lacks.
        ExportError: the folder cannot be written, or the version lacks a column and a format has all.
        LockHeldError: another process is writing into it.
    """
    shape = version.shape
    _require_columns(version, formats)
    names = [column.name for column in shape.articles.columns]
    count = 0
    with garbage.looked_for_rarely(), file_set(folder) as files:
        files.open("DATA_DICTIONARY.md").write(dictionary(shape))
        with closing([named(form)(files, excel=excel, shape=shape) for form in formats]) as writers:
            for found in version.records():
                whole = Record(found)
                record = whole.of(names)
                for writer in writers:
                    writer.write(record)
                for deriver in derivers:
                    deriver.see(whole)
                count += 1
            for table in shape.apart:
                of_names: Sequence[str] = [column.name for column in table.flat]
                derived = table in columns.DERIVED
                if not (derived and version.selection.is_partial):
                    add_rows(writers, table, ([row[name] for name in of_names] for row in version.rows(table)))
            add_derived(writers, derivers, {table.name for table in shape.apart})
    return count


def _require_columns(version: Dataset, formats: Sequence[str]) -> None:
    """Refuse formats that have all columns where the version has not."""
    missing = [column.name for column in columns.ARTICLES.columns if column not in version.shape.articles.columns]
    whole = [form for form in formats if form not in SHAPED]
    if missing and whole and not version.selection.wanted.columns:
        raise ExportError(
            f"{version.folder.address}: published without the column {missing[0]}: pages and {listed(whole, 'and')}"
            " need all: publish without --columns, or read it with exports.load or `vnportal export --dataset`"
        )
