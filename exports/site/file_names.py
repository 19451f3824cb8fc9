"""Where each page of the site lies, and links from one to another.

Vietnamese pages lie at the root, English ones in `en`. All links are relative: the folder may be put anywhere. Names of
files are plain: small letters, digits and hyphens, short, the same on every run.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from exports.browse.subject_page import ARTICLES
from exports.phrases import Language

#: Titles on a page of a list: a page stays small.
TITLES = 150
STYLE = "static/browse.css"
#: Pages without a key.
_PLACES = {"home": "index.html", "articles": "articles/index.html", "tables": "data.html", "questions": "index.html"}
_LISTS = ("people", "bodies", "units", "documents")
_KINDS = ("person", "body", "unit", "document")
_LONGEST = 60

#: A name by its kind and key, with the number of its articles.
Known = Mapping[tuple[str, str], int]


class Places:
    """The places of the pages: their paths in the folder of a language, `None` for pages that the site does not have.

    Args:
        known: the names that articles have.
        months: the months that have articles (`2020-06`).
    """

    def __init__(self, known: Known, months: Mapping[str, int]) -> None:
        self._known, self._months = known, months

    def place(self, kind: str, key: str | None = None, **asked: str | Sequence[str]) -> str | None:
        """The page for what `exports.browse.template_engine.Address` asks."""
        if key is not None and kind in _KINDS:
            return f"{kind}/{plain(key)}.html"
        query = {name: value if isinstance(value, str) else value[0] for name, value in asked.items() if value}
        if any(not isinstance(value, str) and len(value) > 1 for value in asked.values()):
            return None
        if kind == "articles" and query:
            return self._list(query)
        if kind in _LISTS and set(query) <= {"page"}:
            return f"{kind}/{numbered(int(query.get('page', '1')))}"
        if key is None:
            return _PLACES.get(kind) if not query else None
        if kind == "article":
            return f"article/{'/'.join(map(plain, key.split(':', 1)))}.html"
        return f"question/{plain(key)}.html" if kind == "question" else None

    def _list(self, query: Mapping[str, str]) -> str | None:
        """The list of the articles that have a name, or are of a month. One narrowed down by two things has no page."""
        if len(query) > 1:
            return None
        ((kind, key),) = query.items()
        if kind == "month":
            return f"list/month/{key}.html" if key in self._months else None
        articles = self._known.get((kind, key), 0)
        if articles <= ARTICLES and kind in _KINDS:
            # The page of the name itself shows all of them.
            return f"{kind}/{plain(key)}.html" if articles else None
        return f"list/{kind}/{plain(key)}.html" if articles else None


def numbered(page: int) -> str:
    """The file of a page of a list."""
    return "index.html" if page == 1 else f"{page}.html"


def further(path: str, page: int) -> str:
    """The file of a further page of the list of articles that begins at `path`.

    >>> further("list/year/2020.html", 2)
    'list/year/2020-p2.html'
    """
    return path if page == 1 else f"{path.removesuffix('.html')}-p{page}.html"


@lru_cache(100_000)
def plain(key: str) -> str:
    """A key as the name of a file; what that leaves out stands in it as a hash.

    >>> plain("2020"), plain("01/thixasontay"), plain("Đề án 01-ĐA/TU")
    ('2020', '01-thixasontay-b3034ffc', 'de-an-01-da-tu-26ae55a8')
    """
    letters = unicodedata.normalize("NFD", key.lower()).replace("đ", "d").encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].rstrip("-")
    if name == key:
        return name
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{name}-{digest}" if name else digest


def in_language(language: Language, path: str) -> str:
    """A page's path from the root of the site."""
    return f"en/{path}" if language == "en" else path


def up(path: str) -> str:
    """From the folder of a page to the root of the site.

    >>> up("en/person/a.html")
    '../../'
    """
    return "../" * path.count("/")
