"""Pages that stand in for those of a portal, with status 200 as a rule: challenges of a firewall to a browser."""

import re

from crawler.pages.page.lexicon import CHALLENGE
from crawler.pages.page.tree import folded, read

#: A challenge is short: characters that a reader sees, links among them.
_LONGEST_SAID, _MOST_LINKS = 600, 5
#: A page that shows nothing and sets a cookie or loads itself again by script: the reader's browser is the answer.
_LONGEST_BARE = 80
_SCRIPTED = re.compile(r"document\s*\.\s*cookie\s*=|location\s*\.\s*(?:reload|replace|href)\b", re.I)
_TAG = re.compile(r"<[^<>]*>")
#: Markup longer than this is not looked at: no challenge is.
_LONGEST = 200_000


def may_be_challenge(body: bytes) -> bool:
    """Whether bytes may be those of a challenge. Most pages have more links, and need not be decoded to tell."""
    links = body.count(b"<a ")
    return links <= _MOST_LINKS and links + body.count(b"<A ") <= _MOST_LINKS


def challenge(html: str) -> str | None:
    """What shows that a page is a challenge to a browser, `None` when nothing does.

    >>> challenge("<title>Just a moment...</title><p>Checking your browser before you go on.</p>")
    'it says "Just a moment..."'
    >>> challenge('<script>document.cookie="k=1";window.location.reload(true);</script>')
    'nothing but a script that sets a cookie or loads the page again'
    """
    if len(html) > _LONGEST or html.count("<a ") + html.count("<A ") > _MOST_LINKS:
        return None
    texts = [text.text for text in read(html).texts]
    if sum(map(len, texts)) > _LONGEST_SAID:
        return None
    shown = (_inside(html, "title"), _inside(html, "noscript"), *texts)
    said = (f'it says "{" ".join(text.split())[:120]}"' for text in shown if CHALLENGE.search(folded(text)))
    bare = sum(map(len, texts)) <= _LONGEST_BARE and _SCRIPTED.search(html) is not None
    return next(said, "nothing but a script that sets a cookie or loads the page again" if bare else None)


def _inside(html: str, tag: str) -> str:
    """The text of the first element of that name, without markup; texts of a page leave it out."""
    lower = html.lower()
    start = lower.find(f"<{tag}")
    opened = lower.find(">", start)
    end = lower.find(f"</{tag}", opened)
    return _TAG.sub(" ", html[opened + 1 : end]) if 0 <= start < opened < end else ""
