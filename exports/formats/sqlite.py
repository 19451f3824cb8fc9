"""`browse.sqlite`: the tables of `exports.columns.CSV` in one SQLite file, for browsing and for queries.

Every table is named as in `exports.columns` but for the articles' categories, which are the table
`article_categories`. Its columns are those of the CSV files, with types; `articles.categories` holds the categories as
a JSON list besides. The order of rows (`rowid`) is that of the articles and, in one, of the text. Booleans are 0 and 1.

More tables are for `vnportal browse`: `facets` (see `exports.facets`), what `exports.formats.name_index` makes of it,
and `column_summaries`; `articles_search`, an index of all words of title, lead and body (FTS5) that knows no accents,
and `articles_accents`, one that does. `folded` and `accented` are how a text has to be written for them.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from crawler.records.errors import ExportError
from exports import columns
from exports.atomic import FileSet
from exports.columns import Column, Table
from exports.facets import facets
from exports.formats.base import Format
from exports.formats.column_summaries import Tally, write_column_summaries
from exports.formats.name_index import write_name_index
from exports.record_rows import Record, Row, encode, rows
from exports.shape import WHOLE, Shape

NAME = "browse.sqlite"

_TYPES: dict[str, str] = {"integer": "INTEGER", "boolean": "INTEGER"}
#: The one list that the articles' table holds, as JSON: facets and filters of browsers read it.
_LIST = "categories"
#: Rows of a table that are handed over at a time, and texts of articles.
_BATCH, _TEXTS = 2_000, 50

#: The file is written once, from nothing: no journal, and whole on the disk before it is moved into place.
_PRAGMAS = """
PRAGMA page_size = 16384;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -32000;
"""
#: The indexes hold no text of their own (`content=''`): a hit is the `rowid` of an article. `unicode61` takes accents
#: off letters, but knows `đ` as a letter of its own.
SEARCH, ACCENTS = "articles_search", "articles_accents"
_SEARCH = """
CREATE VIRTUAL TABLE articles_search USING fts5 (
  title, lead, body, content='', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE articles_accents USING fts5 (
  title, lead, body, content='', tokenize='unicode61 remove_diacritics 0'
);
"""
_INDEX = "INSERT INTO {} (rowid, title, lead, body) VALUES (?, ?, ?, ?)"

_INDEXES = """
CREATE INDEX "articles_published_at" ON articles (published_at);
CREATE INDEX "articles_near_duplicate_of" ON articles (near_duplicate_of) WHERE near_duplicate_of IS NOT NULL;
"""
#: The older way of setting a mark in an open syllable, and the newer one: "uỷ" and "ủy".
_OLDER = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
#: Each begins with one letter and looks behind in the end: so they take a twentieth of the time.
_OLDER_MARKS = [re.compile(rf"{letter}[àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)(?<![qQ]..)") for letter in "oOuU"]


def folded(text: str | None) -> str:
    """A text as `articles_search` has it, but for accents and case, which the index itself lays aside.

    >>> folded("Đảng ủy")
    'Dảng ủy'
    """
    # Ten times as fast as `translate`, which looks at each letter.
    return (text or "").replace("đ", "d").replace("Đ", "D")


def accented(text: str | None) -> str:
    """A text as `articles_accents` has it, but for case: with all its marks, set in the newer way.

    >>> accented("Đảng uỷ, quỹ")
    'Đảng ủy, quỹ'
    """
    text = text or ""
    for older in _OLDER_MARKS:
        text = older.sub(lambda found: _OLDER.get(found[0].lower(), found[0]), text)
    return text


class Files(Format):
    """Writes records into the file."""

    TITLE = "all tables but sentences and words, with full-text search, SQLite"
    MEDIA_TYPE = "application/vnd.sqlite3"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        self._connection = sqlite3.connect(files.path(NAME), isolation_level=None)
        self._connection.executescript(_PRAGMAS)
        self._connection.executescript("".join(map(_definition, columns.BROWSED)))
        try:
            self._connection.executescript(_SEARCH)
        except sqlite3.OperationalError as error:
            raise ExportError(
                f"{NAME}: this Python's SQLite has no full-text search ({error}): use a Python whose SQLite has FTS5"
            ) from None
        self._connection.execute("BEGIN")
        self._waiting: dict[str, list[Row]] = {table.name: [] for table in columns.BROWSED}
        self._inserts = {table.name: _insert(table) for table in columns.BROWSED}
        #: Of tables whose rows all come as they are kept.
        self._tallies = {table.name: Tally(table) for table in (*columns.PARTS, *columns.APART)}
        #: Texts that wait for the indexes, behind the number of their article.
        self._texts: list[tuple[int | None, list[str | None]]] = []
        self._names = [column.name for column in _columns(columns.ARTICLES)]

    def write(self, record: Record) -> None:
        """Add a record's rows to all tables."""
        categories = encode(record[_LIST])
        article = [categories if name == _LIST else record[name] for name in self._names]
        inserted = self._connection.execute(self._inserts["articles"], article)
        if inserted.rowcount:
            self._texts.append((inserted.lastrowid, [record[name] for name in ("title", "lead", "body")]))
            if len(self._texts) >= _TEXTS:
                self._flush_texts()
            self._add("facets", facets(record))
        for table in columns.PARTS:
            if record[table.name]:
                self._add(table.name, rows(table, record))

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows of a table that does not come with the articles."""
        self._add(table.name, rows)

    def close(self) -> None:
        """Finish the file: write what waits, and the indexes."""
        self._flush_texts()
        for name in self._waiting:
            self._flush(name)
        for index in (SEARCH, ACCENTS):
            self._connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - names above
        for table in columns.BROWSED:
            if table is not columns.ARTICLES and any(column.name == "id" for column in table.flat):
                self._connection.execute(f'CREATE INDEX "{relation(table)}_id" ON "{relation(table)}" (id)')
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)
        write_name_index(self._connection, folded)
        tallies = {relation(columns.TABLE[name]): tally for name, tally in self._tallies.items()}
        write_column_summaries(self._connection, ((relation(table), table) for table in columns.BROWSED), tallies)
        self._connection.execute("ANALYZE")
        self._connection.close()

    def abandon(self) -> None:
        """Release the file after a failure."""
        with suppress(sqlite3.Error):
            self._connection.close()

    @classmethod
    def place(cls, table: Table) -> str | None:
        """Words are too many for a database that is looked at in a browser."""
        return f"the table `{relation(table)}` of `{NAME}`" if table in columns.BROWSED else None

    def _add(self, name: str, found: Iterable[Row]) -> None:
        waiting = self._waiting[name]
        waiting += found
        if len(waiting) >= _BATCH:
            self._flush(name)

    def _flush_texts(self) -> None:
        for index, written in ((SEARCH, folded), (ACCENTS, accented)):
            rows = ((number, *map(written, texts)) for number, texts in self._texts)
            self._connection.executemany(_INDEX.format(index), rows)
        self._texts.clear()

    def _flush(self, name: str) -> None:
        waiting = self._waiting[name]
        if name in self._tallies and waiting:
            self._tallies[name].see(waiting)
        self._connection.executemany(self._inserts[name], waiting)
        waiting.clear()


def is_browsable(file: Path) -> bool:
    """Whether a file is a `browse.sqlite` with the tables of this release."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT 1 FROM names, arrays, articles_accents, column_summaries LIMIT 0")
    except sqlite3.Error:
        return False
    return True


def relation(table: Table) -> str:
    """The table's name in the file."""
    return table.relation or table.name


def _columns(table: Table) -> list[Column]:
    return [column for column in table.outer + table.columns if column.type != "list" or column.name == _LIST]


def _definition(table: Table) -> str:
    lines = ",\n  ".join(
        f'"{column.name}" {_TYPES.get(column.type, "TEXT")}{_constraint(table, column)}' for column in _columns(table)
    )
    return f'CREATE TABLE "{relation(table)}" (\n  {lines}\n);\n'


def _constraint(table: Table, column: Column) -> str:
    if column.name == "id":
        if table is columns.MISSING_ARTICLES:
            return " NOT NULL"
        return " NOT NULL PRIMARY KEY" if table is columns.ARTICLES else " NOT NULL REFERENCES articles (id)"
    if column.name == "near_duplicate_of":
        return " REFERENCES articles (id)"
    return " NOT NULL" if column.required else ""


def _insert(table: Table) -> str:
    marks = ", ".join("?" for _ in _columns(table))
    # An article that comes twice is for the checks of a dataset to tell, not for a constraint to stumble over.
    verb = "INSERT OR IGNORE" if table is columns.ARTICLES else "INSERT"
    return f'{verb} INTO "{relation(table)}" VALUES ({marks})'
