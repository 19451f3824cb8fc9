"""The lines of an article's text: what follows its head, without the boxes beside, inside and below it.

The text is looked for from the head on, element by element: a box of links, a list of other articles, a form, a tool
bar are passed over; the column that holds the head and the first line of text bounds the rest.
"""

import re
from itertools import islice

from crawler.pages.article.beginning import first_text
from crawler.pages.article.boxes import behind_box, elements_at, first_words, looks_like_heading, teasers_in
from crawler.pages.article.byline import is_byline
from crawler.pages.article.facts import Facts
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import is_piece
from crawler.pages.article.meta_lines import says_label
from crawler.pages.article.pictures import in_figure, wanted
from crawler.pages.article.related import behind_entries
from crawler.pages.article.roles import WINDOW, Body, Context, Role, begins_talk, ends_text, is_prose, role
from crawler.pages.article.tail import drop_tail
from crawler.pages.page.element_names import is_called
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import (
    is_after_body,
    is_file_label,
    is_footer,
    is_related_heading,
    is_talk,
)
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element

_NUMBERED = re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)/]\s?\S")
#: Levels above the first column that are looked at for a text that goes on outside of it.
_LEVELS = 6
#: Lines from the first picture on in which a report of pictures shows a second one
_REPORT = 6
#: Characters of the shortest text outside of the column that holds the head.
_SHORTEST_TEXT = 150
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

    def _asked(self, line: Line, behind: int) -> Context:
        return Context(self.facts, self.head, line, self.body, behind)

    def find(self) -> Body:
        first = first_text(self.facts, self.head, self.body, self.last + 1)
        if first is None:
            return self.body
        column = self.reading.shared(self.last, first)
        end = self.reading.span(column)[1]
        window = self.lines[first : min(end, first + WINDOW)]
        if (
            column.tag in {"body", "html", "tr"}
            and not any(is_prose(line) or offers_file(line) for line in window)
            and not self.facts.in_table(self.lines[first])
            and sum(wanted(line) and not line.links for line in window[:_REPORT]) < 2
        ):
            return self.body  # an article without text: what follows somewhere on the page is not its own
        self._take(first, end)
        may_go_on = not self._is_complete()
        for _ in range(_LEVELS):
            parent = column.getparent()
            if self.ended or parent is None or column.tag in {"td", "th", "body", "html"}:
                break
            if self.reading.span(parent)[1] > self.reading.span(column)[1]:
                self._take_beside(column, parent, may_go_on)
                may_go_on = False
            column = parent
        self.body.late_meta = drop_tail(self.facts, self.body.lines, self.head.dated)
        return self.body

    # The text

    def _take(self, place: int, behind: int) -> None:
        """Take the lines of the text from `place` on, as their roles say; `behind` is the line behind its column."""
        while place < behind and not self.ended:
            after_box = behind_box(self.facts, self.body, place)
            if after_box is not None:
                if self._closes(place, after_box, behind):
                    self._take_labelled(after_box, behind)
                    self.ended = True
                    return
                place = min(after_box, behind)
                continue
            line = self.lines[place]
            asked = self._asked(line, behind)
            match role(asked):
                case Role.RELATED:
                    place = self._behind_related(place, behind)
                    continue
                case Role.TEASER:
                    place = self._behind_teasers(place, behind)
                    continue
                case Role.FOOTER:
                    self.ended = True
                case Role.BYLINE | Role.TALK as given:
                    # What follows an account, tags, rating or comments is the article's only where a label says so.
                    if given is Role.BYLINE:
                        self.body.accept(line)
                    talk = given is Role.TALK and (is_talk(line.text) or begins_talk(asked))
                    self._take_labelled(place + 1, behind, talk=talk)
                    self.ended = True
                case Role.TEXT | Role.FILE:
                    self.body.accept(line)
            place += 1

    def _closes(self, box: int, after: int, behind: int) -> bool:
        """Whether the text is over at a box of other articles: the box stands outside of what holds the text, and
        nothing worth the name of a text follows."""
        head = first_words(self.facts, box, after)
        if head is None or not is_related_heading(head.text):
            return False
        top = next((line.place for line in self.body.lines if line.text), None)
        bottom = next((line.place for line in reversed(self.body.lines) if line.text), None)
        if top is None or bottom is None or top == bottom:
            return False
        first, end = self.reading.span(self.reading.shared(top, bottom))
        return not first <= box < end and not self._is_text(after, min(behind, after + WINDOW))

    def _behind_related(self, place: int, behind: int) -> int:
        """The line where the text goes on behind a heading of other articles that has no box of its own."""
        here = place + 1
        while here < behind:
            line = self.lines[here]
            below_teaser = self.facts.is_teaser(here - 1) or (here - 1 in self.facts.metas) or here - 1 == place
            if is_prose(line) and not line.links and not below_teaser and not is_footer(line.text):
                linked = any(self.facts.is_teaser(later) for later in range(here + 1, min(here + 3, behind)))
                if not linked and not ends_text(self.facts, line):
                    return here
            here += 1
        self.ended = True
        return behind

    def _behind_teasers(self, place: int, behind: int) -> int:
        """The line behind a run of links to other articles; with dates or summaries between them it goes to the end."""
        entries = behind_entries(self.facts, place, behind)
        if entries is not None:
            self.body.teasers += sum(map(self.facts.is_teaser, range(place, entries)))
            return entries
        self.body.teasers += 1
        here = place + 1
        run = 1
        while here < behind:
            line = self.lines[here]
            if self.facts.is_teaser(here):
                run += 1
                self.body.teasers += 1
            elif (line.place in self.facts.metas) or (line.picture is not None and run > 1):
                run += 1
            elif (
                run > 1
                and is_prose(line)
                and any(self.facts.is_teaser(later) for later in range(here + 1, min(here + 3, behind)))
            ):
                pass
            else:
                break
            here += 1
        return here

    def _take_beside(self, column: Element, parent: Element, may_go_on: bool) -> None:
        """What stands in `parent` behind the column: the text itself where the column holds but its beginning, else
        only what is labelled as the article's (byline, source, files, a meta line)."""
        place, behind = self.reading.span(column)[1], self.reading.span(parent)[1]
        while place < behind and not self.ended:
            after_box = behind_box(self.facts, self.body, place)
            if after_box is not None:
                place = after_box
                continue
            element = self._within(place, parent)
            end = self.reading.span(element)[1] if element is not None else place + 1
            if may_go_on and self.body.prose < 2 and not self.body.files and self._is_text(place, end):
                self._take(place, end)
            else:
                self._take_labelled(place, end)
            place = max(end, place + 1)

    def _within(self, place: int, parent: Element) -> Element | None:
        """The element of `parent` that begins at the line `place`, or else the largest that does."""
        found = elements_at(self.facts, place)
        return next((element for element in found if element.getparent() is parent), found[0] if found else None)

    def _is_text(self, first: int, behind: int) -> bool:
        """Whether the lines are a text that goes on behind its column, and no box."""
        facts, head = self.facts, first_words(self.facts, first, behind)
        if head is None:
            pictures = any(line.picture is not None for line in self.lines[first:behind])
            return pictures and not teasers_in(facts, first, behind)
        others = is_related_heading(head.text) or is_after_body(head.text) or is_footer(head.text)
        boxed = behind - first > 1 and looks_like_heading(head) and not self._opens_body(head)
        if others or boxed or teasers_in(facts, first, min(behind, first + 4)) > 1:
            return False
        prose = sum(len(line.text) for line in self.lines[first:behind] if is_prose(line))
        return prose >= _SHORTEST_TEXT and self.reading.link_share(first, behind) < 0.4

    def _opens_body(self, head: Line) -> bool:
        """Whether the heading is the first of the text itself: numbered, in an element that the CMS calls the body, or
        behind nothing but captions."""
        if _NUMBERED.match(head.text) or is_called(head.node, "body_names"):
            return True
        return (
            any(is_called(node, "body_names") for node in islice(head.node.iterancestors(), 3)) or self.body.prose == 0
        )

    def _is_complete(self) -> bool:
        """Whether the text taken has its end: the customary end mark, or a byline."""
        last = next((line.text for line in reversed(self.body.lines) if line.text and not in_figure(line)), "")
        return last.endswith("./.") or bool(_LABELLED_END.match(last)) or is_byline(last)

    def _take_labelled(self, first: int, behind: int, talk: bool = False) -> None:
        """Take what a label says to be the article's; among `talk` of readers a day without a label is that of a
        comment."""
        labelled = False
        for line in self.lines[first : min(behind, first + 12)]:
            if self.facts.is_teaser(line.place) or is_related_heading(line.text):
                return
            talk = talk or is_talk(line.text)
            dated = (line.place in self.facts.metas) or (
                bool(line.text) and is_piece(line.text) and not self.facts.in_table(line)
            )
            told = bool(line.text) and (bool(_LABELLED_END.match(line.text)) or is_file_label(line.text))
            if offers_file(line) or told or labelled or (dated and (not talk or says_label(line))):
                self.body.accept(line)
            elif line.links and not self.facts.is_tool(line):
                return  # a box of links: days in it are of what they lead to
            # The value of a label may stand in an element of its own.
            labelled = told and line.text.endswith(":") and not is_file_label(line.text)
