"""Datasette's hooks: the guard in front, facets and search of the articles, and what the templates need.

Datasette finds hooks by their names; arguments that a hook does not need are left out.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound
from jinja2 import Environment
from pluggy import HookimplMarker

from exports.browse import facet
from exports.browse.article_page import Ask, article, web
from exports.browse.guard import Application, guarded
from exports.browse.labels import KINDS
from exports.browse.limits import limit
from exports.browse.questions import questions
from exports.browse.search import excerpt, match
from exports.report.wording import number

hookimpl = HookimplMarker("datasette")

#: The name that Datasette gives the database, after its file.
DATABASE = "browse"


@hookimpl
def asgi_wrapper() -> Callable[[Application], Application]:
    """Put the guard in front."""
    return guarded


@hookimpl
def register_facet_classes() -> list[type]:
    """Offer the facets."""
    return [facet.Facets]


@hookimpl
def filters_from_request(request: Any, table: str) -> Any:
    """Narrow the articles down."""
    return facet.narrowed(request) if table == facet.TABLE else None


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Limit the queries. `?_search=` uses `match`, because Datasette's own `escape_fts` does not fold `đ`."""
    if database == DATABASE:
        conn.create_function("escape_fts", 1, match, deterministic=True)
        limit(conn)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the templates their functions and words."""
    env.globals.update(
        kinds=KINDS,
        questions=questions(),
        excerpt=excerpt,
        number=number,
        web=web,
        address=facet.address,
        chosen=facet.chosen,
        held=kept_fields,
    )


@hookimpl
def extra_template_vars(
    datasette: Any, request: Any, view_name: str, table: str | None
) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Read the article for its page."""
    if view_name != "row" or table != facet.TABLE:
        return None
    key = tilde_decode(request.url_vars["pks"])

    async def variables() -> dict[str, Any]:
        try:
            return {"article": await article(_ask(datasette), key)}
        except KeyError:
            raise NotFound(f"{key}: no such article") from None

    return variables


def kept_fields(request: Any) -> list[tuple[str, str]]:
    """The form fields that a new search keeps: the chosen facets."""
    return [(f"_{kind}", value) for kind, value in facet.chosen(request)]


def _ask(datasette: Any) -> Ask:
    async def ask(sql: str, parameters: dict[str, Any]) -> list[Any]:
        return list((await datasette.execute(DATABASE, sql, parameters, truncate=False)).rows)

    return ask
