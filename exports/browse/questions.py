"""The questions that the pages answer: a query of `questions/` each, with its title in both languages."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from exports.phrases import Phrase

_FOLDER = Path(__file__).parent / "questions"


class Question(NamedTuple):
    """A question; `sql` answers it from `browse.sqlite`, and `name` is part of its address."""

    name: str
    title: Phrase
    sql: str


def questions() -> list[Question]:
    """All questions, in the order of `questions/questions.toml`."""
    titles = tomllib.loads((_FOLDER / "questions.toml").read_text(encoding="utf-8"))
    return [
        Question(name, Phrase(**title), (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip())
        for name, title in titles.items()
    ]
