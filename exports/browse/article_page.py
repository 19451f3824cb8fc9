"""What the page of one article shows, read from `browse.sqlite`."""

from collections.abc import Awaitable, Callable
from itertools import groupby
from typing import Any

from exports import columns
from exports.browse.labels import KINDS
from exports.browse.marks import marks, pieces

#: Runs a query with named parameters; rows are mappings.
Ask = Callable[[str, dict[str, Any]], Awaitable[list[Any]]]

#: Lists of an article, in the order of its text.
_LISTS = ("entities", "documents", "images", "attachments", "links", "observations", "problems")
_COPIES = """
SELECT id, title, published_at FROM articles
WHERE id <> :id AND (id = :original OR near_duplicate_of = :original) ORDER BY published_at, id LIMIT 50
"""
#: Columns that the page shows in places of their own.
_SHOWN = {"title", "lead", "body", "categories", "category", "author", "source", "url", "portal", "view_count"}


async def article(ask: Ask, key: str) -> dict[str, Any]:
    """The article with that id: its texts in pieces, its lists, its facets by kind, and its near duplicates.

    Raises:
        KeyError: there is none.
    """
    found = await ask("SELECT * FROM articles WHERE id = :id", {"id": key})
    if not found:
        raise KeyError(key)
    row = dict(found[0])
    lists = {name: await ask(f"SELECT * FROM {name} WHERE id = :id ORDER BY rowid", {"id": key}) for name in _LISTS}  # noqa: S608 - the names are those above
    marked = marks(lists.pop("entities"), lists.pop("documents"))
    facets = await ask("SELECT kind, value FROM facets WHERE id = :id ORDER BY kind, rowid", {"id": key})
    by_kind = {kind: [pair["value"] for pair in pairs] for kind, pairs in groupby(facets, lambda pair: pair["kind"])}
    paragraphs = row["body"].split("\n\n") if row["body"] else []
    return {
        "row": row,
        "title": pieces(row["title"], marked["title", None]),
        "lead": pieces(row["lead"], marked["lead", None]),
        "paragraphs": [pieces(paragraph, marked["paragraphs", number]) for number, paragraph in enumerate(paragraphs)],
        "facets": {kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        "copies": await ask(_COPIES, {"id": key, "original": row["near_duplicate_of"] or key}),
        "provenance": [
            (column.name, column.meaning, row[column.name])
            for column in columns.ARTICLES.scalars
            if column.name not in _SHOWN and row[column.name] is not None
        ],
        **lists,
    }


def web(url: str | None) -> bool:
    """Whether an address is one of the web; a page of a portal may name any."""
    return url is not None and url.lower().startswith(("http://", "https://"))
