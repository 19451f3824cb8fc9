"""The head of an article: its title and its meta line, found by what the page says rather than by class names.

A line may be the title by the evidence of the tables `FOR` and `AGAINST`: what the address and the head of the document
say, how the line looks, the meta line next to it. The line with the most evidence is the title.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from crawler.pages.article.facts import Facts
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.meta_block import with_block
from crawler.pages.article.meta_line import Meta, read_meta, split_moment
from crawler.pages.article.meta_lines import is_part, read_around, read_line, says_label
from crawler.pages.article.title_evidence import Candidate, is_link
from crawler.pages.article.title_hints import TitleHints
from crawler.pages.page.address import ArticleAddress
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import (
    is_after_body,
    is_related_heading,
    is_tool,
)
from crawler.pages.page.line_ends import ends_clause, ends_sentence
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import folded
from crawler.records.dates import find_clock
from crawler.records.profile import Portal

#: What the evidence of a title must add up to; a heading of any level with a meta line behind it is enough.
ENOUGH = 5.5
#: What is enough where only its place tells the title.
_ENOUGH_BY_PLACE = 3.5
#: What the moment behind a title on its line counts.
_DATED = 3.0
#: Lines behind a title within which a meta line is close to it.
_CLOSE = 3
#: The share of what address and head say of the best title that they say of another which replaces it.
_AS_KNOWN = 0.8
#: Lines above the first text among which a title stands that only its place tells.
_OVER = 8
#: Characters of the longest meta line of which some is not understood, and of what is not.
_LOOSE, _LOOSE_REST = 160, 80
#: Lines above the title and behind it among which its meta line stands.
_ABOVE, _BEHIND = 6, 24
#: The share of a line up to which a link may be a badge before the title.
_BADGE = 0.5
#: Signs between a badge and the title.
_EDGES = " :|-–—•·»›>/"
#: Lines that a title is broken into at the most.
_MOST_BROKEN = 4
#: What a template prints behind the title of an article without a day.
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)$")
_WEEK_DAY = re.compile(rf"\D*{any_of('days_of_week')}(?!\w)", re.I)


@dataclass(slots=True)
class Head:
    """Where the head of an article stands: lines of the title and of the meta line, both (first, last).

    `title_from` says how the title was found: "page", "place" (only by its neighbours) or "head" (of the document).
    `parted`: text stands between title and meta line. It is the article's, the meta line comes behind or amid it.
    """

    title: str | None
    title_from: str | None
    title_lines: tuple[int, int] | None
    meta: Meta | None
    meta_lines: tuple[int, int] | None
    parted: bool = False

    @property
    def first(self) -> int:
        """The first line of the head; 0 where the page has none."""
        return min([lines[0] for lines in (self.title_lines, self.meta_lines) if lines], default=0)

    @property
    def last(self) -> int | None:
        """The last line of the head, behind which the text begins."""
        spots = [self.title_lines] if self.parted else [self.title_lines, self.meta_lines]
        return max([lines[1] for lines in spots if lines], default=None)

    @property
    def dated(self) -> bool:
        """Whether a meta line dates the article."""
        return self.meta is not None and self.meta.raw is not None


def find_head(facts: Facts, address: ArticleAddress | None, portal: Portal) -> Head:
    """Title and meta line of the article on the page; either may be missing."""
    return _Finder(facts, TitleHints(facts.reading, address, portal)).find()


class _Finder:
    """Looks for the head among the lines of a page."""

    def __init__(self, facts: Facts, hints: TitleHints) -> None:
        self.facts: Facts = facts
        self.lines = facts.lines
        self.metas = facts.metas
        self.hints = hints

    def find(self) -> Head:
        candidates = list(self._candidates())
        promising = max(candidates, key=lambda one: one.most, default=None)
        rivals = [one for one in candidates if promising is not None and one.most >= promising.score]
        best = max(rivals, key=lambda one: one.score, default=None)
        if best is not None and best.score >= ENOUGH:
            return self._with_meta(self._beside_meta(best, candidates))
        dated = (place for place, meta in sorted(self.metas.items()) if meta.raw and meta.labelled and not meta.today)
        spots = [place for place in dated if not self.facts.is_of_teaser(place)]
        beside = ((spot, [one for one in candidates if self._is_beside(spot, one)]) for spot in spots)
        near, likely = next(((spot, ones) for spot, ones in beside if ones), (None, []))
        placed = max(likely, key=lambda one: one.score, default=None) or self._over_text(candidates)
        if placed is None or self.hints.is_confirmed:
            told = self.hints.title
            return Head(told, told and "head", None, *read_around(self.facts.reading, next(iter(spots), None)))
        # The first day of a page may be that of its own clock.
        behind = next((spot for spot in spots if spot > placed.last), next(iter(spots), None))
        return replace(self._with_meta(placed, near if near is not None else behind), title_from="place")

    # The title

    def _candidates(self) -> Iterator[Candidate]:
        """The lines for which anything speaks."""
        lines, metas, hints = self.lines, self.metas, self.hints
        near, page = self._near(), self.facts.page
        for line in [line for line in lines if len(line.text) >= 4 and line.place not in metas]:
            last, text = line.place, line.text
            if last + 1 < len(lines) and lines[last + 1].broken == 1:
                last, text = self._whole(line)
            text = self._without_badge(line, text) if line.parts and line.linked < _BADGE else text
            said, moment = self._split(text)
            close = near.get(last, 0.0)
            close = max(close, _DATED) if moment else close
            dressed = bool(close or line.heading or line.bold or line.size >= 17)
            # Of a line too long for the title the beginning tells, where the head of the document begins alike.
            plain = folded(said[: hints.telling]) if dressed or hints.may_begin(said) else ""
            known = hints.agree(plain, last + 1 in metas, close > 0) if plain and plain != page else 0.0
            if dressed or known > 0:
                known = -1.0 if known == 0 and plain != page and hints.is_site(plain) else known
                found = Candidate(self, line.place, last, line, text, plain, known, close)
                found.weigh()
                yield found

    def _whole(self, line: Line) -> tuple[int, str]:
        """The line with what follows behind line breaks in the same look: a title broken for its shape."""
        last, text = line.place, line.text
        look = (line.node, line.bold, line.size, line.linked)
        dressed = bool(line.heading) or line.bold or line.size >= 17
        for following in self.lines[line.place + 1 : line.place + _MOST_BROKEN]:
            same = dressed and (following.node, following.bold, following.size, following.linked) == look
            joined = same and following.broken == 1 and following.text and following.place not in self.metas
            if not joined or ends_clause(text):
                break
            last, text = following.place, f"{text} {following.text}"
        return last, text

    def _without_badge(self, line: Line, text: str) -> str:
        """The text without the category that stands before the title on its line, as a link or an element of its own,
        where address or head say the rest and nothing else."""
        rest = text.removeprefix(line.parts[0].strip()).strip(_EDGES)
        return rest if self.hints.says(folded(rest)) else text

    def _near(self) -> dict[int, float]:
        """For lines close to a meta line, how much that speaks for a title."""
        near: dict[int, float] = {}
        for place, meta in self.metas.items():
            worth = 1.0 if meta.labelled else 0.6
            above = place - 1
            while above >= max(0, place - 4) and is_part(self.lines[above]):
                above -= 1  # a label of the meta line, or a picture
            spots = [(above, 4.0), (above - 1, 3.0), (above - 2, 2.0)] if not self.facts.is_of_teaser(place) else []
            for spot, value in (*spots, (place + 1, 3.0), (place + 2, 1.5)):
                near[spot] = max(near.get(spot, 0.0), value * worth)
        return near

    def names_page(self, candidate: Candidate) -> bool:
        """Whether the words name a page that is no article: in a link, or in the address; and the address not them."""
        plain = candidate.plain
        links = self.facts.reading.links_named(plain)
        return plain == self.facts.page or (
            bool(links)
            and self.hints.by_address(plain, candidate.near > 0) <= 0.6
            and any(
                (link.get("href") or "").strip()[:1] not in {"", "#", "?"} and self.facts.reading.target(link) is None
                for link, _ in links
            )
        )

    def _is_beside(self, spot: int, title: Candidate) -> bool:
        """Whether the candidate stands close to the meta line at `spot`, which is its own if it is above."""
        close = abs(spot - title.last) <= _CLOSE and title.score >= _ENOUGH_BY_PLACE
        return close and (spot > title.first or self._belongs_above(spot, title.first))

    def _over_text(self, candidates: list[Candidate]) -> Candidate | None:
        """The line that looks like a heading over the first text, where nothing else tells the title: an article's
        address, changed since, and a page without a meta line."""
        if self.facts.own is None:
            return None
        text = next((line.place for line in self.lines if _is_text(line) and ends_clause(line.text)), 0)
        over = [one for one in candidates if text - _OVER <= one.last < text and one.score >= 1]
        return max(over, key=lambda one: (one.score, one.first), default=None)

    def _beside_meta(self, best: Candidate, candidates: list[Candidate]) -> Candidate:
        """The candidate that says the same as the best and stands closer above a meta line, if any does.

        A theme may say the title as the heading of the whole page, too, above its menu or the category.
        """
        again = (one for one in candidates if one.first > best.last and one.plain == best.plain)
        plainly = [one for one in again if not is_link(one)]
        if not plainly and self._to_meta(best) == _CLOSE:
            # A body may begin with a heading that says nearly what the title above the meta line says. What says the
            # same is the last part of a trail.
            as_known = max(0.5, _AS_KNOWN * best.known)
            above = (
                one for one in candidates if best.first - _CLOSE <= one.last < best.first and one.known >= as_known
            )
            near = (one for one in above if self._to_meta(one) == 0 and one.score >= ENOUGH)
            plainly = [one for one in near if one.plain != best.plain or not best.line.heading]
        return min([best, *plainly], key=self._to_meta)

    # The meta line

    def _to_meta(self, title: Candidate) -> int:
        """Lines from a title to the meta line behind it; one more than the most that count where there is none."""
        behind = range(title.last + 1, title.last + 1 + _CLOSE)
        steps = (step for step, place in enumerate(behind) if (meta := self.metas.get(place)) and not meta.today)
        return next(steps, _CLOSE)

    def _with_meta(self, title: Candidate, otherwise: int | None = None) -> Head:
        """The head of this title, with its meta line, or that at the line `otherwise`."""
        spot = self._nearest_meta(title)
        spot = otherwise if spot is None else spot
        between = self.lines[title.last + 1 : spot] if spot is not None else []
        parted = any(self._is_standfirst(line) or offers_file(line) for line in between)
        meta, taken = read_around(self.facts.reading, spot)
        if spot is not None and meta is not None and taken is not None:
            meta = self._with_day_above(title, meta, taken[0])
            meta, block = with_block(self.facts, meta, spot, (title.first, title.last))
            taken = (min(taken[0], block[0]), max(taken[1], block[1]))
        return self._with_own_day(title, meta, taken, parted)

    def _split(self, text: str) -> tuple[str, str]:
        """The title and the moment behind it; a bare day only where address or head of the document lack it."""
        text = _EMPTY_BRACKETS.sub("", text) if text.endswith(")") else text
        said, moment = split_moment(text)
        splits = bool(moment) and (find_clock(moment) is not None or self.hints.says(folded(said)))
        return (said, moment) if splits else (text, "")

    def _with_own_day(
        self, title: Candidate, meta: Meta | None, taken: tuple[int, int] | None, parted: bool = False
    ) -> Head:
        """The head of this title, with the moment that stands behind it on its line where no meta line says one."""
        text, moment = self._split(title.text)
        own = read_meta(moment) if moment and not (meta and meta.raw) else Meta()
        meta = replace(meta or Meta(), raw=own.raw, timed=own.timed, labelled=True) if own.raw else meta
        return Head(text, "page", (title.first, title.last), meta, taken, parted)

    def _nearest_meta(self, title: Candidate) -> int | None:
        """The meta line of the title: behind it before the text goes on, or above it."""
        above = (place for place in range(title.first - 1, title.first - 1 - _ABOVE, -1) if place in self.metas)
        own = next((place for place in above if self._belongs_above(place, title.first)), None)
        if own == title.first - 1 and self._to_meta(title) == _CLOSE:
            return own
        alone = own is None and self._to_meta(title) == _CLOSE
        beside = (title.last + 1, title.last + 2, title.first - 1) if alone else ()
        loose = (place for place in beside if self._is_loose(place))
        for spot in islice(loose, 1):
            self.metas[spot] = read_line(self.lines[spot])
            return spot
        prose = 0
        for line in self.lines[title.last + 1 : title.last + 1 + _BEHIND]:
            meta = self.metas.get(line.place)
            if meta is not None and not meta.today and not self.facts.is_day_of_table(line.place, meta):
                return line.place
            prose += _is_text(line)
            is_list = own is not None and line.linked > 0.5 and self.facts.leads_on(line)
            # A tool bar right below the title and a meta line ("0 bình luận") count comments, too.
            counts = line.text[:1].isdigit() or not (prose or line.place > title.last + _CLOSE)
            after = is_after_body(line.text) and not counts
            if prose > 1 or is_list or is_related_heading(line.text) or after:
                break
        return own

    def _is_loose(self, place: int) -> bool:
        """Whether a line right beside the title is its meta line though some of it is not understood: it says a day
        and more, and is no sentence."""
        lines = self.lines[place : place + 1] if place >= 0 else []
        brief = (line for line in lines if not (line.heading or len(line.text) > _LOOSE or ends_clause(line.text)))
        said = [read_line(line) for line in brief]
        told = [meta for meta in said if meta.raw is not None and not meta.today and len(meta.rest) <= _LOOSE_REST]
        return any(meta.labelled for meta in told)

    def _belongs_above(self, place: int, title: int) -> bool:
        """Whether a meta line above the title is its own: not another article's, no clock of the page."""
        meta, own = self.metas[place], self.lines[place]
        if meta.today or self.facts.is_of_teaser(place):
            return False
        shared = self.facts.reading.shared(place, title)
        first, _ = self.facts.reading.span(shared)
        _, parts = read_around(self.facts.reading, place)
        between = self.lines[(parts or (place, place))[1] + 1 : title]
        right_above = not any(one.isalnum() for line in between for one in line.text)  # "|" stands between pictures
        if meta.views is not None or says_label(own):
            return right_above or (place - first <= 8 and meta.raw is not None)  # a count may be that of the site
        near = place - first <= 3 and (title - place <= 3 or right_above) and shared.tag not in {"body", "html"}
        # A page's own clock says the day of the week, too, but not right above a title.
        return near and (right_above or not _WEEK_DAY.match(own.text))

    def _with_day_above(self, title: Candidate, meta: Meta, place: int) -> Meta:
        """The meta line behind the title, at that place, with the day that stands right above the title."""
        above = self.metas.get(title.first - 1, Meta())
        lacks_day = place > title.last and meta.raw is None and above.raw is not None
        if not lacks_day or not self._belongs_above(title.first - 1, title.first):
            return meta
        # The clock may stand behind the title all the same.
        joined = read_meta(f"{above.raw} | {self.lines[place].text}")
        day = joined if joined.timed else above
        return replace(meta, raw=day.raw, timed=day.timed)

    def _is_standfirst(self, line: Line) -> bool:
        """Whether a line between title and meta line is text: it is long, ends as a sentence does, or is set off and
        names neither the category nor a button."""
        dressed = line.bold or line.italic or line.heading
        set_off = dressed and not is_tool(line.text) and folded(line.text) != self.facts.page
        return _is_text(line) or (
            len(line.text) >= 25 and not line.linked and bool(ends_sentence(line.text) or set_off)
        )


def _is_text(line: Line) -> bool:
    return line.linked < 0.5 and len(line.text) > 80
