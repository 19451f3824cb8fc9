"""The role of each line behind an article's head, decided in one place: the first rule of `RULES` that holds.

A rule names its evidence and its reason. What no rule claims is text. Boxes, which stand beside the text as a whole,
are passed over before their lines are asked for (`crawler.pages.article.body`).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, takewhile
from typing import NamedTuple

from crawler.pages.article.facts import Facts, is_mere_link
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.inner_headings import stands_amid
from crawler.pages.article.lead import is_named_lead
from crawler.pages.article.meta_line import Meta
from crawler.pages.article.pictures import in_figure, inside, named_caption
from crawler.pages.article.tags import begins_tags
from crawler.pages.page.lexicon import is_after_body, is_footer, is_known_account, is_related_heading
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line
from crawler.pages.page.rules import Rule, decide

_COUNTED = re.compile(r"\d")
#: Lines of an element that are looked at to tell what it is: no box seen is longer before it shows.
WINDOW = 200


#: Lines behind a heading of other articles among which the text goes on, and how many of them are prose then.
_AMID, _TEXT = 3, 2
#: Characters of a line that is longer than any label, and than what a label is told by.
_LONG = 300


class Role(StrEnum):
    """What a line behind the head is."""

    TITLE = "title"
    META = "meta"
    TEXT = "text"
    FILE = "file"
    BYLINE = "byline"
    TEASER = "teaser"
    RELATED = "related heading"
    CAPTION = "caption"
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
    """What a rule may ask: page, head and line, what was taken before it, and the line behind its column."""

    facts: Facts
    head: Head
    line: Line
    taken: Body
    behind: int


def is_prose(line: Line) -> bool:
    """Whether the line is long, or ends like a sentence, and is no link."""
    return line.linked < 0.5 and (len(line.text) >= 60 or (len(line.text) >= 25 and ends_clause(line.text)))


def is_count(facts: Facts, line: Line) -> bool:
    """Whether the line says how often the page was seen, and nothing else."""
    meta = facts.metas.get(line.place)
    return meta is not None and meta.views is not None and meta.raw is None and not facts.in_table(line)


def heads_nothing(facts: Facts, line: Line, behind: int) -> bool:
    """Whether the heading of other articles heads an empty box: the text goes on right behind it."""
    rest = (one for one in facts.lines[line.place + 1 : min(behind, line.place + 1 + WINDOW)] if one.text)
    near = list(islice(rest, _AMID))
    ends = any(
        one.linked >= 0.5 or is_mere_link(one) or is_footer(one.text) or is_related_heading(one.text)
        for one in near[:1]
    )
    return not ends and sum(map(is_prose, near)) >= _TEXT and is_prose(near[0])


def says_title(head: Head, line: Line) -> bool:
    """Whether the line says the title again."""
    return line.text == head.title and not offers_file(line) and not is_named_lead(line.node)


def ends_text(facts: Facts, line: Line) -> bool:
    """Whether the line begins what stands below every article: tags, rating, comments."""
    may_be_tags = bool(line.links or line.heading) or len(line.text) <= 30 or line.text[:1] == "#"
    tags = may_be_tags and begins_tags(facts.reading, line.place)
    after = is_after_body(line.text) or is_after_body(line.spaced)
    # A meta line may begin with its count of comments.
    own = after and (line.place in facts.metas or facts.is_tool(line) or facts.in_table(line))
    return bool(line.text) and (tags or (after and not own))


def begins_talk(c: Context) -> bool:
    """Whether a count of comments ("2 bình luận"), which a tool bar above the text shows, too, heads the comments
    themselves: less follows it than stands above."""
    line = c.line
    heads = is_after_body(line.text) and line.place not in c.facts.metas and _COUNTED.search(line.text)
    if line.links or not c.taken.prose or not heads:
        return False
    texts = (one.text for one in c.facts.lines[line.place + 1 : min(c.behind, line.place + 1 + WINDOW)])
    below = takewhile(lambda text: not is_related_heading(text) and not is_footer(text), texts)
    return sum(map(len, below)) < sum(len(one.text) for one in c.taken.lines)


def role(context: Context) -> Role:
    """The role of the line."""
    return decide(RULES, context, Role.TEXT)


def _is_within(line: Line, lines: tuple[int, int] | None) -> bool:
    """Whether the line is one of these, given as first and last."""
    return lines is not None and lines[0] <= line.place <= lines[1]


def _is_caption_of_film(c: Context) -> bool:
    figure = inside(c.line, "figure")
    named = figure if figure is not None else named_caption(c.facts.reading, c.line)
    first, behind = c.facts.reading.span(named) if named is not None else (0, 0)
    near = 0 if named is figure else 1
    beside = c.facts.lines[max(0, first - near) : behind + near]
    alone = named is not None and all(line.picture is None for line in beside)
    return alone and not c.facts.in_table(c.line)  # CMSs put tables into figures, too


#: In the order in which they are asked; the first that holds decides.
RULES = (
    Rule[Context, Role](
        Role.TEXT,
        "long paragraph",
        lambda c: len(c.line.text) > _LONG and not c.line.links,
        "No label is as long. Most lines are told by this, and no other rule is asked.",
        0,
    ),
    Rule[Context, Role](
        Role.TEXT,
        "label amid prose",
        lambda c: stands_amid(c.facts.lines, c.line, c.taken.lines),
        "Minutes head their paragraphs with words that elsewhere head a rating.",
        0,
    ),
    Rule[Context, Role](
        Role.TOOL,
        "heading of an empty box",
        lambda c: bool(c.line.text) and is_related_heading(c.line.text) and heads_nothing(c.facts, c.line, c.behind),
        "Scripts fill boxes of other articles amid the text; a saved page has their headings alone.",
        0,
    ),
    Rule[Context, Role](
        Role.RELATED,
        "heading of other articles",
        lambda c: bool(c.line.text) and is_related_heading(c.line.text),
        "CMSs print a heading of other articles below every article.",
        0,
    ),
    Rule[Context, Role](
        Role.FOOTER,
        "foot of the page",
        lambda c: bool(c.line.text) and is_footer(c.line.text) and (c.taken.prose > 0 or c.taken.files),
        "A page without columns ends in its address and licence. Above the text such labels are the article's.",
        0,
    ),
    Rule[Context, Role](
        Role.TALK,
        "count of comments",
        lambda c: bool(c.line.text) and begins_talk(c),
        "A tool bar above the text counts comments, too: they begin where less follows than stands above.",
        0,
    ),
    Rule[Context, Role](
        Role.META,
        "line of the meta line",
        lambda c: _is_within(c.line, c.head.meta_lines),
        "A meta line may stand between the lead and the text.",
        0,
    ),
    Rule[Context, Role](
        Role.BYLINE,
        "account",
        lambda c: is_known_account(c.line.text) and not c.facts.in_table(c.line),
        "A CMS signs with the account that put the article on line, and prints nothing of the article behind it.",
        1,
    ),
    Rule[Context, Role](
        Role.TALK,
        "tags, rating, comments",
        lambda c: ends_text(c.facts, c.line),
        "Labels of a table head what stands below articles.",
        0,
    ),
    Rule[Context, Role](
        Role.TEASER,
        "link to another article",
        lambda c: c.facts.is_teaser(c.line.place),
        "Texts link to others inside sentences. A line that is nothing but a link is a list's.",
        0,
    ),
    Rule[Context, Role](
        Role.FILE, "link to a file", lambda c: offers_file(c.line), "Files are the article's wherever they stand.", 0
    ),
    Rule[Context, Role](
        Role.TOOL,
        "button, icon, own address",
        lambda c: c.facts.is_tool(c.line),
        "Print views, letter sizes and links to share stand above or below the text.",
        14,
    ),
    Rule[Context, Role](
        Role.CAPTION,
        "caption of a film",
        _is_caption_of_film,
        "A line named a caption that stands below no picture says what a player shows.",
        0,
    ),
)
