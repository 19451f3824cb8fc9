"""The block of a meta line: the small element of rows, author, category and buttons that themes set around the day."""

import re
from dataclasses import replace
from itertools import pairwise, takewhile

from crawler.pages.article.facts import Facts
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.meta_line import Meta, is_meta, read_meta
from crawler.pages.article.meta_lines import read_line
from crawler.pages.article.pictures import wanted
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import names_writer
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import around

#: Characters and lines of the largest block.
_LONGEST, _MOST = 300, 16
#: Elements around a meta line of which the largest may be its block.
_LEVELS = 8
#: Characters of the longest line whose words say nothing, and of the longest field ("Chuyên mục cha: Tin tức").
_AUTHOR_LABEL = re.compile(any_of("authors", "authors_in_meta_line"), re.I)
_LONGEST_UNKNOWN, _LONGEST_FIELD = 24, 60


def with_block(facts: Facts, meta: Meta, spot: int, title: tuple[int, int]) -> tuple[Meta, tuple[int, int]]:
    """The meta line at `spot` with what its block says besides, and the lines of the block, which holds none of the
    title's."""
    first, last = _block(facts, spot, title)
    said = [(line, read_line(line)) for line in facts.lines[first : last + 1] if not facts.is_tool(line)]
    lines = [line for line, _ in said]
    fields = [line.text for label, line in pairwise(lines) if _AUTHOR_LABEL.fullmatch(label.text)]
    writers = [*fields, *(one.author or (line.text if names_writer(line.text) else None) for line, one in said)]
    # Beside the day a name is the author's, and the label of a whole site's counter counts the article's views.
    may_say_more = meta.raw is not None and (not meta.author or meta.views is None)
    undated = [line for line, one in said if may_say_more and one.raw is None]
    dated = [read_meta(f"{meta.raw} | {line.text}") for line in undated]
    writers += [one.author for one in dated]
    views = (one.views for one in (*(one for _, one in said), *dated) if one.views is not None)
    sources, categories = (one.source for _, one in said), (one.category for one in (*(one for _, one in said), *dated))
    whole = replace(
        meta,
        author=meta.author or next(filter(None, writers), None),
        source=meta.source or next(filter(None, sources), None),
        category=meta.category or next(filter(None, categories), None),
        views=meta.views if meta.views is not None else next(views, None),
    )
    return whole, (first, last)


def _block(facts: Facts, spot: int, title: tuple[int, int]) -> tuple[int, int]:
    """The lines of the largest element around the meta line that may be its block."""
    spans = map(facts.reading.span, around(facts.lines[spot].node, _LEVELS))
    blocks = takewhile(lambda span: _is_block(facts, span, title), spans)
    first, behind = max(blocks, key=lambda span: span[1] - span[0], default=(spot, spot + 1))
    return first, behind - 1


def _is_block(facts: Facts, span: tuple[int, int], title: tuple[int, int]) -> bool:
    """Whether the lines, first and behind, may be those of the block."""
    first, behind = span
    apart = behind <= title[0] or first > title[1]
    small = behind - first <= _MOST and facts.reading.length(first, behind) <= _LONGEST
    return apart and small and all(_may_belong(facts, line) for line in facts.lines[first:behind])


def _may_belong(facts: Facts, line: Line) -> bool:
    """Whether the line may stand in the block: it is understood, a link, or a few words; nothing of the text."""
    other = line.heading or wanted(line) or offers_file(line) or facts.is_teaser(line.place)
    field = len(line.text) <= _LONGEST_FIELD and ":" in line.text[:_LONGEST_UNKNOWN]
    brief = len(line.text) <= _LONGEST_UNKNOWN and not ends_clause(line.text)
    known = field or brief or line.linked > 0.8 or names_writer(line.text)
    return not other and (known or _is_understood(line))


def _is_understood(line: Line) -> bool:
    """Whether the line is nothing but a meta line."""
    said = read_line(line)
    return not said.rest or is_meta(said)
