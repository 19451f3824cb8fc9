"""Pages that a browser has saved whole, with their pictures, in one MHTML file (RFC 2557)."""

from email import message_from_bytes, policy
from typing import NamedTuple

#: The ends of such files' names.
SUFFIXES = (".mhtml", ".mht")


class SavedWhole(NamedTuple):
    """The page in an MHTML file: its address, the moment as the file writes it, its media type, and its bytes."""

    url: str
    moment: str
    media_type: str
    body: bytes


def read_mhtml(content: bytes) -> SavedWhole | None:
    """The page of an MHTML file; `None` when the content is none, or names no address."""
    message = message_from_bytes(content, policy=policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        return None
    url = message["Snapshot-Content-Location"] or page["Content-Location"]
    body = page.get_payload(decode=True)
    if not url or not isinstance(body, bytes):
        return None
    charset = page.get_content_charset()
    media_type = f"text/html; charset={charset}" if charset else "text/html"
    return SavedWhole(str(url).strip(), str(message["Date"] or ""), media_type, body)
