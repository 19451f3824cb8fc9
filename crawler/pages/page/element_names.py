"""What the markup calls an element: names that CMSs give in `class`, `id`, `itemprop` and `data-role`, or as its tag.

Such names are evidence beside others: most portals name their elements otherwise, or not at all.
"""

import re
from functools import lru_cache
from itertools import pairwise

from crawler.pages.page.tree import Element
from crawler.records.text import remembered
from pipelines.tables import entries

_ATTRIBUTES = frozenset({"class", "itemprop", "data-role", "id", "type"})
#: Characters of the names that are read.
_LONGEST = 300
_PARTS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")


def is_called(element: Element, table: str) -> bool:
    """Whether an attribute that names the element, or a tag of the site's own (`<news-sapo>`), holds a name of the
    table, whole or as a part."""
    said = [value[:_LONGEST] for name, value in element.items() if name in _ATTRIBUTES]
    if "-" in element.tag:
        said.append(element.tag)
    return bool(said) and not _names(table).isdisjoint(_parts(" ".join(said)))


def nearest_called(element: Element | None, table: str, levels: int) -> Element | None:
    """The nearest that `is_called` so among the element and its ancestors, `levels` of them at most."""
    while levels and element is not None and not is_called(element, table):
        element = element.getparent()
        levels -= 1
    return element if levels else None


@remembered(_LONGEST)
def _parts(said: str) -> frozenset[str]:
    parts = [part.lower() for part in _PARTS.split(said[:_LONGEST]) if part]
    return frozenset((*parts, *(first + second for first, second in pairwise(parts))))  # "tom-tat"


@lru_cache(maxsize=32)
def _names(table: str) -> frozenset[str]:
    return frozenset(entries(f"pages/{table}"))
