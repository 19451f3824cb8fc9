"""How a line begins and ends: the one place that says what the end of a sentence is.

Brackets and quotation marks may close behind the sign. `/.` and `./.` are customary ends of official texts.
"""

import re

_CLOSING = "\"”’')]"
_SENTENCE, _CLAUSE = tuple(".!?…/"), tuple(".!?:;…/")
_ITEM = re.compile(r"(?:[-–—+•*●▪◦✓]\s*\S|\d{1,2}[.)]\s|[^\W\d_A-Z]\)\s|[IVX]{1,5}\.\s)")


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does: `.`, `!`, `?`, `…`, `/.`."""
    return text.rstrip(_CLOSING).endswith(_SENTENCE)


def ends_clause(text: str) -> bool:
    """Whether the text ends as a sentence or an item of a list does: `;` and `:`, too."""
    return text.rstrip(_CLOSING).endswith(_CLAUSE)


def begins_item(text: str) -> bool:
    """Whether the text begins as an item of a list does: a dash, a number, a small letter with a bracket."""
    return _ITEM.match(text) is not None
