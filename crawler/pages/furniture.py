"""What stands on a page around an article and is no part of it, told by its words (`words/*.txt`, compared folded)."""

import re
from functools import lru_cache

from crawler.pages.tree import folded
from crawler.pages.words import entries

#: Longer lines are prose, whatever they begin with.
LONGEST_LABEL = 90
_COUNT = re.compile(r"\b\d+\b")


def _folded_entries(name: str) -> list[str]:
    return sorted({folded(entry) for entry in entries(name)}, key=lambda entry: (-len(entry), entry))


_RELATED = frozenset(_folded_entries("related"))
_AFTER = tuple(_folded_entries("after_body"))
_FOOTER = tuple(_folded_entries("footer"))
_GONE = tuple(_folded_entries("gone"))
_MAINTENANCE = tuple(_folded_entries("maintenance"))
_NO_CATEGORY = frozenset(_folded_entries("no_category"))
_FILE_LABELS = frozenset(_folded_entries("file_labels"))
_TOOLS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _folded_entries('tools')))})(?!\w)")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`crawler.pages.tree.folded`, remembered: the same short texts are asked for several times on each page."""
    return folded(text)


def is_related_heading(text: str) -> bool:
    """Whether the line heads a box of other articles ("Các tin khác:", "Tin liên quan (5)")."""
    return len(text) <= 60 and _COUNT.sub("", fold(text)).strip() in _RELATED


def is_after_body(text: str) -> bool:
    """Whether the line begins what stands below an article: comments, rating, tags."""
    return len(text) <= LONGEST_LABEL and _begins(fold(text), _AFTER) and (len(text) <= 40 or ":" in text[:30])


def is_footer(text: str) -> bool:
    """Whether the line belongs to the foot of the page."""
    return text.startswith("©") or (len(text) <= 200 and _begins(fold(text), _FOOTER))


def is_tool(text: str) -> bool:
    """Whether the line is made of buttons alone: "A- A A+ | In bài viết | Chia sẻ"."""
    return len(text) <= 120 and not without_tools(fold(text))


def without_tools(text: str) -> str:
    """The line (folded or not) without names of buttons and counts of them."""
    plain = fold(text)
    if not plain:
        return ""
    left = _COUNT.sub(" ", _TOOLS.sub(" ", plain)).split()
    return text if left else ""


def is_file_label(text: str) -> bool:
    """Whether the line or link text names no file: "Tệp đính kèm:", "Tải về"."""
    return len(text) <= 60 and (_COUNT.sub("", fold(text)).strip() in _FILE_LABELS or not fold(text))


def names_no_category(text: str) -> bool:
    """Whether the text stands above articles without saying their category."""
    return fold(text) in _NO_CATEGORY


def says_gone(text: str) -> bool:
    """Whether a short text says that there is no such article."""
    return len(text) <= 300 and any(entry in fold(text) for entry in _GONE)


def says_maintenance(text: str) -> bool:
    """Whether a short text says that the portal cannot serve anybody now."""
    return len(text) <= 300 and any(entry in fold(text) for entry in _MAINTENANCE)


def _begins(plain: str, starts: tuple[str, ...]) -> bool:
    return any(plain.startswith(start) and not plain[len(start) : len(start) + 1].isalnum() for start in starts)
