"""What an answer to a request for an article means: a pure function, for the crawl and for whoever reads beside it."""

from datetime import date
from typing import Literal, NamedTuple

from crawler.crawling.arguments import Arguments
from crawler.pages.article.parse import article
from crawler.pages.page.address import article_address
from crawler.records.article import Article, NotAnArticle, Problem
from crawler.records.profile import Portal

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


def read(answer: Answer, portal: Portal, arguments: Arguments) -> Taken:
    """What the answer means for a run with these arguments."""
    if answer.status == 304:
        return Taken("seen")
    if not 200 <= answer.status < 300:
        kind, message, _ = of_status(answer.status)
        if answer.status in {404, 410}:
            return Taken("gone", problem=Problem("fetch", "gone", message, answer.url))
        return Taken("failed", problem=Problem("fetch", kind, message, answer.url))
    address = article_address(answer.url, portal)
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


def of_status(status: int) -> tuple[str, str, bool]:
    """(kind of problem, message, whether it may pass) of an answer with a status that is no success."""
    return f"http_{status}", f"the server answered {status}", status >= 500 or status == 429
