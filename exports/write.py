"""Write a dataset: articles in, a set of files out."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from exports import columns
from exports.atomic import FileSet, file_set
from exports.csv import CsvFiles
from exports.dictionary import dictionary
from exports.jsonl import JsonLines


class Writer(Protocol):
    """What a format does with a record."""

    def write(self, record: dict[str, Any]) -> None:
        """Add a record (see `exports.columns.record`)."""


#: The formats by the names that `--format` takes; each is given the files and whether Excel will open them.
FORMATS: dict[str, Callable[[FileSet, bool], Writer]] = {
    "csv": lambda files, excel: CsvFiles(files, excel=excel),
    "jsonl": lambda files, excel: JsonLines(files),
}


def write(
    articles: Iterable[dict[str, Any]], folder: Path, formats: Iterable[str] = FORMATS, *, excel: bool = False
) -> int:
    """Write the articles into `folder`; returns how many.

    The same articles in the same order make the same bytes. Memory does not grow with their number. The files replace
    those of an earlier export together, when all are whole (see `exports.atomic`).

    Args:
        articles: in the form of `crawler.items.to_dict`, or with JSON (`bytes`) for `sentences`, as
            `Store.iter_records` gives them.
        folder: made if it is not there.
        formats: names out of `FORMATS`.
        excel: begin CSV files with a byte order mark, without which Excel misreads Vietnamese.

    Raises:
        ExportError: the folder cannot be written.
        LockHeldError: another process is writing into it.
    """
    count = 0
    with file_set(folder) as files:
        writers = [FORMATS[name](files, excel) for name in formats]
        files.open("DATA_DICTIONARY.md").write(dictionary())
        for article in articles:
            record = columns.record(article)
            for writer in writers:
                writer.write(record)
            count += 1
    return count
