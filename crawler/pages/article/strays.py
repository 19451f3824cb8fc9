"""Stray lines at both ends of a text: short, no sentence, and in an element that holds nothing of the text."""

from crawler.pages.article.byline import is_byline, is_labelled_byline
from crawler.pages.article.facts import Facts
from crawler.pages.article.lead import is_named_lead
from crawler.pages.article.roles import is_prose
from crawler.pages.page.lexicon import is_related_heading, names_writer
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import holder

#: Elements whose lines are a text's own, wherever they stand: paragraphs, lists, tables.
_OF_TEXTS = frozenset({"p", "li", "td", "th", "caption", "figcaption", "figure", "blockquote", "pre"})
_LEVELS = 4
#: Lines behind a picture that may be its caption.
_BEHIND_PICTURE = 2


def strays(facts: Facts, lines: list[Line]) -> list[Line]:
    """The lines before the first line of prose and behind the last one that are no part of the text.

    A hint to scroll, the words of a player, a note below a newsletter: they are short and no sentence, and stand beside
    the element that holds the prose. A byline there is the article's.
    """
    prose = [line for line in lines if line.text and is_prose(line)]
    first, last = (prose[0].place, prose[-1].place) if prose else (0, len(facts.lines))
    holders = {node for line in prose for node in (line.node, line.node.getparent())}
    ends = [line for line in lines if line.text and not first <= line.place <= last]
    others = (place for place in range(last + 1, len(facts.lines)) if _is_other(facts, place))
    below = next(others, len(facts.lines)) if ends else 0
    apart = [line for line in ends if holders.isdisjoint((line.node, line.node.getparent())) or line.place > below]
    return [line for line in apart if _is_stray(facts, line, line.place < first, line.place > below)]


def _signs(line: Line, below: bool) -> bool:
    """Whether the line says who wrote the text: below other articles an office is who runs the page."""
    return names_writer(line.text) or is_labelled_byline(line.text) if below else is_byline(line.text)


def _is_other(facts: Facts, place: int) -> bool:
    """Whether other articles begin at the line: what stands below them is the page's, such as who runs it."""
    return facts.is_teaser(place) or is_related_heading(facts.lines[place].text)


def _is_stray(facts: Facts, line: Line, above: bool, below: bool) -> bool:
    of_text = holder(line.node, _OF_TEXTS, _LEVELS) is not None or is_named_lead(line.node)
    beside = facts.lines[max(0, line.place - _BEHIND_PICTURE) : line.place]
    pictured = any(one.picture is not None for one in beside)
    return not (of_text or pictured or (above and (line.heading or line.bold)) or (not above and _signs(line, below)))
