"""Words in both languages of the report, as they go into HTML and SVG."""

from collections.abc import Callable
from html import escape
from typing import NamedTuple


class Said(NamedTuple):
    """The same words in Vietnamese and in English."""

    vi: str
    en: str


def both(said: Said) -> str:
    """Markup of which the reader sees one language; the style sheet chooses by the page's `data-lang`."""
    return "".join(f'<span lang="{code}">{escape(text)}</span>' for code, text in zip(Said._fields, said, strict=True))


def number(value: float | int | None) -> str:
    """A number with narrow no-break spaces between thousands, which both languages read; a dash for none.

    >>> number(50000), number(1.5), number(None)
    ('50\\u202f000', '1.5', '–')
    """
    if value is None:
        return "–"
    return f"{value:,}".replace(",", "\u202f")


def each(said: Said, change: Callable[[str], str]) -> Said:
    """The words of both languages, changed in the same way."""
    return Said(change(said.vi), change(said.en))
