"""The role of each line behind an article's head, decided in one place: the first rule of `RULES` that holds.

A rule names its evidence and its reason. What no rule claims is text. Boxes, which stand beside the text as a whole,
are passed over before their lines are asked for (`crawler.pages.article.body`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.inner_headings import stands_amid
from crawler.pages.article.lead import is_named_lead
from crawler.pages.article.meta_line import Meta
from crawler.pages.article.paragraphs import in_data_table
from crawler.pages.article.pictures import in_figure, wanted
from crawler.pages.article.related import is_mere_link
from crawler.pages.article.tags import begins_tags
from crawler.pages.page.address import ArticleAddress, article_address
from crawler.pages.page.lexicon import is_after_body, is_footer, is_known_account, is_related_heading, is_tool
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element

_COUNTED = re.compile(r"\d")
#: Lines of an element that are looked at to tell what it is: no box seen is longer before it shows.
WINDOW = 200


class Role(StrEnum):
    """What a line behind the head is."""

    TITLE = "title"
    META = "meta"
    TEXT = "text"
    FILE = "file"
    BYLINE = "byline"
    TEASER = "teaser"
    RELATED = "related heading"
    TALK = "talk"
    TOOL = "tool"
    FOOTER = "footer"


@dataclass(slots=True)
class Body:
    """The lines taken for the text, in order, pictures among them.

    `late_meta` is a meta line found below it, `teasers` counts links to other articles, `prose` the lines of prose, and
    `files` says whether a file was taken: an article that is only a scanned document has no text elsewhere.
    """

    lines: list[Line] = field(default_factory=list)
    late_meta: Meta | None = None
    teasers: int = 0
    prose: int = 0
    files: bool = False

    def accept(self, line: Line) -> None:
        """Take the line."""
        self.lines.append(line)
        self.prose += is_prose(line) and not in_figure(line)
        self.files = self.files or offers_file(line)


class Context(NamedTuple):
    """What a rule may ask: the line, what was taken before it, and the line behind the column it stands in."""

    roles: "LineRoles"
    line: Line
    taken: Body
    behind: int


class Rule(NamedTuple):
    """A rule: the role that it gives, when it holds, and why."""

    role: Role
    name: str
    holds: Callable[[Context], bool]
    reason: str


def is_prose(line: Line) -> bool:
    """Whether the line is long, or ends like a sentence, and is no link."""
    return line.linked < 0.5 and (len(line.text) >= 60 or (len(line.text) >= 25 and ends_clause(line.text)))


class LineRoles:
    """The lines behind the head of one page, asked what they are."""

    def __init__(self, reading: Reading, head: Head, address: ArticleAddress | None) -> None:
        self.reading = reading
        self.head = head
        self.own = address.article_id if address else None
        self.number = address.number if address else None
        #: Whether each table asked for holds data.
        self.data: dict[Element, bool] = {}
        self._teaser: dict[int, bool] = {}

    def role(self, line: Line, taken: Body, behind: int) -> Role:
        """The role of the line, of which `taken` stands above and whose column ends before the line `behind`."""
        context = Context(self, line, taken, behind)
        return next((rule.role for rule in RULES if rule.holds(context)), Role.TEXT)

    @staticmethod
    def is_within(line: Line, lines: tuple[int, int] | None) -> bool:
        """Whether the line is one of these, given as first and last."""
        return lines is not None and lines[0] <= line.place <= lines[1]

    def is_teaser(self, place: int) -> bool:
        """Whether the line is nothing but a link to another article."""
        known = self._teaser.get(place)
        if known is None:
            line = self.reading.lines[place]
            known = bool(line.links) and (line.picture is not None or is_mere_link(line)) and self._leads_on(line)
            self._teaser[place] = known
        return known

    def _leads_on(self, line: Line) -> bool:
        for link, _ in line.links:
            target = self.reading.target(link)
            if target is not None and target.article_id != self.own:
                return True
        return False

    def is_tool(self, line: Line) -> bool:
        """Whether the line is passed over wherever it stands: a button, a link to nowhere, its own address."""
        if line.picture is not None:
            return not wanted(line)
        if offers_file(line):
            return False
        if is_tool(line.text) or (line.spaced != line.text and is_tool(line.spaced)):
            return not in_data_table(self.reading, line, self.data)  # a cross in a column
        if line.node.tag not in {"td", "th"} and not any(map(str.isalnum, line.text)):
            return True
        if "://" in line.text and self._says_where_it_is(line.text):
            return True
        if line.links and len(line.text) < 80 and (line.linked > 0.9 or len(line.links) > 1):
            hrefs = [(link.get("href") or "").strip().lower() for link, _ in line.links]
            if all(not href or href.startswith(("javascript:", "#", "mailto:")) for href in hrefs):
                return "@" not in line.text
            return line.linked > 0.9 and all(map(self._leads_back, hrefs))
        return False

    def _says_where_it_is(self, text: str) -> bool:
        """Whether the line prints the article's own address, as print views do at their end."""
        label, found, address = text.rpartition(" ")
        if not self.own or "://" not in address or (found and not label.endswith(":")):
            return False
        return len(label) <= 40 and self._leads_back(address)

    def _leads_back(self, href: str) -> bool:
        """Whether a link leads to the article itself: its print view, or another site that is to share it."""
        if self.own is None:
            return False
        target = article_address(href, self.reading.portal)
        return target.article_id == self.own if target else self.number in re.findall(r"\d+", unquote(href))

    def says_title(self, line: Line) -> bool:
        """Whether the line says the title again."""
        return line.text == self.head.title and not offers_file(line) and not is_named_lead(line.node)

    def ends(self, line: Line) -> bool:
        """Whether the line begins what stands below every article: tags, rating, comments."""
        if not line.text:
            return False
        if (line.links or line.text[-1] == ":" or line.text[0] == "#") and begins_tags(self.reading, line.place):
            return True
        return is_after_body(line.text) and not self.is_tool(line)

    def begins_talk(self, line: Line, taken: Body, behind: int) -> bool:
        """Whether a count of comments ("2 bình luận"), which a tool bar above the text shows, too, heads the comments
        themselves: less follows it than stands above."""
        if line.links or not taken.prose or not _COUNTED.search(line.text) or not is_after_body(line.text):
            return False
        above = sum(len(one.text) for one in taken.lines)
        below = 0
        for one in self.reading.lines[line.place + 1 : min(behind, line.place + 1 + WINDOW)]:
            if is_related_heading(one.text) or is_footer(one.text):
                break
            below += len(one.text)
        return above > below


#: In the order in which they are asked; the first that holds decides.
RULES = (
    Rule(
        Role.TEXT,
        "label amid prose",
        lambda c: stands_amid(c.roles.reading.lines, c.line, c.taken.lines),
        "Minutes head their paragraphs with words that elsewhere head a rating.",
    ),
    Rule(
        Role.RELATED,
        "heading of other articles",
        lambda c: bool(c.line.text) and is_related_heading(c.line.text),
        "CMSs print a heading of other articles below every article.",
    ),
    Rule(
        Role.FOOTER,
        "foot of the page",
        lambda c: bool(c.line.text) and is_footer(c.line.text) and (c.taken.prose > 0 or c.taken.files),
        "A page without columns ends in its address and licence. Above the text such labels are the article's.",
    ),
    Rule(
        Role.TALK,
        "count of comments",
        lambda c: bool(c.line.text) and c.roles.begins_talk(c.line, c.taken, c.behind),
        "A tool bar above the text counts comments, too: they begin where less follows than stands above.",
    ),
    Rule(
        Role.TITLE,
        "line of the title",
        lambda c: c.roles.is_within(c.line, c.roles.head.title_lines),
        "The title was found before, and may stand behind the meta line.",
    ),
    Rule(
        Role.META,
        "line of the meta line",
        lambda c: c.roles.is_within(c.line, c.roles.head.meta_lines),
        "A meta line may stand between the lead and the text.",
    ),
    Rule(
        Role.BYLINE,
        "account",
        lambda c: is_known_account(c.line.text) and not in_data_table(c.roles.reading, c.line, c.roles.data),
        "A CMS signs with the account that put the article on line, and prints nothing of the article behind it.",
    ),
    Rule(
        Role.TALK,
        "tags, rating, comments",
        lambda c: bool(c.line.text) and c.roles.ends(c.line),
        "Labels of a table head what stands below articles.",
    ),
    Rule(
        Role.TEASER,
        "link to another article",
        lambda c: c.roles.is_teaser(c.line.place),
        "Texts link to others inside sentences. A line that is nothing but a link is a list's.",
    ),
    Rule(Role.FILE, "link to a file", lambda c: offers_file(c.line), "Files are the article's wherever they stand."),
    Rule(
        Role.TOOL,
        "button, icon, own address",
        lambda c: c.roles.is_tool(c.line),
        "Print views, letter sizes and links to share stand above or below the text.",
    ),
    Rule(
        Role.TITLE,
        "title said again",
        lambda c: not c.taken.lines and c.roles.says_title(c.line),
        "Some bodies begin with the title.",
    ),
)
