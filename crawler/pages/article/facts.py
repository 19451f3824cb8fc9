"""What is known of each line of a page, whoever asks: found once, and remembered."""

import re

from crawler.pages.article.fields import field_blocks
from crawler.pages.article.meta_line import Meta, is_meta, is_piece, may_be_meta, read_meta
from crawler.pages.article.meta_lines import NOWHERE, PLAYER, meta_lines, says_button
from crawler.pages.article.paragraphs import in_data_table
from crawler.pages.article.pictures import wanted
from crawler.pages.page.address import ArticleAddress, fetch_url
from crawler.pages.page.element_names import nearest_called
from crawler.pages.page.lexicon import is_file_pointer, is_related_heading, names_writer
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.rules import Rule, decide
from crawler.pages.page.tree import Element, folded
from crawler.records.text import normalize

#: Characters of a button.
_LONGEST_BUTTON = 80
_OF_PERSON = re.compile(r"author|user|member|profile|tac-?gia", re.I)
#: Characters of what a player shows with its buttons: "00:00 / 08:42 Tốc độ 1x".
_LONGEST_PLAYER = 50
_DIGIT = re.compile(r"\d")


class Facts:
    """The lines of a page and what is known of them. `metas` are the meta lines by place, `own` is the id of the page's
    article, `page` the folded name of the page that its address stands under."""

    def __init__(self, reading: Reading, address: ArticleAddress | None) -> None:
        self.reading = reading
        self.lines = reading.lines
        self.address = address
        self.own = address.article_id if address else None
        self.page = folded((address.page or "").rpartition("/")[2]) if address else ""
        self.metas: dict[int, Meta] = meta_lines(reading)
        #: Blocks of fields: their lines, first and behind, and what they say.
        self.fields = field_blocks(reading)
        self._teasers: dict[int, bool] = {}

    def in_table(self, line: Line) -> bool:
        """Whether the line stands in a table of data."""
        return in_data_table(self.reading, line)

    def is_day_of_table(self, place: int, meta: Meta) -> bool:
        """Whether the day is one of a table's: no label says what it is of, in its own cell or the one before."""
        labelled = meta.labelled or (place > 0 and is_piece(self.lines[place - 1].text))
        return not labelled and self.in_table(self.lines[place])

    def leads_on(self, line: Line) -> bool:
        """Whether a link of the line leads to another article of the portal."""
        targets = (self.reading.target(link) for link, _ in line.links)
        return any(target is not None and target.article_id != self.own for target in targets)

    def is_teaser(self, place: int) -> bool:
        """Whether the line is nothing but a link to another article."""
        if place not in self._teasers:
            line = self.lines[place]
            is_link = bool(line.links) and (line.picture is not None or is_mere_link(line))
            self._teasers[place] = is_link and (self.leads_on(line) or self._is_headed(line))
        return self._teasers[place]

    def _is_headed(self, line: Line) -> bool:
        """Whether a link to a page of the portal stands behind a heading of other articles: "Xem thêm: …"."""
        link, text = line.links[0]
        portal = self.reading.portal
        headed = is_related_heading(line.text.partition(text)[0]) if text else False
        return headed and fetch_url(link.get("href") or "", portal.base_url, portal) is not None

    def is_of_teaser(self, place: int) -> bool:
        """Whether the meta line is that of another article, to which its line or the one above leads."""
        return any(line.linked > 0.5 and self.leads_on(line) for line in self.lines[max(0, place - 1) : place + 1])

    def is_tool(self, line: Line) -> bool:
        """Whether the line is passed over wherever it stands: a button, a link to nowhere, its own address."""
        return decide(TOOLS, (self, line), False)


def is_called_writer(line: Line) -> bool:
    """Whether the line is a person's name that a link to persons or the element calls the author's."""
    return called_writer(line) is not None


def called_writer(line: Line) -> str | None:
    """The person's name that a link to persons or the element calls the author's; what the person is ("Phóng viên") or
    a button may stand behind it."""
    first = line.text if line.picture is None else ""
    is_parted = len(line.parts) > 1 and len(first) <= _LONGEST_BUTTON and not _DIGIT.search(first)
    parts = map(normalize, line.parts) if is_parted else ()
    name = next((text for text in (first, next(filter(None, parts), "")) if text and names_writer(text)), None)
    is_told = name is not None and (any(map(leads_to_person, line.links)) or writers_element(line) is not None)
    return name if is_told else None


def writers_element(line: Line) -> Element | None:
    """The element around the line that is called the author's."""
    return nearest_called(line.node, "author_names", 2)


def leads_to_person(link: tuple[Element, str]) -> bool:
    """Whether the link leads to the page of a person: an author, a user."""
    return _OF_PERSON.search(link[0].get("href") or "") is not None


def is_mere_link(line: Line) -> bool:
    """Whether nothing but links stands in the line, and perhaps the date of what they lead to, or a heading of other
    articles."""
    if not 0.2 <= line.linked <= 0.85 or len(line.text) > 400:
        return line.linked > 0.85
    rest = line.text
    for _, text in line.links:
        rest = rest.replace(text, " ", 1)
    says_little = sum(map(str.isalpha, rest)) <= 8 or is_related_heading(rest)
    return says_little or (may_be_meta(rest) and is_meta(read_meta(rest)))


Asked = tuple[Facts, Line]


def _hrefs(line: Line, points: bool) -> list[str]:
    """Where the links of a line lead that may be buttons, as those of one that only `points` somewhere are."""
    buttons = points or (len(line.text) < _LONGEST_BUTTON and (line.linked > 0.9 or len(line.links) > 1))
    return [(link.get("href") or "").strip().lower() for link, _ in line.links] if buttons else []


def _leads_nowhere(asked: Asked) -> bool:
    points = bool(asked[1].links) and is_file_pointer(asked[1].text)
    hrefs = _hrefs(asked[1], points)
    return bool(hrefs) and all(not href or href.startswith(NOWHERE) or (points and href == "/") for href in hrefs)


def _is_of_player(asked: Asked) -> bool:
    """Whether the line is the clock of a player at its start, or a button stands right above it, or above the clock
    before it."""
    facts, line = asked
    clock = PLAYER.match(line.text) if len(line.text) <= _LONGEST_PLAYER else None
    starts = clock is not None and clock["length"] is not None and not clock["at"].strip("0:")
    is_clock = clock is not None and clock.end() == len(line.text)
    near = facts.lines[max(0, line.place - 2) : line.place] if is_clock else ()
    above = [one for one in near if not PLAYER.fullmatch(one.text)]
    return starts or any(map(says_button, above[-1:]))


#: In the order in which they are asked; the first that holds decides whether a line is a tool.
TOOLS = (
    Rule[Asked, bool](
        False,
        "picture",
        lambda asked: asked[1].picture is not None and wanted(asked[1]),
        "Pictures are the article's.",
        2475,
    ),
    Rule[Asked, bool](
        True, "icon", lambda asked: asked[1].picture is not None, "Icons and banners belong to the page.", 0
    ),
    Rule[Asked, bool](
        True,
        "names of buttons",
        lambda asked: says_button(asked[1]) and not asked[0].in_table(asked[1]),
        "Print views, letter sizes and links to share stand above or below the text; a cross in a column is none.",
        1,
    ),
    Rule[Asked, bool](
        True,
        "clock of a player",
        lambda asked: asked[1].text[:1].isdigit() and _is_of_player(asked),
        "A player of the text read aloud shows how long it takes, beside its buttons.",
        0,
    ),
    Rule[Asked, bool](
        True,
        "signs alone",
        lambda asked: asked[1].node.tag not in {"td", "th"} and not any(map(str.isalnum, asked[1].text)),
        "Rows of dots or bars part the page; in a table an empty value is a value.",
        13,
    ),
    Rule[Asked, bool](
        True,
        "links to nowhere",
        lambda asked: "@" not in asked[1].text and _leads_nowhere(asked),
        'Links that run a script are buttons, and so is "Xem chi tiết tại đây" with a link to nothing. Mail is text.',
        0,
    ),
)
