"""The lines of an article's text: what follows its head, without the boxes beside, inside and below it.

The text is looked for from the head on, element by element: a box of links, a list of other articles, a form, a tool
bar are passed over; the column that holds the head and the first line of text bounds the rest.
"""

import re
from itertools import takewhile

from crawler.pages.article.beginning import first_text
from crawler.pages.article.boxes import behind_box, elements_at, first_words, teasers_in
from crawler.pages.article.byline import is_byline, is_labelled_byline
from crawler.pages.article.facts import Facts, is_called_writer
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import is_piece
from crawler.pages.article.meta_lines import says_label
from crawler.pages.article.pictures import wanted
from crawler.pages.article.roles import WINDOW, Body, Context, Role, begins_talk, is_prose, role
from crawler.pages.article.tail import drop_tail
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import (
    is_after_body,
    is_file_label,
    is_footer,
    is_notice,
    is_related_heading,
    is_talk,
    is_tool,
    names_writer,
)
from crawler.pages.page.line_ends import ends_sentence
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element

_PAGE = frozenset({"body", "html", "tr"})
#: Lines from the first picture on in which a report of pictures shows a second one
_REPORT = 6
#: Roles of the lines at which the text is over.
_ENDS = frozenset({Role.RELATED, Role.FOOTER, Role.BYLINE, Role.TALK})
#: Levels above the first column that are looked at for a text that goes on outside of it.
_LEVELS = 6
#: Characters of the shortest text outside of the column that holds the head.
_SHORTEST_TEXT = 150
#: How many times the prose taken so far a column has that is the text, whatever stands above it.
_MANY_TIMES = 3
_KIND = any_of("kinds")
_LABELLED_END = re.compile(
    rf"^\W*(?:{any_of('authors', 'sources_in_meta_line', 'posters')}|{_KIND})"
    rf"(?:[,\s]*(?:{any_of('and')}\s+)?{_KIND}){{0,3}}\s*[:(]",
    re.I,
)


def find_body(facts: Facts, head: Head) -> Body:
    """The text that belongs to `head`."""
    last = head.last
    if last is None:
        return Body()
    return _Finder(facts, head, last).find()


class _Finder:
    def __init__(self, facts: Facts, head: Head, last: int) -> None:
        self.facts = facts
        self.reading = facts.reading
        self.lines = facts.lines
        self.head = head
        self.last = last
        self.body = Body()
        self.ended = False
        #: Whether talk of readers ended it: labelled files may stand beside its column all the same.
        self.talk = False

    def find(self) -> Body:
        first = first_text(self.facts, self.head, self.body, self.last + 1)
        if first is None:
            return self.body
        column = self.reading.shared(self.last, first)
        end = self.reading.span(column)[1]
        if column.tag in _PAGE and not self._may_be_text(self.lines[first : min(end, first + WINDOW)]):
            return self.body  # an article without text: what follows somewhere on the page is not its own
        self._take(first, end)
        may_go_on = True
        for _ in range(_LEVELS):
            parent = column.getparent()
            if (self.ended and not self.talk) or parent is None or column.tag in {"td", "th", "body", "html"}:
                break
            if self.reading.span(parent)[1] > self.reading.span(column)[1]:
                self._take_beside(column, parent, may_go_on and not self.ended)
                may_go_on = may_go_on and self._is_above_meta()
            column = parent
        self.body.late_meta = drop_tail(self.facts, self.body.lines, self.head.dated)
        return self.body

    def _may_be_text(self, lines: list[Line]) -> bool:
        """Whether the lines, outside of what holds the head, may be a text: prose, a file, a table, pictures."""
        pictures = sum(map(_shows, lines[:_REPORT]))
        prose = any(is_prose(line) or offers_file(line) for line in lines)
        return prose or self.facts.in_table(lines[0]) or pictures >= 2

    def _take(self, place: int, behind: int) -> None:
        """Take the lines of the text from `place` on, as their roles say; `behind` is the line behind its column."""
        while (place := self._behind_boxes(place, behind)) < behind and not self.ended:
            line = self.lines[place]
            asked = Context(self.facts, self.head, line, self.body, behind)
            given = role(asked)
            if given in {Role.TEXT, Role.FILE, Role.BYLINE}:
                self.body.accept(line)
            if given in {Role.BYLINE, Role.TALK}:
                # What follows an account, tags, rating or comments is the article's only where a label says so.
                talk = given is Role.TALK and (is_talk(line.text) or begins_talk(asked))
                self._take_labelled(place + 1, behind, talk=talk)
            self.ended, self.talk = given in _ENDS, given is Role.TALK
            place = self._behind_teasers(place, behind) if given is Role.TEASER else place + 1

    def _behind_boxes(self, place: int, behind: int) -> int:
        """The first line from `place` on at which no box begins."""
        while place < behind and (after_box := behind_box(self.facts, self.body, place)) is not None:
            place = after_box if self._goes_on_behind(place, after_box, behind) else behind
        return place

    def _goes_on_behind(self, place: int, after_box: int, behind: int) -> bool:
        """Whether text stands behind a box of other articles, and not only what ends the page."""
        rest = self.lines[after_box:behind] if self.body.prose and is_related_heading(self.lines[place].text) else []
        return not rest or any(map(self._may_go_on, rest))

    def _may_go_on(self, line: Line) -> bool:
        """Whether the line may be the article's below others: text, a file, a byline, a picture, a count of views."""
        counted = line.place in self.facts.metas and self.facts.metas[line.place].views is not None
        return counted or is_prose(line) or offers_file(line) or is_byline(line.text) or _shows(line)

    def _behind_teasers(self, place: int, behind: int) -> int:
        """The line behind links to other articles."""
        count = sum(1 for _ in takewhile(self.facts.is_teaser, range(place, behind)))
        self.body.teasers += count
        return place + count

    def _take_beside(self, column: Element, parent: Element, may_go_on: bool) -> None:
        """What stands in `parent` behind the column: the text itself where the column holds but its beginning, else
        only what is labelled as the article's (byline, source, files, a meta line)."""
        place, behind = self.reading.span(column)[1], self.reading.span(parent)[1]
        while place < behind and (self.talk or not self.ended):
            element = self._within(place, parent)
            end = self.reading.span(element)[1] if element is not None else place + 1
            box = self._behind_boxes(place, behind)
            if may_go_on and box < end and self._goes_on(place, end):
                self._take(place, end)  # a box may begin it, such as a table of contents
            else:
                end = end if box == place else box
                self._take_labelled(box, end, talk=self.talk, beside=True)
            place = max(end, place + 1)

    def _within(self, place: int, parent: Element) -> Element | None:
        """The element of `parent` that begins at the line `place`, or else the largest that does."""
        found = elements_at(self.facts, place)
        return next((element for element in found if element.getparent() is parent), found[0] if found else None)

    def _goes_on(self, first: int, behind: int) -> bool:
        """Whether the lines are the text itself, and what was taken is only its beginning: a lead, captions."""
        if not self._is_text(first, behind):
            return False
        little = self.body.prose < 2 and not self.body.files
        return little or self._prose(self.lines[first:behind]) > _MANY_TIMES * self._prose(self.body.lines)

    @staticmethod
    def _prose(lines: list[Line]) -> int:
        """Characters of prose."""
        return sum(len(line.text) for line in lines if is_prose(line))

    def _is_text(self, first: int, behind: int) -> bool:
        """Whether the lines are a text that goes on behind its column."""
        head = first_words(self.facts, first, behind)
        shown = self.lines[first : head.place if head is not None else behind]
        if head is None or is_labelled_byline(head.text):
            pictures = any(line.picture is not None for line in shown)
            return pictures and not teasers_in(self.facts, first, behind)
        others = is_related_heading(head.text) or is_after_body(head.text) or is_footer(head.text)
        prose = self._prose(self.lines[first:behind])
        # Right behind a lead a single sentence is a text, too.
        next_to_lead = len(self.body.lines) <= 1 and first == self._behind_taken() and ends_sentence(head.text)
        is_long = prose >= _SHORTEST_TEXT or (next_to_lead and not is_notice(head.text))
        return not others and is_long and self.reading.link_share(first, behind) < 0.4

    def _behind_taken(self) -> int:
        """The place behind the last line taken, or else behind the head."""
        return (self.body.lines[-1].place if self.body.lines else self.last) + 1

    def _is_above_meta(self) -> bool:
        """Whether all that was taken stands above the meta line: it is but a lead."""
        return any(line.place < (self.head.meta_lines or (0, 0))[1] for line in self.body.lines[-1:])

    def _begins_other(self, line: Line, beside: bool) -> bool:
        """Whether other articles begin at the line, or a box of the page: `beside` the column under any heading
        but that of its files."""
        headed = beside and bool(line.heading) and not (line.links or is_file_label(line.text))
        return headed or self.facts.is_teaser(line.place) or is_related_heading(line.text)

    def _take_labelled(self, first: int, behind: int, *, talk: bool = False, beside: bool = False) -> None:
        """Take what a label says to be the article's. Among `talk` of readers a day without a label is that of a
        comment; behind links only files are the article's, and `beside` the column nothing."""
        among_links = False
        lines = self.lines[first : min(behind, first + 12)]
        for line in takewhile(lambda one: not self._begins_other(one, beside), lines):
            meta = self.facts.metas.get(line.place)
            # A meta line may count comments behind its day.
            talk = talk or is_talk(line.text.partition(meta.raw)[0] if meta is not None and meta.raw else line.text)
            if among_links and (beside or not offers_file(line)):
                continue  # days in a box of links are of what they lead to
            told = is_file_label(line.text) or _LABELLED_END.match(line.text) is not None or _signs(line)
            if (told and line.text) or offers_file(line) or self._is_dated(line, talk):
                self.body.accept(line)
            elif line.links and not self.facts.is_tool(line):
                among_links = True

    def _is_dated(self, line: Line, talk: bool) -> bool:
        """Whether the line is a meta line or a piece of one; among `talk` one with a label."""
        may_be = bool(line.text) and (not talk or says_label(line))
        is_meta = line.place in self.facts.metas
        return may_be and (is_meta or (is_piece(line.text) and not (self.facts.in_table(line) or is_tool(line.text))))


def _shows(line: Line) -> bool:
    """Whether the line is a picture of a text."""
    return wanted(line) and not line.links


def _signs(line: Line) -> bool:
    """Whether the line is nothing but a name in brackets, or one that its element calls the author's."""
    name = line.text.strip("()[] ")
    return (name != line.text and names_writer(name)) or is_called_writer(line)
