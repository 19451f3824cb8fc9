"""What speaks for a line to be an article's title, and what against it: the tables `FOR` and `AGAINST`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple, Protocol

from crawler.pages.article.facts import Facts
from crawler.pages.article.meta_line import read_meta, split_moment
from crawler.pages.article.meta_lines import says_button
from crawler.pages.article.trails import parts_of_trail
from crawler.pages.page.lexicon import (
    is_footer,
    is_related_heading,
    names_no_category,
    names_writer,
)
from crawler.pages.page.line_ends import ends_sentence, is_numbered
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import holder

#: Blanks in a text from which on it is no label and no name of a category.
_FEW = 5
#: Elements around a line that are looked at for the kind of its box.
_AROUND = 40
_FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "marquee", "label"})
#: Lines of a menu: at least so many links, and where it is looked for.
_MENU, _LONGEST_MENU = 6, 60
#: Characters of the shortest line of prose.
_LEAST_PROSE = 80
#: How far address or head say a title that they say whole: it outweighs a heading amid the text that says nearly it.
_WHOLE = 0.95
_TRAIL = re.compile(r"[»›→❯]|\s::?\s")


class Finder(Protocol):
    """Whoever looks for the title among the lines of a page."""

    facts: Facts

    def names_page(self, candidate: "Candidate") -> bool:
        """Whether the words name a page that is no article."""


@dataclass
class Candidate:
    """A line that may be the title, with the lines that it is broken into: `known` is how far address and head of the
    document say it, `near` what a meta line close to it counts, `most` what speaks for it altogether."""

    finder: "Finder"
    first: int
    last: int
    line: Line
    text: str
    plain: str
    known: float
    near: float
    most: float = 0.0

    def weigh(self) -> None:
        """Add up what speaks for it."""
        self.most = sum([evidence.worth(self, self.finder) for evidence in FOR])

    @cached_property
    def score(self) -> float:
        """What speaks for it, less what speaks against it."""
        return sum([evidence.worth(self, self.finder) for evidence in AGAINST], self.most)


class Evidence(NamedTuple):
    """What speaks for a title, or against it: how much it counts, why, and for how many real pages (see `Rule`)."""

    name: str
    worth: "Callable[[Candidate, Finder], float]"
    reason: str
    needed: int


#: What speaks for a title, and for the site's name against it.
FOR = (
    Evidence(
        "said elsewhere",
        lambda c, _: 9 * c.known + 4 * (c.known >= _WHOLE),
        "The words of the address, `<title>` and `og:title` are the title's; those of the site are not.",
        3403,
    ),
    Evidence("heading", lambda c, _: (0, 4, 3, 2, 1, 1, 1)[c.line.heading], "Themes set the title as a heading.", 0),
    Evidence("bold", lambda c, _: c.line.bold, "Themes without headings print the title in bold letters.", 0),
    Evidence("large", lambda c, _: (c.line.size >= 17) + (c.line.size >= 22), "Or in large letters.", 0),
    Evidence("meta line", lambda c, _: c.near, "The title stands next to the meta line, nearly always above it.", 36),
)
#: What speaks against a title: it counts nothing or less than that. Only lines for which enough speaks are asked.
AGAINST = (
    Evidence(
        "link",
        lambda c, f: -8 if f.facts.is_teaser(c.line.place) else -2 if is_link(c) else 0,
        "A link to another article is that one's title; a link to a page is a menu's.",
        0,
    ),
    Evidence(
        "name of a page",
        lambda c, f: -8 if names_no_category(c.text) else -4 if f.names_page(c) else 0,
        'Links call pages that are no articles so: menus and trails name categories. "Chi tiết tin" names any page.',
        0,
    ),
    Evidence(
        "sentence, name, few words",
        lambda c, _: 0 if c.known else -4 * _says_otherwise(c.text) - 0.7 * max(0, _FEW - c.text.count(" ")),
        "Where nothing confirms a title, texts and bylines stand beside meta lines, too, and headings name categories.",
        0,
    ),
    Evidence(
        "trail",
        lambda c, _: -8 if c.line.links and (_TRAIL.search(c.line.spaced) or parts_of_trail(c.line)) else 0,
        "Some trails end in the title.",
        0,
    ),
    Evidence(
        "item",
        lambda c, _: -1.0 * (c.line.node.tag == "li"),
        "Trails, menus and lists are made of items; where a trail ends in the title, the title stands elsewhere, too.",
        0,
    ),
    Evidence(
        "furniture",
        lambda c, _: -5 if is_related_heading(c.text) or says_button(c.line) or _in_furniture(c.line) else 0,
        "Headings of boxes, buttons, menus and feet are no titles.",
        0,
    ),
    Evidence(
        "name over the foot",
        lambda c, f: -8 if _heads_foot(f.facts, c) else 0,
        "A page ends in the name of its site, and below it the address and who answers for it.",
        0,
    ),
    Evidence(
        "name over the menu",
        lambda c, f: -6 if c.known and not c.near and _heads_menu(f.facts, c) else 0,
        "A page begins with the name of its site and its menu. Between a title and its text stands no menu.",
        0,
    ),
)


def is_link(candidate: Candidate) -> bool:
    """Whether the text, without a moment at its end, is a link."""
    said, _ = split_moment(candidate.text)
    return candidate.line.linked * len(candidate.line.text) > 0.8 * len(said)


def _says_otherwise(text: str) -> bool:
    """Whether the text, without a moment at its end, is a sentence, a name, or what a meta line says."""
    said, _ = split_moment(text)
    return ends_sentence(said) or is_numbered(said) or names_writer(said) or read_meta(said).weight > 0


def _in_furniture(line: Line) -> bool:
    return holder(line.node, _FURNITURE_TAGS, _AROUND) is not None


def _heads_foot(facts: Facts, candidate: Candidate) -> bool:
    """Whether one of the next two lines is of the foot of the page."""
    return any(is_footer(line.text) for line in facts.lines[candidate.last + 1 : candidate.last + 3])


def _heads_menu(facts: Facts, candidate: Candidate) -> bool:
    """Whether a menu stands between the line and the next line of prose."""
    behind = facts.lines[candidate.last + 1 : candidate.last + 1 + _LONGEST_MENU]
    before_text = takewhile(lambda line: line.linked > 0.5 or len(line.text) < _LEAST_PROSE, behind)
    links = (line for line in before_text if line.linked > 0.5 and not facts.is_teaser(line.place))
    return next(islice(links, _MENU - 1, None), None) is not None
