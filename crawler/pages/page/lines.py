"""A page as its reader sees it: lines of text and pictures in their order, each with how it looks.

A line is a run of text that no block element, line break or picture interrupts. `Reading.span` says which lines stand
inside an element, so that the structure can be asked for without walking again.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain

from lxml import etree

from crawler.pages.page.address import ArticleAddress, article_address
from crawler.pages.page.attachments import attachment_url
from crawler.pages.page.entities import mend
from crawler.pages.page.label_sets import any_of, entries_of
from crawler.pages.page.looks import DRESSED, Look, inside, is_hidden
from crawler.pages.page.tree import Element, folded
from crawler.pages.page.undeclared import Undeclared
from crawler.records.profile import Portal
from crawler.records.text import normalize, remembered

#: Elements that are walked and lines that are made of them: the longest pages of portals have a tenth of that, hostile
#: pages have millions.
MOST_ELEMENTS = 80_000
MOST_LINES = 20_000
#: Stands in `Line.spaced` where an empty element shows an icon of views (an eye).
EYE = "\ue000"

#: Elements that show a picture.
PICTURES = ("img", "amp-img")
_SILENT = frozenset(
    {
        "amp-ad", "amp-audio", "amp-iframe", "amp-video", "amp-youtube", "audio", "button", "canvas", "datalist",
        "dialog", "embed", "head", "iframe", "input", "map", "noscript",
        "object", "option", "script", "select", "style", "svg", "template", "textarea", "video", "xml"
    }
)  # fmt: skip
_EMBEDDED = frozenset({"iframe", "embed", "object"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "marquee", "menu", "nav", "noframes", "ol",
        "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"
    }
)  # fmt: skip
#: Elements that several ask for wherever they stand, in parts that readers do not see, too: one walk finds all.
_ASKED_FOR = ("a", "abbr", "base", "input", "meta", "script", "time", "title")
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_EYE = re.compile(
    rf"(?:^|[\s_/.-])(?:eyes?|views?|visibility|hits?|watch|luot-?xem)(?:$|[\s_/.\d-])|{any_of('views_of_icon')}", re.I
)
#: How an element says that the number in it counts views.
_VIEWS = re.compile(any_of("views_counted", "views_of_icon"), re.I)
#: Elements of fonts whose words are shown as icons.
_ICON_TAGS = ("i", "span", "mat-icon")
#: What is done at an element by its tag: one look-up for most.
_KINDS = {
    **dict.fromkeys(_BLOCKS, "block"),
    **dict.fromkeys(_SILENT, "silent"),
    **dict.fromkeys(_ICON_TAGS, "icon"),
    **dict.fromkeys(PICTURES, "picture"),
    "br": "break",
}
_TOLD_BY = frozenset({"class", "title", "aria-label", "alt", "src"})
#: Declared pixels of the largest icon.
_LARGEST_ICON = 40
_DECLARED = re.compile(r"\s*(\d{1,9})(?:px)?\s*", re.A)
#: What an icon says that is all of a block and leads to a file.
_DOWNLOAD = entries_of("downloads")[0]
#: Behind the last element of a page.
_END = etree.Element("end")
#: A text, how it looks, and the link around it.
_Chunk = tuple[str, Look, Element | None]
#: A longer line has no parts that style sheets set apart.
_LONGEST_SPACED = 400
#: Characters of a short text.
_SHORT = 200


@dataclass(slots=True, eq=False)
class Line:
    """A line of text, or a picture (`picture` is its element, `text` empty).

    `node` is the block element that it stands in, `heading` 1 to 6 where that is h1 to h6. `broken` counts the line
    breaks between it and the line before it in the same block. `spaced` is the text with a blank wherever an inline
    element begins or ends: style sheets set such parts apart; `parts` are these, of a line of several. `links` are
    (element, text) of the links in it, `linked` the share of its characters inside links.
    """

    text: str
    node: Element
    place: int
    spaced: str = ""
    picture: Element | None = None
    broken: int = 0
    bold: bool = False
    italic: bool = False
    side: str | None = None
    size: float = 0.0
    linked: float = 0.0
    links: list[tuple[Element, str]] = field(default_factory=list)
    heading: int = 0
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """The lines of a page in order; `spans` are (first line, line behind the last) of its block elements.

    `base` is the `href` of its `base` element. `cut` says that what lies beyond `MOST_ELEMENTS` or `MOST_LINES` was not
    read. `mended` counts the texts whose character references were mended. `embedded` are frames and objects, each with
    the number of the line behind it. `characters`, `linked`, `links` and `pictures` are running sums over the lines, so
    that asking for any element costs the same; `tables` remembers which tables hold data. `undeclared` tells articles
    on a page whose own address no platform declares.
    """

    root: Element
    portal: Portal
    lines: list[Line] = field(default_factory=list)
    spans: dict[Element, tuple[int, int]] = field(default_factory=dict)
    base: str | None = None
    cut: bool = False
    mended: int = 0
    embedded: list[tuple[int, Element]] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    tables: dict[Element, bool] = field(default_factory=dict)
    undeclared: Undeclared | None = None
    _tagged: dict[str, list[Element]] = field(default_factory=dict)
    _named: dict[str, list[tuple[Element, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tagged = {tag: [] for tag in _ASKED_FOR}
        for element in self.root.iter(*_ASKED_FOR):
            self._tagged[element.tag].append(element)

    def elements(self, tag: str) -> list[Element]:
        """The elements of one of the tags `_ASKED_FOR`, in the order of the page, whether readers see them or not."""
        return self._tagged[tag]

    def count(self) -> None:
        """Make the running sums, and put the links in order by their texts, when no line changes any more."""
        sizes = [len(line.text) for line in self.lines]
        self.characters = [0, *accumulate(sizes)]
        self.linked = [0.0, *accumulate([size * line.linked for size, line in zip(sizes, self.lines, strict=True)])]
        self.links = [0, *accumulate([len(line.links) for line in self.lines])]
        self.pictures = [0, *accumulate([line.picture is not None for line in self.lines])]
        self._named = defaultdict(list)
        for link in chain.from_iterable([line.links for line in self.lines]):
            self._named[folded(link[1])].append(link)

    def links_named(self, fold: str) -> list[tuple[Element, str]]:
        """The links of the lines, each with its text, that have this folded text."""
        return self._named.get(fold, [])

    def drop(self, places: Collection[int]) -> None:
        """Take the lines at these places out."""
        if not places:
            return
        kept = [line for line in self.lines if line.place not in places]
        before = [0, *accumulate([line.place not in places for line in self.lines])]
        for place, line in enumerate(kept):
            line.place = place
        self.lines[:] = kept
        self.spans = {node: (before[first], before[behind]) for node, (first, behind) in self.spans.items()}
        self.embedded = [(before[place], element) for place, element in self.embedded]

    def target(self, link: Element) -> ArticleAddress | None:
        """The article of the portal that a link leads to."""
        return self.leads_to((link.get("href") or "").strip())

    def leads_to(self, href: str) -> ArticleAddress | None:
        """The article of the portal that an address leads to."""
        declared = article_address(href, self.portal)
        return declared if declared is not None or self.undeclared is None else self.undeclared.target(href)

    def span(self, element: Element) -> tuple[int, int]:
        """First line inside the element and the line behind its last."""
        return self.spans.get(element, (0, len(self.lines)))

    def shared(self, one: int, other: int) -> Element:
        """The smallest block element that holds both lines."""
        node = self.lines[one].node
        while True:
            first, behind = self.span(node)
            parent = node.getparent()
            if first <= other < behind or parent is None:
                return node
            node = parent

    def length(self, first: int, behind: int) -> int:
        """Characters of the lines."""
        return self.characters[behind] - self.characters[first]

    def link_share(self, first: int, behind: int) -> float:
        """Share of the lines' characters that are links."""
        return (self.linked[behind] - self.linked[first]) / max(1, self.length(first, behind))


def read(root: Element, portal: Portal) -> Reading:
    """The lines of the page of a portal under `root`."""
    return _Reader(root, portal).read()


class _Reader:
    """Walks a page: `blocks` are the block elements that are open, each with its first line, `chunks` the texts of the
    line that comes to be, each with its look and the link around it, `breaks` the line breaks before it, and `button`
    the first link around an icon of the block."""

    def __init__(self, root: Element, portal: Portal) -> None:
        self.root = root
        self.reading = Reading(root, portal)
        self.blocks: list[tuple[Element, int]] = [(root, 0)]
        self.chunks: list[_Chunk] = []
        self.breaks = 0
        self.button: Element | None = None

    def read(self) -> Reading:
        reading, lines, blocks, chunks, count = self.reading, self.reading.lines, self.blocks, self.chunks, 0
        #: The open elements, with look and link of text in them; no look where readers do not see it.
        opened: list[tuple[Element, Look | None, Element | None]] = [(None, Look(), None)]
        inner, look, link = opened[-1]
        for element in chain(self.root.iter(), [_END]):
            parent = element.getparent()
            while inner is not parent:
                opened.pop()
                if inner is blocks[-1][0]:
                    self._close()
                text = inner.tail
                inner, look, link = opened[-1]
                if text and look is not None and (chunks or not text.isspace() or link is not None):
                    chunks.append((self._mended(text) if ";" in text else text, look, link))
            inner = element
            if look is None or element is _END:
                look = link = None
                opened.append((element, None, None))
                continue
            count += 1
            if count > MOST_ELEMENTS or len(lines) > MOST_LINES:
                reading.cut = True
                break
            tag, named = element.tag, element.keys()
            kind = _KINDS.get(tag)
            if kind == "silent" or (named and count > 2 and is_hidden(element, named)):
                self._pass_over(element, tag, look, link)
                look = None
            elif kind == "break":
                self._flush()
                self.breaks += 1
            elif kind == "picture":
                self._picture(element, look, link)
            elif kind == "icon" and (tag == "mat-icon" or "material-" in (element.get("class") or "")):
                self._icon(element, look, link)  # the word in it is shown as a picture
                look = None
            else:
                if kind == "block" or ("-" in tag and _is_box(element)):
                    self._open(element)
                if "title" in named and _counts_views(element.get("title")):
                    chunks.append((EYE, look, link))
                if tag in DRESSED or "style" in named or "align" in named:
                    look = inside(look, element, tag, named)
                link = element if tag == "a" and "href" in named else link
                text = element.text
                # Blanks do not begin a line, unless a link is all that they are in.
                if text and (chunks or not text.isspace() or link is not None):
                    chunks.append((self._mended(text) if ";" in text else text, look, link))
                if named and not len(element) and (not text or text.isspace()):
                    self._icon(element, look, link)
            opened.append((element, look, link))
        self._flush()
        while self.blocks:
            self._close()
        reading.base = next((one.get("href") for one in reading.elements("base")), None)
        return reading

    def _open(self, block: Element) -> None:
        if self.chunks:
            self._flush()
        self.breaks = 0
        if block is not self.root:
            self.blocks.append((block, len(self.reading.lines)))

    def _close(self) -> None:
        if self.chunks:
            self._flush()
        self.breaks = 0
        block, first = self.blocks.pop()
        lines, button = self.reading.lines, self.button
        if button is not None and first == len(lines) and attachment_url(button.get("href") or ""):
            lines.append(Line(_DOWNLOAD, block, first, _DOWNLOAD, linked=1.0, links=[(button, _DOWNLOAD)]))
        self.button = None
        self.reading.spans[block] = (first, len(lines))

    def _pass_over(self, element: Element, tag: str, look: Look, link: Element | None) -> None:
        """Keep what counts of an element whose text readers do not see: pictures, files, icons."""
        match tag:
            case "noscript":
                for picture in element.iter(*PICTURES):
                    self._picture(picture, look, link)
            case "svg":
                self._icon(element, look, link)
            case _ if tag in _EMBEDDED:
                self.reading.embedded.append((len(self.reading.lines), element))
            case _ if tag in _BLOCKS:
                self._flush()

    def _mended(self, text: str) -> str:
        """The text with its broken character references read."""
        mended = mend(text)
        self.reading.mended += mended != text
        return mended

    def _icon(self, element: Element, look: Look, link: Element | None) -> None:
        self.chunks += [(EYE, look, link)] * shows_eye(element)
        self.button = link if self.button is None else self.button

    def _picture(self, element: Element, look: Look, link: Element | None) -> None:
        if _is_icon(element):
            self._icon(element, look, link)
            return
        self._flush()
        lines, block = self.reading.lines, self.blocks[-1][0]
        links = [] if link is None else [(link, "")]
        lines.append(Line("", block, len(lines), picture=element, broken=self.breaks, side=look.side, links=links))
        self.breaks = 0

    def _flush(self) -> None:
        """End the line that comes to be."""
        if not self.chunks:
            return
        chunks = self.chunks[:]
        self.chunks.clear()
        while len(chunks) > 1 and chunks[-1][2] is None and chunks[-1][0].isspace():
            chunks.pop()  # blanks at the end of a line say nothing
        joined, look, link = chunks[0]
        if len(chunks) > 1:
            joined = "".join([text for text, _, _ in chunks])
        text = _shown(joined)
        if not text:
            # An icon alone in its block still labels the number behind it.
            self.chunks += [chunk for chunk in chunks if chunk[0] == EYE]
            return
        lines, block = self.reading.lines, self.blocks[-1][0]
        line = Line(text, block, len(lines), text, None, self.breaks, look.bold, look.italic, look.side, look.size)
        line.heading = _LEVELS.get(block.tag, 0)
        if len(chunks) > 1:
            if len(text) < _LONGEST_SPACED:
                line.parts = tuple([chunk for chunk, _, _ in chunks])
                line.spaced = normalize(" ".join(line.parts))
            _dress(line, chunks)
        elif link is not None:
            line.linked, line.links = 1.0, [(link, text)]
        lines.append(line)
        self.breaks = 0


def shows_eye(element: Element) -> bool:
    """Whether an icon, or what describes an element, says that a count of views stands behind or in it."""
    named = element.keys()
    return _names_eye(" ".join([*(element.get(name) for name in named if name in _TOLD_BY), element.text or ""]))


@remembered(_SHORT)
def _names_eye(told: str) -> bool:
    return _EYE.search(normalize(told)) is not None


@remembered(_SHORT)
def _counts_views(title: str) -> bool:
    return _VIEWS.fullmatch(normalize(title)) is not None


def _dress(line: Line, chunks: list[_Chunk]) -> None:
    """Say how most of a line of several texts looks."""
    look = chunks[0][1]
    total = bold = italic = linked = 0
    most = -1
    parts: dict[Element, list[str]] = {}
    for text, one, link in chunks:
        size = len(text.strip())
        total += size
        bold += size * one.bold
        italic += size * one.italic
        if link is not None:
            linked += size
            parts.setdefault(link, []).append(text)
        if size > most:
            most, look = size, one
    line.bold, line.italic = bold > 0.8 * total, italic > 0.8 * total
    line.side, line.size = look.side, look.size
    line.linked = linked / max(1, total)
    line.links = [(link, _shown("".join(texts))) for link, texts in parts.items()]


@remembered(_SHORT)
def _shown(text: str) -> str:
    """The text as readers see it."""
    return normalize(text.replace(EYE, ""))


def _is_box(custom: Element) -> bool:
    """Whether a custom element is a box of its own: where text stands beside it, it is part of a sentence."""
    parent = custom.getparent()
    beside = (parent.text if parent is not None else None, custom.tail)
    return not any(text and text.strip() for text in beside)


def _is_icon(picture: Element) -> bool:
    """Whether the picture's declared size is an icon's."""
    return any(size <= _LARGEST_ICON for size in declared_sizes(picture))


def declared_sizes(picture: Element) -> list[int]:
    """Width and height of the picture in pixels, as far as the page declares them."""
    sizes = map(_pixels, (picture.get("width"), picture.get("height")))
    return [size for size in sizes if size is not None]


@lru_cache(maxsize=1024)
def _pixels(declared: str | None) -> int | None:
    size = _DECLARED.fullmatch(declared) if declared else None
    return int(size[1]) if size is not None else None
