"""Boxes beside, inside and below a text: elements that are no part of it as a whole, told by the table `BOXES`."""

from bisect import bisect_left
from functools import cached_property
from itertools import islice
from operator import attrgetter

from crawler.pages.article.facts import Facts
from crawler.pages.article.paragraphs import is_data_table
from crawler.pages.article.pictures import wanted
from crawler.pages.article.roles import WINDOW, Body, heads_nothing, is_prose
from crawler.pages.page.attachments import file_name
from crawler.pages.page.element_names import is_called
from crawler.pages.page.lexicon import (
    is_address,
    is_after_body,
    is_file_label,
    is_footer,
    is_notice,
    is_numbered,
    is_related_heading,
)
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line
from crawler.pages.page.rules import Rule, decide
from crawler.pages.page.tree import Element

_place = attrgetter("place")
_FURNITURE_TAGS = frozenset({"nav", "aside"})
_PARAGRAPHS = frozenset({"p", "td", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements in which readers write or choose, and the types of `input` that are no buttons.
_FIELD_TAGS = ("input", "select", "textarea")
_FIELDS = frozenset({"text", "email", "search", "tel", "radio", "checkbox"})
_CELLS = frozenset({"td", "th"})
#: Characters of the longest heading of a box, of the longest form, of the longest foot of an article.
LONGEST_HEADING, LONGEST_FORM, _LONGEST_FOOT = 60, 400, 200
#: Characters of a question to readers with its answers.
_LONGEST_QUESTION = 150
#: Characters of the shortest prose of an article in a list of others: their summaries are as long.
_SHORTEST_PROSE = 60
#: Characters beside which a cell is a column of its own.
_COLUMN = 200
#: Lines of a box that shows one other article: picture, title, day, summary.
_MOST_OF_ENTRY = 4
#: Elements without text that may stand between two boxes.
_BARE = 8


class Box:
    """An element that may be a box: the lines from `first` to the one before `behind`, and the text taken above it."""

    def __init__(self, facts: Facts, taken: Body, element: Element) -> None:
        self.facts = facts
        self.taken = taken
        self.element = element
        reading = facts.reading
        self.first, self.behind = reading.span(element)
        #: The first line of text, and its text.
        self.head = first_words(facts, self.first, self.behind)
        self.label = self.head.text if self.head else ""
        #: Characters of its text, and the share of them that are links.
        self.length = reading.length(self.first, self.behind)
        self.share = reading.link_share(self.first, self.behind)

    @cached_property
    def teasers(self) -> int:
        """Links to other articles."""
        return teasers_in(self.facts, self.first, self.behind)

    @cached_property
    def goes_on(self) -> bool:
        """Whether prose in elements like those of the text, and no day, stands in it behind a smaller element that
        holds all links to other articles."""
        inner = [one for one in elements_at(self.facts, self.first) if one is not self.element]
        ends = [self.facts.reading.span(one)[1] for one in inner if self.teasers]
        ends = [end for end in ends if end < self.behind and teasers_in(self.facts, self.first, end) == self.teasers]
        rest = [line for end in ends[-1:] for line in self.facts.lines[end : self.behind]]
        prose = [line for line in rest if is_prose(line)]
        forms = {_form(line) for line in self.taken.lines if is_prose(line)} if prose else set()
        return any(_form(line) in forms for line in prose) and not any(line.place in self.facts.metas for line in rest)

    @cached_property
    def links(self) -> list[tuple[Element, str]]:
        """Its links, those of the first lines."""
        lines = self.facts.lines[self.first : min(self.behind, self.first + WINDOW)]
        return [link for line in lines for link in line.links[:WINDOW]]

    @property
    def offers_files(self) -> bool:
        """Whether half of its links lead to files."""
        files = sum(file_name(link, text) is not None for link, text in self.links)
        return files * 2 >= len(self.links)

    @property
    def is_of_files(self) -> bool:
        """Whether its first line is a label of files or the name of one, and its first link leads to a file: other
        boxes may stand below, and buttons beside."""
        named = self.share > 0 and (is_file_label(self.label) or is_address(self.label))
        first = self.links[:1] if named else []
        return any(file_name(link, text) is not None for link, text in first)

    @property
    def is_menu(self) -> bool:
        """Whether most of it is links, and several."""
        links = self.facts.reading.links
        return links[self.behind] - links[self.first] >= 3 and self.share > 0.6

    @property
    def is_headed_as_others(self) -> bool:
        """Whether its first line heads other articles, or what stands below a text."""
        return is_related_heading(self.label) or is_after_body(self.label)

    @property
    def heads_nothing(self) -> bool:
        """Whether its first line heads an empty box before a text."""
        return self.head is not None and heads_nothing(self.facts, self.head, self.behind)

    def prose(self, first: int) -> int:
        """Lines of prose from `first` on that no other article's title or date stands above."""
        facts = self.facts
        places = range(first, min(self.behind, first + WINDOW))
        prose = (place for place in places if _is_long_prose(facts, place))
        return sum(place == first or not (facts.is_teaser(place - 1) or place - 1 in facts.metas) for place in prose)


def first_words(facts: Facts, first: int, behind: int) -> Line | None:
    """The first line of text among the lines."""
    return next((line for line in facts.lines[first : min(behind, first + WINDOW)] if line.text), None)


def teasers_in(facts: Facts, first: int, behind: int) -> int:
    """Links to other articles among the lines."""
    links, behind = facts.reading.links, min(behind, first + WINDOW)
    return sum(map(facts.is_teaser, range(first, behind))) if links[behind] > links[first] else 0


def elements_at(facts: Facts, place: int) -> list[Element]:
    """Elements whose first line is `place`, the largest first."""
    found: list[Element] = []
    node, spans = facts.lines[place].node, facts.reading.spans
    while node in spans and spans[node][0] == place:
        found.append(node)
        node = node.getparent()
    return found[::-1]


def behind_box(facts: Facts, taken: Body, place: int) -> int | None:
    """The line behind a box that begins at `place` and is no part of the text; `None` when there is none."""
    elements = (element for element in elements_at(facts, place) if _may_be_box(facts, element))
    boxes = (Box(facts, taken, element) for element in elements)
    return next((box.behind for box in boxes if decide(BOXES, box, False)), None)


def _may_be_box(facts: Facts, element: Element) -> bool:
    """Whether the element holds lines, and is no paragraph of one: soon told of most."""
    first, behind = facts.reading.span(element)
    return behind > first + (element.tag in _PARAGRAPHS)


def _form(line: Line) -> tuple[str, str | None]:
    return line.node.tag, line.node.get("class")


def looks_like_heading(line: Line) -> bool:
    """Whether the line is short, no sentence, and set off."""
    return len(line.text) <= LONGEST_HEADING and not ends_clause(line.text) and bool(line.heading or line.bold)


def _is_long_prose(facts: Facts, place: int) -> bool:
    line = facts.lines[place]
    return len(line.text) >= _SHORTEST_PROSE and is_prose(line) and not facts.is_teaser(place)


def _leads_down(link: Element) -> bool:
    """Whether the link leads to a place of its own page."""
    href = (link.get("href") or "").strip()
    return href.startswith("#")


def _asks_readers(box: Box) -> bool:
    """Whether readers write or choose in the box, and little else stands in it."""
    fields = box.element.iter(*_FIELD_TAGS)
    asks = any(field.tag != "input" or field.get("type", "text") in _FIELDS for field in fields)
    buttons = (
        box.label.endswith("?")
        and box.length <= _LONGEST_QUESTION
        and next(box.element.iter("button", "a"), None) is not None
    )
    return (asks or buttons) and box.prose(box.first) <= 1 and not _begins_text(box)


def _begins_text(box: Box) -> bool:
    """Whether the box begins with a picture or a sentence of a text: its fields are those of a rating below that."""
    first = box.facts.lines[box.first]
    said = box.label.endswith(".") and not is_notice(box.label)
    return (said or wanted(first)) and not first.links


def _shows_others(box: Box) -> bool:
    """Whether every line of text begins with a link to an article."""
    lines = [line for line in box.facts.lines[box.first : min(box.behind, box.first + WINDOW)] if line.text]
    led = ((line, *line.links[0]) for line in lines if line.links)
    begun = [line for line, link, text in led if line.text.startswith(text) and box.facts.reading.target(link)]
    return 0 < len(begun) == len(lines)


def _is_list(box: Box) -> bool:
    """Whether links to other articles outnumber the prose, and begin the box or stand right below its heading."""
    if box.teasers < 2 or 3 * box.prose(box.first) > box.teasers or box.head is None:
        return False
    follows = first_words(box.facts, box.head.place + 1, box.behind)
    headed = len(box.label) <= LONGEST_HEADING and follows is not None and box.facts.is_teaser(follows.place)
    return headed or box.facts.is_teaser(box.first)


def _lists_links(box: Box) -> bool:
    """Whether the links are what the text is about: printed addresses, or a list right behind "… như sau:"."""
    printed = sum(is_address(text) for _, text in box.links)
    above = box.taken.lines[-1] if box.taken.lines else None
    announced = above is not None and above.text.endswith(":") and box.head is box.facts.lines[above.place + 1]
    return printed * 2 >= len(box.links) or (box.element.tag in {"ul", "ol"} and announced and not box.teasers)


def _lists_files(box: Box) -> bool:
    """Whether the table names files in columns: its first row has several cells."""
    row = next(box.element.iter("tr"), ())
    return bool(box.links) and box.offers_files and sum(cell.tag in _CELLS for cell in row) > 1


def _is_column(box: Box) -> bool:
    """Whether the element is a column or box beside the text that was taken already."""
    reading, element, head = box.facts.reading, box.element, box.head
    if head is None or box.taken.prose < 2 or box.behind - box.first < 3 or is_file_label(head.text):
        return False
    spans = ((one, reading.spans.get(one, (0, 0))) for one in islice(element.itersiblings(preceding=True), _BARE + 1))
    before, (start, end) = next(((one, span) for one, span in spans if span[0] < span[1]), (None, (0, 0)))
    is_table = element.tag in {"tbody", "tfoot"} or (
        element.tag == "table" and (is_data_table(reading, element) or _lists_files(box))
    )
    if before is None or is_table:
        return False
    taken = box.taken.lines
    mine = taken[bisect_left(taken, start, key=_place) : bisect_left(taken, end, key=_place)][:WINDOW]
    if element.tag in _CELLS and before.tag in _CELLS:
        return sum(len(line.text) for line in mine) > _COLUMN
    alike = (before.tag, before.get("class")) == (element.tag, element.get("class"))
    is_label = len(head.text) <= LONGEST_HEADING and not ends_clause(head.text) and head.place not in box.facts.metas
    capitals = head.text.isupper() and is_label
    numbered = is_numbered(head.text)  # it goes on with the text's own headings
    return len(mine) >= 3 and not (alike or numbered) and (capitals or looks_like_heading(head))


#: In the order in which they are asked; the first that holds decides whether an element is a box.
BOXES = (
    Rule[Box, bool](
        False, "files", lambda box: box.is_of_files, "Some set the files of the article beside or below it.", 0
    ),
    Rule[Box, bool](
        True,
        "menu, aside",
        lambda box: box.element.tag in _FURNITURE_TAGS,
        "The markup says that it stands beside.",
        0,
    ),
    Rule[Box, bool](
        True,
        "named as other articles",
        lambda box: (
            box.share > 0
            and is_called(box.element, "related_names")
            and (box.share > 0.5 or _shows_others(box))
            and not box.offers_files
        ),
        "CMSs name the box of other articles in its class, with what each is about; some give files the same one.",
        0,
    ),
    Rule[Box, bool](
        True,
        "foot",
        lambda box: (
            box.element.tag == "footer"
            and (box.element.getparent().tag == "body" or box.length > _LONGEST_FOOT or box.share > 0.5)
        ),
        "The foot of an article is short and no menu; that of the page is a box.",
        0,
    ),
    Rule[Box, bool](
        True,
        "form",
        lambda box: box.length < LONGEST_FORM and (box.element.tag == "form" or _asks_readers(box)),
        "Readers write, choose or search in it. ASP.NET puts a whole page into one.",
        0,
    ),
    Rule[Box, bool](
        True,
        "fields",
        lambda box: (box.first, box.behind) in box.facts.fields,
        "Labels and values say of the article what a meta line does.",
        0,
    ),
    Rule[Box, bool](
        False,
        "line, pictures",
        lambda box: box.element.tag == "footer" or box.behind - box.first == 1 or box.head is None,
        "Lines are asked one by one what they are.",
        0,
    ),
    Rule[Box, bool](
        False,
        "text behind other articles",
        lambda box: box.goes_on,
        "Editors set a box of other articles and paragraphs into one group.",
        0,
    ),
    Rule[Box, bool](
        True,
        "heading of other articles",
        lambda box: (
            box.is_headed_as_others
            and (box.teasers > 0 or not box.prose(box.head.place + 1 if box.head else 0))
            and not (is_related_heading(box.label) and box.heads_nothing)
        ),
        "Such a heading and what follows it stand below articles.",
        0,
    ),
    Rule[Box, bool](True, "label of a foot", lambda box: is_footer(box.label), "Addresses and licences end a page.", 0),
    Rule[Box, bool](
        True,
        "table of contents",
        lambda box: box.share > 0.5 and bool(box.links) and all(_leads_down(link) for link, _ in box.links),
        "Its links lead to headings of the text.",
        0,
    ),
    Rule[Box, bool](
        True,
        "one other article",
        lambda box: (
            box.taken.prose > 0
            and box.behind - box.first <= _MOST_OF_ENTRY
            and box.head is not None
            and box.facts.is_teaser(box.head.place)
        ),
        "Texts recommend another article amid them: its title as a link, with its day and what it is about.",
        0,
    ),
    Rule[Box, bool](True, "list of other articles", _is_list, "Most lists have no heading that says what they are.", 0),
    Rule[Box, bool](
        True,
        "menu without a name",
        lambda box: box.is_menu and not box.offers_files and not _lists_links(box),
        "Many links with little beside them lead away.",
        0,
    ),
    Rule[Box, bool](
        True,
        "column",
        lambda box: not box.is_menu and _is_column(box),
        "A box with a heading of its own behind the text, or the next cell of a table that lays the page out.",
        0,
    ),
)
