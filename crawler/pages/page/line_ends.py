"""How a line begins and ends: the one place that says what the end of a sentence is.

Brackets and quotation marks may close behind the sign. `/.` and `./.` are customary ends of official texts.
"""

import re

from crawler.pages.page.label_sets import any_of

_CLOSING = "\"”’')]"
_SENTENCE, _CLAUSE = tuple(".!?…/"), tuple(".!?:;…/")
_ITEM = re.compile(r"(?:[-–—+•*●▪◦✓]\s*\S|\d{1,2}[.)]\s|[^\W\d_A-Z]\)\s|[IVX]{1,5}\.\s)")
#: How a heading of a text begins: "2. Thảo luận", "Phần I", "Điều 3".
_NUMBERED = re.compile(
    rf"(?i:{any_of('parts_of_text')})\s+(?:\d{{1,3}}|[IVX]{{1,6}}|(?i:{any_of('ordinals')})\s\w+)\b"
    r"|(?:\d{1,2}|[IVX]{1,6}|[A-ZĐ])[.)/]\s?\D"
)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does: `.`, `!`, `?`, `…`, `/.`."""
    return text.rstrip(_CLOSING).endswith(_SENTENCE)


def ends_clause(text: str) -> bool:
    """Whether the text ends as a sentence or an item of a list does: `;` and `:`, too."""
    return text.rstrip(_CLOSING).endswith(_CLAUSE)


def begins_item(text: str) -> bool:
    """Whether the text begins as an item of a list does: a dash, a number, a small letter with a bracket."""
    return _ITEM.match(text) is not None


def is_numbered(text: str) -> bool:
    """Whether the text begins with a number, or the letter of a part, as headings do."""
    return _NUMBERED.match(text) is not None
