"""Work without end, in place of reading a page or annotating a text."""

import time
from typing import Any

from crawler.archive.warc import Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.records.article import Article
from crawler.records.profile import Portal

#: The number of the article that takes for ever.
NUMBER = "800"


def _article(portal: Portal, arguments: Arguments, answer: Stored) -> Outcome:
    """Read an answer, unless it is that article's."""
    _wait(answer.article_id)
    return outcome.of(answer, portal, arguments)


def _annotate(work: tuple[Article, Any]) -> Article:
    """Annotate nothing, and that article for ever."""
    _wait(work[0].id)
    return work[0]


def _wait(article_id: str | None) -> None:
    while str(article_id).endswith(f":{NUMBER}"):
        time.sleep(60)
