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
    scope = _first(reading.root, selectors.article)
    scope = reading.root if scope is None else scope
    names = ("title", "meta", "category", "lead", "author")
    found = {name: _lines(reading, scope, getattr(selectors, name)) for name in names}
    title, meta = found["title"], found["meta"]
    pinned_body = selectors.body or (selectors.article if selectors.title and selectors.meta else None)
    head = {line.place for line in title + meta}
    body = [line for line in _lines(reading, reading.root, pinned_body, pictures=True) if line.place not in head]
    return Pins(
        title=_text(title),
        title_lines=_span(title),
        meta=_meta(meta) if meta else None,
        meta_lines=_span(meta),
        category=_text(found["category"]),
        lead=_text(found["lead"]),
        author=_text(found["author"]),
        body=Body(body) if body else None,
    )


def _meta(lines: list[Line]) -> Meta:
    """What the lines say together, or else the first that says a day."""
    together = read_meta(" ".join(line.spaced for line in lines))
    return next((one for one in (together, *map(read_line, lines)) if one.raw), together)


@lru_cache(maxsize=64)
def _xpath(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def _first(root: Element, selector: str | None) -> Element | None:
    if selector is None:
        return None
    return next((found for found in _xpath(selector)(root) if isinstance(found.tag, str)), None)


def _lines(reading: Reading, scope: Element, selector: str | None, *, pictures: bool = False) -> list[Line]:
    """The lines of what the selector matches; none where it matches nothing."""
    element = _first(scope, selector)
    if element is None:
        return []
    if element in reading.spans:
        first, behind = reading.span(element)
        lines = reading.lines[first:behind]
    else:  # an inline element: the line that holds its text
        wanted = normalize("".join(element.itertext()))
        lines = [line for line in reading.lines if wanted and wanted in line.text][:1]
    return [line for line in lines if line.text or pictures]


def _text(lines: list[Line]) -> str | None:
    return " ".join(line.text for line in lines) or None


def _span(lines: list[Line]) -> tuple[int, int] | None:
    return (lines[0].place, lines[-1].place) if lines else None
