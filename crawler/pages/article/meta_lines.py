"""The meta lines of a page: lines that are one by themselves, and those set in several elements read together."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from lxml import etree

from crawler.pages.article.meta_line import (
    LONGEST_META,
    Meta,
    find_day,
    find_relative,
    is_meta,
    is_piece,
    may_be_meta,
    needs_value,
    read_meta,
)
from crawler.pages.article.paragraphs import in_data_table
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import is_after_body, is_file_label, is_tool, names_writer
from crawler.pages.page.lines import EYE, Line, Reading
from crawler.pages.page.tree import holder
from crawler.records.text import normalize, remembered

#: Lines with digits that are read as meta lines: no page has more above its article.
MOST_NUMBERED = 3_000
_SAYS_LABEL = re.compile(any_of("says_label"), re.I)
#: "Trong chuyên mục" before a link to the category.
_IN_CATEGORY = re.compile(rf"{any_of('categories_in')}(?:\s+{any_of('categories')})?\s*", re.I)
_STAMPED = etree.XPath("descendant-or-self::*[@datetime or @title]")
#: What a player shows of a recording: how far it is, and how long it takes: "00:00 / 04:31".
PLAYER = re.compile(r"(?P<at>\d{1,2}:\d{2})(?P<length>\s*/\s*\d{1,2}:\d{2})?")
_DIGIT = re.compile(r"\d")
#: Parts of a line from which on they may be set apart though blanks stand between them.
_MOST_UNDIVIDED = 3
#: How the addresses of buttons begin.
NOWHERE = ("javascript:", "#", "mailto:")
#: Characters of a link that is no name, label or button of a meta line.
_SHORTEST_TITLE = 40
#: The share of a line from which on links are what it is for: those to print and to share are longer than a count.
_MOSTLY = 0.8
#: Elements that hold one part of a meta line each.
_ITEMS = frozenset({"li", "dd", "td", "span"})
#: Levels above a cell in which its table is looked for.
_NEAR = 4
_NAMES = ("author", "source", "category")
_BULLETS = "-–—+•*"
_BULLET = re.compile(rf"[{_BULLETS}]\s")


def meta_lines(reading: Reading) -> dict[int, Meta]:
    """Every line that is a meta line by itself, or the heart of one set in several elements."""
    told = (line for line in reading.lines if 0 < len(line.text) <= LONGEST_META and _may_tell(line.text))
    lines = (line for line in islice(told, MOST_NUMBERED) if not _is_listed(reading.lines, line))
    found = [(line, _meta_of(line)) for line in lines]
    linked = [line for line, meta in found if meta is None and line.links and _may_hold(line)]
    own = {line.place: meta for line, meta in found if meta is not None}
    return own | _beside_links(reading, linked) if linked else own


def _may_hold(line: Line) -> bool:
    """Whether a line with links may be a meta line beside them: a day stands in it, or a count outside of them."""
    return find_day(line.text) or (line.linked < _MOSTLY and may_be_meta(line.text))


@remembered(LONGEST_META)
def _may_tell(text: str) -> bool:
    """Whether the text holds a digit, or a time told from now."""
    return _DIGIT.search(text) is not None or find_relative(text) is not None


def _beside_links(reading: Reading, linked: list[Line]) -> dict[int, Meta]:
    """The meta lines among lines with links, by place: buttons, links to files without a name, and in dated lines links
    that the page has elsewhere are left out."""
    shown = {text for line in linked for _, text in line.links}
    links = [(link, text) for line in reading.lines for link, text in line.links if text in shown]
    named = Counter([(link.get("href"), text) for link, text in links])
    return {line.place: meta for line in linked if (meta := _without_links(line, named)) is not None}


def _without_links(line: Line, named: Counter[tuple[str | None, str]]) -> Meta | None:
    """The meta line that the line is beside such links, as those to the category ("Văn hóa | 12/06/2023"). `None` when
    it is none; `named` counts the links by address and text."""
    text, dated = line.spaced, find_day(line.text)
    for link, shown in line.links:
        is_known = (dated and named[link.get("href"), shown] > 1) or is_tool(shown) or is_file_label(shown)
        is_known = is_known or (link.get("href") or "").startswith(NOWHERE)
        text = text.replace(shown, " ", 1) if is_known else text
    meta = read_meta(text) if text != line.spaced else Meta()
    return meta if is_meta(meta) else None


def _is_listed(lines: list[Line], line: Line) -> bool:
    """Whether the line and the one before or behind it begin with a dash or dot each: days of a list."""
    return line.text[0] in _BULLETS and any(
        _BULLET.match(one.text) for one in lines[max(0, line.place - 1) : line.place + 2] if one is not line
    )


def _meta_of(line: Line) -> Meta | None:
    """The line read as a meta line, `None` when it is none by itself."""
    may_be = may_be_meta(exact(line)) or (line.spaced != line.text and may_be_meta(line.spaced))
    if not may_be or _begins_with_title(line):
        return None
    meta = read_line(line)
    counts_talk = meta.raw is None and is_after_body(line.text)  # "Ý kiến bạn đọc (1)" counts no views
    return meta if is_meta(meta) and not counts_talk else None


def _begins_with_title(line: Line) -> bool:
    """Whether the line begins with the title of another article: a link of more words than a meta line has, no day or
    count among them."""
    text = line.links[0][1] if line.links else ""
    return len(text) >= _SHORTEST_TITLE and ":" not in text and line.text.startswith(text) and not may_be_meta(text)


def is_day_of_text(meta: Meta) -> bool:
    """Whether what reads like a meta line may as well be text: "Sơn Tây, ngày 25 tháng 6 năm 2020" over a letter, a day
    of a schedule with what takes place on it."""
    return meta.raw is not None and meta.views is None and bool(meta.rest) and not meta.stamped


def exact(line: Line) -> str:
    """The line's text, a time told from now ("8 giờ trước") replaced by the moment that the markup writes to it."""
    return _with_moment(line.text, *_told(line))


def _with_moment(text: str, relative: str, moment: str) -> str:
    """The text with the moment in the place of the time told from now, set apart from what stands beside it."""
    return text.replace(relative, f" {moment} ").strip() if relative != moment else text


def _told(line: Line) -> tuple[str, str]:
    """The time told from now in the line, and the moment that stands for it; twice the same where there is none."""
    relative = find_relative(line.spaced) if 0 < len(line.text) <= LONGEST_META else None
    if relative is None:
        return "", ""
    told = (one for one in _STAMPED(line.node) if relative in normalize("".join(one.itertext())))
    moments = (element.get("datetime") or element.get("title") or "" for element in told)
    return relative, next(filter(find_day, moments), relative)


def read_line(line: Line) -> Meta:
    """The line read as a meta line, with or without blanks between its inline elements: whichever says more."""
    told = _told(line)
    text = _with_moment(line.text, *told)
    meta = _in_category(line) or read_meta(text)
    if line.spaced == line.text and (len(line.parts) < _MOST_UNDIVIDED or not meta.rest):
        return meta
    other = read_meta(_with_moment(line.spaced, *told))
    # "Lượt xem: 15" and "3" beside it are no 153, and "12:00 AM" and "42 người xem" beside it no noon.
    dates_more = _signs(other.raw) > _signs(meta.raw)
    counts_otherwise = other.weight == meta.weight and (other.views != meta.views or dates_more)
    # "Hướng dẫn" and "Cập nhật lúc" beside it are no name.
    best = other if counts_otherwise or _clarity(other) > _clarity(meta) else meta
    return max(best, read_meta(_with_moment(_parted(line), *told)), key=_clarity) if best.rest else best


def _signs(raw: str | None) -> int:
    """Characters of a moment, blanks left aside."""
    return len("".join((raw or "").split()))


def _parted(line: Line) -> str:
    """The line with a bar between its inline elements, but not behind a label or an icon."""
    texts = [text for part in line.parts if (text := normalize(part))]
    return "".join(f"{text} " if text.endswith((":", EYE)) or needs_value(text) else f"{text} | " for text in texts)


def _in_category(line: Line) -> Meta | None:
    """The category of a line that is "Trong chuyên mục" and a link; `None` of any other line."""
    name = line.links[0][1] if len(line.links) == 1 else ""
    is_told = name and line.text.endswith(name) and _IN_CATEGORY.fullmatch(line.text.removesuffix(name))
    return Meta(category=name) if is_told else None


def _clarity(meta: Meta) -> tuple[int, int, int]:
    """How much the meta line says, how little was not understood, and how short its names are."""
    return meta.weight, -len(meta.rest), -sum(len(getattr(meta, name) or "") for name in _NAMES)


def says_label(line: Line) -> bool:
    """Whether the line says what its date or count is of."""
    return _SAYS_LABEL.search(line.text) is not None


def read_around(reading: Reading, spot: int | None) -> tuple[Meta | None, tuple[int, int] | None]:
    """The meta line at `spot` read together with its parts in neighbouring elements, and the lines it takes."""
    if spot is None:
        return None, None
    lines = reading.lines
    first = last = spot
    while first > 0 and spot - first < 4 and _is_part(lines[first - 1], lines[spot]):
        first -= 1
    while last + 1 < len(lines) and last - spot < 8 and _is_part(lines[last + 1], lines[spot]):
        last += 1
    last = _before_table(reading, spot, last)
    alone = read_line(lines[spot])
    joined = read_meta("".join(map(_with_end, lines[first : last + 1])).strip()) if first < last else alone
    whole = joined if joined.weight >= alone.weight else alone
    said = [one for one in map(read_line, lines[first : last + 1]) if one.raw is None and not one.rest]
    told = {name: value for one in said for name in _NAMES if (value := getattr(one, name))}
    return replace(whole, **told) if told else whole, (first, last)


def _before_table(reading: Reading, spot: int, last: int) -> int:
    """The last of the lines behind `spot` that stands before a table of data: a column may be headed "Ngày"."""
    tables = [in_data_table(reading, line) for line in reading.lines[spot : last + 1]]
    return last if tables[0] or True not in tables else spot + tables.index(True) - 1


def says_button(line: Line) -> bool:
    """Whether the line is made of names of buttons."""
    return is_tool(line.text) or (line.spaced != line.text and is_tool(line.spaced))


def _with_end(line: Line) -> str:
    """The line's text as part of a meta line; a name ends with its line."""
    if says_button(line):
        return " "
    meta, text = read_line(line), exact(line)
    # "3:20:00 CH" and "Người đăng" beside it are no "CHNgười".
    text = line.spaced if EYE in line.spaced or meta != read_meta(text) else text
    named = meta.author or meta.source or meta.category
    return f"{text} | " if named else f"| {text} | " if names_writer(text) else f"{text} "


def _is_part(line: Line, spot: Line) -> bool:
    """Whether the line belongs to the meta line at `spot`: pictures in its element are icons."""
    clock = PLAYER.match(line.text)
    played = clock is not None and clock["length"] is not None
    may_be_part = 0 < len(line.text) <= 60 and not played
    is_icon = line.picture is not None and line.node is spot.node
    return is_icon or (may_be_part and (_says_part(line) or is_piece(line.spaced) or is_listed_beside(line, spot)))


def is_listed_beside(line: Line, spot: Line) -> bool:
    """Whether the line is a name in an element like that of the meta line, beside it: items of a list, cells."""
    one, other = line.node, spot.node
    alike = one is not other and one.tag == other.tag and one.tag in _ITEMS
    same_list = one.getparent() is other.getparent() or (
        one.tag == "td" and holder(one, {"table"}, _NEAR) is holder(other, {"table"}, _NEAR)
    )
    return alike and same_list and names_writer(line.text)


def is_part(line: Line) -> bool:
    """Whether the line is a picture, or a part of a meta line that was set apart: a label, a clock, a category."""
    return len(line.text) <= 60 and not read_line(line).rest


def _says_part(line: Line) -> bool:
    """Whether all that the line says belongs to a meta line, and no other day."""
    meta = read_line(line)
    return not meta.rest and (meta.raw is None or not find_day(line.text) or meta.labelled)
