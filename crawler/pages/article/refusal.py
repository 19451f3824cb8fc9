"""Why a page is no article: gone, a listing, a login, maintenance, empty."""

import re
from urllib.parse import unquote

from crawler.pages.article.attachments import attachment_url, embedded_file
from crawler.pages.article.head import Head
from crawler.pages.article.roles import Body
from crawler.pages.page.address import ArticleAddress
from crawler.pages.page.lexicon import says_gone, says_maintenance
from crawler.pages.page.lines import Reading
from crawler.pages.page.tree import folded
from crawler.records.article import NotAnArticle

_SIGNS = re.compile(r"[\W_]+")


def why_not(reading: Reading, head: Head, body: Body, address: ArticleAddress | None) -> NotAnArticle | None:
    """What the page is instead of an article, or `None` when it is one."""
    if not reading.lines:
        return NotAnArticle("empty", "no text and no picture on the page")
    prose = sum(len(line.text) for line in body.lines)
    dated = head.meta is not None and head.meta.raw is not None
    if _is_article(reading, head, body, prose, dated):
        return None
    notice = _notice(reading, head, body)
    if notice is not None:
        return notice
    if any(element.get("type", "").lower() == "password" for element in reading.root.iter("input")):
        return NotAnArticle("login", "a form that asks for a password, and no article")
    if body.teasers > 2 and not (dated and _is_named(head, address)):
        return NotAnArticle("listing", f"{body.teasers} links to articles where the text of one would stand")
    if head.title is not None and (dated or prose or (address is not None and head.title_from == "page")):
        return None  # an article that lost its text: the record says so
    return NotAnArticle("unknown", _seen(reading, head))


def _is_article(reading: Reading, head: Head, body: Body, prose: int, dated: bool) -> bool:
    if head.title is None:
        return dated and prose > 300
    if says_gone(head.title) or says_maintenance(head.title):
        return dated and prose > 300
    files = any(attachment_url(link.get("href") or "") for line in body.lines for link, _ in line.links)
    files = files or any(embedded_file(element) for _, element in reading.embedded)
    if dated:
        return prose > 0 or files or any(line.picture is not None for line in body.lines)
    first = next((line.text for line in body.lines if line.text), "")
    return (prose > 150 and not says_gone(first)) or files


def _is_named(head: Head, address: ArticleAddress | None) -> bool:
    """Whether the title is what the article's address says: a listing served there has another."""
    if head.title is None or address is None or not address.slug:
        return False
    slug, title = (_SIGNS.sub("", folded(text)) for text in (unquote(address.slug), head.title))
    return slug == title


def _notice(reading: Reading, head: Head, body: Body) -> NotAnArticle | None:
    """What a short text says instead of an article; headings and text outside links only."""
    own = [line for line in reading.lines if line.text and line.linked < 0.5]
    for says, kind in ((says_gone, "gone"), (says_maintenance, "maintenance")):
        for line in own:
            if says(line.text):
                return NotAnArticle(kind, f'the page says "{line.text[:120]}"')
    title = next(("".join(element.itertext()) for element in reading.root.iter("title")), "")
    if says_gone(title) or title.strip().startswith("404"):
        return NotAnArticle("gone", f'the page is called "{title.strip()[:120]}"')
    return None


def _seen(reading: Reading, head: Head) -> str:
    what = "a title without text" if head.title else "no title"
    return f"{what} and no date among {len(reading.lines)} lines"
