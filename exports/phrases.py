"""Phrases in both languages of the pages, and numbers and dates as each language writes them."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def rows(file: Path) -> Iterable[list[str]]:
    """The rows of a table of words: a line each, its cells divided by tabs. The first line says what belongs there."""
    return (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:] if line)


#: The names of the steps in which problems arise, and of the kinds of problems.
PROBLEMS = {key: Phrase(vi, en) for key, vi, en in rows(Path(__file__).with_name("problems.tsv"))}


def problem(code: str) -> Phrase | None:
    """The name of a step or of a kind of problems; `None` for what is neither.

    >>> problem("http_404").en, problem("crawl").vi, problem("demo")
    ('the server answered 404', 'lần chạy', None)
    """
    status = re.fullmatch(r"http_(\d{3})", code)
    named = PROBLEMS.get("http_NNN" if status else code)
    return Phrase(*(words.replace("NNN", status[1]) for words in named)) if named and status else named


def number(value: float | int | None) -> str:
    """A number with narrow no-break spaces between thousands, which both languages read; a dash for none.

    >>> number(50000), number(1.5), number(None)
    ('50\\u202f000', '1.5', '–')
    """
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")


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
    year, *rest = text.split("-")
    backwards = [str(int(part)) for part in reversed(rest)]
    english = [*backwards[:-1], _MONTHS[int(rest[0]) - 1]] if rest else []
    return Phrase("/".join([*backwards, year]), " ".join([*english, year]))
