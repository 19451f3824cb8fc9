"""The pictures of a text: which are an article's, and where they lie."""

import re

from crawler.pages.page.element_names import nearest_called
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element, holder
from crawler.records.text import remembered

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
_LONGEST_ADDRESS = 3_000
#: Characters of a caption that looks apart from the text, or is named.
LONGEST_CAPTION = 300
#: Elements around a line that may be named a caption, and that are asked what holds it.
_AROUND, _LEVELS = 3, 6
_FIGURE = ("figure", "figcaption")
_PLACEHOLDER = re.compile(
    r"^data:|(?:^|/)(?:spacer|blank|pixel|transparent|placeholder|loading|lazy|1x1|grey|empty)[\w.-]*\.(?:gif|png|svg|jpg)",
    re.I,
)
_ICON = re.compile(
    r"(?:^|[/_-])(?:icons?|ico|bullet|arrow|print(?:er)?|e?mail|facebook|fb|twitter|zalo|share|rss|star|rating|btn|button|logo-?(?:footer|header)|new)"
    r"s?[\d_-]*(?:button|[_-]\w{1,12})?\.(?:gif|png|svg|ico)|/(?:icons?|[\w.-]*-theme)/"
    # Kinds of files have no more in their names: Word calls its pictures `clip_image001.png`.
    r"|(?:^|[/_-])(?:word|excel|pdf|docx?|xlsx?|zip|rar|clip|attach(?:ment)?|file|down(?:load)?)s?(?:[_-]?\d{1,3})?\.(?:gif|png|svg|ico)",
    re.I,
)
#: Advertising: by the picture's name, or because it leads to the front page of a site.
_BANNER = re.compile(
    r"(?:^|[/_-])(?:banners?|quang-?cao|adv?|ads|advert\w*)(?:[\d_.-][^/]*)?\.(?:gif|png|jpe?g|webp|svg)", re.I
)
_FRONT = re.compile(r"https?://[^/?#]+/?")


def wanted(line: Line) -> bool:
    """Whether the picture is an article's, not an icon, a button or another article's thumbnail."""
    if line.picture is None:
        return False
    hrefs = ((link.get("href") or "").strip().lower() for link, _ in line.links)
    leads_to_front = any(href == "/" or _FRONT.fullmatch(href) for href in hrefs)
    return not (leads_to_front or _is_furniture(picture_source(line.picture) or ""))


@remembered(_LONGEST_ADDRESS)
def _is_furniture(source: str) -> bool:
    """Whether the picture at this address is an icon or an advertisement."""
    return _ICON.search(source) is not None or _BANNER.search(source) is not None


def leads_to_other(reading: Reading, line: Line, own: str | None) -> bool:
    """Whether the picture is a link to another article."""
    targets = [reading.target(link) for link, _ in line.links]
    return any(target is not None and target.article_id != own for target in targets)


def picture_source(picture: Element) -> str | None:
    """The address of the picture, lazy or not; `None` for a mere placeholder."""
    named = picture.keys()
    sources = (_source(name, picture.get(name).strip()) for name in _SOURCES if name in named)
    shown = (one for one in sources if 0 < len(one) <= _LONGEST_ADDRESS and not _PLACEHOLDER.search(one))
    return next(shown, None)


def _source(name: str, value: str) -> str:
    """The address that an attribute of that name holds: of a set the last one, which is the largest."""
    return next(iter(value.rpartition(",")[2].split()), "") if name.endswith("srcset") else value


def in_figure(line: Line) -> bool:
    """Whether the line stands in a `figure`: it says what is shown there."""
    return holder(line.node, _FIGURE, _LEVELS) is not None


def named_caption(reading: Reading, line: Line) -> Element | None:
    """The element of the line, or a small one around it, that the markup calls a caption: `wp-caption-text`."""
    named = nearest_called(line.node, "caption_names", _AROUND)
    small = named is not None and reading.length(*reading.span(named)) <= LONGEST_CAPTION
    return named if small else None


def inside(line: Line, tag: str) -> Element | None:
    """The element of this tag that holds the line, at most six levels up."""
    return holder(line.node, (tag,), _LEVELS)
