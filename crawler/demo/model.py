"""The truth of the demonstration portal: the records that a right reading of its pages yields.

Texts are NFC and have one blank for any white space, as an extracted record has; how a page disfigures them
(`Look`) is kept apart. Times are local to the portal (Asia/Ho_Chi_Minh).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SectionKind = Literal["listing", "static", "group", "calendar", "search"]
ParagraphStyle = Literal["p", "br", "div", "word", "cell"]
CaptionStyle = Literal["table", "figure", "italic", "line"]
AddressShape = Literal["view_content", "content", "chi-tiet"]


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the portal's menu; a listing holds articles."""

    slug: str
    name: str
    kind: SectionKind
    parent: str | None = None
    weight: int = 0
    #: An old article stands on top of each of its pages.
    pinned: bool = False
    #: No menu entry: only the parent's page links it.
    hidden: bool = False
    #: What stands above its articles, where editors typed the name anew.
    heading: str = ""

    @property
    def shown(self) -> str:
        """The name as articles' pages print it."""
        return self.heading or self.name


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a heading within the text."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item counts as a paragraph."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that holds data, not layout; its first row is the header."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption, if it has one."""

    path: str
    caption: str | None


Block = Paragraph | Bullets | DataTable | Picture


@dataclass(frozen=True, slots=True)
class File:
    """A file that the article offers."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link on words that stand in the text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """The meta line as printed, in the parts that a layout may set apart."""

    label: str
    value: str
    join: str
    count: str | None

    @property
    def line(self) -> str:
        """The whole line."""
        return self.label + self.value + (self.join + self.count if self.count else "")


@dataclass(frozen=True, slots=True)
class Look:
    """How the page disfigures an article; each of these was seen on portals of the family."""

    paragraphs: ParagraphStyle = "p"
    captions: CaptionStyle = "table"
    lazy_pictures: bool = False
    decomposed: bool = False
    hard_blanks: bool = False
    meta_in_comment: bool = False


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article of the demonstration portal."""

    id: int
    index: int
    title: str
    #: The first is where it is at home; it is listed in all of them.
    sections: tuple[Section, ...]
    published: datetime
    #: The page prints no time: of `published` only the day is known.
    day_only: bool
    #: The clock printed is ahead of or behind the truth by twelve hours, and the text says so.
    time_inferred: bool
    stamp: Stamp
    view_count: int | None
    lead: str | None
    blocks: tuple[Block, ...]
    author: str | None = None
    source: str | None = None
    files: tuple[File, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    shape: AddressShape = "view_content"
    language: Literal["vi", "en"] = "vi"
    look: Look = field(default_factory=Look)
    #: Names of the habits that the article shows, for tests that want one of each.
    quirks: frozenset[str] = frozenset()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the body, without lead and captions; a row of a table is its cells joined by " | "."""
        texts: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                texts.append(block.text)
            elif isinstance(block, Bullets):
                texts.extend(block.items)
            elif isinstance(block, DataTable):
                texts.extend(" | ".join(row) for row in block.rows)
        return tuple(texts)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures, in the order of the page."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))
