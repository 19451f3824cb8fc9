"""A page as its reader sees it: lines of text and pictures in their order, each with how it looks.

Class names mean nothing here. A line is a run of text that no block element, line break or picture interrupts.
`Reading.span` says which lines stand inside an element, so that the structure can be asked for without walking again.
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from crawler.pages.page.address import ArticleAddress, article_address
from crawler.pages.page.entities import mend
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.tree import Element
from crawler.records.profile import Portal
from crawler.records.text import normalize

#: Elements that are walked and lines that are made of them: the longest pages of portals have a tenth of that, hostile
#: pages have millions.
MOST_ELEMENTS = 80_000
MOST_LINES = 20_000
#: Stands in `Line.spaced` where an empty element shows an icon of views (an eye).
EYE = "\ue000"

_SILENT = frozenset(
    {
        "audio", "button", "canvas", "datalist", "dialog", "embed", "head", "iframe", "input", "map", "noscript",
        "object", "option", "script", "select", "style", "svg", "template", "textarea", "video", "xml"
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "marquee", "menu", "nav", "noframes", "ol",
        "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"
    }
)  # fmt: skip
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_ITALIC = frozenset({"i", "em", "cite", "address", "dfn"})
#: Tags that change how the text inside looks; of the others only attributes do.
_DRESSED = _BOLD | _ITALIC | {"center", "a", "font", "td", "th", "table"}
_SIDES = re.compile(r"text-align\s*:\s*(center|right|left|justify|start|end)|(?:^|;|\s)float\s*:\s*(right)", re.I)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
#: Classes of style sheets that hide an element; "d-none d-md-block" shows it on wide screens.
_HIDING = frozenset(
    {
        "hidden", "hide", "d-none", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text",
        "hide-accessible", "aui-helper-hidden"
    }
)  # fmt: skip
_SHOWN_ON_WIDE = re.compile(r"(?:^|[\s-])(?:[sml]g?|xx?l|md|lg|print)[-:](?:block|flex|inline|table|grid)", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]{1,6})\s*(px|pt|em|rem|%)|font-size\s*:\s*(x?x-large|large)", re.I)
_EYE = re.compile(
    rf"(?:^|[\s_/.-])(?:eyes?|views?|hits?|watch|luot-?xem)(?:$|[\s_/.\d-])|{any_of('views_of_icon')}", re.I
)
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16}


@dataclass(slots=True, eq=False)
class Line:
    """A line of text, or a picture (`picture` is its element, `text` empty).

    `node` is the block element that it stands in. `broken` counts the line breaks between it and the line before it in
    the same block. `spaced` is the text with a blank wherever an inline element begins or ends: style sheets set such
    parts apart. `links` are (element, text) of the links in it, `linked` the share of its characters inside links.
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

    @property
    def heading(self) -> int:
        """1 to 6 inside h1 to h6, else 0."""
        tag = self.node.tag
        return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


@dataclass(slots=True)
class Reading:
    """The lines of a page in order; `spans` are (first line, line behind the last) of its block elements.

    `base` is the `href` of its `base` element. `cut` says that what lies beyond `MOST_ELEMENTS` or `MOST_LINES` was not
    read. `mended` counts the texts whose character references were mended. `embedded` are frames and objects, each with
    the number of the line behind it. `characters`, `linked` and `links` are running sums over the lines, so that asking
    for any element costs the same.
    """

    root: Element
    portal: Portal
    lines: list[Line]
    spans: dict[Element, tuple[int, int]]
    base: str | None
    cut: bool
    mended: int
    embedded: list[tuple[int, Element]] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    links: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.characters = list(accumulate((len(line.text) for line in self.lines), initial=0))
        self.linked = list(accumulate((len(line.text) * line.linked for line in self.lines), initial=0.0))
        self.links = list(accumulate((len(line.links) for line in self.lines), initial=0))

    def target(self, link: Element) -> ArticleAddress | None:
        """The article of the portal that a link leads to."""
        return article_address((link.get("href") or "").strip(), self.portal)

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


@dataclass(slots=True)
class _Look:
    """How text inside an element looks."""

    bold: bool = False
    italic: bool = False
    side: str | None = None
    size: float = 0.0
    link: Element | None = None


def read(root: Element, portal: Portal) -> Reading:
    """The lines of the page of a portal under `root`."""
    return _Reader(root, portal).read()


class _Reader:
    def __init__(self, root: Element, portal: Portal) -> None:
        self.root = root
        self.portal = portal
        self.lines: list[Line] = []
        self.spans: dict[Element, tuple[int, int]] = {}
        self.blocks: list[Element] = [root]
        self.looks: list[_Look] = [_Look()]
        self.chunks: list[tuple[str, _Look]] = []
        self.breaks = 0
        self.cut = False
        self.mended = 0
        self.embedded: list[tuple[int, Element]] = []

    def read(self) -> Reading:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        starts: dict[Element, int] = {self.root: 0}
        skipped: Element | None = None
        count = 0
        for event, element in walk:
            tag = element.tag
            if event == "start":
                count += 1
                named = element.keys()
                if tag in _SILENT or (count > 2 and named and _is_hidden(element, named)):
                    skipped = element
                    if tag in _BLOCKS:
                        self._flush()
                    walk.skip_subtree()
                    if tag == "noscript":
                        self._pictures_without_script(element)
                    elif tag in {"iframe", "embed", "object"}:
                        self.embedded.append((len(self.lines), element))
                    elif tag == "svg":
                        self._icon(element)
                    continue
                self._start(element, tag, named, starts)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._end(element, tag, starts)
                tail = element.tail
                if tail and element is not self.root:
                    self._say(tail, self.looks[-1])
            if count > MOST_ELEMENTS or len(self.lines) > MOST_LINES:
                self.cut = True
                break
        self._flush()
        for element, first in starts.items():
            self.spans.setdefault(element, (first, len(self.lines)))
        base = next((one.get("href") for one in self.root.iter("base")), None)
        return Reading(self.root, self.portal, self.lines, self.spans, base, self.cut, self.mended, self.embedded)

    def _say(self, text: str, look: _Look) -> None:
        """Text of the line that comes to be; blanks do not begin one, unless a link is all that they are in."""
        if self.chunks or look.link is not None or not text.isspace():
            mended = mend(text) if ";" in text else text
            self.mended += mended != text
            self.chunks.append((mended, look))

    def _start(self, element: Element, tag: str, named: list[str], starts: dict[Element, int]) -> None:
        if tag == "br":
            self._flush()
            self.breaks += 1
            return
        if tag == "img":
            self._picture(element)
            return
        if tag in _BLOCKS or ("-" in tag and _is_box(element)):
            if self.chunks:
                self._flush()
            self.breaks = 0
            starts[element] = len(self.lines)
            self.blocks.append(element)
        plain = tag not in _DRESSED and "style" not in named and "align" not in named
        look = self.looks[-1] if plain else self._look(element, tag)
        self.looks.append(look)
        text = element.text
        if text:
            self._say(text, look)
        elif named and not len(element):
            self._icon(element)

    def _end(self, element: Element, tag: str, starts: dict[Element, int]) -> None:
        if tag in {"br", "img"}:
            return
        if element is self.blocks[-1]:
            if self.chunks:
                self._flush()
            self.breaks = 0
            if element is not self.root:
                self.blocks.pop()
            self.spans[element] = (starts[element], len(self.lines))
        self.looks.pop()

    def _look(self, element: Element, tag: str) -> _Look:
        look = self.looks[-1]
        style, align = element.get("style"), element.get("align")
        bold, italic, side, size, link = look.bold, look.italic, look.side, look.size, look.link
        if tag in _BOLD:
            bold = True
        elif tag in _ITALIC:
            italic = True
        elif tag == "center":
            side = "center"
        elif tag == "a" and element.get("href") is not None:
            link = element
        elif tag == "font" and element.get("size"):
            size = _font_size(element.get("size"))
        if tag in {"td", "th", "table"} and align is None:
            side = None
        if align:
            side = align.lower() if tag != "table" and tag != "img" else side
        if style:
            found = _SIDES.search(style)
            if found:
                side = (found[1] or found[2]).lower()
            bold = bool(_BOLD_STYLE.search(style)) or (bold and not _PLAIN_STYLE.search(style))
            italic = italic or bool(_ITALIC_STYLE.search(style))
            sized = _SIZE.search(style)
            if sized:
                size = _pixels(sized)
        same = (bold, italic, side, size, link) == (look.bold, look.italic, look.side, look.size, look.link)
        return look if same else _Look(bold, italic, side, size, link)

    def _icon(self, element: Element) -> None:
        told = " ".join(filter(None, (element.get(name) for name in ("class", "title", "aria-label", "alt", "src"))))
        if told and _EYE.search(told):
            self.chunks.append((EYE, self.looks[-1]))

    def _picture(self, element: Element) -> None:
        from_theme = _is_small(element)
        if from_theme:
            self._icon(element)
            return
        self._flush()
        look = self.looks[-1]
        line = Line("", self.blocks[-1], len(self.lines), picture=element, broken=self.breaks, side=look.side)
        if look.link is not None:
            line.links.append((look.link, ""))
        self.lines.append(line)
        self.breaks = 0

    def _pictures_without_script(self, element: Element) -> None:
        for picture in element.iter("img"):
            self._picture(picture)

    def _flush(self) -> None:
        chunks = self.chunks
        if not chunks:
            return
        self.chunks = []
        while len(chunks) > 1 and chunks[-1][1].link is None and chunks[-1][0].isspace():
            chunks.pop()  # blanks at the end of a line say nothing
        joined = "".join([text for text, _ in chunks])
        if EYE in joined:
            joined = joined.replace(EYE, "")
        text = normalize(joined)
        if not text:
            # An icon alone in its block still labels the number behind it.
            self.chunks = [chunk for chunk in chunks if chunk[0] == EYE]
            return
        spaced = text
        if len(chunks) > 1 and len(text) < 400:
            spaced = normalize(" ".join([chunk for chunk, _ in chunks]))
        line = Line(text, self.blocks[-1], len(self.lines), spaced, broken=self.breaks)
        self._dress(line, chunks)
        self.lines.append(line)
        self.breaks = 0

    def _dress(self, line: Line, chunks: list[tuple[str, _Look]]) -> None:
        """Say how most of the line looks."""
        if len(chunks) == 1:
            look = chunks[0][1]
            line.bold, line.italic, line.side, line.size = look.bold, look.italic, look.side, look.size
            if look.link is not None:
                line.linked = 1.0
                line.links.append((look.link, line.text))
            return
        total = bold = italic = linked = right = 0
        largest = chunks[0][1]
        most = -1
        parts: dict[Element, list[str]] = {}
        for text, look in chunks:
            size = len(text.strip())
            total += size
            bold += size * look.bold
            italic += size * look.italic
            right += size * (look.side == "right")
            if look.link is not None:
                linked += size
                parts.setdefault(look.link, []).append(text)
            if size > most:
                most, largest = size, look
        line.bold, line.italic = bold > 0.8 * total, italic > 0.8 * total
        line.side, line.size = largest.side, largest.size
        line.linked = linked / max(1, total)
        line.links = [(link, normalize("".join(texts).replace(EYE, ""))) for link, texts in parts.items()]


def _is_box(custom: Element) -> bool:
    """Whether a custom element is a box of its own: where text stands beside it, it is part of a sentence."""
    parent = custom.getparent()
    beside = (parent.text if parent is not None else None, custom.tail)
    return not any(text and text.strip() for text in beside)


def _is_hidden(element: Element, named: list[str]) -> bool:
    """Whether the element's attributes, of these names, hide it."""
    if "hidden" in named or ("style" in named and _HIDDEN.search(element.get("style")) is not None):
        return True
    classes = element.get("class") or ""
    return not _HIDING.isdisjoint(classes.split()) and not _SHOWN_ON_WIDE.search(classes)


def _is_small(picture: Element) -> bool:
    """Whether the picture's declared size is an icon's."""
    for name in ("width", "height"):
        value = (picture.get(name) or "").strip().removesuffix("px")
        if value.isascii() and value.isdigit() and int(value) <= 40:
            return True
    return False


def _font_size(text: str) -> float:
    text = text.strip()
    if not text.lstrip("+-").isdigit() or len(text) > 3:
        return 0.0
    size = int(text) + (3 if text[0] in "+-" else 0)
    return {1: 10.0, 2: 13.0, 3: 16.0, 4: 18.0, 5: 24.0, 6: 32.0, 7: 48.0}.get(size, 0.0)


def _pixels(sized: re.Match[str]) -> float:
    if sized[3]:
        return 20.0
    try:
        return float(sized[1]) * _PIXELS[sized[2].lower()]
    except ValueError:
        return 0.0
