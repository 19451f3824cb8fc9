"""Phrases in both languages of the report, as HTML and SVG show them."""

from collections.abc import Callable
from html import escape
from typing import NamedTuple


class Phrase(NamedTuple):
    """A phrase in Vietnamese and in English."""

    vi: str
    en: str


def both(phrase: Phrase) -> str:
    """The phrase in both languages, as markup. The style sheet shows the language of the page's `data-lang`."""
    return "".join(
        f'<span lang="{code}">{escape(text)}</span>' for code, text in zip(Phrase._fields, phrase, strict=True)
    )


def number(value: float | int | None) -> str:
    """A number with narrow no-break spaces between thousands, which both languages read; a dash for none.

    >>> number(50000), number(1.5), number(None)
    ('50\\u202f000', '1.5', '–')
    """
    if value is None:
        return "–"
    return f"{value:,}".replace(",", "\u202f")


def each(phrase: Phrase, change: Callable[[str], str]) -> Phrase:
    """The phrase with both languages changed in the same way."""
    return Phrase(change(phrase.vi), change(phrase.en))
