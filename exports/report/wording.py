"""Phrases in both languages of the report, and numbers and dates as each language writes them."""

import tomllib
from html import escape
from pathlib import Path
from typing import Any, NamedTuple


class Phrase(NamedTuple):
    """A phrase in Vietnamese and in English."""

    vi: str
    en: str

    def filled(self, **values: "Phrase | str") -> "Phrase":
        """The phrase with values in its places in braces."""
        return Phrase(*(self._filled(place, values) for place in range(2)))

    def _filled(self, place: int, values: "dict[str, Phrase | str]") -> str:
        spoken = {name: value[place] if isinstance(value, Phrase) else value for name, value in values.items()}
        return self[place].format(**spoken)


LANGUAGES = Phrase._fields
_HERE = Path(__file__).parent
#: Phrases of the page and of the charts, by key.
WORDS = {
    key: Phrase(**entry) for key, entry in tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8")).items()
}


def _table(name: str) -> dict[str, Phrase]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {key: Phrase(vi, en) for key, vi, en in rows}


#: What is marked on a time line, by day; kinds of problems and the steps in which they arise, by name.
EVENTS, PROBLEMS = _table("events.tsv"), _table("problems.tsv")


def both(phrase: Phrase) -> str:
    """The phrase as markup, once where both languages say the same. The style sheet shows the chosen language."""
    if phrase.vi == phrase.en:
        return escape(phrase.vi)
    return "".join(f'<span lang="{code}">{escape(text)}</span>' for code, text in zip(LANGUAGES, phrase, strict=True))


def number(value: float | int | None) -> str:
    """A number with narrow no-break spaces between thousands, which both languages read; a dash for none.

    >>> number(50000), number(1.5), number(None)
    ('50\\u202f000', '1.5', '–')
    """
    if value is None:
        return "–"
    return f"{value:,}".replace(",", "\u202f")


def counted(value: float | int | None) -> Phrase:
    """A number as each language writes it; a dash for none.

    >>> counted(50000), counted(1.5)
    (Phrase(vi='50.000', en='50,000'), Phrase(vi='1,5', en='1.5'))
    """
    if value is None:
        return Phrase("–", "–")
    english = f"{value:,}".removesuffix(".0")
    return Phrase(english.translate({ord(","): ".", ord("."): ","}), english)


def dated(text: str) -> Phrase:
    """A year, a month or a day of ISO 8601 as each language writes it.

    >>> dated("2021-05-03"), dated("2021-05"), dated("2021").vi
    (Phrase(vi='3/5/2021', en='3 May 2021'), Phrase(vi='5/2021', en='May 2021'), '2021')
    """
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return Phrase(text, text)
    months = WORDS["months"].en.split()
    english = [months[parts[1] - 1], text[:4]]
    if len(parts) == 3:
        english.insert(0, str(parts[2]))
    return Phrase("/".join([*map(str, reversed(parts[1:])), text[:4]]), " ".join(english))


def spoken(kind: str, value: Any) -> Phrase:
    """A value of that kind in both languages (see `figures.toml`)."""
    if kind in ("month", "period", "day"):
        return dated(str(value))
    if kind == "weekday":
        return Phrase(*(words.split("|")[int(value) - 1] for words in WORDS["weekdays_long"]))
    if kind == "field":
        return WORDS[f"field_{value}"]
    if kind == "problem":
        return PROBLEMS.get(value, Phrase(value, value))
    return counted(value) if isinstance(value, int | float) else Phrase(str(value), str(value))
