"""The pages that are not Datasette's: the first page, lists of names, and pages of people, bodies, units, documents."""

import sqlite3
import threading
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from exports.browse.article_list import Conditions, article_list
from exports.browse.catalog import Catalog
from exports.browse.column_list import column_list
from exports.browse.home_page import home
from exports.browse.labels import LABELS
from exports.browse.limits import DATABASE
from exports.browse.name_list import name_list
from exports.browse.questions import questions
from exports.browse.reader import SUBJECTS, Reader
from exports.browse.subject_page import subject
from exports.browse.template_engine import render
from exports.browse.web_paths import addresses, prefix
from exports.phrases import Language

View = Callable[[Any, Any], Awaitable[Response]]
_LISTS = dict(zip(("people", "bodies", "units", "documents"), SUBJECTS, strict=True))
_loading = threading.Lock()
_catalogs: dict[str, Catalog] = {}


def routes() -> list[tuple[str, View]]:
    """The paths, as regular expressions, and what answers them."""
    found: list[tuple[str, View]] = [(r"/$", _home), (f"/{DATABASE}/articles$", _articles)]
    found += [(f"/{path}$", _list_of(kind)) for path, kind in _LISTS.items()]
    found += [(r"/columns/(?P<table>\w+)$", _columns)]
    return found + [(f"/{kind}/(?P<key>.+)$", _page_of(kind)) for kind in SUBJECTS]


def language_of(request: Any) -> Language:
    """The language in which the request asks; the guard found it in the address."""
    language: Language = request.scope.get("language", "vi") if request is not None else "vi"
    return language


def switch_of(request: Any) -> str:
    """The address of the same page in the other language."""
    other: Language = "vi" if language_of(request) == "en" else "en"
    path: str = request.scope["raw_path"].decode("ascii").partition("?")[0]
    return prefix(other) + path + (f"?{request.query_string}" if request.query_string else "")


def collection(datasette: Any) -> str:
    """The dataset's title."""
    return str(datasette.metadata("title"))


async def reading(datasette: Any, ask: Callable[[Reader], Any]) -> Any:
    """What `ask` reads, in a thread of Datasette's."""
    database = datasette.get_database(DATABASE)

    def read(connection: sqlite3.Connection) -> Any:
        with _loading:
            if database.path not in _catalogs:
                _catalogs[database.path] = Catalog(connection)
        return ask(Reader(connection, _catalogs[database.path]))

    return await database.execute_fn(read)


def page(datasette: Any, request: Any, template: str, status: int = 200, **values: Any) -> Response:
    """A page as the answer to a request."""
    language = language_of(request)
    made = render(
        template,
        language=language,
        address=addresses(language),
        switch=switch_of(request),
        collection=collection(datasette),
        **values,
    )
    return Response.html(made, status=status)


def error(datasette: Any, request: Any, status: int, key: str, detail: str | None = None) -> Response:
    """The page of an error: a phrase, and what the database says of it in English."""
    return page(datasette, request, "error.html", status, key=key, detail=detail)


def number_of(text: str | None) -> int:
    """The number of a page in an address; 1 for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else 1


def conditions(request: Any) -> Conditions:
    """What the address narrows the list of articles down by."""
    arguments = request.args
    return Conditions(
        search=arguments.get("_search") or "",
        names=tuple((kind, value) for kind in LABELS for value in arguments.getlist(f"_{kind}")),
        month=arguments.get("_month") or "",
        order=arguments.get("_order") or "",
        page=number_of(arguments.get("_page")),
        whole=arguments.get("_whole") or "",
    )


async def _articles(datasette: Any, request: Any) -> Response:
    asked = conditions(request)
    found = await reading(datasette, lambda reader: article_list(reader, asked))
    return page(datasette, request, "articles.html", page=found)


async def _columns(datasette: Any, request: Any) -> Response:
    table = request.url_vars["table"]
    found = await reading(datasette, lambda reader: column_list(reader, table))
    if found is None:
        return error(datasette, request, 404, "no_such_table")
    return page(datasette, request, "columns.html", page=found)


async def _home(datasette: Any, request: Any) -> Response:
    found = await reading(datasette, home)
    return page(datasette, request, "home.html", page=found, questions=questions())


def _list_of(kind: str) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        query, number = request.args.get("q") or "", number_of(request.args.get("page"))
        found = await reading(datasette, lambda reader: name_list(reader, kind, query=query, page=number))
        return page(datasette, request, "names.html", page=found, searchable=True)

    return view


def _page_of(kind: str) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        key = unquote(request.url_vars["key"])
        found = await reading(datasette, lambda reader: subject(reader, kind, key))
        if found is None:
            return error(datasette, request, 404, "no_such_name")
        return page(datasette, request, "subject.html", page=found)

    return view
