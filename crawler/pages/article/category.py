"""The category that a page names above its article: a heading, or the last link of a breadcrumb trail."""

import re

from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import find_day, is_piece
from crawler.pages.page.address import ArticleAddress, page_path
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import is_footer, is_tool, names_no_category
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element, folded

LONGEST_CATEGORY = 100
#: What stands above an article as its heading is small: a trail of a few links at the most. More is a menu.
LONGEST_HEADING = 220
_MOST_PARTS = 10
_TRAIL = re.compile(r"\s*[»›>→❯▸▶⟩\\]+\s*|\s+[/|]\s+|\s*::\s*|\s*&gt;\s*")
_EDGES = re.compile(r"^[\s/|»›>→•·:\-–—]+|[\s/|»›>→•·:\-–—]+$")
_LABEL = re.compile(rf"^{any_of('trails')}\s*:\s*", re.I)


def find_category(reading: Reading, head: Head, address: ArticleAddress | None) -> tuple[str | None, bool]:
    """The category and whether the page's own menu had to name it, by the category page in the address."""
    if head.meta is not None and head.meta.category:
        return head.meta.category, False
    anchor = _first(head)
    place = (anchor if anchor is not None else 0) - 1
    tried = 0
    while anchor is not None and place >= 0 and tried < 8:
        first, behind = _heading_span(reading, place, anchor)
        if reading.length(first, behind) > LONGEST_HEADING or behind - first > _MOST_PARTS:
            break
        found = _named(reading.lines[first:behind], head.title)
        if found:
            return _as_in_menu(reading, found), False
        place = first - 1
        tried += 1
    return _from_menu(reading, address), True


def _as_in_menu(reading: Reading, name: str) -> str:
    """The name in the spelling of the page's menu, where the heading is in capitals or small letters throughout."""
    if not (name.isupper() or name.islower()):
        return name
    plain = folded(name)
    for line in reading.lines:
        for _, text in line.links:
            if len(text) == len(name) and text != name and folded(text) == plain:
                return text
    return name


def _first(head: Head) -> int | None:
    spots = [lines[0] for lines in (head.title_lines, head.meta_lines) if lines]
    return min(spots) if spots else None


def _heading_span(reading: Reading, place: int, anchor: int) -> tuple[int, int]:
    """The lines of the element that holds the line `place` beside what holds the article."""
    shared = reading.shared(place, anchor)
    node: Element = reading.lines[place].node
    if node is shared:
        return place, place + 1
    while node.getparent() is not shared:
        node = node.getparent()
    first, behind = reading.span(node)
    return first, min(behind, anchor)


def _named(lines: list[Line], title: str | None) -> str | None:
    """The last part of the heading or trail that can be a category."""
    parts = [part for line in lines for part in _parts(line)]
    for part in reversed(parts):
        name = _LABEL.sub("", _EDGES.sub("", part)).strip()
        if _can_be_category(name, title):
            return name
    return None


def _parts(line: Line) -> list[str]:
    if not line.text or is_piece(line.text):
        return []
    if not line.links or (line.linked > 0.95 and len(line.links) == 1):
        return [part for part in _TRAIL.split(line.text) if part]
    rest = line.text
    parts = []
    for _, text in line.links:
        if text and (spot := rest.find(text)) >= 0:
            parts += [rest[:spot], text]
            rest = rest[spot + len(text) :]
    return [*parts, rest]


def _can_be_category(name: str, title: str | None) -> bool:
    if not 2 <= len(name) <= LONGEST_CATEGORY or not any(sign.isalpha() for sign in name):
        return False
    if title and (folded(name) == folded(title) or (title.startswith(name.rstrip(".… ")) and len(name) > 30)):
        return False
    if names_no_category(name) or is_tool(name) or is_footer(name) or find_day(name) or name.endswith((".", "!", "?")):
        return False
    return not re.search(r"\d{4,}|:\s*\d|https?://|www\.|@", name)


def _from_menu(reading: Reading, address: ArticleAddress | None) -> str | None:
    if address is None or not address.page:
        return None
    for link in reading.root.iter("a"):
        href = link.get("href") or ""
        if page_path(href) == address.page and reading.target(link) is None:
            name = " ".join("".join(link.itertext()).split())
            if _can_be_category(name, None) and len(folded(name)) > 1:
                return name
    return None
