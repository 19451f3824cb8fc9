"""The files that articles offer: where they stand, what they are, and the texts that were read in them.

A file is known by its address, its content by the SHA-256. So a file that many articles link is fetched once, and a
content that stands at many addresses is read once.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from crawler.store.annotations import Annotations
from crawler.store.database import Database

#: A page of a file as `save_texts` takes it: member, number, text, method, confidence.
PageRow = tuple[str | None, int, str | None, str, int | None]


class FileRow(NamedTuple):
    """What an answer said of a file. `status` is "fetched", "gone", "failed", "too_large", "other_host" or "left_out";
    what follows `answered_at` is that of the last content that came.
    """

    portal: str
    url: str
    status: str
    answered_at: str
    sha256: str | None = None
    media_type: str | None = None
    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    run_id: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


class Unread(NamedTuple):
    """A content whose text is still to be read, with one of its addresses, and where it is archived."""

    sha256: str
    portal: str
    url: str
    run_id: str | None
    file: str
    offset: int


class AttachedFiles:
    """The files of a store."""

    def __init__(self, database: Database, annotations: Annotations) -> None:
        self._database = database
        self._annotations = annotations

    def known(self, portal: str, url: str) -> FileRow | None:
        """What is known of a file."""
        row = self._database.row(
            f"SELECT {', '.join(FileRow._fields)} FROM files WHERE portal = ? AND url = ?",  # noqa: S608 - the fields of a class
            (portal, url),
        )
        return FileRow(*row) if row is not None else None

    def save(self, row: FileRow) -> bool:
        """Keep what an answer said of a file; returns whether its content is another than before.

        An answer without content leaves what is known of the content. An answer from before the last one is no news.
        """
        known = self.known(row.portal, row.url)
        if known is not None:
            if _before(row.answered_at, known.answered_at):
                return False
            if row.sha256 is None:
                kept = known._asdict() | {"status": row.status, "answered_at": row.answered_at}
                row = FileRow(**kept)
        with self._database.transaction():
            self._database.insert("files", row._asdict(), "INSERT OR REPLACE")
            changed = row.sha256 is not None and (known is None or known.sha256 != row.sha256)
            # Nothing is annotated of a first content that is still to be read.
            if changed and (known is not None or self._is_read(row.sha256)):
                self._forget_annotations(row.portal, row.url)
        return changed

    def mark_seen(self, portal: str, url: str, moment: str) -> None:
        """The file was at `moment` as it was when it was last fetched."""
        self._database.write(
            "UPDATE files SET answered_at = ?, status = 'fetched' WHERE portal = ? AND url = ? AND sha256 IS NOT NULL",
            (moment, portal, url),
        )

    def unread(self, portal: str | None, reader: str, *, recognises: bool) -> list[Unread]:
        """Contents that were never read, or by another reader; with `recognises` also those with scans that were left.

        Files whose archive was removed are left out.
        """
        rows = self._database.rows(
            "SELECT f.sha256, f.portal, f.url, f.run_id, f.warc_file, f.warc_offset FROM files AS f"
            " LEFT JOIN file_contents AS c USING (sha256)"
            " JOIN archives AS w ON w.file = f.warc_file AND w.removed_at IS NULL"
            " WHERE f.sha256 IS NOT NULL AND (:portal IS NULL OR f.portal = :portal)"
            " AND (c.reader IS NOT :reader OR (:recognises AND EXISTS (SELECT 1 FROM file_pages AS p"
            " WHERE p.sha256 = f.sha256 AND p.method = 'ocr_missing')))"
            " GROUP BY f.sha256 ORDER BY min(f.rowid)",
            {"portal": portal, "reader": reader, "recognises": recognises},
        )
        return [Unread(*row) for row in rows]

    def save_texts(self, sha256: str, reader: str, status: str, pages: Iterable[PageRow]) -> None:
        """Keep what was read in a content; the articles that link it are to be annotated again if it is news."""
        with self._database.transaction() as connection:
            before = self._pages(sha256)
            made = list(pages)
            row = {"sha256": sha256, "reader": reader, "status": status, "checksum": _checksum(made)}
            self._database.insert("file_contents", row, "INSERT OR REPLACE")
            if made == before:
                return
            connection.execute("DELETE FROM file_pages WHERE sha256 = ?", (sha256,))
            connection.executemany(
                "INSERT INTO file_pages (sha256, place, member, page, text, method, confidence)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(sha256, place, *page) for place, page in enumerate(made)],
            )
            for portal, url in self._database.rows("SELECT portal, url FROM files WHERE sha256 = ?", (sha256,)):
                self._forget_annotations(portal, url)

    def names(self, portal: str) -> Iterator[str]:
        """The addresses of all files that articles of a portal link."""
        rows = self._database.stream(
            "SELECT DISTINCT l.url FROM file_links AS l JOIN articles AS a USING (article_id) WHERE a.portal = ?",
            (portal,),
        )
        return (row["url"] for row in rows)

    def broken(self) -> list[str]:
        """The contents (SHA-256) whose texts are not those that were read."""
        rows = self._database.rows("SELECT sha256, checksum FROM file_contents ORDER BY sha256")
        return [row["sha256"] for row in rows if _checksum(self._pages(row["sha256"])) != row["checksum"]]

    def seal(self) -> None:
        """Take the texts of all contents for what was read, where no checksum tells yet."""
        for row in self._database.rows("SELECT sha256 FROM file_contents WHERE checksum = ''"):
            checksum = _checksum(self._pages(row["sha256"]))
            self._database.write("UPDATE file_contents SET checksum = ? WHERE sha256 = ?", (checksum, row["sha256"]))

    def forget_broken(self) -> int:
        """Let the contents be read again whose texts are damaged; returns how many there are."""
        found = self.broken()
        for sha256 in found:
            self._database.write("DELETE FROM file_contents WHERE sha256 = ?", (sha256,))
        return len(found)

    def linked(self, article_id: str) -> list[str]:
        """The addresses of the files of an article's current version."""
        row = self._database.row(
            "SELECT v.attachments FROM articles AS a JOIN versions AS v USING (article_id, version)"
            " WHERE article_id = ?",
            (article_id,),
        )
        found: list[dict[str, Any]] = json.loads(row[0]) if row is not None else []
        return [file["url"] for file in found if file["url"]]

    def _is_read(self, sha256: str | None) -> bool:
        return self._database.row("SELECT 1 FROM file_contents WHERE sha256 = ?", (sha256,)) is not None

    def _pages(self, sha256: str) -> list[PageRow]:
        rows = self._database.rows(
            "SELECT member, page, text, method, confidence FROM file_pages WHERE sha256 = ? ORDER BY place", (sha256,)
        )
        return [tuple(row) for row in rows]

    def _forget_annotations(self, portal: str, url: str) -> None:
        """Let the articles that link a file be annotated again: offsets count in texts that are no longer there."""
        rows = self._database.rows(
            "SELECT a.article_id, a.version FROM file_links AS l JOIN articles AS a USING (article_id)"
            " WHERE l.url = ? AND a.portal = ?",
            (url, portal),
        )
        for article_id, version in rows:
            self._annotations.forget(article_id, version)


def _checksum(pages: list[PageRow]) -> str:
    return blake2b(json.dumps(pages).encode(), digest_size=8).hexdigest()


def _before(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) < datetime.fromisoformat(other)
