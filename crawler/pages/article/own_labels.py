"""Labels in words of a portal's own: its lines are read as if they bore the labels that all portals share."""

import re
from functools import lru_cache

from crawler.pages.page.label_sets import first_of
from crawler.pages.page.lines import Reading

#: The set of `pages/label_sets` whose first entry stands in for a label of that field.
_SHARED = {
    "author": "authors_in_meta_line",
    "source": "sources_in_meta_line",
    "category": "categories",
    "published": "published",
    "updated": "updated",
    "views": "views_counted",
    "poster": "posters",
}
#: The fields whose value may stand behind the label without a colon, or in an element of its own: it is a number.
_OF_NUMBERS = frozenset({"published", "updated", "views"})
#: A line with labels is short: a longer one is prose.
_LONGEST = 250

Pairs = tuple[tuple[str, str], ...]


def relabel(reading: Reading, labels: Pairs) -> None:
    """Put the shared label into the place of each of these (field, label).

    In a line's text, which may be one of the article, only where it or a part of it begins so. Its `spaced` text is
    read as a meta line alone: there wherever the label stands.
    """
    if not labels:
        return
    for line in reading.lines:
        if len(line.text) <= _LONGEST:
            line.spaced = relabelled(line.spaced, labels, anywhere=line.spaced != line.text)
            line.text = relabelled(line.text, labels)


def relabelled(text: str, labels: Pairs, *, anywhere: bool = False) -> str:
    """The text with the shared labels.

    >>> relabelled("Biên chép: Hà An | Ghé thăm 45", (("author", "Biên chép"), ("views", "Ghé thăm")))
    'tác giả: Hà An | lượt xem 45'
    """
    for pattern, shared in _patterns(labels, anywhere):
        text = pattern.sub(shared, text)
    return text


@lru_cache
def _patterns(labels: Pairs, anywhere: bool) -> list[tuple[re.Pattern[str], str]]:
    """What finds each label, and what stands in for it."""
    begin = r"(?<!\w)()" if anywhere else r"(?:(?<=[|•·;])|(?<=\s[-–—])|^)(\s*)"
    found = []
    for field, label in labels:
        words = r"\s+".join(map(re.escape, label.split()))
        found.append((re.compile(f"{begin}{words}{_end(field)}", re.I), rf"\1{first_of(_SHARED[field])}"))
    return found


def _end(field: str) -> str:
    return r"(?=\s*[:：]|\s*$|\s+\d)" if field in _OF_NUMBERS else r"(?=\s*[:：])"
