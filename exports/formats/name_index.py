"""What `vnportal browse` counts and finds with: the keys of `facets`, the table `names`, and arrays of numbers.

An array is a row of `arrays` for each million of its numbers, little-endian integers of 32 bits. Its members belong to
articles in the order of `articles.rowid`, from 1 on:

- `day`: the day of publication as the number 20200625; 0 where it is unknown.
- `views`: `view_count`; -1 where it is missing.
- `place`: the article's place in the list that begins with the newest; 0 is the newest.
- `facet_articles` and `facet_names`: pairs of `articles.rowid` and `names.rowid`, in the order of the articles.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np

DTYPE = np.dtype("<i4")
#: Numbers in one row of `arrays`: a row stays far below the 10 MB that a reader's query may take.
CHUNK = 1_000_000

_TABLES = """
CREATE TABLE arrays (name TEXT NOT NULL, chunk INTEGER NOT NULL, numbers BLOB NOT NULL, PRIMARY KEY (name, chunk));
CREATE VIRTUAL TABLE names_search USING fts5 (name, content='', tokenize='unicode61 remove_diacritics 2');
CREATE INDEX appearances_id_name ON appearances (id, name);
CREATE INDEX appearances_person ON appearances (person_id);
CREATE INDEX people_person ON people (person_id);
CREATE INDEX bodies_body ON bodies (body_id);
CREATE INDEX body_names_name ON body_names (name, unit_code);
CREATE INDEX body_names_body ON body_names (body_id);
CREATE INDEX units_code ON units (unit_code);
CREATE INDEX positions_person ON positions (person_id);
CREATE INDEX positions_body ON positions (body);
CREATE INDEX cooccurrence_person ON cooccurrence (person_id, articles);
CREATE INDEX cooccurrence_other ON cooccurrence (other_id, articles);
CREATE INDEX documents_document ON documents (document_id);
CREATE INDEX official_documents_document ON official_documents (document_id);
"""
_KEYS = """
UPDATE facets SET key = coalesce(
  (SELECT person_id FROM appearances WHERE id = facets.id AND name = facets.value), value) WHERE kind = 'person';
UPDATE facets SET key = coalesce(
  (SELECT body_id FROM body_names WHERE name = facets.value AND unit_code IS nullif(facets.key, '')), value)
  WHERE kind = 'body';
UPDATE facets SET value = coalesce((SELECT name FROM units WHERE unit_code = facets.key), value) WHERE kind = 'unit';
CREATE INDEX facets_value ON facets (kind, value, id);
CREATE INDEX facets_key ON facets (kind, key, id);
"""
#: Beside `max`, SQLite takes the other columns from the row that has it.
_NAMES = """
INSERT INTO names (kind, key, name, hint, page, articles)
SELECT kind, key, coalesce(people.name, bodies.name, units.name, value), CASE kind
         WHEN 'person' THEN held.body WHEN 'document' THEN dated.hint WHEN 'body' THEN bodies.hint ELSE larger.name END,
       people.name IS NOT NULL OR bodies.name IS NOT NULL OR units.name IS NOT NULL OR kind = 'document', found
FROM (SELECT kind, key, value, max(uses), (
        SELECT count(DISTINCT id) FROM facets WHERE kind = used.kind AND key = used.key) AS found
      FROM (SELECT kind, key, value, count(*) AS uses FROM facets GROUP BY kind, key, value) AS used
      GROUP BY kind, key) AS named
LEFT JOIN (SELECT person_id, min(name) AS name FROM people GROUP BY person_id) AS people
  ON kind = 'person' AND people.person_id = key
LEFT JOIN (SELECT b.body_id, b.name, CASE WHEN count(*) OVER (PARTITION BY b.name) > 1 THEN
             CASE WHEN instr(b.name, u.name) THEN l.name ELSE u.name END END AS hint
           FROM bodies AS b LEFT JOIN units AS u USING (unit_code) LEFT JOIN units AS l ON l.unit_code = u.parent_code
           WHERE b.articles > 0) AS bodies ON kind = 'body' AND bodies.body_id = key
LEFT JOIN units ON kind IN ('unit', 'place') AND units.unit_code = key
LEFT JOIN units AS larger ON larger.unit_code = units.parent_code
LEFT JOIN (SELECT document_id,
             substr(document_id, instr(document_id, ', ') + 2, 4) || coalesce(', ' || min(issuer), '') AS hint
           FROM documents WHERE document_id IS NOT NULL GROUP BY document_id) AS dated
  ON kind = 'document' AND dated.document_id = key
LEFT JOIN (SELECT person_id, body, max(sentences) FROM (
             SELECT person_id, body, count(*) AS sentences FROM positions WHERE body IS NOT NULL
             GROUP BY person_id, body ORDER BY body)
           GROUP BY person_id) AS held ON held.person_id = people.person_id
ORDER BY kind, found DESC, 3, key;
CREATE UNIQUE INDEX names_key ON names (kind, key);
CREATE INDEX names_name ON names (kind, name);
"""
_DAY = """
SELECT coalesce(CAST(replace(substr(published_at, 1, 10), '-', '') AS INTEGER), 0) FROM articles ORDER BY rowid
"""
_VIEWS = "SELECT coalesce(min(view_count, 2147483647), -1) FROM articles ORDER BY rowid"
_ORDER = "SELECT rowid FROM articles ORDER BY published_at DESC NULLS LAST, id DESC"


def write_name_index(connection: sqlite3.Connection, folded: Callable[[str], str]) -> None:
    """Complete the facets and make everything else, once all tables are full.

    `folded` makes a text as the search index has it.
    """
    connection.executescript(_TABLES)
    connection.executescript(_KEYS)
    connection.executescript(_NAMES)
    rows = connection.execute("SELECT rowid, name FROM names")
    connection.executemany(
        "INSERT INTO names_search (rowid, name) VALUES (?, ?)", ((number, folded(name)) for number, name in rows)
    )
    for name, numbers in _arrays(connection):
        for chunk in range(0, max(len(numbers), 1), CHUNK):
            part = numbers[chunk : chunk + CHUNK].astype(DTYPE).tobytes()
            connection.execute("INSERT INTO arrays VALUES (?, ?, ?)", (name, chunk // CHUNK, part))


def _arrays(connection: sqlite3.Connection) -> Iterator[tuple[str, np.ndarray]]:
    def column(sql: str) -> Iterable[int]:
        return (value for (value,) in connection.execute(sql))

    yield "day", np.fromiter(column(_DAY), DTYPE)
    yield "views", np.fromiter(column(_VIEWS), DTYPE)
    newest = np.fromiter(column(_ORDER), DTYPE)
    place = np.empty(len(newest), DTYPE)
    place[newest - 1] = np.arange(len(newest))
    yield "place", place
    pairs = np.fromiter(_pairs(connection), np.dtype((DTYPE, 2)))
    yield "facet_articles", pairs[:, 0]
    yield "facet_names", pairs[:, 1]


def _pairs(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """The articles with their names, both as numbers; none twice."""
    numbers = {(kind, key): number for number, kind, key in connection.execute("SELECT rowid, kind, key FROM names")}
    articles = {key: number for number, key in connection.execute("SELECT rowid, id FROM articles")}
    found = connection.execute("SELECT id, kind, key FROM facets ORDER BY rowid")
    for article, rows in groupby(found, itemgetter(0)):
        for number in dict.fromkeys(numbers[kind, key] for _, kind, key in rows):
            yield articles[article], number
