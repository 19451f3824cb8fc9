"""Datasette's hooks: the guard in front, our own pages, limits of queries, and what Datasette's templates need.

Datasette finds hooks by their names; arguments that a hook does not need are left out.
"""

import json
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.filters import FilterArguments
from datasette.utils import tilde_decode
from datasette.utils.asgi import Base400, NotFound, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from pluggy import HookimplMarker

from exports.browse import routes
from exports.browse.answer_chart import Answer, answer
from exports.browse.article_list import matching
from exports.browse.article_page import article, web
from exports.browse.column_list import TABLES, Summary, summaries
from exports.browse.guard import Application, guarded
from exports.browse.labels import KINDS
from exports.browse.limits import DATABASE, limit
from exports.browse.phrasebook import speaker
from exports.browse.questions import questions
from exports.browse.reader import Reader
from exports.browse.template_engine import TOOLS, links, words
from exports.browse.web_paths import addresses, here
from exports.phrases import Language

#: The table of the articles, whose pages are our own.
ARTICLES = "articles"
hookimpl = HookimplMarker("datasette")


@hookimpl
def asgi_wrapper() -> Callable[[Application], Application]:
    """Put the guard in front."""
    return guarded


@hookimpl
def register_routes() -> list[tuple[str, routes.View]]:
    """Offer our own pages."""
    return routes.routes()


@hookimpl
def filters_from_request(datasette: Any, request: Any, table: str) -> Callable[[], Awaitable[FilterArguments]] | None:
    """Narrow the articles of the list as JSON and CSV down as the page does."""
    if table != ARTICLES:
        return None

    async def filters() -> FilterArguments:
        asked = routes.conditions(request)
        if not asked.query:
            return FilterArguments([])
        rows = await routes.reading(datasette, lambda reader: (matching(reader, asked).nonzero()[0] + 1).tolist())
        return FilterArguments(["rowid IN (SELECT value FROM json_each(:matching))"], {"matching": json.dumps(rows)})

    return filters


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Limit the queries."""
    if database == DATABASE:
        limit(conn)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the templates their functions."""
    env.globals.update(TOOLS)


@hookimpl
def extra_template_vars(
    datasette: Any, request: Any, view_name: str, table: str | None
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give Datasette's pages their language and addresses, and the page of an article that article."""
    language = routes.language_of(request)
    common = (
        words(language)
        | links(language, addresses(language))
        | {
            "here": here(language),
            "switch": routes.switch_of(request),
            "collection": routes.collection(datasette),
            "kinds": KINDS,
            "questions": questions(),
            "web": web,
            "described": TABLES,
            "answer": _answering(datasette, language),
        }
    )

    async def variables() -> dict[str, Any]:
        if view_name != "row" or table != ARTICLES:
            return common
        key = tilde_decode(request.url_vars["pks"])
        found = await routes.reading(datasette, lambda reader: article(reader, key))
        if found is None:
            raise NotFound(f"{key}: no such article")
        return common | {"article": found}

    return variables


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Response:
    """The answer to what fails: a page in the reader's language, or JSON for who asked for that."""
    status = 404 if isinstance(exception, NotFound) else getattr(exception, "status", 500)
    key, detail = _told(request.path, exception)
    if key == "broken":
        traceback.print_exception(exception)
    if request.path.endswith(".json"):
        said = detail or speaker(routes.language_of(request))(key)
        return Response.json({"ok": False, "error": said, "status": status}, status=status)
    return routes.error(datasette, request, status, key, detail)


@hookimpl(tryfirst=True)
def forbidden(datasette: Any, request: Any) -> Response:
    """The page of what is not for readers."""
    return routes.error(datasette, request, 403, "forbidden")


def _told(path: str, exception: Exception) -> tuple[str, str | None]:
    """What is wrong: a key of the phrasebook, and what the database says of it in English."""
    if isinstance(exception, NotFound) and path.startswith(f"/{DATABASE}/"):
        return ("no_such_article" if path.startswith(f"/{DATABASE}/{ARTICLES}/") else "no_such_table"), None
    if isinstance(exception, NotFound):
        return "not_found", None
    if isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted":
        return "too_slow", None
    if isinstance(exception, DatasetteError):
        return "invalid_sql", str(exception.message)
    return ("bad_request", str(exception)) if isinstance(exception, Base400) else ("broken", None)


def _answering(datasette: Any, language: Language) -> Callable[..., Awaitable[tuple[Answer, dict[str, Summary]]]]:
    """A function for templates: an answer, or rows of a table, ready to be shown, with summaries of the columns."""

    async def shown(columns: list[str], rows: list[Any], table: str = "") -> tuple[Answer, dict[str, Summary]]:
        # Tables without a key of their own begin with `rowid`, which says nothing.
        skip = 1 if columns[0] == "rowid" else 0
        names, values = columns[skip:], [tuple(map(_plain, row))[skip:] for row in rows]

        def read(reader: Reader) -> tuple[Answer, dict[str, Summary]]:
            return answer(reader, names, values, language, table), summaries(reader, table)

        found: tuple[Answer, dict[str, Summary]] = await routes.reading(datasette, read)
        return found

    return shown


def _plain(value: Any) -> Any:
    """The value of a cell: Datasette gives ids of articles with their labels."""
    return value["value"] if isinstance(value, dict) else value
