"""How text looks that stands in an element: bold, italic, at which side, how large, in which link; or not at all."""

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from crawler.pages.page.tree import Element
from crawler.records.text import remembered

_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_ITALIC = frozenset({"i", "em", "cite", "address", "dfn"})
_CELLS = frozenset({"td", "th", "table"})
#: Tags that change how the text inside looks; of the others only attributes do.
DRESSED = _BOLD | _ITALIC | _CELLS | {"center", "font"}
_SIDES = re.compile(r"text-align\s*:\s*(center|right|left|justify|start|end)|(?:^|;|\s)float\s*:\s*(right)", re.I)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]{1,6})\s*(px|pt|em|rem|%)|font-size\s*:\s*(x?x-large|large)", re.I)
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16}
_NAMED_SIZE = 20.0
#: Pixels of the sizes 1 to 7 of `font`; a sign counts from 3.
_FONT_SIZES = {1: 10.0, 2: 13.0, 3: 16.0, 4: 18.0, 5: 24.0, 6: 32.0, 7: 48.0}
_FONT_SIZE = re.compile(r"\s*([+-]?)(\d{1,2})\s*")
#: Classes of style sheets that hide an element; "d-none d-md-block" shows it on wide screens.
_HIDING = frozenset(
    {
        "hidden", "hide", "d-none", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text",
        "hide-accessible", "aui-helper-hidden", "element-invisible", "unseen", "invisible", "a11y-hidden"
    }
)  # fmt: skip
#: Roles of elements whose words name what a reader can do there; a link among them may lead to a file.
_CONTROLS = frozenset({"button", "tab", "slider", "spinbutton", "progressbar", "switch", "tooltip", "dialog", "alert"})
#: React writes what it streams into hidden elements of these names, and its script shows them.
_STREAMED = re.compile(r"S:\d+")
_SHOWN_ON_WIDE = re.compile(r"(?:^|[\s-])(?:[sml]g?|xx?l|md|lg)[-:](?:block|flex|inline|table|grid)", re.I)
#: Characters of a style that are read.
_LONGEST_STYLE = 2_000


class Look(NamedTuple):
    """How text inside an element looks; `size` in pixels, 0 where nothing says it."""

    bold: bool = False
    italic: bool = False
    side: str | None = None
    size: float = 0.0


def inside(look: Look, element: Element, tag: str, named: list[str]) -> Look:
    """How text looks inside the element, around which it has this look; `named` are the element's attributes."""
    align = element.get("align") if "align" in named else None
    size = element.get("size") if tag == "font" else None
    style = element.get("style")[:_LONGEST_STYLE] if "style" in named else ""
    return _dressed(look, tag, align, size, style)


@lru_cache(maxsize=1024)  # a theme has few looks
def _dressed(look: Look, tag: str, align: str | None, size: str | None, style: str) -> Look:
    said = _style(style)
    side = "center" if tag == "center" else None if tag in _CELLS and align is None else look.side
    return Look(
        look.bold or tag in _BOLD if said.bold is None else said.bold,
        look.italic or tag in _ITALIC or said.italic,
        said.side or (align.lower() if align and tag != "table" else side),
        said.size if said.size is not None else _font_size(size) if size else look.size,
    )


def is_hidden(element: Element, named: list[str]) -> bool:
    """Whether the element's attributes, of these names, hide it."""
    return (
        ("class" in named and _hides(element.get("class")[:_LONGEST_STYLE]))
        or ("hidden" in named and not _STREAMED.fullmatch(element.get("id") or ""))
        or ("role" in named and _is_control(element, named))
        or ("style" in named and _style(element.get("style")[:_LONGEST_STYLE]).hidden)
    )


def _is_control(element: Element, named: list[str]) -> bool:
    return element.get("role") in _CONTROLS and "href" not in named and element.find(".//a[@href]") is None


class _Style(NamedTuple):
    """What a `style` says; `None` where it says nothing."""

    hidden: bool
    bold: bool | None
    italic: bool
    side: str | None
    size: float | None


@remembered(_LONGEST_STYLE)
def _style(text: str) -> _Style:
    side, size = _SIDES.search(text), _SIZE.search(text)
    bold = True if _BOLD_STYLE.search(text) else False if _PLAIN_STYLE.search(text) else None
    return _Style(
        _HIDDEN.search(text) is not None,
        bold,
        _ITALIC_STYLE.search(text) is not None,
        (side[1] or side[2]).lower() if side else None,
        _pixels(size) if size else None,
    )


@remembered(_LONGEST_STYLE)
def _hides(classes: str) -> bool:
    return not _HIDING.isdisjoint(classes.split()) and not _SHOWN_ON_WIDE.search(classes)


def _font_size(text: str) -> float:
    found = _FONT_SIZE.fullmatch(text)
    return _FONT_SIZES.get(int(found[2]) + 3 * bool(found[1]), 0.0) if found else 0.0


def _pixels(sized: re.Match[str]) -> float:
    with suppress(ValueError):
        return _NAMED_SIZE if sized[3] else float(sized[1]) * _PIXELS[sized[2].lower()]
    return 0.0
