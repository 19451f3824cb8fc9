"""What stands on a page around an article and is no part of it, told by its words (`words/*.txt`, case aside)."""

import re
from functools import lru_cache

from crawler.pages.tree import folded
from crawler.pages.words import entries

#: Longer lines are prose, whatever they begin with.
LONGEST_LABEL = 90
_COUNT = re.compile(r"\b\d+\b")
#: What a rating counts: "(0 phiếu)", "5 sao".
_TALLY = re.compile(r"\b\d+\s+(?:phiếu(?:\s+bầu)?|lượt|người|sao|điểm|votes?|stars?|points?)\b")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`crawler.pages.tree.folded`, remembered: the same short texts are asked for several times on each page."""
    return folded(text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The text's words in small letters. Tones stay: "Đồng" (bronze) is no "Đóng" (close), "the" no "thẻ"."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _entries(name: str) -> list[str]:
    """The table's entries, the longest first."""
    return sorted({_plain(entry) for entry in entries(name)}, key=lambda entry: (-len(entry), entry))


_RELATED = frozenset(_entries("related"))
_AFTER = frozenset(_entries("after_body"))
#: Long enough that prose does not begin with it.
_LONG_AFTER = tuple(entry for entry in _AFTER if len(entry.split()) >= 4)
_FOOTER = tuple(_entries("footer"))
_GONE = tuple(_entries("gone"))
_MAINTENANCE = tuple(_entries("maintenance"))
_NO_CATEGORY = frozenset(_entries("no_category"))
_FILE_LABELS = frozenset(_entries("file_labels"))
_TOOLS = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _entries('tools')))})(?!\w)")


def is_related_heading(text: str) -> bool:
    """Whether the line heads a box of other articles ("Các tin khác:", "Tin liên quan (5)")."""
    return len(text) <= 60 and _COUNT.sub("", _plain(text)).strip() in _RELATED


def is_after_body(text: str) -> bool:
    """Whether the line begins what stands below an article: comments, rating, tags ("Từ khóa: di tích, lễ hội")."""
    label = text.partition(":")[0] if len(text) <= 300 else text
    if len(label) > LONGEST_LABEL:
        return False
    plain = _COUNT.sub("", _TALLY.sub("", _plain(label))).strip()
    return plain in _AFTER or (len(text) <= LONGEST_LABEL and _begins(plain, _LONG_AFTER))


def is_footer(text: str) -> bool:
    """Whether the line belongs to the foot of the page: a label of it with a value."""
    if text.startswith("©"):
        return True
    if len(text) > 200 or not (":" in text or any(sign.isdigit() for sign in text) or len(text) <= 40):
        return False
    return _begins(_plain(text), _FOOTER)


def is_tool(text: str) -> bool:
    """Whether the line is made of buttons alone: "A- A A+ | In bài viết | Chia sẻ"."""
    if len(text) > 120:
        return False
    plain = _plain(text)
    return _TOOLS.search(plain) is not None and not without_tools(plain)


def without_tools(text: str) -> str:
    """The line, or nothing where it holds but names of buttons and counts of them."""
    plain = _plain(text)
    if _TOOLS.search(plain) is None:
        return text
    left = _COUNT.sub(" ", _TOOLS.sub(" ", plain)).split()
    return text if left else ""


def is_file_label(text: str) -> bool:
    """Whether the line or link text names no file: "Tệp đính kèm:", "Tải về"."""
    return len(text) <= 60 and (_COUNT.sub("", _plain(text)).strip() in _FILE_LABELS or not _plain(text))


def names_no_category(text: str) -> bool:
    """Whether the text stands above articles without saying their category."""
    return _plain(text) in _NO_CATEGORY


def says_gone(text: str) -> bool:
    """Whether a short text says that there is no such article."""
    return len(text) <= 300 and any(entry in _plain(text) for entry in _GONE)


def says_maintenance(text: str) -> bool:
    """Whether a short text says that the portal cannot serve anybody now."""
    return len(text) <= 300 and any(entry in _plain(text) for entry in _MAINTENANCE)


def _begins(plain: str, starts: tuple[str, ...]) -> bool:
    return any(plain.startswith(start) and not plain[len(start) : len(start) + 1].isalnum() for start in starts)
