"""CSV files (RFC 4180, UTF-8), one for each table of `exports.columns.CSV`: single values, no lists."""

import codecs
import csv
import logging
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any

from exports import columns
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats.base import Format
from exports.record_rows import Record, Row, rows
from exports.shape import WHOLE, Shape

#: Without it at a file's beginning Excel misreads Vietnamese.
BYTE_ORDER_MARK = codecs.BOM_UTF8
#: Characters that a cell of Excel or LibreOffice takes at the most.
MOST_CHARACTERS = 32_767
#: What a spreadsheet may run as a formula, at the beginning of a cell; full-width forms count (OWASP, "CSV Injection").
#: Apostrophes before it are part of the match, so that one more can be told from those that were there.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: Where `;` or a tab separates cells, a text is several cells, lines of it are rows, and quotes vanish. "- word" at the
#: beginning of a paragraph is common and no formula: there, a sign counts with a call or a command behind it.
_INNER = r"['\"]*(?:[=@＝＠]|[+\-＋－][^;\t\r\n]*[\w.][(|])"
_SEPARATORS = ";\t\r\n"
#: One pattern for each: one that begins with a single character is found a hundred times as fast as one with a set.
_UNMARKED = [(separator, re.compile(rf"{separator}(?={_INNER})")) for separator in _SEPARATORS]
_MARKED = re.compile(rf"(?<=[;\t\r\n])'(?={_INNER})")
#: What stands before each text of a row where they are looked at together.
_BEFORE = "\0"
#: There, the beginning of all matches of `_FORMULA` but for those with a separator.
_SUSPECT = re.compile(rf"{_BEFORE}['=+\-@＝＋－＠]")


class Files(Format):
    """Writes records as rows; `excel` begins every file with a byte order mark."""

    TITLE = "plain table, RFC 4180, UTF-8"
    MEDIA_TYPE = "text/csv"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        encoding = "utf-8-sig" if excel else "utf-8"
        self._excel = excel
        self._writers = {}
        #: The places of the texts in the rows of each table: only texts may run as formulas.
        self._texts = {
            table.name: [at for at, column in enumerate(table.flat) if column.type == "text"] for table in shape.csv
        }
        #: Give the texts of a row; the first one twice, as `itemgetter` makes a tuple of two and more.
        self._pick = {name: itemgetter(places[0], *places) for name, places in self._texts.items()}
        for table in shape.csv:
            writer = csv.writer(files.open(f"{table.name}.csv", encoding=encoding), lineterminator="\r\n")
            writer.writerow(header(table))
            self._writers[table.name] = writer
        #: Cells that are longer than a spreadsheet takes, by table.
        self.too_long: Counter[str] = Counter()
        self._shape = shape
        self._nested = shape.nested
        #: The places of the flags, likewise; few tables have one.
        self._flags = {
            table.name: [at for at, column in enumerate(table.flat) if column.type == "boolean"] for table in shape.csv
        }

    def write(self, record: Record) -> None:
        """Write a record's rows into the files of all tables."""
        self._write("articles", [list(self._article(record))])
        for table in self._nested:
            if record[table.name]:
                self._write(table.name, list(rows(table, record)))

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows of a table that does not come with the articles."""
        self._write(table.name, [row.copy() for row in rows])

    def close(self) -> None:
        """Tell of cells that a spreadsheet cuts off, in files that are meant for one."""
        if self._excel:
            self._tell_too_long()

    @cached_property
    def _article(self) -> "itemgetter[Any]":
        return itemgetter(*[column.name for column in self._shape.articles.flat])

    def _tell_too_long(self) -> None:
        for name, count in sorted(self.too_long.items()):
            logging.getLogger("vnportal").warning(
                "%s.csv: %d cells are longer than the %d characters that a spreadsheet takes, and it cuts them off"
                " or spreads them: read that file with a program, or take another format",
                name,
                count,
                MOST_CHARACTERS,
            )

    @classmethod
    def place(cls, table: Table) -> str | None:
        """All tables but sentences and words, which have too many rows."""
        return f"`{table.name}.csv`" if table in columns.CSV else None

    def _write(self, name: str, found: list[Row]) -> None:
        """Write rows of texts, numbers, flags and missing values; the rows are changed."""
        for at in self._flags[name]:
            for row in found:
                row[at] = cell(row[at])
        # Few rows have anything to be marked. Looking at all texts at once takes a tenth of the time.
        texts = list(filter(None, chain.from_iterable(map(self._pick[name], found))))
        joined = _BEFORE + _BEFORE.join(texts)
        if (
            max(map(len, texts), default=0) > MOST_CHARACTERS
            or any(map(joined.__contains__, _SEPARATORS))
            or _SUSPECT.search(joined)
        ):
            self._mark(name, found)
        self._writers[name].writerows(found)

    def _mark(self, name: str, found: list[Row]) -> None:
        for row in found:
            for at in self._texts[name]:
                value = row[at]
                if value and len(value) > MOST_CHARACTERS:
                    self.too_long[name] += 1
                row[at] = cell(value)


def header(table: Table) -> list[str]:
    """The first line of a table's file."""
    return [column.name for column in table.flat]


def cell(value: Any) -> Any:
    """A value as its cell: an apostrophe stands before whatever in a text a spreadsheet would run as a formula.

    Numbers stay numbers, a negative one too; a missing value is an empty cell.
    """
    if isinstance(value, str):
        marked = value
        for separator, unmarked in _UNMARKED:
            if separator in value:
                marked = unmarked.sub(f"{separator}'", marked)
        return f"'{marked}" if _FORMULA.match(value) else marked
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def uncell(text: str) -> str:
    """The text of a cell that `cell` made."""
    if "'" not in text:
        return text
    return _MARKED.sub("", text[1:] if text.startswith("'") and _FORMULA.match(text) else text)
