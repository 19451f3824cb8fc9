"""Stray lines at both ends of a text: short, no sentence, and in an element that holds nothing of the text; and
sentences of the site to its readers below a text."""

from collections.abc import Iterator

from crawler.pages.article.byline import is_byline, is_labelled_byline, may_sign
from crawler.pages.article.facts import Facts
from crawler.pages.article.lead import is_named_lead
from crawler.pages.article.roles import is_prose
from crawler.pages.page.lexicon import is_notice, is_related_heading, names_writer
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element, holder

#: Elements whose lines are a text's own, wherever they stand: paragraphs, lists, tables.
_OF_TEXTS = frozenset({"p", "li", "td", "th", "caption", "figcaption", "figure", "blockquote", "pre"})
_LEVELS = 4
#: The last lines among which notices stand, and characters of all of them.
_MOST_LAST, _LONGEST_BELOW = 8, 400
#: Characters of notes that no words tell.
_LONGEST_NOTES = 150
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
    others = (place for place in range(last + 1, ends[-1].place if ends else 0) if _is_other(facts, place))
    below = next(others, len(facts.lines))
    apart = [line for line in ends if holders.isdisjoint((line.node, line.node.getparent())) or line.place > below]
    stray = [line for line in apart if _is_stray(facts, line, line.place < first, line.place > below)]
    return stray + [line for line in _notices(facts, lines, prose) if line not in stray]


def _notices(facts: Facts, lines: list[Line], prose: list[Line]) -> list[Line]:
    """The last lines that stand outside of the element that holds most of the prose, where a name signs the text above
    them, or where they speak of the site to its readers: how to follow it, to write to it, to reprint from it."""
    texts = [line for line in lines if line.text][-_MOST_LAST:]
    splits = ((last, texts[index:]) for index, last in enumerate(texts[:-1], start=1))
    brief = ((last, after) for last, after in splits if sum(len(line.text) for line in after) <= _LONGEST_BELOW)
    ends = (last for last, after in brief if _is_end(facts, prose, last, after) and _may_end(last, after))
    end = next(ends, None)
    return [] if end is None else list(_outside(facts, [line for line in lines if line.place > end.place]))


def _may_end(last: Line, after: list[Line]) -> bool:
    """Whether words say that the text ends with the line `last`."""
    noticed = any(is_notice(line.text) for line in after)
    addressed = noticed and all(is_notice(line.text) or not is_prose(line) for line in after)
    return addressed or is_byline(last.text) or _are_notes(last, after)


def _is_end(facts: Facts, prose: list[Line], last: Line, after: list[Line]) -> bool:
    """Whether the line `last` stands in the element that holds most of the prose, and what is behind it does not."""
    above = [line for line in prose if line.place <= last.place][-2:]
    shared = facts.reading.shared(above[0].place, last.place) if len(above) == 2 else None
    column = facts.reading.span(_around_list(shared)) if shared is not None else (0, 0)
    within = (len(line.text) for line in prose if column[0] <= line.place < column[1])
    outside = last.place < column[1] <= after[0].place
    return outside and 2 * sum(within) > sum(len(line.text) for line in prose)


def _around_list(element: Element) -> Element:
    """What holds the list whose items are the text, or the element itself."""
    parent = element.getparent()
    return parent if element.tag in {"ul", "ol"} and parent is not None else element


def _are_notes(last: Line, after: list[Line]) -> bool:
    """Whether so little stands behind the line in elements of its own that it is no text: `div` below paragraphs."""
    outer = last.node.getparent()
    around_text = outer.getparent() if outer is not None else None
    said = any(line.heading or line.bold or is_prose(line) or may_sign(line.text) for line in after)
    boxed = not said and all(line.node.getparent() is not around_text for line in after)
    return boxed and sum(len(line.text) for line in after) <= _LONGEST_NOTES


def _outside(facts: Facts, lines: list[Line]) -> Iterator[Line]:
    """The lines that are neither a signature nor a table nor what a picture shows, and the pictures beside a notice."""
    noticed = any(is_notice(line.text) for line in lines)
    own = {line for line in lines if is_byline(line.text)}
    return (line for line in lines if line not in own and (noticed or (line.text and not _is_pictured(facts, line))))


def _is_pictured(facts: Facts, line: Line) -> bool:
    """Whether a picture stands right above the line."""
    return any(one.picture is not None for one in facts.lines[max(0, line.place - _BEHIND_PICTURE) : line.place])


def _signs(line: Line, below: bool) -> bool:
    """Whether the line says who wrote the text: below other articles an office is who runs the page."""
    return names_writer(line.text) or is_labelled_byline(line.text) if below else is_byline(line.text)


def _is_other(facts: Facts, place: int) -> bool:
    """Whether other articles begin at the line: what stands below them is the page's, such as who runs it."""
    return facts.is_teaser(place) or is_related_heading(facts.lines[place].text)


def _is_stray(facts: Facts, line: Line, above: bool, below: bool) -> bool:
    of_text = holder(line.node, _OF_TEXTS, _LEVELS) is not None or is_named_lead(line.node)
    return not (
        of_text
        or _is_pictured(facts, line)
        or (above and (line.heading or line.bold))
        or (not above and _signs(line, below))
    )
