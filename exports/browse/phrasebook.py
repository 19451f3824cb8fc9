"""The words of the pages in both languages: `phrases.toml`, and the names of columns in `column_names.tsv`."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from exports.phrases import Language, Phrase, dated

_HERE = Path(__file__).parent


@cache
def phrases() -> dict[str, Phrase]:
    """All phrases by their keys. Words in braces are filled in."""
    return {key: Phrase(**words) for key, words in tomllib.loads((_HERE / "phrases.toml").read_text("utf-8")).items()}


def speaker(language: Language) -> Callable[..., str]:
    """A function that gives the phrase of a key in that language, its words in braces filled in.

    >>> speaker("en")("page_of", page=2, pages=7)
    'Page 2 of 7'
    """

    def say(key: str, **words: object) -> str:
        return str(getattr(phrases()[key], language)).format(**words) if words else getattr(phrases()[key], language)

    return say


def day(text: str | None, language: Language) -> str:
    """A day, or the day of a moment, or a month, as readers of the language write it; empty where there is none.

    >>> day("2020-06-25T19:26:00+07:00", "vi"), day("2020-06-25", "en"), day("2020-06", "vi")
    ('25/6/2020', '25 Jun 2020', '6/2020')
    """
    return getattr(dated(text[:10]), language) if text else ""
