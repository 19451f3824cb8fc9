"""Tags of an article, below its text: "Chủ đề: Nông thôn mới, Dân vận khéo" in links, or "#nongthonmoi #danvan"."""

import re

from crawler.pages.address import article_address
from crawler.pages.furniture import labels_tags
from crawler.pages.reading import Line

_HASHES = re.compile(r"(?:#[^\W\d]\w*(?:[\s,;|·]+|$))+")
#: Share of what stands behind the label that is links: the rest are commas.
_LINKED = 0.7
#: Links of a line that are looked at.
_MOST_LINKS = 50


def begins_tags(lines: list[Line], place: int) -> bool:
    """Whether the line at `place` is one of tags, or the label of tags that stand in lines of their own."""
    line = lines[place]
    if line.text.startswith("#"):
        return _HASHES.fullmatch(line.text) is not None
    label, colon, behind = line.text.partition(":")
    if not colon or not labels_tags(label):
        return False
    if not behind:
        return place + 1 < len(lines) and _is_link(lines[place + 1])
    return line.linked * len(line.text) >= _LINKED * len(behind) and _leads_to_no_article(line)


def _is_link(line: Line) -> bool:
    return line.picture is None and line.linked > 0.9 and _leads_to_no_article(line)


def _leads_to_no_article(line: Line) -> bool:
    return all(article_address(link.get("href") or "") is None for link, _ in line.links[:_MOST_LINKS])
