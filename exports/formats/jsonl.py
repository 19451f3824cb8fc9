"""JSON Lines, UTF-8: `articles.jsonl` with all lists nested, and a file for each of `exports.columns.APART`."""

from collections.abc import Sequence

from exports import columns
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats.base import Format
from exports.record_rows import Record, Row, line_of
from exports.shape import WHOLE, Shape


class Files(Format):
    """Writes records as lines."""

    TITLE = "JSON Lines"
    MEDIA_TYPE = "application/jsonl"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        own = [table for table in shape.tables if table in shape.apart or table.name == columns.ARTICLES.name]
        self._files = {table.name: files.open(f"{table.name}.jsonl") for table in own}
        self._lines = {table.name: line_of([column.name for column in table.flat]) for table in shape.apart}

    def write(self, record: Record) -> None:
        """Write a record as a line."""
        self._files[columns.ARTICLES.name].write(record.line)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows of a table that does not come with the articles as lines."""
        self._files[table.name].writelines(map(self._lines[table.name], rows))

    @classmethod
    def place(cls, table: Table) -> str | None:
        """The parts of an article have no files of their own: they are nested in the articles."""
        if table is columns.ARTICLES:
            return "`articles.jsonl` with lists"
        return f"`{table.name}.jsonl`" if table in columns.APART else None
