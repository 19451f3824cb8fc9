"""What an answer to a request for an article means, and what the store keeps of it.

The spider asks this of every answer as it comes, `vnportal reprocess` of every answer in the archive: so both come to
the same. `read` is pure; `keep` saves what it found.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from crawler.archive import Place
from crawler.items import Article, NotAnArticle, Problem
from crawler.pages.address import article_address
from crawler.pages.article import article
from crawler.portal import Portal
from crawler.refusals import of_status
from crawler.store import Saved, Store
from crawler.warc import ascii_address, printable
from crawler.workplace import Arguments

if TYPE_CHECKING:
    from crawler.visits import Visits

#: What an answer is: an article that is wanted, one that is not changed ("seen", status 304), one that is outside the
#: days asked for ("skipped"), one that the portal has no more ("gone"), or none of these ("failed").
Kind = Literal["article", "seen", "skipped", "gone", "failed"]


class Answer(NamedTuple):
    """An answer to the request for the article `article_id`; `url` is where it came from, redirects followed."""

    article_id: str
    url: str
    status: int
    media_type: str | None
    body: bytes


class Taken(NamedTuple):
    """What an answer means. `day` is that of publication, of one that is skipped."""

    kind: Kind
    article: Article | None = None
    problem: Problem | None = None
    day: date | None = None


def answer(article_id: str, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
    """An answer as the archive gives it back, address and headers in ASCII: also of one that just came."""
    types = [value for name, value in headers if name.lower() == "content-type"]
    return Answer(article_id, ascii_address(url), status, printable(types[-1]) if types else None, body)


def read(answer: Answer, portal: Portal, arguments: Arguments) -> Taken:
    """What the answer means for a run with these arguments."""
    if answer.status == 304:
        return Taken("seen")
    if not 200 <= answer.status < 300:
        kind, message, _ = of_status(answer.status)
        if answer.status in {404, 410}:
            return Taken("gone", problem=Problem("fetch", "gone", message, answer.url))
        return Taken("failed", problem=Problem("fetch", kind, message, answer.url))
    address = article_address(answer.url)
    if address is None or f"{portal.name}:{address.article_id}" != answer.article_id:
        message = f"the article's address leads to {answer.url}"
        return Taken("failed", problem=Problem("fetch", "redirected", message, answer.url))
    found = article(answer.body, answer.url, portal, content_type=answer.media_type)
    if isinstance(found, NotAnArticle):
        if found.kind == "gone":
            return Taken("gone", problem=Problem("parse", "gone", found.reason, answer.url))
        return Taken("failed", problem=Problem("parse", f"not_an_article_{found.kind}", found.reason, answer.url))
    day = date.fromisoformat(found.published_at[:10]) if found.published_at else None
    if arguments.outside(day):
        return Taken("skipped", day=day)
    if day is None and arguments.dated:
        message = "no date of publication: outside any --since and --until"
        return Taken("skipped", problem=Problem("parse", "undated", message, answer.url))
    return Taken("article", found)


def keep(
    taken: Taken,
    article_id: str,
    portal: Portal,
    run_id: str,
    place: Place,
    store: Store,
    visits: "Visits | None" = None,
) -> Saved | None:
    """Save in the store what an answer means; returns what became of the article, `None` when it is none.

    The article is told where it comes from and what the store knows of it. The problem is the caller's to note.
    `visits` are those of the run that is crawling: they also note when to visit the article again.
    """
    moment = moment_of(portal, place.moment)
    if taken.kind == "gone":
        if visits is not None:
            visits.lost(article_id, "gone", moment)
        else:
            store.mark_gone(article_id, moment)
    elif taken.kind == "seen":
        if visits is not None:
            visits.not_modified(article_id, moment)
        else:
            store.mark_seen(article_id, moment)
    elif taken.kind == "failed" and visits is not None:
        visits.lost(article_id, "failed", moment)
    found = taken.article
    if found is None:
        return None
    found.run_id = run_id
    found.fetched_at = found.observed_at = moment
    found.warc_file, found.warc_offset = place.file, place.offset
    found.categories = store.categories(article_id)
    return store.save_article(found, visits.visit(found) if visits is not None else None)


def moment_of(portal: Portal, moment: datetime) -> str:
    """A moment as records have it: in the portal's time zone, to the second."""
    return moment.astimezone(portal.zone).isoformat(timespec="seconds")
