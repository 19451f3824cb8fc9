"""JSON Lines, UTF-8: `articles.jsonl` with all lists nested, and `observations.jsonl`."""

from exports import columns
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats.base import Format
from exports.record_rows import Record, Row, encode


class Files(Format):
    """Writes records as lines."""

    TITLE = "JSON Lines"
    MEDIA_TYPE = "application/jsonl"

    def __init__(self, files: FileSet, *, excel: bool = False) -> None:
        self._articles = files.open("articles.jsonl")
        self._observations = files.open("observations.jsonl")
        self._names = [column.name for column in columns.OBSERVATIONS.flat]

    def write(self, record: Record) -> None:
        """Write a record as a line."""
        self._articles.write(record.line)

    def observe(self, row: Row) -> None:
        """Write a row of the observations as a line."""
        self._observations.write(encode(dict(zip(self._names, row, strict=True))) + "\n")

    @classmethod
    def place(cls, table: Table) -> str | None:
        """Only articles and observations have files. All other rows are nested in the articles."""
        if table is columns.ARTICLES:
            return "`articles.jsonl` with lists"
        return f"`{table.name}.jsonl`" if table is columns.OBSERVATIONS else None
