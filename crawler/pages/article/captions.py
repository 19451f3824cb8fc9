"""Captions: lines right behind a picture that say what it shows, told by the tables `LINES` and `CAPTIONS`.

A caption looks apart from the text (centred, in italics), or stands with the picture in a `figure`, a small table or a
wrapper of their own, or is short and ends like no sentence. `alt` is none.
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise, takewhile

from crawler.pages.article.byline import is_byline, is_labelled_byline
from crawler.pages.article.pictures import LONGEST_CAPTION, in_figure, inside, named_caption, picture_source
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.line_ends import begins_item, ends_clause
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.rules import Rule, decide
from crawler.records.article import Image

#: Characters of what holds a picture and its caption, and lines in it.
_LONGEST_HOLDER, _MOST_IN_HOLDER = 400, 40
#: Characters of a caption: set apart, a sentence set apart, and as the text looks.
_LONGEST_SENTENCE, _LONGEST_PLAIN = 200, 150
#: The last level of headings that head a text: smaller ones are small print.
_LAST_HEADING = 4
#: The last lines that may be bylines.
_LAST = 3
_CREDIT = re.compile(rf"^\W*{any_of('credits')}\s*:?[^.]{{0,60}}$", re.I)
_FLOATING, _FLOATS = frozenset({"left", "right"}), re.compile(r"float\s*:\s*(?:left|right)", re.I)
_Look = tuple[str, str | None, tuple[str, str | None] | None, bool, bool, str | None]


class Part(Enum):
    """What a line of the text is beside pictures."""

    PICTURE = auto()
    TEXT = auto()
    CAPTION = auto()
    CREDIT = auto()


def split_captions(
    reading: Reading, lines: list[Line], lead: list[Line], absolute: Callable[[str], str | None]
) -> tuple[list[Line], list[Image]]:
    """The lines of the text without pictures and captions, and the pictures with theirs.

    No line of the `lead` is a caption.
    """
    lines = _below_pictures(reading, lines)
    splitter = _Splitter(reading, lines, lead, absolute)
    for index, line in enumerate(lines):
        splitter.take(line, lines[index - 1] if index else None)
    return splitter.kept, list(splitter.images.values())


def _below_pictures(reading: Reading, lines: list[Line]) -> list[Line]:
    """The lines, each caption that the markup sets above its picture behind it."""
    turned = list(lines)
    pairs = (
        (place, pair) for place, pair in enumerate(pairwise(lines)) if pair[0].text and pair[1].picture is not None
    )
    for place, (line, picture) in [(place, pair) for place, pair in pairs if _is_set_above(reading, *pair)]:
        turned[place : place + 2] = [picture, line]
    return turned


def _is_set_above(reading: Reading, line: Line, picture: Line) -> bool:
    """Whether the line is marked as a caption, or stands in a table, and what holds it and the picture below it holds
    nothing else."""
    table = inside(line, "table") if not line.bold else None
    plain = not ends_clause(line.text) or line.italic
    in_table = table is not None and table is inside(picture, "table") and plain
    marked = in_table or in_figure(line) or line.node.tag == "caption" or named_caption(reading, line) is not None
    return marked and reading.span(reading.shared(line.place, picture.place)) == (line.place, picture.place + 1)


class _Splitter:
    """The lines read so far: `kept` is text, `waiting` are the pictures right above that have no caption yet."""

    def __init__(
        self, reading: Reading, lines: list[Line], lead: list[Line], absolute: Callable[[str], str | None]
    ) -> None:
        self.reading = reading
        self.lines = lines
        self.text = [line for line in lines if line.text]
        self.lead = lead
        self.kin = _caption_looks(lines) if len(lines) - len(self.text) > 1 else set()
        self.kept: list[Line] = []
        self.images: dict[str, Image] = {}
        self.waiting: list[tuple[Image, Line]] = []
        self._absolute = absolute
        total = sum(len(line.text) for line in self.text)
        self._italic_apart = sum(len(line.text) for line in self.text if line.italic) * 2 <= total
        self._centre_apart = sum(len(line.text) for line in self.text if line.side == "center") * 2 <= total

    @cached_property
    def signed(self) -> int:
        """The place of the first of the last lines that are bylines; behind all lines when there are none."""
        last = reversed(self.text[-_LAST:])
        bylines = [line.place for line in takewhile(lambda line: is_byline(line.text), last)]
        return min(bylines, default=self.text[-1].place + 1 if self.text else 0)

    @cached_property
    def forms(self) -> set[tuple[str, str | None]]:
        """The elements in which text stands that is not right behind a picture."""
        return {_form(line) for before, line in pairwise(self.lines) if line.text and before.picture is None}

    def is_amid(self, line: Line) -> bool:
        """Whether text stands above the line, and none in an element like its own."""
        return bool(self.kept) and _form(line) not in self.forms

    def apart(self, line: Line) -> bool:
        """Whether the line looks otherwise than most of the text, or as captions do."""
        return (
            (line.italic and self._italic_apart)
            or (line.side == "center" and self._centre_apart)
            or (bool(self.kin) and _look(line) in self.kin)
        )

    def take(self, line: Line, before: Line | None) -> None:
        """Take the next line, behind the line `before`."""
        match decide(LINES, (self, line, before), Part.TEXT):
            case Part.PICTURE:
                self._take_picture(line, before)
            case Part.CAPTION:
                self._take_caption(line)
            case Part.CREDIT:
                image = list(self.images.values())[-1]
                image.caption = " ".join(filter(None, (image.caption, line.text)))
            case Part.TEXT:
                self.kept.append(line)
                self.waiting = []

    def _take_picture(self, line: Line, before: Line | None) -> None:
        source = picture_source(line.picture)
        url = self._absolute(source) if source else None
        known = self.images.get(url or "")
        if url is None or (known is not None and known.caption is not None):
            return
        image = self.images.setdefault(url, Image(url))  # its caption may stand where it is shown once more
        row = self.waiting if before is not None and before.picture is not None else []
        self.waiting = [*(one for one in row if one[0] is not image), (image, line)]

    def _take_caption(self, line: Line) -> None:
        """Give the caption to the picture right above."""
        self.waiting[-1][0].caption = line.text
        self.waiting = []


class _Beside:
    """A line behind a picture; `apart` says that it looks apart from the text, `amid` that text stands above both, and
    none in an element like that of the line."""

    def __init__(self, reading: Reading, line: Line, picture: Line, apart: bool, amid: bool) -> None:
        self.reading = reading
        self.line = line
        self.picture = picture
        self.apart = apart
        self.amid = amid and len(line.text) <= _LONGEST_SENTENCE
        self.ends = ends_clause(line.text)

    @property
    def is_in_table_that_follows(self) -> bool:
        """Whether it stands in a table of several texts that does not hold the picture."""
        table = inside(self.line, "table")
        follows = table is not None and table is not inside(self.picture, "table")
        return follows and _texts(self.reading, *self.reading.span(table)) > 1

    @property
    def is_in_next_cell(self) -> bool:
        """Whether it stands in another cell of the row of its picture."""
        row = inside(self.line, "tr")
        same_row = row is not None and row is inside(self.picture, "tr")
        return same_row and inside(self.line, "td") is not inside(self.picture, "td")

    @property
    def is_alone(self) -> bool:
        """Whether what holds both holds little else, and the line is no sentence that looks like the text; amid the
        text a sentence is, too, where what holds both holds nothing else."""
        shared = self.reading.shared(self.picture.place, self.line.place)
        first, behind = self.reading.span(shared)
        small = self.reading.length(first, behind) <= _LONGEST_HOLDER and behind - first <= _MOST_IN_HOLDER
        texts = _texts(self.reading, first, behind) if small else 0
        alone = small and texts <= 2 * (behind - first - texts)
        pair = self.amid and (first, behind) == (self.picture.place, self.line.place + 1)
        return alone and (not self.ends or self.apart or self.picture.node is shared or pair)

    @property
    def flows_around(self) -> bool:
        """Whether it stands in the block of a picture that floats at one side."""
        picture = self.picture.picture
        if picture is None or self.line.node is not self.picture.node:
            return False
        return picture.get("align") in _FLOATING or _FLOATS.search(picture.get("style") or "") is not None


def _texts(reading: Reading, first: int, behind: int) -> int:
    """How many of the lines are no pictures."""
    return sum(bool(one.text) for one in reading.lines[first:behind])


def _form(line: Line) -> tuple[str, str | None]:
    return line.node.tag, line.node.get("class")


def _look(line: Line) -> _Look:
    node, parent = line.node, line.node.getparent()
    outer = (parent.tag, parent.get("class")) if parent is not None else None
    return node.tag, node.get("class"), outer, line.bold, line.italic, line.side


def _caption_looks(lines: list[Line]) -> set[_Look]:
    """How the captions of a report of pictures look: as lines do that stand right behind several pictures and nowhere
    else, most of them no sentences."""
    behind: dict[_Look, list[bool]] = {}
    elsewhere: set[_Look] = set()
    pictured = False
    for line in lines:
        if line.text and pictured:
            behind.setdefault(_look(line), []).append(not ends_clause(line.text))
        elif line.text:
            elsewhere.add(_look(line))
        pictured = line.picture is not None
    return {
        look for look, open_ends in behind.items() if look not in elsewhere and 2 <= len(open_ends) < 2 * sum(open_ends)
    }


def _is_with(reading: Reading, line: Line, picture: Line) -> bool:
    """Whether line and picture share a cell or table that holds no more lines than pictures."""
    table, cell = inside(line, "table"), inside(line, "td")
    share_table = table is not None and table is inside(picture, "table") and line.node is not picture.node
    first, behind = reading.span(cell if cell is not None and cell is inside(picture, "td") else table)
    # A cell that only lays the text out holds more than captions.
    return share_table and 2 * _texts(reading, first, behind) <= behind - first


def _is_byline(asked: "_Asked") -> bool:
    splitter, line, _ = asked
    below_picture = bool(splitter.waiting) and line.place >= splitter.signed
    return below_picture and (
        is_labelled_byline(line.text) or not _is_with(splitter.reading, line, splitter.waiting[-1][1])
    )


def _is_caption(asked: "_Asked") -> bool:
    splitter, line, _ = asked
    pictures = [picture for _, picture in splitter.waiting[-1:]]
    looks = (splitter.apart(line), splitter.is_amid(line)) if pictures else (False, False)
    beside = (_Beside(splitter.reading, line, picture, *looks) for picture in pictures)
    return any(decide(CAPTIONS, one, False) for one in beside)


def _is_credit(asked: "_Asked") -> bool:
    splitter, line, before = asked
    behind_caption = bool(splitter.images) and not splitter.waiting and before not in splitter.kept[-1:]
    is_credit = behind_caption and _CREDIT.match(line.text) is not None
    return is_credit and (splitter.apart(line) or in_figure(line))


_Asked = tuple[_Splitter, Line, Line | None]
#: In the order in which they are asked; no rule: the line is text.
LINES = (
    Rule[_Asked, Part](
        Part.TEXT,
        "behind text",
        lambda asked: asked[1].picture is None and asked[2] in asked[0].kept[-1:],
        "Captions and credits stand behind pictures. Most lines are told by this, and no other rule is asked.",
        0,
    ),
    Rule[_Asked, Part](
        Part.PICTURE, "picture", lambda asked: asked[1].picture is not None, "What captions are of.", 2475
    ),
    Rule[_Asked, Part](
        Part.TEXT,
        "lead",
        lambda asked: asked[1] in asked[0].lead,
        "A lead stands beside a picture as captions do.",
        1233,
    ),
    Rule[_Asked, Part](Part.TEXT, "byline", _is_byline, "A byline stands right below the last picture.", 18),
    Rule[_Asked, Part](Part.CAPTION, "caption", _is_caption, "See `CAPTIONS`.", 1356),
    Rule[_Asked, Part](
        Part.CREDIT,
        "credit behind a caption",
        _is_credit,
        "Some captions have a line of their own for whose it is.",
        54,
    ),
)
#: In the order in which they are asked; the first that holds decides whether a line behind a picture is its caption.
CAPTIONS = (
    Rule[_Beside, bool](
        True,
        "in a figure",
        lambda c: in_figure(c.line) or c.line.node.tag == "caption",
        "The markup says so.",
        0,
    ),
    Rule[_Beside, bool](
        True,
        "named a caption",
        lambda c: named_caption(c.reading, c.line) is not None,
        "CMSs name its element so.",
        0,
    ),
    Rule[_Beside, bool](
        False, "table that follows", lambda c: c.is_in_table_that_follows, "Its first cell is text.", 3
    ),
    Rule[_Beside, bool](
        False,
        "sentence beside the picture",
        lambda c: c.ends and c.is_in_next_cell,
        "A lead stands beside its picture in a table; captions stand below.",
        0,
    ),
    Rule[_Beside, bool](
        False, "text around the picture", lambda c: c.flows_around, "A text flows around a picture that floats.", 7
    ),
    Rule[_Beside, bool](
        True,
        "in a table of pictures",
        lambda c: _is_with(c.reading, c.line, c.picture),
        "A small table holds pictures and what they show.",
        0,
    ),
    Rule[_Beside, bool](
        False,
        "heading",
        lambda c: 0 < c.line.heading <= _LAST_HEADING and inside(c.line, "td") is inside(c.picture, "td"),
        "It heads the text that follows.",
        2,
    ),
    Rule[_Beside, bool](
        True, "alone with its picture", lambda c: c.is_alone, "A wrapper holds both and little else.", 2
    ),
    Rule[_Beside, bool](
        False,
        "list",
        lambda c: c.line.node.tag == "li" and c.picture.node is not c.line.node,
        "A list begins behind it.",
        0,
    ),
    Rule[_Beside, bool](
        True,
        "set apart",
        lambda c: c.apart and len(c.line.text) <= (_LONGEST_SENTENCE if c.ends else LONGEST_CAPTION),
        "It is centred or in italics, and the text is not.",
        1316,
    ),
    Rule[_Beside, bool](
        True,
        "short and no sentence",
        lambda c: (
            not (c.apart or c.ends or c.line.bold or c.line.side == "right" or begins_item(c.line.text))
            and len(c.line.text) <= _LONGEST_PLAIN
        ),
        "Plain lines of a text end like sentences; headings are bold, bylines on the right.",
        30,
    ),
)
