"""What the store keeps of an answer to a request for an article.

The spider asks `crawler.crawling.answers` of every answer as it comes what it means, `vnportal reprocess` of every
answer in the archive; `keep` saves what was found: so both come to the same.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.archive.files import Place
from crawler.archive.warc import ascii_address, printable
from crawler.crawling.answers import Answer, Taken
from crawler.records.profile import Portal
from crawler.store.articles import Saved
from crawler.store.store import Store

if TYPE_CHECKING:
    from crawler.crawling.visits import Visits


def answer(article_id: str, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
    """An answer as the archive gives it back, address and headers in ASCII: also of one that just came."""
    types = [value for name, value in headers if name.lower() == "content-type"]
    return Answer(article_id, ascii_address(url), status, printable(types[-1]) if types else None, body)


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
            store.articles.mark_gone(article_id, moment)
    elif taken.kind == "seen":
        if visits is not None:
            visits.not_modified(article_id, moment)
        else:
            store.articles.mark_seen(article_id, moment)
    elif taken.kind == "failed" and visits is not None:
        visits.lost(article_id, "failed", moment)
    found = taken.article
    if found is None:
        return None
    found.run_id = run_id
    found.fetched_at = found.observed_at = moment
    found.warc_file, found.warc_offset = place.file, place.offset
    found.categories = store.articles.categories(article_id)
    return store.articles.save(found, visits.visit(found) if visits is not None else None)


def moment_of(portal: Portal, moment: datetime) -> str:
    """A moment as records have it: in the portal's time zone, to the second."""
    return moment.astimezone(portal.zone).isoformat(timespec="seconds")
