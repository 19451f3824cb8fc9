"""The category that a page names above its article: a heading, or the last link of a breadcrumb trail."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice, pairwise, takewhile
from typing import NamedTuple

from crawler.pages.article.boxes import LONGEST_FORM
from crawler.pages.article.facts import is_called_writer, leads_to_person
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import LONGEST_META, find_day, find_relative, is_piece
from crawler.pages.article.meta_lines import read_line
from crawler.pages.article.pictures import wanted
from crawler.pages.article.title_hints import is_site_name
from crawler.pages.article.trails import LABEL, before_title, parts_of_trail
from crawler.pages.page.address import ArticleAddress, page_path
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import HOME, is_footer, is_tool, names_no_category, names_writer
from crawler.pages.page.lines import EYE, Line, Reading
from crawler.pages.page.tree import Element, folded, holder
from crawler.records.text import normalize

LONGEST_CATEGORY = 100
#: What stands above an article as its heading is small: a trail of a few links at the most. More is a menu.
LONGEST_HEADING = 220
_MOST_PARTS = 10
#: The share of a line above title and day from which on it is a link of a menu, and no name beside something else.
_MOSTLY = 0.9
#: Words of the longest category that no link of the page says: more are a sentence.
_MOST_WORDS = 8
#: Lines of a heading that is no trail: it may have a button beside it.
_MOST_LINES = 2
#: Links of the shortest menu: most trails are shorter.
_MENU = 4
#: Links of the shortest menu with bars or arrows between them.
_LONG_TRAIL = 6
#: Headings above an article that are looked at.
_MOST_HEADINGS = 8
#: Elements around a line that may be a form.
_AROUND = 6
#: The name of a host without a dot.
_INTERNAL = re.compile(r"https?://[^/.:?#]+(?:[/:?#]|$)", re.I)
_TRAIL = re.compile(r"\s*[»›>→❯▸▶⟩\\]+\s*|\s+[/|]\s+|\s*::\s*|\s*&gt;\s*")
_PIECES = re.compile(r"[|•·–—]|\s-\s|\s/\s|,\s")
_EDGES = re.compile(rf"^[\s/|»›>→•·:{EYE}\-–—]+|[\s/|»›>→•·:{EYE}\-–—]+$")
#: What no name of a category holds: a year, a temperature, an address, the end of a sentence.
_NO_NAME = re.compile(r"\d{4,}|:\s*\d|\d\s?°|https?://|www\.|@|[.!?]$")
_BESIDE = re.compile(rf"{any_of('beside_category')}\b", re.I)
#: What the words above an article may be instead.
_OTHERWISE = (names_no_category, is_tool, is_footer, find_day, find_relative, is_site_name, _BESIDE.match)


class Category(NamedTuple):
    """The category; `from_menu` says that the page's own menu had to name it, by the category page in the address."""

    name: str | None
    from_menu: bool = False


def find_category(
    reading: Reading, head: Head, address: ArticleAddress | None, labelled: str | None, told: Sequence[str] = ()
) -> Category:
    """The category that a meta line has `labelled`, or a page names above its article, or else the one that its
    machine-readable parts have `told`."""
    best = labelled or next(_names(reading, head, address, told), None)
    if best is None:
        return Category(_from_menu(reading, address), from_menu=True)
    return Category(_as_in_menu(reading, best))


def _names(reading: Reading, head: Head, address: ArticleAddress | None, told: Sequence[str]) -> Iterator[str]:
    """What may be the category's name, the most certain first."""
    named = _headings(reading, head)
    # The heading of a portlet may stand between the article and the name of the page that its address says.
    page = folded((address.page or "").rpartition("/")[2].replace("-", " ")) if address else ""
    yield from (name for _, name in named if folded(name) == page)
    yield from _labelled(reading, head)
    sections = [name for name in told if _can_be_category(name, head.title)]
    folds = set(map(folded, sections))
    yield from (name for _, name in named if folded(name) in folds)
    yield from _in_trail(reading, head)
    linked = [name for name in _linked_in_head(reading, head) if _can_be_category(name, head.title)]
    yield from (name for name in linked if _is_linked(reading, name, 2))
    own = [name for heading, name in named if _names_category(heading, name)]
    near = [name for name in own if len(name.split()) <= _MOST_WORDS or name in linked or _is_linked(reading, name)]
    # Between the category and the title a kicker may stand, which names no page.
    lone = [name for heading, name in named[:2] if len(heading) == 1 and name in near]
    yield from (*sorted(lone, key=lambda name: not _is_linked(reading, name)), *near) if len(lone) > 1 else near
    yield from chain(_beside_day(reading, head), linked, _above_day(reading, head), sections, own)


def _headings(reading: Reading, head: Head) -> list[tuple[list[Line], str]]:
    """The headings and trails above the article that name something, from the nearest on, each with the name."""
    small = takewhile(partial(_is_small, reading), islice(_above(reading, head), _MOST_HEADINGS))
    spans = (span for span in small if not _is_menu_or_slides(reading.lines[slice(*span)]))
    headings = (
        [line for line in reading.lines[first:behind] if not _is_in_form(reading, line)] for first, behind in spans
    )
    named = ((heading, _named(reading, heading, head.title)) for heading in headings)
    return [(heading, name) for heading, name in named if name and folded(name) != folded(reading.portal.title)]


def _in_trail(reading: Reading, head: Head) -> Iterator[str]:
    """The categories in the trail nearest above the article, the last of them first."""
    above = reading.lines[: head.first]
    trails = filter(None, chain(map(parts_of_trail, reversed(above)), (before_title(above, head.title),)))
    return (name for name in reversed(next(trails, [])) if _can_be_category(name, head.title))


def _names_category(heading: list[Line], name: str) -> bool:
    """Whether the lines above the article are a heading or a trail: the name stands last, and others only in a trail,
    which begins with the home page. A box of another column has a heading and what it shows."""
    texts = [line for line in heading if line.text]
    begins = any(HOME.fullmatch(folded(part)) or LABEL.match(part) for part in _parts(texts[0])[:1])
    while texts and name not in texts[-1].spaced and _says_nothing(texts[-1].text):
        texts.pop()
    boxed = len(texts) > 1 and texts[0].heading and not texts[-1].heading
    return begins or (len(texts) <= _MOST_LINES and not boxed and any(name in line.spaced for line in texts[-1:]))


def _says_nothing(text: str) -> bool:
    """Whether the text names no category, whatever it stands beside."""
    return names_no_category(text) or is_tool(text) or is_piece(text)


def _linked_in_head(reading: Reading, head: Head) -> Iterator[str]:
    """The texts of links in the head, or alone right behind it, to pages of the portal, not of persons or articles."""
    last = head.last
    lines = reading.lines[head.first : last + 1] if last is not None and head.title_lines else []
    lines += takewhile(lambda line: line.linked > _MOSTLY, reading.lines[last + 1 : last + 3] if lines and last else ())
    links = [link for line in lines if not offers_file(line) for link in line.links]
    return (text for link, text in links if _leads_to_page(reading, link, text))


def _is_linked(reading: Reading, name: str, times: int = 1) -> bool:
    """Whether links of the page, as of its menu, say the name so many times."""
    return len(reading.links_named(folded(name))) >= times


def _beside_day(reading: Reading, head: Head) -> Iterator[str]:
    """What stands beside title or day and is, on this page, the name of a page that a link leads to."""
    first, last = head.title_lines or (0, -1)
    above = [line for line in reading.lines[max(0, head.first - 1) : head.first] if line.linked < _MOSTLY]
    near = above + reading.lines[head.first : (head.last or 0) + 2]
    lines = [line for line in near if not (first <= line.place <= last or is_called_writer(line))]
    likely = [part for line in lines for part in reversed([*_pieces(line)]) if _can_be_category(part, head.title)]
    named = ((part, reading.links_named(folded(part))) for part in likely)
    yield from (part for part, links in named if any(_leads_to_page(reading, link, text) for link, text in links))


def _above_day(reading: Reading, head: Head) -> Iterator[str]:
    """What stands alone above the day and the title in the block of the day, as a cell of its own."""
    title = head.title_lines[0] if head.title_lines else 0
    lines = [line for line in reading.lines[head.first : title] if line.text]
    texts = (line.text for line in lines[:1] if len(lines) > 1 and not (line.links or is_piece(line.text)))
    return (text for text in texts if not names_writer(text) and _can_be_category(text, head.title))


def _leads_to_page(reading: Reading, link: Element, text: str) -> bool:
    """Whether a link leads to a page of the portal, and to no person or article."""
    of_person = names_writer(text) or leads_to_person((link, text))
    return not of_person and page_path(link.get("href") or "") is not None and reading.target(link) is None


def _pieces(line: Line) -> Iterator[str]:
    """The parts of a line beside its moment: what separators or inline elements set apart."""
    moment = read_line(line).raw
    left = line.spaced.replace(moment, "|", 1) if moment else line.spaced
    is_short = line.spaced != line.text and len(line.text) <= LONGEST_META
    inner = (normalize(text) for text in (line.node.itertext() if is_short else ()))
    return (_EDGES.sub("", part) for part in (*_PIECES.split(left), *(part for part in inner if part in line.text)))


def _labelled(reading: Reading, head: Head) -> Iterator[str]:
    """The categories that labels name below the title: a link behind one, or in the next line."""
    place = head.title_lines[1] if head.title_lines else -1
    labelled = (
        (label if label.links else line)
        for label, line in pairwise(reading.lines[place + 1 :])
        if ":" in label.text
        and (said := LABEL.match(label.text + " "))
        and (label.links or said.end() >= len(label.text))
    )
    names = [line.links[0][1] for line in labelled if len(line.links) == 1]
    return (name for name in names if _can_be_category(name, head.title))


def _above(reading: Reading, head: Head) -> Iterator[tuple[int, int]]:
    """What stands above the article, from the nearest on: the lines of each heading or trail."""
    anchor = head.first
    place = anchor - 1
    while place >= 0:
        first, behind = _heading_span(reading, place, anchor)
        yield first, behind
        place = first - 1


def _is_small(reading: Reading, span: tuple[int, int]) -> bool:
    return reading.length(*span) <= LONGEST_HEADING and span[1] - span[0] <= _MOST_PARTS


def _is_menu_or_slides(lines: list[Line]) -> bool:
    """Whether the lines hold a menu, or pictures that follow each other with their captions.

    A menu is one line of links that nothing parts, or a list of more of them.
    """
    texts = [line for line in lines if line.text]
    linked = [line for line in texts if line.linked > 0.95]
    in_line = any(len(line.links) >= (_LONG_TRAIL if _TRAIL.search(line.spaced) else _MENU) for line in texts)
    return in_line or len(linked) == len(texts) > _MENU or sum(map(wanted, lines)) > 1


def _as_in_menu(reading: Reading, name: str) -> str:
    """The name in the spelling of the page's menu, where the heading is in capitals or small letters throughout."""
    lines = reading.lines if name.isupper() or name.islower() else ()
    alike = (text for line in lines for _, text in line.links if len(text) == len(name) and text != name)
    return next((text for text in alike if folded(text) == folded(name)), name)


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


def _named(reading: Reading, lines: list[Line], title: str | None) -> str | None:
    """The last part of the heading or trail that can be a category."""
    own = [line for line in lines if not (is_called_writer(line) or _leads_elsewhere(reading, line))]
    parts = [part for line in own for part in _parts(line)]
    names = (LABEL.sub("", _EDGES.sub("", part)).strip() for part in reversed(parts))
    return next((name for name in names if _can_be_category(name, title)), None)


def _leads_elsewhere(reading: Reading, line: Line) -> bool:
    """Whether the line is a link to an article, or out of the portal's pages."""
    targets = [link for link, _ in line.links] if line.linked > _MOSTLY and len(line.links) == 1 else []
    return any(reading.target(link) is not None or _leads_out(link) for link in targets)


def _leads_out(link: Element) -> bool:
    """Whether the link leads to the home page, or to a server that has a name within an office alone."""
    href = (link.get("href") or "").strip()
    return href == "/" or _INTERNAL.match(href) is not None


def _parts(line: Line) -> list[str]:
    if not line.text or is_piece(line.text):
        said = read_line(line).category
        return [said] if said else []
    if not line.links or (line.linked > 0.95 and len(line.links) == 1):
        return [part for part in _TRAIL.split(line.spaced) if part]
    rest = line.text
    parts = []
    for _, text in line.links:
        if text and (spot := rest.find(text)) >= 0:
            parts += [rest[:spot], text]
            rest = rest[spot + len(text) :]
    return [*parts, *_TRAIL.split(rest)]


def _is_in_form(reading: Reading, line: Line) -> bool:
    """Whether the line belongs to a small form: where readers sign in or search."""
    form = holder(line.node, {"form"}, _AROUND)
    return form is not None and reading.length(*reading.span(form)) < LONGEST_FORM


def _can_be_category(name: str, title: str | None) -> bool:
    is_name = 2 <= len(name) <= LONGEST_CATEGORY and any(map(str.isalpha, name)) and not _NO_NAME.search(name)
    return is_name and not _says_title(name, title or "") and not any(says(name) for says in _OTHERWISE)


def _says_title(name: str, title: str) -> bool:
    """Whether the name is the title, or its beginning as trails cut it short."""
    cut_short = len(name) > 30 and title.startswith(name.rstrip(".… "))
    return bool(title) and (cut_short or folded(name) == folded(title))


def _from_menu(reading: Reading, address: ArticleAddress | None) -> str | None:
    page = address.page if address is not None else None
    links = (link for link in reading.elements("a") if page is not None and page_path(link.get("href") or "") == page)
    names = (" ".join("".join(link.itertext()).split()) for link in links if reading.target(link) is None)
    return next((name for name in names if _can_be_category(name, None) and len(folded(name)) > 1), None)
