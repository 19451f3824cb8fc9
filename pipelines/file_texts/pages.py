"""What is read from a file: its pages, and what could not be read."""

from dataclasses import dataclass, field
from typing import Literal

#: Where a page's text comes from. "text": from the file itself. "ocr": recognised in the picture of a page.
#: "ocr_missing": a picture, and nothing is installed that recognises text. "ocr_failed": a picture that took too long.
Method = Literal["text", "ocr", "ocr_missing", "ocr_failed"]
#: How far a file was read. "partly_read": some of it; "not_read": its kind is not read; "encrypted": it has a password;
#: "damaged": it is not what it says, or broken; "too_costly": reading it takes too much time or memory.
Status = Literal["read", "partly_read", "not_read", "encrypted", "damaged", "too_costly"]

#: Raised whenever a file may be read otherwise than before.
READER_VERSION = "1"
#: Pages of a file that are read.
MOST_PAGES = 2_000
#: Characters of a file that are read: a book of 1,000 pages.
MOST_CHARACTERS = 3_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page, a sheet, or the whole of a file without pages; `number` counts from 1.

    Lines of `text` are paragraphs. `member` is the file within an archive. `confidence` is that of a recognised text,
    in percent. A page of a scan has no text until it is recognised.
    """

    number: int
    text: str | None
    method: Method = "text"
    confidence: int | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file, or a part of it, was not read: the kind of the problem, and what was seen."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file. `scans` are the pages, by their index in `pages`, that are still to be recognised."""

    status: Status
    pages: list[Page] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)


class NotReadError(Exception):
    """A file that cannot be read; the message says why."""

    def __init__(self, status: Status, kind: str, message: str) -> None:
        super().__init__(message)
        self.status: Status = status
        self.fault = Fault(kind, message)


def damaged(message: str) -> NotReadError:
    """The error of a file that is broken."""
    return NotReadError("damaged", "file_damaged", message)
