"""JSON Lines, UTF-8: `articles.jsonl` with everything nested, and `observations.jsonl`, which change without it."""

from exports import columns
from exports.atomic import FileSet
from exports.record_rows import Record, Row, encode


class JsonLines:
    """Writes records as lines."""

    def __init__(self, files: FileSet) -> None:
        self._articles = files.open("articles.jsonl")
        self._observations = files.open("observations.jsonl")
        self._names = [column.name for column in columns.OBSERVATIONS.flat]

    def write(self, record: Record) -> None:
        """Write a record as a line."""
        self._articles.write(record.line)

    def observe(self, row: Row) -> None:
        """Write a row of the observations as a line."""
        self._observations.write(encode(dict(zip(self._names, row, strict=True))) + "\n")

    def close(self) -> None:
        """Nothing is left: the files are the file set's."""

    def abandon(self) -> None:
        """Likewise."""
