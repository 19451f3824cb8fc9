"""Parts that a portal's profile pins with CSS selectors; they win over landmarks."""

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import Meta, read_meta
from crawler.pages.article.meta_lines import read_line
from crawler.pages.article.roles import Body
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element
from crawler.records.profile import Selectors
from crawler.records.text import normalize


@dataclass(slots=True)
class Pins:
    """What the selectors matched; `None` where nothing is pinned or nothing matched."""

    title: str | None = None
    title_lines: tuple[int, int] | None = None
    meta: Meta | None = None
    meta_lines: tuple[int, int] | None = None
    category: str | None = None
    lead: str | None = None
    author: str | None = None
    body: Body | None = None

    def over(self, head: Head) -> Head:
        """The head with what is pinned instead of what was found."""
        if self.title:
            head.title, head.title_from, head.title_lines = self.title, "page", self.title_lines
        if self.meta:
            head.meta, head.meta_lines = self.meta, self.meta_lines
        return head


def find(reading: Reading, selectors: Selectors) -> Pins:
    """What the pinned selectors match on the page."""
    pins = Pins()
    scope = _first(reading.root, selectors.article)
    scope = reading.root if scope is None else scope
    if (title := _lines(reading, scope, selectors.title)) is not None:
        pins.title, pins.title_lines = _text(title), (title[0].place, title[-1].place)
    if (meta := _lines(reading, scope, selectors.meta)) is not None:
        read = read_meta(" ".join(line.spaced for line in meta))
        alone = [one for line in meta if (one := read_line(line)).raw]
        pins.meta = read if read.raw or not alone else alone[0]
        pins.meta_lines = (meta[0].place, meta[-1].place)
    for name in ("category", "lead", "author"):
        if (found := _lines(reading, scope, getattr(selectors, name))) is not None:
            setattr(pins, name, _text(found))
    pinned_body = selectors.body or (selectors.article if selectors.title and selectors.meta else None)
    if pinned_body and (body := _lines(reading, reading.root, pinned_body, pictures=True)) is not None:
        head = {
            place for lines in (pins.title_lines, pins.meta_lines) if lines for place in range(lines[0], lines[1] + 1)
        }
        pins.body = Body([line for line in body if line.place not in head])
    return pins


@lru_cache(maxsize=64)
def _xpath(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def _first(root: Element, selector: str | None) -> Element | None:
    if selector is None:
        return None
    return next((found for found in _xpath(selector)(root) if isinstance(found.tag, str)), None)


def _lines(reading: Reading, scope: Element, selector: str | None, *, pictures: bool = False) -> list[Line] | None:
    element = _first(scope, selector)
    if element is None:
        return None
    if element in reading.spans:
        first, behind = reading.span(element)
        lines = reading.lines[first:behind]
    else:  # an inline element: the line that holds its text
        wanted = normalize("".join(element.itertext()))
        lines = [line for line in reading.lines if wanted and wanted in line.text][:1]
    lines = lines if pictures else [line for line in lines if line.text]
    return lines or None


def _text(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)
