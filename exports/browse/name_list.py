"""What the list of all people, bodies, units or documents shows."""

from typing import NamedTuple

from exports.browse.reader import Name, Reader
from exports.browse.search import match

#: Names on a page.
PAGE = 60


class NameList(NamedTuple):
    """A page of the list: how many names are found, how many pages, and the names, the commonest first."""

    kind: str
    query: str
    found: int
    page: int
    pages: int
    names: list[Name]


def name_list(reader: Reader, kind: str, *, query: str = "", page: int = 1) -> NameList:
    """The names of a kind that have pages; `query` leaves those that hold all its words, whatever the accents."""
    where, values = "kind = :kind AND page", {"kind": kind}
    if query.strip():
        where += " AND rowid IN (SELECT rowid FROM names_search WHERE names_search MATCH :match)"
        values["match"] = match(query)
    (counted,) = reader.all(f"SELECT count(*) AS found FROM names WHERE {where}", **values)  # noqa: S608 - words above
    pages = max(1, -(-counted["found"] // PAGE))
    page = min(max(page, 1), pages)
    rows = reader.all(
        f"SELECT rowid, articles FROM names WHERE {where} ORDER BY rowid LIMIT {PAGE} OFFSET {PAGE * (page - 1)}",  # noqa: S608
        **values,
    )
    names = reader.named({row["rowid"]: row["articles"] for row in rows})
    return NameList(kind, query, counted["found"], page, pages, names)
