"""The words of the report, and values as readers of each language say them."""

import tomllib
from html import escape
from pathlib import Path
from typing import Any

from exports.phrases import LANGUAGES, Phrase, counted, dated, problem, rows

_HERE = Path(__file__).parent
#: Phrases of the page and of the charts, by key.
WORDS = {
    key: Phrase(**entry) for key, entry in tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8")).items()
}
#: What is marked on a time line, by day.
EVENTS = {day: Phrase(vi, en) for day, vi, en in rows(_HERE / "events.tsv")}


def both(phrase: Phrase) -> str:
    """The phrase as markup, once where both languages say the same. The style sheet shows the chosen language."""
    if phrase.vi == phrase.en:
        return escape(phrase.vi)
    return "".join(f'<span lang="{code}">{escape(text)}</span>' for code, text in zip(LANGUAGES, phrase, strict=True))


def spoken(kind: str, value: Any) -> Phrase:
    """A value of that kind in both languages (see `figures.toml`)."""
    if kind in ("month", "period", "day"):
        return dated(str(value))
    if kind == "weekday":
        return Phrase(*(words.split("|")[int(value) - 1] for words in WORDS["weekdays_long"]))
    if kind == "field":
        return WORDS[f"field_{value}"]
    if kind == "problem":
        return problem(value) or Phrase(value, value)
    return counted(value) if isinstance(value, int | float) else Phrase(str(value), str(value))
