"""Fields of an article: labels and values in two elements each (`dt` and `dd`, two `div`), and blocks of such lines."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise, takewhile

from crawler.pages.article.byline import is_labelled_byline
from crawler.pages.article.meta_line import Meta, read_meta
from crawler.pages.article.meta_lines import read_line
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element, around, holder
from crawler.records.text import remembered

#: Characters of the longest label, and of the longest value in an element of its own.
_LONGEST_LABEL, _LONGEST_VALUE = 40, 60
#: Elements around a line of which the largest may be the block of its fields.
_LEVELS = 6
#: The share of a line from which on it is a link.
_A_LINK = 0.95
#: What a meta line says, and what it says of its day.
_FACTS, _OF_DAY = ("author", "source", "category", "views"), ("raw", "labelled", "stamped", "timed")
_KNOWN = re.compile(
    any_of(
        "authors", "authors_in_meta_line", "categories", "posters", "published", "sources_in_meta_line", "updated",
        "views_counted", "views"
    ),
    re.I,
)  # fmt: skip
_COLONS = frozenset(":：")
_FIELD = re.compile(rf"[^:\d]{{2,{_LONGEST_LABEL}}}:\s*\S.{{0,{_LONGEST_VALUE}}}", re.S)


def join_fields(reading: Reading) -> None:
    """Make one line of a label and its value that stand in two elements: "Tác giả: Hà An".

    In a `dl` with a label that is known, every pair is joined.
    """
    pairs = [(label, line) for label, line in pairwise(reading.lines) if not label.links and _may_be_pair(label, line)]
    known = [(label, line) for label, line in pairs if _is_known(label, line)]
    cells = Counter(_table_of(label) for label, _ in known)
    values = {line.place: label for label, line in known if _is_marked(label) or cells[_table_of(label)] > 1}
    lists = {_list_of(label) for label in values.values()} - {None}
    values |= {line.place: label for label, line in pairs if lists and _list_of(label) in lists}
    for place, label in values.items():
        value = reading.lines[place]
        label.text = label.spaced = _joined(label, value)
        label.links, label.linked = value.links, value.linked * len(value.text) / len(label.text)
    reading.drop(values)


def merged(metas: list[Meta]) -> Meta:
    """What the meta lines say together: of each fact what the first says that knows it."""
    whole = metas[0]
    for meta in metas[1:]:
        names = [name for name in _FACTS if getattr(whole, name) is None and getattr(meta, name) is not None]
        names += _OF_DAY if whole.raw is None and meta.raw is not None else ()
        whole = replace(whole, **{name: getattr(meta, name) for name in names}) if names else whole
    return whole


def field_blocks(reading: Reading) -> dict[tuple[int, int], Meta]:
    """The blocks of fields, as spans of lines, with what they say: elements of two such lines and more, one of which is
    known and not all of which are bylines."""
    said = ((line, read_line(line)) for line in reading.lines if ":" in line.text and _is_field(line))
    known = (line for line, meta in said if not meta.rest and meta.weight)
    blocks = {_block(reading, line) for line in known}
    told = {block: reading.lines[slice(*block)] for block in blocks}
    return {
        block: merged([*map(read_line, lines)])
        for block, lines in told.items()
        if len(lines) > 1 and not all(is_labelled_byline(line.text) for line in lines)
    }


def _block(reading: Reading, line: Line) -> tuple[int, int]:
    """The lines of the largest element around the line that holds nothing but fields."""
    spans = (reading.span(element) for element in around(line.node, _LEVELS))
    blocks = takewhile(lambda span: all(map(_is_field, reading.lines[slice(*span)])), spans)
    return max(blocks, key=lambda span: span[1] - span[0], default=(line.place, line.place + 1))


def _is_field(line: Line) -> bool:
    """Whether the line is a short label with a short value, and no link as a whole, which says them of another page."""
    said = ":" in line.text[: _LONGEST_LABEL + 1] and _FIELD.fullmatch(line.text) is not None
    return said and line.linked < _A_LINK


def _list_of(line: Line) -> Element | None:
    return holder(line.node, {"dl"}, _LEVELS) if line.node.tag == "dt" else None


def _may_be_pair(label: Line, line: Line) -> bool:
    """Whether the lines may be a label and its value, by their elements and their lengths."""
    fits = (
        2 < len(label.text) <= _LONGEST_LABEL and 0 < len(line.text) <= _LONGEST_VALUE and label.node is not line.node
    )
    return fits and not line.heading and not line.broken


def _is_known(label: Line, line: Line) -> bool:
    """Whether the label is one of a meta line, stands in an element like that of the value, and the value fits."""
    says = _is_label(label.text)
    tags = (label.node.tag, line.node.tag)
    siblings = label.node.getparent() is line.node.getparent() and tags[0] == tags[1]
    fits = says and (tags[0] == "dt" or siblings) and not read_meta(_joined(label, line)).rest
    return fits and not _is_label(line.text)


@remembered(_LONGEST_VALUE)
def _is_label(text: str) -> bool:
    """Whether the text is one of the labels of a meta line."""
    return _KNOWN.fullmatch(text.rstrip(" :：")) is not None


def is_label(text: str) -> bool:
    """Whether the text is a label that is known, and nothing stands behind it: "Tác giả:"."""
    return text[-1:] in _COLONS and _KNOWN.fullmatch(text.rstrip(" :：")) is not None


def _is_marked(label: Line) -> bool:
    """Whether the label ends in a colon, or stands in no table or list: a column of data may be called "Tác giả", too.

    Where two and more labels of a table or list stand before their values, they need no colon.
    """
    return label.text.rstrip()[-1:] in _COLONS or label.node.tag not in {"td", "th", "li"}


def _table_of(label: Line) -> Element | None:
    return holder(label.node, {"table", "ul"}, _LEVELS)


def _joined(label: Line, line: Line) -> str:
    return f"{label.text.rstrip(' :：')}: {line.text}"
