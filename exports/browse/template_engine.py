"""Pages from templates. The templates know neither a server nor a folder: every link goes through `address`.

A template gets `language` ("vi" or "en"), `say` (a phrase of the phrasebook), `address`, `switch` (the address of the
same page in the other language), `collection` (the dataset's title) and its `page`.
"""

from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from exports.browse.answers import column_name, said
from exports.browse.labels import LABELS
from exports.browse.phrasebook import day, speaker
from exports.browse.timeline import timeline
from exports.phrases import Language, counted

TEMPLATES = Path(__file__).parent / "templates"


class Address(Protocol):
    """The address of a page.

    `kind` is a kind of subject ("person", "body", "unit", "document") or "article", with the key or id of one; or one
    of "home", "articles", "people", "bodies", "units", "documents", "questions", "question" (with its name), "tables",
    "table" and "columns" (with the name of a table), and "style". "articles.json" and "articles.csv" are the list as
    data. `query` narrows a list down: `person=KEY`, `year="2020"`, `person=[KEY, KEY]`. `None` means that there is no
    such page: its name stands without a link.
    """

    def __call__(self, kind: str, key: str | None = None, **query: str | list[str]) -> str | None:
        """The address, as it stands in a link of the page that is made."""


def words(language: Language) -> dict[str, Any]:
    """What templates need of a language."""
    return {
        "language": language,
        "say": speaker(language),
        "day": lambda text: day(text, language),
        "number": lambda value: getattr(counted(value), language),
        "said": lambda column, value: said(column, value, language),
        "column_name": lambda name, table="": column_name(name, language, table),
        "label": lambda kind: getattr(LABELS[kind], language),
    }


def share(part: int, whole: int) -> str:
    """A share in per cent.

    >>> share(1, 3), share(0, 0)
    ('33\u202f%', '–')
    """
    return f"{100 * part / whole:.0f}\u202f%" if whole else "–"


#: What templates need in any language.
TOOLS: dict[str, Any] = {"share": share, "timeline": timeline}


def render(
    template: str,
    *,
    language: Language,
    address: Address,
    switch: str | None,
    collection: str,
    **page: Any,
) -> str:
    """A page as HTML."""
    made = _environment().get_template(template)
    return made.render(**words(language), address=address, switch=switch, collection=collection, **page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(TOOLS)
    return environment
