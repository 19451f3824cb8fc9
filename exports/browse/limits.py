"""The limits of a query: it reads one file, calls harmless functions alone, and takes bounded memory and time.

The reader may write SQL. With an old browser a foreign web page can send queries, too. It cannot read the answers, but
it could crash the process or fill the memory.
"""

import sqlite3
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.database import Database

#: The name that Datasette gives the database, after its file.
DATABASE = "browse"
#: Bytes of one text, and of all that SQLite holds at a time in this process.
LENGTH, MEMORY = 10_000_000, 256_000_000
#: Characters and bytes of one answer.
ANSWER = 50_000_000
_COLUMNS = 200
#: Patterns, and letters to trim, are compared at every place of a text. The time limit does not stop that.
_PATTERN = _LETTERS = 100

#: Functions that queries may call. Not among them: what loads code (`load_extension`, `fts3_tokenizer`), what
#: makes long values from nothing (`randomblob`, `zeroblob`), and what tells of the process.
FUNCTIONS = frozenset(Path(__file__).with_name("functions.txt").read_text(encoding="utf-8").split())
_PRAGMAS = frozenset(
    {
        "data_version",
        "database_list",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "schema_version",
        "table_info",
        "table_xinfo",
    }
)
#: What a prepared statement may do besides calling functions. Tables of modules declare themselves by an update.
_ACTIONS = frozenset({sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})


class Dataset(Database):  # type: ignore[misc] # Datasette has no types
    """The file, opened as immutable, whatever the name of its folder."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection; Datasette's own takes `#`, `?` and `%` in a path for parts of an address."""
        connection = sqlite3.connect(f"file:{quote(self.path)}?immutable=1", uri=True, check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection


def limit(connection: sqlite3.Connection) -> None:
    """Limit what statements on a connection may do, once it is set up."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _COLUMNS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _PATTERN)
    # A row holds many texts, so this limit is for the whole process.
    connection.execute(f"PRAGMA hard_heap_limit = {MEMORY}")
    # SQLite's own functions try every place of a long text, for hours, and ignore the time limit.
    connection.create_function("instr", 2, _instr, deterministic=True)
    connection.create_function("replace", 3, _replace, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        connection.create_function(name, 2, _stripped(strip), deterministic=True)
    connection.row_factory = _Answer()
    connection.set_authorizer(_permitted)


class _Answer:
    """Makes the rows of an answer, up to `ANSWER`."""

    def __init__(self) -> None:
        self._cursor: weakref.ref[sqlite3.Cursor] | None = None
        self._length = 0

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        if self._cursor is None or self._cursor() is not cursor:
            self._cursor, self._length = weakref.ref(cursor), 0
        self._length += sum(len(value) for value in values if isinstance(value, str | bytes))
        if self._length > ANSWER:
            raise sqlite3.OperationalError(f"the answer is longer than {ANSWER // 1_000_000} MB: ask for less")
        return sqlite3.Row(cursor, values)


def _permitted(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        permitted = (second or "").lower() in FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA:
        permitted = first in _PRAGMAS
    elif action == sqlite3.SQLITE_UPDATE:
        permitted = first == "sqlite_master"
    else:
        permitted = action in _ACTIONS
    return sqlite3.SQLITE_OK if permitted else sqlite3.SQLITE_DENY


def _instr(text: Any, part: Any) -> int | None:
    if text is None or part is None:
        return None
    return _text(text).find(_text(part)) + 1


def _replace(text: Any, part: Any, other: Any) -> str | None:
    if text is None or part is None or other is None:
        return None
    whole, old, new = _text(text), _text(part), _text(other)
    if old and len(whole) + whole.count(old) * (len(new) - len(old)) > LENGTH:
        raise ValueError("string or blob too big")
    return whole.replace(old, new) if old else whole


def _stripped(strip: Callable[[str, str], str]) -> Callable[[Any, Any], str | None]:
    def stripped(text: Any, letters: Any) -> str | None:
        if text is None or letters is None:
            return None
        if len(_text(letters)) > _LETTERS:
            raise ValueError("too many letters to trim")
        return strip(_text(text), _text(letters))

    return stripped


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
