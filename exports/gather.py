"""Write a published version, or a selection of it, as single files: `articles.jsonl`, `articles.csv` and so on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from crawler.records.derived import Deriver
from crawler.records.errors import ExportError
from exports import columns, record_rows
from exports.atomic import file_set
from exports.dataset import Dataset
from exports.describe.dictionary import dictionary
from exports.formats import named
from exports.formats.base import add_rows
from exports.write import add_derived, closing


def gather(
    version: Dataset, folder: Path, formats: Iterable[str], *, excel: bool = False, derivers: Sequence[Deriver] = ()
) -> int:
    """Write the articles of a version that are selected, and its tables, into `folder`; returns how many articles.

    The tables of all articles together are those of the version. A selection has not them, which would tell of others,
    but those that `derivers` make of its own articles.

    Raises:
        ExportError: the folder cannot be written, or the version was published without some columns.
        LockHeldError: another process is writing into it.
    """
    shape = version.selection.shape
    names = [column.name for column in shape.articles.columns]
    count = 0
    with file_set(folder) as files:
        files.open("DATA_DICTIONARY.md").write(dictionary())
        with closing([named(form)(files, excel=excel, shape=shape) for form in formats]) as writers:
            for found in version.records():
                whole = _whole(found, version)
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


def _whole(found: dict[str, Any], version: Dataset) -> record_rows.Record:
    lacking = next((name for name in record_rows.NEEDED if name not in found), None)
    if lacking is not None:
        raise ExportError(
            f"{version.folder.address}: published without the column {lacking}: exports.load reads what there is;"
            " publish all columns to browse the version or to have it in other files"
        )
    return record_rows.record(found)
