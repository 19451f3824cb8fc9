"""The end of an article's lines: a meta line below the text, and labels that say nothing any more."""

import re

from crawler.pages.article.facts import Facts
from crawler.pages.article.fields import is_label
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.meta_line import Meta, is_meta, is_piece
from crawler.pages.article.meta_lines import is_day_of_text, is_listed_beside, read_around, read_line
from crawler.pages.page.address import fetch_url
from crawler.pages.page.lexicon import is_address, is_file_label
from crawler.pages.page.lines import Line

#: Characters of a meta line below the text; a longer one may be prose.
_LONGEST_META = 120
#: The share of a line from which on its links are what it is for.
_MOSTLY = 0.5
_SENTENCE = re.compile(r"(?:(?<!\.\.)[.!?;]|/\.)[\"”’')\]]*$")


def drop_tail(facts: Facts, lines: list[Line], dated: bool) -> Meta | None:
    """Take the meta line, whole or in pieces, and empty labels off the end, where they are no text; what the meta line
    says. Files may stand below it. `dated`: the head has a day.
    """
    _drop_ways_on(facts, lines)
    spot = None
    while lines and lines[-1].text:
        line = lines[-1]
        meta = facts.metas.get(line.place) or read_line(line)
        pure = (is_meta(meta) or _names_category(meta)) and len(line.text) < _LONGEST_META
        named = bool(meta.author or meta.source) and meta.raw is None and meta.views is None
        named = named and (spot is None or not _is_around(facts, spot, line))
        says = named or (dated and is_day_of_text(meta)) or facts.in_table(line) or offers_file(line)
        empty = is_label(line.text) or is_piece(line.text) or (is_file_label(line.text) and not line.links)
        beside = spot is not None and is_listed_beside(line, facts.lines[spot])
        if says or not (pure or empty or beside):
            break
        if pure and (spot is None or meta.raw):
            spot = line.place
        lines.pop()
        _drop_ways_on(facts, lines)  # tags without a label stand between meta lines
    return read_around(facts.reading, spot)[0]


def _is_around(facts: Facts, spot: int, line: Line) -> bool:
    """Whether the line is a piece of the meta line at `spot`."""
    first, last = read_around(facts.reading, spot)[1] or (spot, spot)
    return first <= line.place <= last


def _drop_ways_on(facts: Facts, lines: list[Line]) -> None:
    """Take lines off the end that lead on within the portal (`Bài sau >`, another title with its day), and what heads
    them. The last line of a real text that is mostly links leads to files, or to other sites amid a sentence."""
    dropped = None
    while lines and _leads_on(facts, lines[-1]):
        dropped = lines.pop()
    while dropped is not None and lines and _heads(facts, lines[-1], dropped):
        dropped = lines.pop()


def _names_category(meta: Meta) -> bool:
    """Whether a label says the category, and nothing else stands in the line: "Đăng trong Văn hóa - Xã hội"."""
    return meta.category is not None and not meta.rest


def _heads(facts: Facts, line: Line, dropped: Line) -> bool:
    """Whether the line is no sentence and no meta line, and what holds it and the dropped line begins with it: no text
    stands there."""
    reading = facts.reading
    said = bool(line.text) and line.place not in facts.metas and not _SENTENCE.search(line.text)
    return said and reading.span(reading.shared(line.place, dropped.place))[0] == line.place


def _leads_on(facts: Facts, line: Line) -> bool:
    """Whether the line is mostly links to pages of the portal, and no sentence, printed address, source or file."""
    portal = facts.reading.portal
    mostly = line.linked >= _MOSTLY and not all(is_address(text) for _, text in line.links)
    hrefs = [link.get("href") or "" for link, _ in line.links]
    within = mostly and all(fetch_url(href, portal.base_url, portal) is not None for href in hrefs)
    return within and not (offers_file(line) or facts.in_table(line) or _names_category(read_line(line)))
