"""Where a text begins behind its head: the first line for which the table `STARTS` says so."""

from enum import Enum, auto
from functools import cached_property

from crawler.pages.article.boxes import behind_box
from crawler.pages.article.facts import Facts, is_called_writer, writers_element
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import LONGEST_META
from crawler.pages.article.meta_lines import is_day_of_text, read_line
from crawler.pages.article.pictures import wanted
from crawler.pages.article.roles import Body, ends_text, is_prose, says_title
from crawler.pages.page.lexicon import is_file_label, is_footer, is_known_account
from crawler.pages.page.lines import Line
from crawler.pages.page.rules import Rule, decide

#: Characters of a link that may be all of a text: the name of a document.
_SHORTEST_LINK = 20
#: Links to other articles above a text; where more stand there is none.
_MOST_TEASERS = 3
#: Lines behind the name of the writer among which the text begins.
_NEAR = 12


class Start(Enum):
    """What a line behind the head is for the text that may begin there."""

    HERE = auto()
    LINK = auto()
    BOX = auto()
    LIST = auto()
    PAST = auto()
    END = auto()
    NEVER = auto()


class Spot:
    """A line behind the head; `linked` is the first line of links above it that may be all of the text."""

    def __init__(self, facts: Facts, head: Head, body: Body, place: int, linked: int | None) -> None:
        self.facts = facts
        self.head = head
        self.body = body
        self.place = place
        self.line = facts.lines[place]
        self.linked = linked

    @cached_property
    def behind_box(self) -> int | None:
        """The line behind the box that begins here."""
        return behind_box(self.facts, self.body, self.place)

    @property
    def writer_follows(self) -> bool:
        """Whether the next line says who wrote the text, and nothing else, and the text stands behind it."""
        following = self.facts.lines[self.place + 1 : self.place + 2]
        return any(map(_names_writer, following)) and any(map(is_prose, self.facts.lines[self.place + 2 :][:_NEAR]))

    @property
    def is_beside_writer(self) -> bool:
        """Whether the line stands behind the writer's name in the element that is called the author's."""
        above = self.facts.lines[self.place - 1]
        within = writers_element(self.line) if is_called_writer(above) and not is_prose(self.line) else None
        return within is not None and within is writers_element(above)

    @property
    def is_day_of_text(self) -> bool:
        """Whether the day in the line is one that the text is about."""
        meta = read_line(self.line)
        return self.head.dated and (is_day_of_text(meta) or self.facts.is_day_of_table(self.place, meta))


def _names_writer(line: Line) -> bool:
    """Whether the line says who wrote the text, and nothing else."""
    said = read_line(line)
    alone = said.author is not None and not said.rest and len(line.text) <= LONGEST_META
    return alone or is_called_writer(line)


def first_text(facts: Facts, head: Head, body: Body, place: int) -> int | None:
    """The line from `place` on at which the text begins, `None` where there is none; counts teasers into `body`."""
    linked: int | None = None
    while place < len(facts.lines):
        spot = Spot(facts, head, body, place, linked)
        match decide(STARTS, spot, Start.PAST):
            case Start.HERE:
                return place
            case Start.END:
                return place if linked is None else linked
            case Start.NEVER:
                return None
            case Start.BOX:
                place = spot.behind_box or place + 1
                continue
            case Start.LIST:
                body.teasers += 1
                if body.teasers > _MOST_TEASERS:
                    return None
            case Start.LINK if linked is None and len(spot.line.text) >= _SHORTEST_LINK:
                linked = place
        place += 1
    return None


#: In the order in which they are asked; the first that holds decides. No rule: the line is passed over.
STARTS = (
    Rule[Spot, Start](
        Start.END,
        "account",
        lambda spot: is_known_account(spot.line.text),
        "A CMS signs a text that is nothing but a file or a link, too.",
        2,
    ),
    Rule[Spot, Start](
        Start.BOX, "box", lambda spot: spot.behind_box is not None, "Boxes stand between head and text, too.", 0
    ),
    Rule[Spot, Start](
        Start.NEVER,
        "foot of the page",
        lambda spot: is_footer(spot.line.text),
        "It stands below an article without text, too.",
        0,
    ),
    Rule[Spot, Start](
        Start.PAST,
        "tags, rating above the text",
        lambda spot: ends_text(spot.facts, spot.line),
        "Themes print the category as a label with links, or a rating, above the text, too.",
        0,
    ),
    Rule[Spot, Start](
        Start.LIST,
        "links to other articles",
        lambda spot: spot.facts.is_teaser(spot.place),
        "Themes recommend a few articles above the text; a page of many is a listing.",
        0,
    ),
    Rule[Spot, Start](
        Start.PAST, "button", lambda spot: spot.facts.is_tool(spot.line), "Tool bars stand between head and text.", 0
    ),
    Rule[Spot, Start](
        Start.PAST,
        "title again",
        lambda spot: says_title(spot.head, spot.line),
        "Some bodies begin with the title.",
        0,
    ),
    Rule[Spot, Start](
        Start.PAST,
        "picture of the writer",
        lambda spot: spot.line.picture is not None and spot.writer_follows,
        "Newspapers show who wrote the text beside the name.",
        0,
    ),
    Rule[Spot, Start](
        Start.HERE,
        "picture or file",
        lambda spot: wanted(spot.line) or offers_file(spot.line),
        "A picture above the first line is the article's, and a file may be all of it.",
        2402,
    ),
    Rule[Spot, Start](
        Start.LINK,
        "link",
        lambda spot: spot.line.linked >= 0.5,
        "A text begins with a link if nothing else follows.",
        0,
    ),
    Rule[Spot, Start](
        Start.PAST,
        "label, clock of a player",
        lambda spot: (
            is_file_label(spot.line.text)
            or len(spot.line.text) < 2
            or not (any(map(str.isalpha, spot.line.text)) or spot.facts.in_table(spot.line))
        ),
        "They say nothing by themselves; the numbers of a table do.",
        0,
    ),
    Rule[Spot, Start](
        Start.PAST,
        "who wrote it",
        lambda spot: _names_writer(spot.line) or spot.is_beside_writer,
        "A line that says who wrote the text, or what the writer is, and nothing else, stands above it.",
        0,
    ),
    Rule[Spot, Start](
        Start.HERE,
        "text",
        lambda spot: spot.place not in spot.facts.metas or spot.is_day_of_text,
        "What is no meta line is text; below a dated head a day is, too, if something stands beside it.",
        972,
    ),
)
