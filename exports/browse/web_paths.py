"""The addresses of the pages that the server has.

Vietnamese pages stand at the root, English ones below `/en`: links of a page stay in its language, and nothing about
the reader has to be kept.
"""

from collections.abc import Callable
from urllib.parse import quote, urlencode, urlsplit

from exports.browse.template_engine import Address
from exports.phrases import Language

ENGLISH = "/en"
#: Pages without a key.
_PLACES = {
    "home": "/",
    "articles": "/browse/articles",
    "articles.json": "/browse/articles.json",
    "articles.csv": "/browse/articles.csv",
    "people": "/people",
    "bodies": "/bodies",
    "units": "/units",
    "documents": "/documents",
    "questions": "/#questions",
    "tables": "/browse",
}
#: Addresses of pages with a key begin so.
_OF = {
    "article": "/browse/articles/",
    "question": "/browse/",
    "table": "/browse/",
    "columns": "/columns/",
    "person": "/person/",
    "body": "/body/",
    "unit": "/unit/",
    "document": "/document/",
}
_STYLE = "/static/browse.css"


def addresses(language: Language) -> Address:
    """The addresses in one language.

    >>> addresses("en")("unit", "01/thixasontay")
    '/en/unit/01/thixasontay'
    >>> addresses("vi")("articles", person="Lê Thị Hai", year="2020")
    '/browse/articles?_person=L%C3%AA+Th%E1%BB%8B+Hai&_year=2020'
    """

    def address(kind: str, key: str | None = None, **query: str | list[str]) -> str:
        if kind == "style":
            return _STYLE
        if kind == "article":
            path = _OF[kind] + tilde(key or "")
        else:
            path = _PLACES[kind] if key is None else _OF[kind] + quote(key, safe="/@:")
        # Names of filters begin with a line in the addresses of articles: Datasette takes others for columns.
        pairs = {f"_{name}" if kind.startswith("articles") else name: value for name, value in query.items()}
        return prefix(language) + path + (f"?{urlencode(pairs, doseq=True)}" if pairs else "")

    return address


def tilde(key: str) -> str:
    """A key as Datasette writes it in addresses: bytes but letters, digits, `-` and `_` as `~` and hexadecimal digits.

    >>> tilde("sontay:1")
    'sontay~3A1'
    """
    return quote(key, safe="").replace("~", "%7E").replace(".", "%2E").replace("%", "~")


def prefix(language: Language) -> str:
    """How addresses of that language begin."""
    return ENGLISH if language == "en" else ""


def here(language: Language) -> Callable[[str], str]:
    """A function that gives an address of Datasette's, with or without its host, as an address in that language."""

    def address(whole: str) -> str:
        parts = urlsplit(whole)
        return prefix(language) + parts.path + (f"?{parts.query}" if parts.query else "")

    return address
