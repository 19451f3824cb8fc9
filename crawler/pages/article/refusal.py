"""Why a page is no article: gone, a listing, a login, maintenance, empty."""

from collections.abc import Callable
from functools import cached_property

from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.roles import Body
from crawler.pages.page.address import ArticleAddress
from crawler.pages.page.attachments import embedded_file
from crawler.pages.page.lexicon import says_gone, says_maintenance
from crawler.pages.page.lines import Reading
from crawler.pages.page.rules import Rule, decide
from crawler.records.article import NotAnArticle

#: Characters of a text that is an article's though its page calls itself gone, or says no title; of one without a day.
_LONG, _SHORT = 300, 150
#: Links to other articles where the text of one would stand: more make a listing.
_MOST_TEASERS = 2
Verdict = Callable[["_Seen"], NotAnArticle | None]


def why_not(reading: Reading, head: Head, body: Body, address: ArticleAddress | None) -> NotAnArticle | None:
    """What the page is instead of an article, or `None` when it is one."""
    seen = _Seen(reading, head, body, address)
    unknown: Verdict = _is_unknown
    return decide(VERDICTS, seen, unknown)(seen)


class _Seen:
    """What was found on a page."""

    def __init__(self, reading: Reading, head: Head, body: Body, address: ArticleAddress | None) -> None:
        self.reading = reading
        self.head = head
        self.body = body
        self.address = address
        self.prose = sum(len(line.text) for line in body.lines)

    @cached_property
    def holds_text(self) -> bool:
        """Whether so much stands on it that it is an article: with a day anything, without one a text or a file."""
        title, lines = self.head.title, self.body.lines
        if title is None or says_gone(title) or says_maintenance(title):
            return self.head.dated and self.prose > _LONG
        shows = self.prose > 0 or any(line.picture is not None for line in lines)
        first = next((line.text for line in lines if line.text), "")
        is_long = self.prose > _SHORT and not says_gone(first)
        return (shows if self.head.dated else is_long) or self._offers_files()

    def _offers_files(self) -> bool:
        shown = any(embedded_file(element) for _, element in self.reading.embedded)
        return shown or any(map(offers_file, self.body.lines))

    @property
    def may_lack(self) -> bool:
        """Whether the address does not say by its words alone which article it is: albums have such addresses, too."""
        return self.address is None or self.address.number.isdigit()

    @cached_property
    def notice(self) -> NotAnArticle | None:
        """What a short text says instead of an article; headings and text outside links only."""
        own = [line.text for line in self.reading.lines if line.text and line.linked < 0.5]
        for says, kind in ((says_gone, "gone"), (says_maintenance, "maintenance")):
            for text in filter(says, own):
                return NotAnArticle(kind, f'the page says "{text[:120]}"')
        called = next(("".join(element.itertext()).strip() for element in self.reading.elements("title")), "")
        gone = says_gone(called) or called.startswith("404")
        return NotAnArticle("gone", f'the page is called "{called[:120]}"') if gone else None


def _is_article(_: _Seen) -> None:
    return None


def _is_unknown(seen: _Seen) -> NotAnArticle | None:
    what = "a title without text" if seen.head.title else "no title"
    return NotAnArticle("unknown", f"{what} and no date among {len(seen.reading.lines)} lines")


#: In the order in which they are asked; the first that holds says what the page is.
VERDICTS = (
    Rule[_Seen, Verdict](
        lambda _: NotAnArticle("empty", "no text and no picture on the page"),
        "empty",
        lambda seen: not seen.reading.lines,
        "A script would have made the page.",
        0,
    ),
    Rule[_Seen, Verdict](_is_article, "text", lambda seen: seen.holds_text, "It holds what an article does.", 34),
    Rule[_Seen, Verdict](
        lambda seen: seen.notice,
        "notice",
        lambda seen: seen.notice is not None,
        "Portals say with status 200 that an article is gone.",
        0,
    ),
    Rule[_Seen, Verdict](
        lambda _: NotAnArticle("login", "a form that asks for a password, and no article"),
        "login",
        lambda seen: any(one.get("type", "").lower() == "password" for one in seen.reading.elements("input")),
        "Articles for members redirect there.",
        0,
    ),
    Rule[_Seen, Verdict](
        lambda seen: NotAnArticle(
            "listing", f"{seen.body.teasers} links to articles where the text of one would stand"
        ),
        "listing",
        lambda seen: seen.body.teasers > _MOST_TEASERS,
        "A portal answers for an article that is gone with the listing.",
        0,
    ),
    Rule[_Seen, Verdict](
        _is_article,
        "text lost",
        lambda seen: seen.head.title is not None and (seen.head.dated or (seen.may_lack and seen.prose > 0)),
        "An article that lost its text is one: its record says so. Any page may stand at an address of words alone.",
        0,
    ),
)
