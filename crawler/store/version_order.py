"""The order of an article's versions: that of the moments at which its texts were seen, whenever they were had.

A live answer is always the newest. A capture of an archive may be older than what the store has: its text is put in
between, and the versions behind it move up by one.
"""

from typing import NamedTuple

from crawler.store import encoding
from crawler.store.database import Database

#: The tables that name a version.
_NUMBERED = ("versions", "annotations")


class Seen(NamedTuple):
    """When a page was as it was read, and whether the portal itself showed it then."""

    moment: str
    live: bool = True

    def is_newest(self, last_seen_at: str) -> bool:
        """Whether the store knows nothing that was seen later."""
        return self.live or not encoding.is_after(last_seen_at, self.moment)

    def gone_at(self, known: str | None) -> str | None:
        """When the article was gone, now that it was seen: a capture from before it was gone does not bring it back."""
        return known if known is not None and not self.live and encoding.is_after(known, self.moment) else None


class Place(NamedTuple):
    """The version that a text is: its number, and whether the store did not have it there."""

    number: int
    new: bool


def take_place(database: Database, article_id: str, digest: str, last: int, seen: Seen, last_seen_at: str) -> Place:
    """The version that a text is which was seen then. Room is made for a new one: those behind it move up.

    Args:
        database: of the store.
        article_id: the article, which has `last` versions.
        digest: the content hash of the text.
        last: the number of the newest version.
        seen: when the text was seen.
        last_seen_at: when the newest version was last seen.
    """
    before = _before(database, article_id, last, seen, last_seen_at)
    row = database.row(
        "SELECT version FROM versions WHERE article_id = ? AND version IN (?, ?) AND content_hash = ?"
        " ORDER BY version LIMIT 1",
        (article_id, before, before + 1, digest),
    )
    if row is not None:
        return Place(row["version"], new=False)
    if before < last:
        for table in _NUMBERED:  # in two steps: no number may be there twice
            database.write(
                f"UPDATE {table} SET version = -version - 1 WHERE article_id = ? AND version > ?",  # noqa: S608 - our tables
                (article_id, before),
            )
            database.write(
                f"UPDATE {table} SET version = -version WHERE article_id = ? AND version < 0",  # noqa: S608 - our tables
                (article_id,),
            )
    return Place(before + 1, new=True)


def close_gaps(database: Database, portal: str) -> None:
    """Number the versions of a portal's articles anew where some were removed."""
    rows = database.rows(
        "SELECT v.article_id, v.version, row_number() OVER (PARTITION BY v.article_id ORDER BY v.version) AS number"
        " FROM versions AS v JOIN articles AS a USING (article_id) WHERE a.portal = ?"
        " AND a.version <> (SELECT count(*) FROM versions AS w WHERE w.article_id = v.article_id)"
        " ORDER BY v.article_id, v.version",
        (portal,),
    )
    for article_id, version, number in rows:
        for table in _NUMBERED:
            database.write(
                f"UPDATE {table} SET version = ? WHERE article_id = ? AND version = ?",  # noqa: S608 - our tables
                (number, article_id, version),
            )
        database.write("UPDATE articles SET version = ? WHERE article_id = ?", (number, article_id))


def _before(database: Database, article_id: str, last: int, seen: Seen, last_seen_at: str) -> int:
    """How many versions come before a text that was seen then. The newest stays so if it was seen later."""
    if seen.is_newest(last_seen_at):
        return last
    earlier = database.count(
        "SELECT count(*) FROM versions WHERE article_id = ?"
        " AND julianday(coalesce(captured_at, fetched_at)) <= julianday(?)",
        (article_id, seen.moment),
    )
    return min(earlier, last - 1)
