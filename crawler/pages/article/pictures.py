"""The pictures of a text and their captions.

A caption is a line right behind its picture that looks apart from the text (centred, in italics), or stands with the
picture in a `figure`, a small table or a wrapper of their own, or is short and ends like no sentence. `alt` is none.
"""

import re
from collections.abc import Callable

from crawler.pages.article.byline import is_byline, is_labelled_byline
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.line_ends import begins_item, ends_clause
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element
from crawler.records.article import Image

LONGEST_CAPTION = 400
_SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-url",
    "data-echo",
    "data-srcset",
    "srcset",
    "src",
)
_PLACEHOLDER = re.compile(
    r"^data:|(?:^|/)(?:spacer|blank|pixel|transparent|placeholder|loading|lazy|1x1|grey|empty)[\w.-]*\.(?:gif|png|svg|jpg)",
    re.I,
)
_ICON = re.compile(
    r"(?:^|[/_-])(?:icons?|ico|bullet|arrow|print(?:er)?|e?mail|facebook|fb|twitter|zalo|share|rss|star|rating|btn|button|logo-?(?:footer|header)|new)"
    r"s?[\d_-]*(?:[_-]\w{1,12})?\.(?:gif|png|svg|ico)|/(?:icons?|[\w.-]*-theme)/"
    # Kinds of files have no more in their names: Word calls its pictures `clip_image001.png`.
    r"|(?:^|[/_-])(?:word|excel|pdf|docx?|xlsx?|zip|rar|clip|attach(?:ment)?|file|down(?:load)?)s?(?:[_-]?\d{1,3})?\.(?:gif|png|svg|ico)",
    re.I,
)
#: Advertising: by the picture's name, or because it leads to the front page of a site.
_BANNER = re.compile(
    r"(?:^|[/_-])(?:banners?|quang-?cao|adv?|ads|advert\w*)(?:[\d_.-][^/]*)?\.(?:gif|png|jpe?g|webp|svg)", re.I
)
_FRONT = re.compile(r"https?://[^/?#]+/?")
_CREDIT = re.compile(rf"^\W*{any_of('credits')}\s*:?[^.]{{0,60}}$", re.I)
_Look = tuple[str, str | None, tuple[str, str | None] | None, bool, bool, str | None]


def wanted(line: Line) -> bool:
    """Whether the picture is an article's, not an icon, a button or another article's thumbnail."""
    picture = line.picture
    if picture is None:
        return False
    hrefs = ((link.get("href") or "").strip().lower() for link, _ in line.links)
    if any(href == "/" or _FRONT.fullmatch(href) for href in hrefs):
        return False
    source = picture_source(picture)
    return source is None or not (_ICON.search(source) or _BANNER.search(source))


def leads_to_other(reading: Reading, line: Line, own: str | None) -> bool:
    """Whether the picture is a link to another article."""
    targets = [reading.target(link) for link, _ in line.links]
    return any(target is not None and target.article_id != own for target in targets)


def picture_source(picture: Element) -> str | None:
    """The address of the picture, lazy or not; `None` for a mere placeholder."""
    for name in _SOURCES:
        value = (picture.get(name) or "").strip()
        if not value or len(value) > 3000:
            continue
        if name.endswith("srcset"):
            value = value.rsplit(",", 1)[-1].split()[0] if value.rsplit(",", 1)[-1].split() else ""
        if value and not _PLACEHOLDER.search(value):
            return str(value)
    return None


def split_captions(
    reading: Reading, lines: list[Line], lead: list[Line], absolute: Callable[[str], str | None]
) -> tuple[list[Line], list[Image]]:
    """The lines of the text without pictures and captions, and the pictures with theirs.

    No line of the `lead` is a caption.
    """
    text = [line for line in lines if line.text]
    total = sum(len(line.text) for line in text)
    italic_apart = sum(len(line.text) for line in text if line.italic) * 2 <= total
    centre_apart = sum(len(line.text) for line in text if line.side == "center") * 2 <= total
    signed = _signed_from(text)
    kin = _caption_looks(lines) if len(lines) - len(text) > 1 else set()
    kept: list[Line] = []
    images: dict[str, Image] = {}
    waiting: list[tuple[Image, Line]] = []
    for index, line in enumerate(lines):
        if line.picture is not None:
            source = picture_source(line.picture)
            url = absolute(source) if source else None
            if url is None or url in images:
                continue
            images[url] = Image(url)
            if lines[index - 1].picture is None or index == 0:
                waiting = []
            waiting.append((images[url], line))
            continue
        if line in lead:
            kept.append(line)
            waiting = []
            continue
        if (
            waiting
            and line.place >= signed
            and (is_labelled_byline(line.text) or not _is_with(reading, line, waiting[-1][1]))
        ):
            kept.append(line)
            waiting = []
            continue
        if waiting and kin and line is text[-1] and _look(line) not in kin and _CREDIT.match(line.text):
            kept.append(line)  # whose pictures they all are
            waiting = []
            continue
        apart = (
            (line.italic and italic_apart)
            or (line.side == "center" and centre_apart)
            or (bool(kin) and _look(line) in kin)
        )
        if waiting and _is_caption(reading, line, waiting[-1][1], apart):
            _attach(line, waiting)
        elif images and not waiting and apart and _CREDIT.match(line.text) and lines[index - 1] not in kept[-1:]:
            image = list(images.values())[-1]
            image.caption = f"{image.caption} {line.text}" if image.caption else line.text
        else:
            kept.append(line)
            waiting = []
    return kept, list(images.values())


def _look(line: Line) -> _Look:
    node, parent = line.node, line.node.getparent()
    outer = (parent.tag, parent.get("class")) if parent is not None else None
    return node.tag, node.get("class"), outer, line.bold, line.italic, line.side


def _caption_looks(lines: list[Line]) -> set[_Look]:
    """How the captions of a report of pictures look: as lines do that stand right behind several pictures and nowhere
    else, most of them no sentences."""
    behind: dict[_Look, list[bool]] = {}
    elsewhere: set[_Look] = set()
    pictured = False
    for line in lines:
        if line.text and pictured:
            behind.setdefault(_look(line), []).append(not ends_clause(line.text))
        elif line.text:
            elsewhere.add(_look(line))
        pictured = line.picture is not None
    return {
        look for look, open_ends in behind.items() if look not in elsewhere and 2 <= len(open_ends) < 2 * sum(open_ends)
    }


def _signed_from(text: list[Line]) -> int:
    """The place of the first of the last lines that are bylines; behind all lines when there are none."""
    place = text[-1].place + 1 if text else 0
    for line in reversed(text[-3:]):
        if not is_byline(line.text):
            break
        place = line.place
    return place


def _is_with(reading: Reading, line: Line, picture: Line) -> bool:
    """Whether line and picture share a cell or table that holds no more lines than pictures."""
    table, cell = _inside(line, "table"), _inside(line, "td")
    if table is None or table is not _inside(picture, "table") or line.node is picture.node:
        return False
    first, behind = reading.span(cell if cell is not None and cell is _inside(picture, "td") else table)
    texts = sum(bool(one.text) for one in reading.lines[first:behind])
    return texts <= behind - first - texts  # a cell that only lays the text out holds more than captions


def _attach(line: Line, waiting: list[tuple[Image, Line]]) -> None:
    """Give the caption to its picture: below a row of pictures to the next of them, else to the last one."""
    table = _inside(line, "table")
    rows = {id(_inside(picture, "tr")) for _, picture in waiting}
    beside = (
        table is not None
        and all(_inside(picture, "table") is table for _, picture in waiting)
        and len(rows) == 1 < len(waiting)
        and len({id(_inside(picture, "td")) for _, picture in waiting}) == len(waiting)
    )
    image, _ = waiting.pop(0) if beside else waiting.pop()
    image.caption = line.text
    if not beside:
        waiting.clear()


def _is_caption(reading: Reading, line: Line, picture: Line, apart: bool) -> bool:
    if _inside(line, "figure") is not None or _inside(line, "figcaption") is not None or line.node.tag == "caption":
        return True
    table = _inside(line, "table")
    if table is not None and table is not _inside(picture, "table"):
        first, behind = reading.span(table)
        if sum(bool(one.text) for one in reading.lines[first:behind]) > 1:
            return False  # a cell of a table that follows
    if line.heading and _inside(line, "td") is _inside(picture, "td"):
        return False  # a heading of the text that follows
    ends = ends_clause(line.text)
    shared = reading.shared(picture.place, line.place)
    first, behind = reading.span(shared)
    alone = False
    if reading.length(first, behind) <= LONGEST_CAPTION and behind - first <= 40:
        texts = sum(bool(one.text) for one in reading.lines[first:behind])
        alone = texts <= 2 * (behind - first - texts)
    if alone and (not ends or apart or picture.node is shared):
        return True
    if line.place - picture.place > 2 or (line.node.tag == "li" and picture.node is not line.node):
        return False
    if apart:
        return len(line.text) <= 300 and not (ends and len(line.text) > 200)
    return len(line.text) <= 150 and not ends and not line.bold and not begins_item(line.text) and line.side != "right"


def in_figure(line: Line) -> bool:
    """Whether the line stands in a `figure`: it says what is shown there."""
    return _inside(line, "figure") is not None or _inside(line, "figcaption") is not None


def _inside(line: Line, tag: str) -> Element | None:
    node = line.node
    for _ in range(6):
        if node is None or node.tag == tag:
            return node
        node = node.getparent()
    return None
