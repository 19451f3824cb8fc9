"""Tags of an article, below its text: "Chủ đề: Nông thôn mới, Dân vận khéo" in links, or "#nongthonmoi #danvan"."""

import re

from crawler.pages.page.lexicon import labels_tags
from crawler.pages.page.lines import Line, Reading

#: The first one is a word: "#1" counts.
_HASHES = re.compile(r"#[^\W\d][\w-]*(?:[\s,;|·]+#\w[\w-]*)*[\s,;|·]*")
#: Least share of the line that is links: the label is short.
_LEAST_LINKED = 0.3
#: More links stand in a menu.
_MOST_LINKS = 50


def begins_tags(reading: Reading, place: int) -> bool:
    """Whether the line at `place` is one of tags, or the label of tags that stand in lines of their own."""
    lines = reading.lines
    line = lines[place]
    if line.text.startswith("#"):
        return _HASHES.fullmatch(line.spaced) is not None
    if not line.links:
        label = line.text.rstrip()
        below = lines[place + 1 : place + 2]
        return (
            labels_tags(label)
            and any(_is_link(reading, one) for one in below)
            and (label.endswith(":") or bool(line.heading) or below[0].node.tag == "li")
        )
    label = line.text
    for _, text in line.links[:_MOST_LINKS]:
        label = label.replace(text, " ", 1)
    linked = line.linked >= _LEAST_LINKED and len(line.links) <= _MOST_LINKS
    return linked and labels_tags(label.strip(" :,;|·•")) and _leads_to_no_article(reading, line)


def _is_link(reading: Reading, line: Line) -> bool:
    return line.picture is None and line.linked > 0.9 and _leads_to_no_article(reading, line)


def _leads_to_no_article(reading: Reading, line: Line) -> bool:
    return all(reading.target(link) is None for link, _ in line.links)
