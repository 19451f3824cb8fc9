"""What the page of one article shows, as plain data."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from exports import columns
from exports.browse.labels import KINDS
from exports.browse.marks import Piece, marks, pieces
from exports.browse.reader import Hit, Name, Reader
from exports.browse.text_changes import Pair, compare
from exports.browse.view_line import Line, view_line

#: Characters of the texts of an article's files that the page shows: it stays a page. The dataset has all of them.
FILE_TEXT = 20_000
#: Lists of an article, in the order of its text.
_LISTS = ("entities", "documents", "images", "attachments", "attachment_texts", "links", "problems")
_NAMES = """
SELECT f.kind, f.value, n.rowid AS number, n.articles
FROM facets AS f JOIN names AS n ON n.kind = f.kind AND n.key = f.key
WHERE f.id = :id ORDER BY f.rowid
"""
#: The plus keeps SQLite from reading all articles in the order of their dates.
_COPIES = """
SELECT id FROM articles
WHERE id <> :id AND (id = :original OR near_duplicate_of = :original) ORDER BY +published_at, id LIMIT 50
"""
#: Columns that the page shows in places of their own.
_SHOWN = {"title", "lead", "body", "categories", "category", "author", "source", "url", "portal", "view_count"}


class FilePage(NamedTuple):
    """A page of a file; `member` is the file in a ZIP file. A text that is too long is cut off."""

    member: str | None
    page: int
    text: str
    cut: bool


class File(NamedTuple):
    """A file that the article offers (a row of `attachments`), and its pages that have a text."""

    about: dict[str, Any]
    pages: list[FilePage]


class Change(NamedTuple):
    """What the portal changed in an article: the day on which the older text was first seen, that of the newer, and the
    paragraphs that differ; title, lead, author and source count as paragraphs.
    """

    version: int
    old_day: str | None
    new_day: str | None
    pairs: list[Pair]


@dataclass(frozen=True)
class ArticlePage:
    """The page.

    - `title`, `lead`, `paragraphs`: the texts in pieces, each with its marks.
    - `marked`: the name that a mark has, by its kind and value.
    - `names`: the names of each kind, in the order of the text.
    - `changes`: between each version and the next, the latest change first.
    - `line`: the counts of views, where there are several; `observations` are their rows.
    - `copies`: near duplicates.
    """

    row: dict[str, Any]
    title: list[Piece]
    lead: list[Piece]
    paragraphs: list[list[Piece]]
    marked: dict[tuple[str, str], Name]
    names: dict[str, list[Name]]
    files: list[File]
    images: list[dict[str, Any]]
    links: list[dict[str, Any]]
    changes: list[Change]
    observations: list[dict[str, Any]]
    line: Line | None
    copies: list[Hit]
    problems: list[dict[str, Any]]
    provenance: list[tuple[str, Any]]


def article(reader: Reader, key: str) -> ArticlePage | None:
    """The page of the article with that id; `None` where there is none."""
    found = reader.one("SELECT * FROM articles WHERE id = :id", id=key)
    if found is None:
        return None
    row = dict(found)
    lists = {name: _rows(reader, name, key) for name in _LISTS}
    marked = marks(lists["entities"], lists["documents"])
    names = _names(reader, key)
    observations = _rows(reader, "observations", key)
    copies = reader.all(_COPIES, id=key, original=row["near_duplicate_of"] or key)
    paragraphs = row["body"].split("\n\n") if row["body"] else []
    return ArticlePage(
        row=row,
        title=pieces(row["title"], marked["title", None]),
        lead=pieces(row["lead"], marked["lead", None]),
        paragraphs=[pieces(paragraph, marked["paragraphs", number]) for number, paragraph in enumerate(paragraphs)],
        marked=names,
        names={kind: _of_kind(names, kind) for kind in KINDS if any(one == kind for one, _ in names)},
        files=_files(lists["attachments"], lists["attachment_texts"]),
        images=lists["images"],
        links=lists["links"],
        changes=_changes(row, _rows(reader, "earlier_versions", key)),
        observations=observations,
        line=view_line((one["observed_at"], one["view_count"]) for one in observations),
        copies=reader.titles([copy["id"] for copy in copies]),
        problems=lists["problems"],
        provenance=[
            (column.name, row[column.name])
            for column in columns.ARTICLES.scalars
            if column.name not in _SHOWN and row[column.name] is not None
        ],
    )


def web(url: str | None) -> bool:
    """Whether an address is one of the web; a page of a portal may name any."""
    return url is not None and url.lower().startswith(("http://", "https://"))


def _rows(reader: Reader, table: str, key: str) -> list[dict[str, Any]]:
    return [dict(row) for row in reader.all(f"SELECT * FROM {table} WHERE id = :id ORDER BY rowid", id=key)]  # noqa: S608 - a table's name


def _names(reader: Reader, key: str) -> dict[tuple[str, str], Name]:
    rows = reader.all(_NAMES, id=key)
    names = {name.number: name for name in reader.named({row["number"]: row["articles"] for row in rows})}
    return {(row["kind"], row["value"]): names[row["number"]] for row in rows}


def _of_kind(names: dict[tuple[str, str], Name], kind: str) -> list[Name]:
    """The names of a kind, none twice: a body may have several values."""
    return list({name.key: name for (one, _), name in names.items() if one == kind}.values())


def _files(attachments: list[dict[str, Any]], texts: list[dict[str, Any]]) -> list[File]:
    room = FILE_TEXT
    files = []
    for file in attachments:
        shown = []
        for page in texts:
            if page["file"] == file["url"] and page["text"] and room:
                text = page["text"][:room]
                shown.append(FilePage(page["member"], page["page"], text, len(text) < len(page["text"])))
                room -= len(text)
        files.append(File(file, shown))
    return files


def _changes(row: dict[str, Any], earlier: list[dict[str, Any]]) -> list[Change]:
    versions = [*earlier, {**row, "seen_at": row["captured_at"] or row["fetched_at"]}]
    found = [
        Change(old["version"], old["seen_at"], new["seen_at"], compare(_texts(old), _texts(new)))
        for old, new in pairwise(versions)
    ]
    return [change for change in reversed(found) if change.pairs]


def _texts(version: dict[str, Any]) -> list[str]:
    texts = [version["title"], version["lead"], *(version["body"] or "").split("\n\n"), version["author"]]
    return [text for text in (*texts, version["source"]) if text]
