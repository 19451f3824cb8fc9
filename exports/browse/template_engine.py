"""Pages from templates. The templates know neither a server nor a folder: every link goes through `address`.

A template gets `language` ("vi" or "en"), `say` (a phrase of the phrasebook), `address`, `to`, `name_link`, `switch`
(the address of the same page in the other language), `collection` (the dataset's title) and its `page`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from exports.browse.answers import column_name, said
from exports.browse.labels import LABELS
from exports.browse.phrasebook import day, speaker
from exports.browse.reader import Hit, Name
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
        "told_apart": lambda name, names: told_apart(language, name, names),
        "label": lambda kind: getattr(LABELS[kind], language),
    }


def links(language: Language, address: Address) -> dict[str, Any]:
    """What templates need of the addresses of a page, beside `address`.

    - `to`: a link, or its text alone where there is no address.
    - `told`: a link whose text articles tell, which is Vietnamese; so is what has the attribute `foreign`.
    - `title_link`: the title of an article; `name_link`: a name, leading to its page or to the list of its articles.
    """
    foreign = Markup(' lang="vi"') if language == "en" else Markup()

    def to(href: str | None, text: Any, attributes: str = "") -> Markup:
        return Markup(f'<a href="{escape(href)}"{attributes}>{escape(text)}</a>') if href else escape(text)  # noqa: S704

    def told(href: str | None, text: Any, attributes: str = "") -> Markup:
        if href or not foreign:
            return to(href, text, f"{attributes}{foreign}")
        return Markup(f"<span{foreign}>{escape(text)}</span>")  # noqa: S704 - escaped

    def title_link(hit: Hit) -> Markup:
        return told(address("article", hit.id), hit.title or hit.id)

    def name_link(name: Name) -> Markup:
        if name.subject:
            return told(address(name.subject, name.key), name.name, f' class="{name.kind}"')
        return told(address("articles", **{name.kind: name.key}), name.name)

    return {
        "address": address,
        "foreign": foreign,
        "to": to,
        "told": told,
        "title_link": title_link,
        "name_link": name_link,
    }


def told_apart(language: Language, name: Name, names: Sequence[Name]) -> Markup:
    """What tells a name from others of a list that are written alike; nothing where there are none."""
    if sum(other.name == name.name for other in names) < 2 or not (name.hint or name.kind == "person"):
        return Markup()
    hint = name.hint or speaker(language)("no_hint")
    return Markup(f' <span class="hint">{escape(hint)}</span>')  # noqa: S704 - escaped


def share(part: int, whole: int) -> str:
    """A share in per cent.

    >>> share(1, 3), share(0, 0)
    ('33\u202f%', '–')
    """
    return f"{100 * part / whole:.0f}\u202f%" if whole else "–"


def meter(count: int, most: int) -> Markup:
    """A bar below a name: how much of the highest count it has."""
    return Markup(  # noqa: S704 - numbers alone
        '<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{round(100 * count / most, 1)}" height="4"/></svg>'
    )


#: What templates need in any language.
TOOLS: dict[str, Any] = {"meter": meter, "share": share, "timeline": timeline}


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
    return made.render(**words(language), **links(language, address), switch=switch, collection=collection, **page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(TOOLS)
    return environment
