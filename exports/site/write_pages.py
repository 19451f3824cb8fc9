"""Write pages in both languages into a folder."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from exports.browse.template_engine import TEMPLATES, TOOLS, Address, links, words
from exports.phrases import LANGUAGES, Language
from exports.site.file_names import STYLE, Places, in_language, up
from exports.site.page_set import Page

_HERE = Path(__file__).parent
#: Nothing but the pages' own style; the page that searches allows the script and the WASM of its index, too.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
SEARCHING = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'"
#: Phrases that the site has in place of those of `vnportal browse`.
_INSTEAD = {"tables": "site_data"}


def write_pages(folder: Path, pages: Iterable[Page], places: Places, collection: str) -> int:
    """Write each page in every language; returns how many files that are."""
    count = 0
    for page in pages:
        for language in LANGUAGES:
            path = in_language(language, page.place)
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rendered(page, language, path, places, collection), encoding="utf-8", newline="\n")
            count += 1
    return count


def rendered(page: Page, language: Language, path: str, places: Places, collection: str) -> str:
    """A page as HTML. `path` is where it will lie, from the root of the site."""
    other: Language = "vi" if language == "en" else "en"
    root = up(path)

    def here(place: str) -> str:
        """The link to another page of the language."""
        return root + in_language(language, place)

    made = _environment().get_template(page.template)
    return made.render(
        **_words(language),
        **links(language, _addresses(root, language, places)),
        switch=root + in_language(other, page.place),
        collection=collection,
        policy=SEARCHING if page.template == "find.html" else POLICY,
        root=root,
        here=here,
        **page.values,
    )


@cache
def _words(language: Language) -> dict[str, Any]:
    found = words(language)
    say = found["say"]
    return found | {"say": lambda key, **filled: say(_INSTEAD.get(key, key), **filled)}


def _addresses(root: str, language: Language, places: Places) -> Address:
    def address(kind: str, key: str | None = None, **query: str | Sequence[str]) -> str | None:
        if kind == "style":
            return root + STYLE
        place = places.place(kind, key, **query)
        if place is None:
            return None
        return root + in_language(language, place) + ("#questions" if kind == "questions" else "")

    return address


@cache
def _environment() -> Environment:
    loader = ChoiceLoader(
        [
            FileSystemLoader(_HERE / "templates"),
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"browse": FileSystemLoader(TEMPLATES)}),
        ]
    )
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(TOOLS)
    return environment
