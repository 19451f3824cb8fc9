"""The head of an article: its title and its meta line, found by what the page says rather than by class names.

Evidence for a title: the words of the address' slug, of `<title>` and `og:title`; headings and letter size; a meta line
next to it. Links to other articles, names of the site and lines of prose speak against it.
"""

import re
from dataclasses import dataclass, replace

from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.meta_line import LONGEST_META, Meta, is_piece
from crawler.pages.article.meta_lines import is_day_of_table, meta_lines, read_around, read_line, says_label
from crawler.pages.article.title_hints import LONGEST_TITLE, TitleHints
from crawler.pages.page.address import ArticleAddress
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import fold, is_after_body, is_footer, is_related_heading, is_tool
from crawler.pages.page.line_ends import ends_clause, ends_sentence
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element
from crawler.records.profile import Portal
from crawler.records.text import CAPITALS

#: What the evidence of a title must add up to; a heading of any level with a meta line behind it is enough.
ENOUGH = 5.5
#: Lines behind a title within which a meta line is close to it.
_CLOSE = 3
#: Links of one line that are looked at: more stand in no menu.
_MOST_NAMES = 200
_FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "marquee", "label"})
_WEEK_DAY = re.compile(rf"\D*{any_of('days_of_week')}(?!\w)", re.I)
_SENTENCE = re.compile(rf"[^\s.]{{2,}}\.\s+[{CAPITALS}]")


@dataclass(slots=True)
class Head:
    """Where the head of an article stands: lines of the title and of the meta line, both (first, last).

    `title_from` says how the title was found: "page", "place" (only by its neighbours) or "head" (of the document).
    """

    title: str | None
    title_from: str | None
    title_lines: tuple[int, int] | None
    meta: Meta | None
    meta_lines: tuple[int, int] | None
    #: Text stands between title and meta line: it is the article's, the meta line comes behind or amid it.
    parted: bool = False

    @property
    def last(self) -> int | None:
        """The last line of the head, behind which the text begins."""
        spots = [lines[1] for lines in (self.title_lines, self.meta_lines) if lines]
        if self.parted and self.title_lines:
            return self.title_lines[1]
        return max(spots) if spots else None

    def holds(self, place: int) -> bool:
        """Whether the line belongs to the title or the meta line."""
        return any(lines[0] <= place <= lines[1] for lines in (self.title_lines, self.meta_lines) if lines)


@dataclass(slots=True)
class _Candidate:
    first: int
    last: int
    text: str
    score: float
    known: float


def find_head(reading: Reading, address: ArticleAddress | None, portal: Portal) -> Head:
    """Title and meta line of the article on the page; either may be missing."""
    metas = meta_lines(reading)
    hints = TitleHints(reading, address, portal)
    candidates = _candidates(reading, metas, hints, address)
    best = max(candidates, key=lambda one: one.score, default=None)
    if best is not None and best.score >= ENOUGH:
        best = _beside_meta(best, candidates, reading, metas)
        spot = _nearest_meta(reading, metas, best, address)
        between = reading.lines[best.last + 1 : spot] if spot is not None else []
        parted = any(_is_standfirst(line, address) or offers_file(line) for line in between) or _are_text(between)
        meta, taken = _with_parts(reading, metas, best, *read_around(reading, spot), address)
        return Head(best.text, "page", (best.first, best.last), meta, taken, parted)
    dated = [place for place in sorted(metas) if _says_published(metas[place])]
    spot = next((place for place in dated if not _of_teaser(reading, place, address)), None)
    if hints.title is not None:
        return Head(hints.title, "head", None, *read_around(reading, spot))
    if best is not None and best.score >= 3.5 and spot is not None and abs(spot - best.last) <= 3:
        return Head(best.text, "place", (best.first, best.last), *read_around(reading, spot))
    dressed = _over_text(reading, candidates) if address is not None and spot is None else None
    if dressed is not None:
        return Head(dressed.text, "place", (dressed.first, dressed.last), None, None)
    return Head(None, None, None, *read_around(reading, spot))


def _with_parts(
    reading: Reading,
    metas: dict[int, Meta],
    title: _Candidate,
    meta: Meta | None,
    taken: tuple[int, int] | None,
    address: ArticleAddress | None,
) -> tuple[Meta | None, tuple[int, int] | None]:
    """The meta line with what a theme prints of it on the other side of the title: the day right above it, author and
    source right behind it."""
    if meta is None or taken is None:
        return meta, taken
    if meta.raw is None and taken[0] > title.last:
        place = title.first - 1
        above = metas.get(place)
        if above is not None and above.raw and _belongs_above(reading, place, above, title.first, address):
            return replace(meta, raw=above.raw, timed=above.timed), taken
    elif taken[1] < title.first:
        for line in reading.lines[title.last + 1 : title.last + 1 + _CLOSE]:
            named = read_line(line)
            if not (named.author or named.source) or named.rest or len(line.text) > LONGEST_META:
                break
            meta = replace(meta, author=meta.author or named.author, source=meta.source or named.source)
            taken = (taken[0], line.place)
    return meta, taken


def _over_text(reading: Reading, candidates: list[_Candidate]) -> _Candidate | None:
    """The line that looks like a heading over the first text, where nothing else tells the title: an article's
    address, changed since, and a page without a meta line."""
    text = next((line.place for line in reading.lines if _is_text(line)), None)
    if text is None:
        return None
    over = [one for one in candidates if text - _CLOSE <= one.last < text and one.score >= 1]
    return max(over, key=lambda one: (one.score, one.first), default=None)


def _beside_meta(
    best: _Candidate, candidates: list[_Candidate], reading: Reading, metas: dict[int, Meta]
) -> _Candidate:
    """The candidate that says the same as the best and stands closer above a meta line, if any does: a theme may say
    the title as the heading of the whole page, too, above its menu or the category."""
    plain = fold(best.text)
    again = (one for one in candidates if one.first > best.last and fold(one.text) == plain)
    plainly = [one for one in again if reading.lines[one.first].linked < 0.8]
    if not plainly and _lines_to_meta(best, reading, metas) == _CLOSE:
        # A body may begin with a heading that says nearly what the title above the meta line says.
        above = (one for one in candidates if best.first - _CLOSE <= one.last < best.first and one.known >= 0.5)
        plainly = [one for one in above if _lines_to_meta(one, reading, metas) == 0]
    return min([best, *plainly], key=lambda one: _lines_to_meta(one, reading, metas))


def _lines_to_meta(title: _Candidate, reading: Reading, metas: dict[int, Meta]) -> int:
    """Lines from a title to the meta line behind it; one more than the most that count where there is none."""
    for step, line in enumerate(reading.lines[title.last + 1 : title.last + 1 + _CLOSE]):
        meta = metas.get(line.place)
        if meta is not None and not meta.today:
            return step
    return _CLOSE


def _says_published(meta: Meta) -> bool:
    return meta.raw is not None and meta.labelled and not meta.today


def _candidates(
    reading: Reading, metas: dict[int, Meta], hints: TitleHints, address: ArticleAddress | None
) -> list[_Candidate]:
    found: list[_Candidate] = []
    lines = reading.lines
    near = _distances(reading, metas, address)
    pages = _page_names(reading)
    page_name = (address.page or "").rpartition("/")[2] if address else ""
    for line in lines:
        text = line.text
        if len(text) < 4 or line.place in metas:
            continue
        last = line.place
        if last + 1 < len(lines) and lines[last + 1].broken == 1:
            last, text = _whole_title(lines, line, metas)
        # Of a line too long for a title the beginning tells, where the head of the document begins alike.
        plain = fold(text[: 2 * LONGEST_TITLE])
        words = plain.split()
        names_page = len(plain) == len(page_name) and "-".join(words) == page_name
        by_slug = hints.by_slug(words)
        known = hints.agree(plain, words, by_slug) if not names_page else 0.0
        if last + 1 in metas and hints.begins_head(plain):
            known = max(known, 0.8)
        if len(text) > LONGEST_TITLE and known < 0.5:
            continue
        heading = line.heading or _heading_around(line)
        looks = (
            (0, 4, 3, 2, 1, 1, 1)[heading]
            + (1 if line.bold else 0)
            + (2 if line.size >= 22 else 1 if line.size >= 17 else 0)
        )
        place = near.get(last, 0)
        score = 9 * known + looks + place
        if known <= 0 and not (looks or place):
            continue
        if line.linked > 0.8:
            score -= 8 if _leads_elsewhere(reading, line, address) else 2
        if known < 0.5 and (len(text) > 250 or _SENTENCE.search(text) or is_footer(text)):
            score -= 6
        if by_slug > 0.6:
            score += 2
        elif plain in pages or names_page:
            score -= 4
        if (
            is_related_heading(text)
            or is_tool(text)
            or (line.spaced != line.text and is_tool(line.spaced))
            or _in_furniture(line)
        ):
            score -= 5
        found.append(_Candidate(line.place, last, text, score, known))
    return found


def _page_names(reading: Reading) -> set[str]:
    """What links call pages that are no articles: menus and trails name categories, never titles."""
    return {
        fold(text)
        for line in reading.lines
        for link, text in line.links[:_MOST_NAMES]
        if 2 <= len(text) <= 120
        and (href := (link.get("href") or "").strip()) not in {"", "#"}
        and not href.lower().startswith(("javascript:", "#", "?"))
        and reading.target(link) is None
    }


def _of_teaser(reading: Reading, place: int, address: ArticleAddress | None) -> bool:
    """Whether the meta line is that of another article, to which its line or the one above leads."""
    return any(
        line.linked > 0.5 and _leads_to_article(reading, line) and _leads_elsewhere(reading, line, address)
        for line in reading.lines[max(0, place - 1) : place + 1]
    )


def _leads_to_article(reading: Reading, line: Line) -> bool:
    return any(reading.target(link) for link, _ in line.links)


def _distances(reading: Reading, metas: dict[int, Meta], address: ArticleAddress | None) -> dict[int, float]:
    """For lines close to a meta line, how much that speaks for a title."""
    near: dict[int, float] = {}
    for place, meta in metas.items():
        worth = 1.0 if meta.labelled else 0.6
        above_it = [] if _of_teaser(reading, place, address) else [(-1, 4.0), (-2, 3.0), (-3, 2.0)]
        steps = [*above_it, (1, 3.0), (2, 1.5)]
        above = place - 1
        while above >= max(0, place - 4) and _is_set_apart(reading.lines[above]):
            above -= 1
        for step, value in steps:
            spot = above + step + 1 if step < 0 else place + step
            near[spot] = max(near.get(spot, 0.0), value * worth)
    return near


def _is_set_apart(line: Line) -> bool:
    """Whether the line is a label of a meta line, or a picture: a title may stand above it."""
    return not line.text or is_piece(line.text)


def _whole_title(lines: list[Line], line: Line, metas: dict[int, Meta]) -> tuple[int, str]:
    """The line with what follows behind line breaks in the same look: a title broken for its shape."""
    last, text = line.place, line.text
    for following in lines[line.place + 1 : line.place + 4]:
        same = (following.node, following.bold, following.size, following.linked) == (
            line.node,
            line.bold,
            line.size,
            line.linked,
        )
        dressed = line.heading or line.bold or line.size >= 17
        if not (same and dressed and following.broken == 1 and following.text) or following.place in metas:
            break
        if ends_clause(text) or len(text) + len(following.text) > LONGEST_TITLE:
            break
        last, text = following.place, f"{text} {following.text}"
    return last, text


def _heading_around(line: Line) -> int:
    """The level of a heading that holds the line's block."""
    node = line.node.getparent()
    for _ in range(3):
        if node is None:
            return 0
        tag = node.tag
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            return int(tag[1])
        node = node.getparent()
    return 0


def _leads_elsewhere(reading: Reading, line: Line, address: ArticleAddress | None) -> bool:
    for link, _ in line.links:
        target = reading.target(link)
        if target is not None:
            return address is None or target.article_id != address.article_id
    return True


def _in_furniture(line: Line) -> bool:
    node = line.node
    for _ in range(40):
        if node is None or node.tag in _FURNITURE_TAGS:
            break
        node = node.getparent()
    return node is not None and node.tag in _FURNITURE_TAGS


def _nearest_meta(
    reading: Reading, metas: dict[int, Meta], title: _Candidate, address: ArticleAddress | None
) -> int | None:
    """The meta line of the title: behind it before the text begins, right above it, or below the body."""
    spot, rows = title.last + 1 + _lines_to_meta(title, reading, metas), dict[Element, bool]()
    found = spot - title.last <= _CLOSE and not is_day_of_table(reading, spot, metas[spot], rows)
    if found and not _of_teaser(reading, spot, address):
        return spot
    above = [
        place
        for place in range(title.first - 1, max(-1, title.first - 7), -1)
        if (meta := metas.get(place)) is not None
        and not meta.today
        and _belongs_above(reading, place, meta, title.first, address)
    ]
    if found and not above:
        return spot
    if above and above[0] == title.first - 1:
        return above[0]
    prose = 0
    for line in reading.lines[title.last + 1 : title.last + 25]:
        meta = metas.get(line.place)
        if (
            above
            and line.linked > 0.5
            and _leads_to_article(reading, line)
            and _leads_elsewhere(reading, line, address)
        ):
            break  # a list of other articles
        if meta is not None and not meta.today and not is_day_of_table(reading, line.place, meta, rows):
            return line.place
        if line.text and (is_related_heading(line.text) or is_after_body(line.text)):
            break
        if _is_text(line):
            prose += 1
            if prose > 1:
                break
    return above[0] if above else None


def _is_text(line: Line) -> bool:
    return line.linked < 0.5 and len(line.text) > 80


def _is_standfirst(line: Line, address: ArticleAddress | None) -> bool:
    """Whether a line between title and meta line is text: it is long, ends as a sentence does, or is set off and names
    neither the category nor a button."""
    if _is_text(line):
        return True
    if line.linked > 0 or len(line.text) < 25:
        return False
    if ends_sentence(line.text):
        return True
    page = (address.page or "").rpartition("/")[2] if address else ""
    dressed = line.bold or line.italic or line.heading
    return bool(dressed) and not is_tool(line.text) and "-".join(fold(line.text).split()) != page


def _are_text(lines: list[Line]) -> bool:
    """Whether so many short lines stand between title and meta line that they are a text, such as verse."""
    words = [line for line in lines if len(line.text) >= 15 and not line.linked]
    return len([line for line in words if not is_piece(line.text) and not is_tool(line.text)]) >= 3


def _belongs_above(reading: Reading, place: int, meta: Meta, title: int, address: ArticleAddress | None) -> bool:
    """Whether a meta line above the title is its own: neither another article's nor a clock of the page's header."""
    if _of_teaser(reading, place, address):
        return False
    shared = reading.shared(place, title)
    first, _ = reading.span(shared)
    if meta.views is not None or says_label(reading.lines[place]):
        return place - first <= 8 or (title - place == 1 and meta.raw is not None)
    if place - first > 3 or title - place > 3 or shared.tag in {"body", "html"}:
        return False
    # A page's own clock says the day of the week, too, but not right above a title.
    return _WEEK_DAY.match(reading.lines[place].text) is None or title - place == 1
