"""The parts of a published version: which there are, and which files each has.

A part never changes. Articles of one portal and one year of publication stand in one or more parts, each of bounded
size; what visits change stands in parts of its own, one a portal. What the articles of a part have in tables that name
people by their ids is a part beside it. The tables that are made of all articles together are cut into parts by their
rows. A version that has a part of an earlier version shares its files. `parts.json` lists all parts.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from crawler.records.storage import Folder

LEDGER = "parts.json"
#: The year of the articles without a date: a number, so that the column `year` is a number in every reader.
UNDATED = 0

#: The folder of what parts give to the tables of all articles together.
PARTIALS = "partials"

_decode = json.JSONDecoder().raw_decode

Kind = Literal["articles", "visits", "observations", "missing_articles", "corpus", "resolved", "empty"]


class File(NamedTuple):
    """A file of a version."""

    bytes: int
    sha256: str


class Part(NamedTuple):
    """A part.

    - `portal`, `year`: what it holds; an empty text and 0 where it holds more than one.
    - `key`: a checksum of all that it is made of. Parts of equal keys are equal.
    - `rows`: rows by table.
    - `files`: by their paths in the version; the names are the beginnings of their SHA-256.
    - `measures`: what `exports.publish.checks` found in it.
    """

    kind: Kind
    portal: str
    year: int
    key: str
    rows: dict[str, int]
    files: dict[str, File]
    measures: dict[str, Any]

    def of(self, form: str, table: str) -> list[str]:
        """The paths of its files of a table in a format."""
        begin = folder_of(form, table)
        return [path for path in self.files if path.startswith(begin)]


def folder_of(form: str, table: str) -> str:
    """The folder of a table in a version: Parquet, which most read, stands in front.

    >>> folder_of("parquet", "articles"), folder_of("jsonl", "articles")
    ('articles/', 'jsonl/articles/')
    """
    return f"{table}/" if form == "parquet" else f"{form}/{table}/"


def ledger(parts: Sequence[Part]) -> str:
    """The text of `parts.json`: one line a part."""
    lines = (json.dumps(part._asdict(), ensure_ascii=False, separators=(",", ":")) for part in parts)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def parts_of(version: Path | Folder) -> list[Part]:
    """The parts of a version, in the order of the dataset.

    Raises:
        FileNotFoundError: it is no version.
    """
    folder = version if isinstance(version, Folder) else Folder(str(version))
    return [
        Part(**{**found, "files": {path: File(*file) for path, file in found["files"].items()}})
        for found in json.loads(folder.read(LEDGER))
    ]


def files_of(parts: Sequence[Part]) -> dict[str, File]:
    """All files of the parts by their paths, sorted."""
    return dict(sorted((path, file) for part in parts for path, file in part.files.items()))


def rows_of(parts: Sequence[Part], table: str) -> int:
    """The rows of a table in all parts."""
    return sum(part.rows.get(table, 0) for part in parts)


def lines(folder: Folder, part: Part, table: str) -> Iterator[str]:
    """The lines of a part's JSON Lines of a table."""
    for path in part.of("jsonl", table):
        yield from folder.unpacked(path)


def id_of(line: str) -> str:
    """The id of an article out of its line: the first value."""
    return str(_decode(line, len('{"id":'))[0])


def partial_of(folder: Folder, part: Part, *, own: bool = False) -> list[Any]:
    """What the articles of a part give to the tables of all articles together; `own` is what they have there alone."""
    (path,) = (path for path in part.files if path.startswith(f"{PARTIALS}/"))
    found: list[Any] = json.loads(next(islice(folder.unpacked(path), int(own), None)))
    return found
