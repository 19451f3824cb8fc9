"""What the answer to a request for an article means: one value, found by a pure function.

A crawl asks `of` about every answer as it comes, `vnportal reprocess` about every answer in the archive, and both hand
the outcome to `crawler.crawling.run.Run.settle`. So both come to the same records.

The parser is loaded by `of`: who settles what processes have read needs none, and it takes half a second.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from crawler.archive.warc import Capture, Exchange, Stored, ascii_address, printable
from crawler.crawling.arguments import Arguments
from crawler.crawling.downloader.statuses import of_status
from crawler.pages.page.address import article_address, fetch_url
from crawler.records.article import Article, NotAnArticle, Problem
from crawler.records.dates import Witness
from crawler.records.profile import Portal

#: What an answer is: a wanted article, one that has not changed ("seen", status 304), one outside the days asked for
#: ("skipped"), one that the portal no longer has ("gone"), or none of these ("failed").
Kind = Literal["article", "seen", "skipped", "gone", "failed"]

#: Characters of an ETag or a date that are kept: no server sends longer ones.
_LONGEST_VALIDATOR = 500


#: A page that leads on by itself.
_REFRESH = re.compile(r"""<meta\b[^>]*http-equiv=["']?refresh\b[^>]*url=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class Outcome(NamedTuple):
    """What became of the request for the article `article_id`; `moment` is when the answer was true.

    `day` is the day of publication of a skipped article. `address` is where an article's answer came from, redirects
    followed; `etag` and `last_modified` are what the server gave for conditional requests there.
    """

    article_id: str
    kind: Kind
    moment: datetime
    #: Where the answer comes from, if the portal itself was not asked.
    capture: Capture | None = None
    article: Article | None = None
    problem: Problem | None = None
    day: date | None = None
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def answer(exchange: Exchange, listed: Sequence[Witness] = ()) -> Stored:
    """The answer of an exchange as the archive gives it back; `listed` as in `Stored`."""
    headers = list(exchange.response_headers)
    address = ascii_address(exchange.url)
    return Stored(
        address,
        exchange.status,
        headers,
        exchange.body,
        exchange.moment,
        exchange.article_id,
        listed,
        exchange.attached,
        exchange.capture,
        exchange.unended,
    )


def of(answer: Stored, portal: Portal, arguments: Arguments) -> Outcome:
    """What an answer to the request for an article means for a run with these arguments."""
    assert answer.article_id is not None, "only a request for an article has an outcome"
    kind, found, problem, day = _read(answer, portal, arguments)
    outcome = Outcome(answer.article_id, kind, answer.moment, answer.capture, found, problem, day)
    if found is None:
        return outcome
    outcome = outcome._replace(address=fetch_url(answer.url, answer.url, portal) or answer.url)
    if answer.status != 200:
        return outcome
    etag, last_modified = (validator(header(answer, name)) for name in ("etag", "last-modified"))
    return outcome._replace(etag=etag, last_modified=last_modified)


def _read(
    answer: Stored, portal: Portal, arguments: Arguments
) -> tuple[Kind, Article | None, Problem | None, date | None]:
    if answer.status == 304:
        return "seen", None, None, None
    if answer.capture is not None and 300 <= answer.status < 400:
        message = f"the capture is a redirect to {header(answer, 'location') or 'an address that it does not name'}"
        return "failed", None, Problem("fetch", "redirected", message, answer.url), None
    if not 200 <= answer.status < 300:
        kind, message, _ = of_status(answer.status)
        if answer.status in {404, 410}:
            return "gone", None, Problem("fetch", "gone", message, answer.url), None
        return "failed", None, Problem("fetch", kind, message, answer.url), None
    address = article_address(answer.url, portal)
    if address is None or f"{portal.name}:{address.article_id}" != answer.article_id:
        message = f"the article's address leads to {answer.url}"
        return "failed", None, Problem("fetch", "redirected", message, answer.url), None
    from crawler.pages.article import parse

    media_type = header(answer, "content-type")
    found = parse.article(
        answer.body,
        answer.url,
        portal,
        content_type=printable(media_type) if media_type is not None else None,
        read_at=answer.moment,
        **{one.evidence: one.text for one in answer.listed},
    )
    if isinstance(found, NotAnArticle):
        if found.kind == "gone":
            return "gone", None, Problem("parse", "gone", found.reason, answer.url), None
        kind, reason = (answer.capture and _stand_in(answer)) or (found.kind, found.reason)
        return "failed", None, Problem("parse", f"not_an_article_{kind}", reason, answer.url), None
    if answer.url.startswith("https:") and not portal.tls.verify:
        message = "the portal's certificate was not verified: tls.verify is false in its profile"
        found.problems.append(Problem("fetch", "certificate_unverified", message, answer.url))
    if answer.unended:
        message = "the page has no end and came twice alike: it may have broken off"
        found.problems.append(Problem("fetch", "unended", message, answer.url))
    day = date.fromisoformat(found.published_at[:10]) if found.published_at else None
    if arguments.outside(day):
        return "skipped", None, None, day
    if day is None and arguments.dated:
        message = "no date of publication: outside any --since and --until"
        return "skipped", None, Problem("parse", "undated", message, answer.url), None
    return "article", found, None, day


def _stand_in(answer: Stored) -> tuple[str, str] | None:
    """What stands in a capture for the article, as (kind, reason): a crawl of today would have gone on or waited."""
    from crawler.pages.page.challenge import challenge

    html = answer.body.decode("utf-8", "replace")
    refresh = _REFRESH.search(html)
    if refresh is not None:
        return "redirect", f"the page leads on to {refresh[1]}"
    shown = challenge(html)
    return ("challenge", f"a challenge to a browser: {shown}") if shown is not None else None


def header(answer: Stored, name: str) -> str | None:
    """The last value of a header, or `None`."""
    values = [value for given, value in answer.headers if given.lower() == name]
    return values[-1] if values else None


def validator(value: str | None) -> str | None:
    """An ETag or a date for conditional requests, as it may be sent back; `None` when it is none."""
    text = (value or "").strip()
    return text if 0 < len(text) <= _LONGEST_VALIDATOR and text.isprintable() else None
