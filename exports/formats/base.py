"""The base of all formats, and of checks and delta, which read a dataset while it is written."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import ClassVar

from exports.atomic import FileSet
from exports.columns import Table
from exports.record_rows import Record, Row
from exports.shape import WHOLE, Shape


class Writer(ABC):
    """Receives a dataset, article by article. The caller ends it with `close`, and always with `abandon` after that."""

    @abstractmethod
    def write(self, record: Record) -> None:
        """Receive an article."""

    def add(self, table: Table, rows: Sequence[Row]) -> None:  # noqa: B027 - some writers have no use for it
        """Receive rows of one of `exports.columns.APART`. Other writers get the same lists: they must not change."""

    def close(self) -> None:  # noqa: B027 - the files of a file set are closed by the set
        """Write what is left."""

    def abandon(self) -> None:  # noqa: B027 - as above
        """Release what the writer holds open, after a failure or after `close`."""


#: Rows that are passed on at a time.
_BATCH = 2_000


def add_rows(writers: Iterable[Writer], table: Table, rows: Iterator[Row]) -> int:
    """Pass rows of one of `exports.columns.APART` to all writers; returns how many there were."""
    count = 0
    while batch := list(islice(rows, _BATCH)):
        for writer in writers:
            writer.add(table, batch)
        count += len(batch)
    return count


class Format(Writer):
    """A format of a dataset; the same records make the same bytes."""

    #: What a file of the format is, in a few words.
    TITLE: ClassVar[str]
    MEDIA_TYPE: ClassVar[str]

    @abstractmethod
    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        """Begin the files of the tables of a shape. With `excel` they are to suit a spreadsheet, where the format can.

        The records that are written have the columns of the shape.
        """

    @classmethod
    def place(cls, table: Table) -> str | None:
        """Where the format holds the rows of a table, in Markdown; `None` where it does not."""
        return None
