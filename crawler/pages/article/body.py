"""The lines of an article's text: what follows its head, without the boxes beside, inside and below it.

The text is looked for from the head on, element by element: a box of links, a list of other articles, a form, a tool
bar are passed over; the column that holds the head and the first line of text bounds the rest.
"""

import re
from bisect import bisect_left
from itertools import islice
from operator import attrgetter

from crawler.pages.article.attachments import attachment_url
from crawler.pages.article.byline import is_byline
from crawler.pages.article.facts import Facts
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.head import Head
from crawler.pages.article.meta_line import is_piece
from crawler.pages.article.meta_lines import is_day_of_text, read_line, says_label
from crawler.pages.article.paragraphs import is_data_table
from crawler.pages.article.pictures import in_figure, wanted
from crawler.pages.article.related import behind_entries
from crawler.pages.article.roles import WINDOW, Body, Context, Role, begins_talk, ends_text, is_prose, role, says_title
from crawler.pages.article.tags import begins_tags
from crawler.pages.article.tail import drop_tail
from crawler.pages.page.element_names import is_called
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import (
    is_after_body,
    is_file_label,
    is_footer,
    is_known_account,
    is_related_heading,
    is_talk,
)
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element

_place = attrgetter("place")
_NUMBERED = re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)/]\s?\S")
_FURNITURE_TAGS = frozenset({"nav", "aside"})
#: Levels above the first column that are looked at for a text that goes on outside of it.
_LEVELS = 6
#: Lines from the first picture on in which a report of pictures shows a second one
_REPORT = 6
#: Characters of a link that may be all of a text: the name of a document.
_SHORTEST_LINK = 20
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
        first = self._first_text()
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

    # Where the text begins

    def _first_text(self) -> int | None:
        place = self.last + 1
        linked: int | None = None
        while place < len(self.lines):
            line = self.lines[place]
            behind = self._box(place)
            if is_known_account(line.text) or (linked is not None and is_related_heading(line.text)):
                return place if linked is None else linked  # a text of links alone, or none
            if behind is not None:
                place = behind
                continue
            if line.links and begins_tags(self.reading, place):
                place += 1
                continue
            if ends_text(self.facts, line) or is_footer(line.text):
                return None
            if self.facts.is_teaser(place):
                behind = behind_entries(self.facts, place, len(self.lines)) or place + 1
                self.body.teasers += sum(map(self.facts.is_teaser, range(place, behind)))
                if self.body.teasers > 3:
                    return None
                place = behind
                continue
            if not self.facts.is_tool(line) and not says_title(self._asked(line, 0)) and self._may_begin(line):
                return place
            if (
                linked is None
                and line.linked >= 0.5
                and len(line.text) >= _SHORTEST_LINK
                and not self.facts.is_tool(line)
            ):
                linked = place
            place += 1
        return None

    def _may_begin(self, line: Line) -> bool:
        if line.picture is not None:
            return True
        if offers_file(line):
            return True
        if is_file_label(line.text):
            return False
        if line.linked >= 0.5 or len(line.text) < 2:
            return False
        if not any(map(str.isalpha, line.text)) and not self.facts.in_table(line):
            return False  # the clock of a player
        if line.place not in self.facts.metas:
            return True
        meta = read_line(line)
        return self.head.dated and (is_day_of_text(meta) or self.facts.is_day_of_table(line.place, meta))

    # Boxes

    def _box(self, place: int) -> int | None:
        """The line behind a box that begins at `place` and is no part of the text; `None` when there is none."""
        for element in self._beginning_at(place):
            first, behind = self.reading.span(element)
            if behind > first and self._is_box(element, first, behind):
                return behind
        return None

    def _beginning_at(self, place: int) -> list[Element]:
        """Elements whose first line is `place`, the largest first."""
        found: list[Element] = []
        node = self.lines[place].node
        while node is not None and self.reading.span(node)[0] == place:
            found.append(node)
            node = node.getparent()
        return found[::-1]

    def _is_box(self, element: Element, first: int, behind: int) -> bool:
        tag = element.tag
        if tag in _FURNITURE_TAGS:
            return True
        if is_called(element, "related_names") and self.reading.link_share(first, behind) > 0.5:
            return not self._files_in(first, behind)
        length = self.reading.length(first, behind)
        if tag == "footer":
            if element.getparent().tag == "body":
                return True  # the page's, not the article's
            return length > 200 or self.reading.link_share(first, behind) > 0.5
        if tag == "form" and length < 400:
            return True
        head = self._first_words(first, behind)
        if head is None:
            return False
        leaf = behind - first == 1
        if not leaf and (is_related_heading(head.text) or is_after_body(head.text)):
            return self._prose_in(head.place + 1, behind, plain=True) == 0 or self._teasers_in(first, behind) > 0
        if not leaf and is_footer(head.text):
            return True
        if leaf:
            return False
        teasers = self._teasers_in(first, behind)
        if teasers >= 2 and 3 * self._prose_in(first, behind, plain=True) <= teasers:
            follows = self._first_words(head.place + 1, behind)
            headed = len(head.text) <= 60 and follows is not None and self.facts.is_teaser(follows.place)
            if headed or self.facts.is_teaser(first):
                return True
        links = self.reading.links[behind] - self.reading.links[first]
        if links >= 3 and self.reading.link_share(first, behind) > 0.6:
            return not self._files_in(first, behind) and not self._lists_links(element, first, behind)
        return self._is_column(element, first, behind, head)

    def _lists_links(self, element: Element, first: int, behind: int) -> bool:
        """Whether the links are what the text is about: printed addresses, or a list right behind "… như sau:"."""
        links = [link for line in self.lines[first : min(behind, first + WINDOW)] for link in line.links[:WINDOW]]
        printed = sum("://" in text or text.startswith("www.") for _, text in links)
        if printed * 2 >= len(links):
            return True
        above = self.body.lines[-1] if self.body.lines else None
        return (
            element.tag in {"ul", "ol"}
            and above is not None
            and above.text.endswith(":")
            and not self._teasers_in(first, behind)
            and self._first_words(first, behind) is self.lines[above.place + 1]
        )

    def _is_column(self, element: Element, first: int, behind: int, head: Line) -> bool:
        """Whether the element is a column or box beside the text that was taken already."""
        taken = self.body.lines
        if not taken or self.body.prose < 2 or behind - first < 3 or is_file_label(head.text):
            return False
        if element.tag in {"tbody", "tfoot"} or (element.tag == "table" and is_data_table(self.reading, element)):
            return False
        parent = element.getparent()
        before = element.getprevious()
        for _ in range(8):
            if before is None or not self._is_bare(before):
                break
            before = before.getprevious()
        if before is None or parent is None:
            return False
        start, end = self.reading.span(before)
        mine = taken[bisect_left(taken, start, key=_place) : bisect_left(taken, end, key=_place)][:WINDOW]
        if element.tag in {"td", "th"} and before.tag in {"td", "th"}:
            return sum(len(line.text) for line in mine) > 200
        if len(mine) < 3 or (before.tag, before.get("class")) == (element.tag, element.get("class")):
            return False
        headed = (
            len(head.text) <= 60 and not ends_clause(head.text) and (head.heading or head.bold or head.text.isupper())
        )
        return bool(headed)

    def _is_bare(self, element: Element) -> bool:
        """Whether no line begins and ends inside the element: a break, an empty block."""
        first, behind = self.reading.spans.get(element, (0, 0))
        return first == behind

    def _first_words(self, first: int, behind: int) -> Line | None:
        return next((line for line in self.lines[first : min(behind, first + WINDOW)] if line.text), None)

    def _teasers_in(self, first: int, behind: int) -> int:
        return sum(self.facts.is_teaser(place) for place in range(first, min(behind, first + WINDOW)))

    def _prose_in(self, first: int, behind: int, plain: bool = False) -> int:
        """Lines of prose; with `plain` only those that no other article's title or date stands above."""
        count = 0
        for place in range(first, min(behind, first + WINDOW)):
            line = self.lines[place]
            if not is_prose(line) or self.facts.is_teaser(place) or len(line.text) < 60:
                continue
            if plain and place > first and (self.facts.is_teaser(place - 1) or place - 1 in self.facts.metas):
                continue
            count += 1
        return count

    def _files_in(self, first: int, behind: int) -> bool:
        links = [link for line in self.lines[first : min(behind, first + WINDOW)] for link, _ in line.links[:WINDOW]]
        files = sum(attachment_url(link.get("href") or "") is not None for link in links)
        return files * 2 >= len(links)

    # The text

    def _take(self, place: int, behind: int) -> None:
        """Take the lines of the text from `place` on, as their roles say; `behind` is the line behind its column."""
        while place < behind and not self.ended:
            after_box = self._box(place)
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
        head = self._first_words(box, after)
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
            after_box = self._box(place)
            if after_box is not None:
                place = after_box
                continue
            element = next(iter(self._beginning_at_within(place, parent)), None)
            end = self.reading.span(element)[1] if element is not None else place + 1
            if may_go_on and self.body.prose < 2 and not self.body.files and self._is_text(place, end):
                self._take(place, end)
            else:
                self._take_labelled(place, end)
            place = max(end, place + 1)

    def _beginning_at_within(self, place: int, parent: Element) -> list[Element]:
        found = self._beginning_at(place)
        return [element for element in found if element.getparent() is parent] or found[:1]

    def _is_text(self, first: int, behind: int) -> bool:
        head = self._first_words(first, behind)
        if head is None:
            return any(line.picture is not None for line in self.lines[first:behind]) and not self._teasers_in(
                first, behind
            )
        if is_related_heading(head.text) or is_after_body(head.text) or is_footer(head.text):
            return False
        if self._teasers_in(first, min(behind, first + 4)) > 1:
            return False
        if (
            behind - first > 1
            and len(head.text) <= 60
            and (head.heading or head.bold)
            and not ends_clause(head.text)
            and not self._opens_body(head)
        ):
            return False  # a box with a heading of its own
        prose = sum(len(line.text) for line in self.lines[first:behind] if is_prose(line))
        return prose >= 150 and self.reading.link_share(first, behind) < 0.4

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
