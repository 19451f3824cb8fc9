"""What the answer to a request for a file means: one value, found by a pure function, in crawls and `reprocess`."""

import hashlib
import mimetypes
from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from crawler.archive.warc import Stored
from crawler.crawling.downloader.statuses import of_status
from crawler.crawling.outcome import header, validator
from crawler.records.article import Problem
from pipelines.file_texts.media_types import HTML, UNKNOWN, media_type_of

#: What an answer is: a file, one that has not changed ("seen", status 304), one that is no longer there ("gone"), one
#: that is larger than is fetched, or none of these ("failed").
FileKind = Literal["fetched", "seen", "gone", "too_large", "failed"]

#: The problem's stage.
STAGE = "attachment"
#: Media types that servers give for anything.
_SAYS_NOTHING = frozenset({"", UNKNOWN, "application/x-download", "application/force-download", "binary/octet-stream"})


class FileOutcome(NamedTuple):
    """What became of the request for the file at `url`, as articles name it, at `moment`."""

    url: str
    kind: FileKind
    moment: datetime
    sha256: str | None = None
    media_type: str | None = None
    size: int | None = None
    problem: Problem | None = None
    etag: str | None = None
    last_modified: str | None = None


def of(answer: Stored) -> FileOutcome:
    """What an answer to the request for a file means."""
    assert answer.attached is not None, "only a request for a file has such an outcome"
    url, moment = answer.attached, answer.moment
    if answer.status == 304:
        return FileOutcome(url, "seen", moment)
    if not 200 <= answer.status < 300:
        gone = answer.status in {404, 410}
        kind, message, _ = of_status(answer.status)
        problem = Problem(STAGE, "file_gone" if gone else "file_failed", f"{kind}: {message}", url)
        return FileOutcome(url, "gone" if gone else "failed", moment, problem=problem)
    if not answer.body:
        return FileOutcome(
            url, "failed", moment, problem=Problem(STAGE, "file_failed", "an answer without content", url)
        )
    found = media_type_of(answer.body)
    if found == HTML:
        said = "a page of the web instead of the file: a login, or an error that is told with status 200"
        return FileOutcome(url, "failed", moment, problem=Problem(STAGE, "file_failed", said, url))
    return FileOutcome(
        url,
        "fetched",
        moment,
        hashlib.sha256(answer.body).hexdigest(),
        found,
        len(answer.body),
        _lie(answer, found),
        validator(header(answer, "etag")),
        validator(header(answer, "last-modified")),
    )


def _lie(answer: Stored, found: str) -> Problem | None:
    """The problem of a file that is of another type than its server or its name says; it is read by what it is."""
    header_says = (header(answer, "content-type") or "").partition(";")[0].strip().lower()
    name_says = mimetypes.guess_type(urlsplit(answer.attached or "").path)[0] or ""
    for who, said in (("server", header_says), ("name", name_says)):
        # Text may be anything that is written, and a document of Microsoft Office any of its types.
        same = said == found or said.startswith("text/") or (_is_office(said) and _is_office(found))
        if said not in _SAYS_NOTHING and not same:
            message = f"the {who} says {said[:80]}, the content is {found}"
            return Problem(STAGE, "file_wrong_type", message, answer.attached)
    return None


def _is_office(media_type: str) -> bool:
    return any(part in media_type for part in ("msword", "ms-", "officedocument", "rtf", "zip"))
