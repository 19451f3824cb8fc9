"""The sheets of spreadsheets, a page each: rows are lines, their cells parted by a bar."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import xlrd

from pipelines import legacy_fonts
from pipelines.file_texts.packages import opened
from pipelines.file_texts.pages import MOST_CHARACTERS, Fault, NotReadError, Page, Reading, damaged

_BETWEEN = " | "
#: Columns of a sheet that are read, and rows: a sheet may claim a million empty ones.
_MOST_COLUMNS, _MOST_ROWS = 200, 100_000

_Sheet = tuple[str, Iterable[Iterable[Any]]]


def read_xlsx(content: bytes) -> Reading:
    """The sheets of an XLSX; of a formula its last value.

    Raises:
        NotReadError: it is damaged, or too large.
    """
    with opened(content):
        pass
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = (
            (sheet.title, sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True))
            for sheet in book.worksheets
        )
        return _reading(sheets)
    except NotReadError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts meet in a damaged file
        raise damaged(f"an XLSX that cannot be read: {error!r}") from None


def read_xls(content: bytes) -> Reading:
    """The sheets of an XLS.

    Raises:
        NotReadError: it has a password, or is damaged.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=BytesIO())
        return _reading((sheet.name, _rows(sheet, book.datemode)) for sheet in book.sheets())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise NotReadError("encrypted", "file_encrypted", "the XLS opens with a password alone") from None
        raise damaged(f"an XLS that cannot be read: {error}") from None
    except Exception as error:  # xlrd trusts what a file says of itself
        raise damaged(f"an XLS that cannot be read: {error!r}") from None


def _rows(sheet: Any, datemode: int) -> Iterator[list[Any]]:
    for number in range(min(sheet.nrows, _MOST_ROWS)):
        cells = sheet.row(number)[:_MOST_COLUMNS]
        yield [
            xlrd.xldate_as_datetime(cell.value, datemode) if cell.ctype == xlrd.XL_CELL_DATE else cell.value
            for cell in cells
        ]


def _reading(sheets: Iterable[_Sheet]) -> Reading:
    pages: list[Page] = []
    characters = 0
    for number, (title, rows) in enumerate(sheets, 1):
        lines: list[str] = []
        for row in rows:
            line = _BETWEEN.join(filter(None, map(_shown, row)))
            lines += [line] if line else []
            characters += len(line)
            if characters > MOST_CHARACTERS:
                fault = Fault(
                    "file_too_long", f"more than {MOST_CHARACTERS} characters; read up to the sheet {title!r}"
                )
                return Reading("partly_read", [*pages, _page(number, lines)], [fault])
        if lines:
            pages.append(_page(number, lines))
    return Reading("read", pages)


def _page(number: int, lines: list[str]) -> Page:
    return Page(number, "\n".join(legacy_fonts.in_unicode(lines)))


def _shown(value: Any) -> str:
    """A cell as people write it: days as they are written in Vietnam, whole numbers without a point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y" if value.time() == datetime.min.time() else "%d/%m/%Y %H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return " ".join(str(value).split())
