"""What surrounds the links of a page: whether a link stands in a menu, or in running text.

Every element is measured once, so that a page takes time in proportion to its length, however deep it is nested.
"""

from collections.abc import Iterable
from functools import cached_property
from itertools import islice, takewhile

from crawler.pages.page.tree import Element

_LINKS = frozenset({"a", "area", "option"})
_SILENT = frozenset({"script", "style", "noscript", "template"})
_MENU_ROLES = frozenset({"navigation", "menu", "menubar"})
#: A menu holds at least so many links, and they hold at least this share of its letters.
_FEWEST_LINKS = 3
_MOSTLY_LINKS = 0.7
#: Levels above a link in which its menu is looked for.
_LEVELS = 5
#: So many letters of plain text in the line of a link make the link a part of a sentence.
_SENTENCE = 60
_HOLD_TEXT = frozenset({"p", "td", "div", "span", "em", "strong", "i", "b"})
_ENDS_LINE = frozenset(
    {"br", "hr", "p", "div", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "center"}
)
_INLINE = frozenset({"b", "i", "em", "strong", "span", "font", "u"})


class LinkContext:
    """The surroundings of the links below `root`."""

    def __init__(self, root: Element) -> None:
        self._root = root
        #: Letters of plain text in the line of each child, for each parent that was asked about.
        self._lines: dict[Element, dict[Element, int]] = {}

    def in_menu(self, element: Element) -> bool:
        """Whether the link stands among others: an element close above holds several links and little else."""
        above = islice(element.iterancestors(), _LEVELS)
        return any(map(self._is_menu, takewhile(lambda one: one.tag not in {"body", "html"}, above)))

    def in_running_text(self, element: Element) -> bool:
        """Whether the link is part of a sentence: its line, from break to break, holds much plain text beside it.

        Text of other links does not count: a menu may be one line, with bars between its links.
        """
        parent = element.getparent()
        if parent is None or parent.tag not in _HOLD_TEXT:
            return False
        if parent not in self._lines:
            self._lines[parent] = _letters_in_line(parent)
        own = _letters(element.text) if element.tag in _INLINE else 0
        return self._lines[parent][element] - own > _SENTENCE

    def length(self, element: Element) -> int:
        """Characters of text in the element, blanks left out."""
        return self._measures[0].get(element, 0)

    def _is_menu(self, element: Element) -> bool:
        lengths, linked, links = self._measures
        mostly_links = linked.get(element, 0) >= _MOSTLY_LINKS * lengths.get(element, 0)
        named = element.tag == "nav" or element.get("role") in _MENU_ROLES
        return named or (links.get(element, 0) >= _FEWEST_LINKS and mostly_links)

    @cached_property
    def _measures(self) -> tuple[dict[Element, int], dict[Element, int], dict[Element, int]]:
        """For each element: the length of its text, the length of its text in links, and the number of its links."""
        lengths: dict[Element, int] = {}
        linked: dict[Element, int] = {}
        links: dict[Element, int] = {}
        # A parent comes before its children, so in reverse each element is complete before its parent needs it.
        for element in reversed(list(self._elements())):
            length = lengths.get(element, 0) + (0 if element.tag in _SILENT else _length(element.text))
            lengths[element] = length
            if element.tag in _LINKS:
                linked[element] = length
                links[element] = links.get(element, 0) + 1
            parent = element.getparent()
            if parent is not None:
                lengths[parent] = lengths.get(parent, 0) + length + _length(element.tail)
                linked[parent] = linked.get(parent, 0) + linked.get(element, 0)
                links[parent] = links.get(parent, 0) + links.get(element, 0)
        return lengths, linked, links

    def _elements(self) -> Iterable[Element]:
        return (element for element in self._root.iter() if isinstance(element.tag, str))


def _letters_in_line(parent: Element) -> dict[Element, int]:
    lines = [_letters(parent.text)]
    line_of = {}
    for child in parent:
        lines += [0] * (child.tag in _ENDS_LINE)
        line_of[child] = len(lines) - 1
        lines[-1] += _letters(child.tail) + _letters(child.text if child.tag in _INLINE else None)
    return {child: lines[line] for child, line in line_of.items()}


def _letters(text: str | None) -> int:
    return sum(map(str.isalnum, text)) if text else 0


def _length(text: str | None) -> int:
    return sum(map(len, text.split())) if text else 0
