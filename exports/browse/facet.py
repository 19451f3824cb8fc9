"""The facets of the list of articles, from the table `facets`, and narrowing the list down by them.

`?_person=NAME` and its like for every kind narrow down; several together, to the articles that have all of them.
Datasette's own facets count values of a column, or of JSON in one: that query copies the whole row, text included, for
each name of an article.
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments

from exports.browse.labels import KINDS

TABLE = "articles"
#: Values that are shown of a facet, and when all are asked for.
FEW, MANY = 10, 1000

_ALL = "SELECT value, count(*) AS count FROM facets WHERE kind = :facet GROUP BY value ORDER BY {order} LIMIT :most"
# The articles come first, then the facets of each. The other order would read every name in the table.
_NARROWED = (
    "WITH found AS MATERIALIZED (SELECT id FROM ({sql})) SELECT value, count(*) AS count FROM found CROSS JOIN facets"
    " ON facets.id = found.id WHERE kind = :facet GROUP BY value ORDER BY {order} LIMIT :most"
)
#: Arguments of a single page, not of the list.
_OF_ONE_PAGE = ("_next", "_all")
_ONE = "id IN (SELECT id FROM facets WHERE kind = :kind_# AND value = :value_#)"


class Facets:
    """The facets of one request, as Datasette asks for them; its constructor's arguments are Datasette's."""

    type = "kind"

    def __init__(
        self,
        ds: Any,
        request: Any,
        database: str,
        sql: str | None = None,
        table: str | None = None,
        params: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        row_count: int | None = None,
    ) -> None:
        self._datasette, self._request, self._database = ds, request, database
        self._sql, self._table, self._parameters = sql or "", table, params or {}

    async def suggest(self) -> list[dict[str, Any]]:
        """No suggestions, because all facets are always shown."""
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The facets with their values, and the kinds whose query took too long."""
        results: list[dict[str, Any]] = []
        late: list[str] = []
        # On a later page the query leaves out the pages before, so the counts would be wrong.
        if self._table != TABLE or "_next" in self._request.args:
            return results, late
        everything = self._request.args.get("_all")
        for kind in KINDS:
            size = MANY if kind == everything else FEW
            try:
                rows = await self._rows(kind, size + 1)
            except QueryInterrupted:
                late.append(kind)
                continue
            if rows:
                values = [self._value(kind, row["value"], row["count"]) for row in rows[:size]]
                more = address(self._request, add=("_all", kind)) if len(rows) > size and size == FEW else None
                results.append(
                    {
                        "name": kind,
                        "type": self.type,
                        "hideable": False,
                        "toggle_url": more,
                        "results": values,
                        "truncated": len(rows) > size,
                    }
                )
        return results, late

    async def _rows(self, kind: str, most: int) -> Any:
        order = "value DESC" if kind == "year" else "count DESC, value"
        query = _NARROWED if " where " in self._sql else _ALL
        found = await self._datasette.execute(
            self._database,
            query.format(sql=self._sql, order=order),
            {**self._parameters, "facet": kind, "most": most},
            truncate=False,
            custom_time_limit=self._datasette.setting("facet_time_limit_ms"),
        )
        return found.rows

    def _value(self, kind: str, value: str, count: int) -> dict[str, Any]:
        selected = value in self._request.args.getlist(f"_{kind}")
        change = {"remove": (f"_{kind}", value)} if selected else {"add": (f"_{kind}", value)}
        return {
            "value": value,
            "label": value,
            "count": count,
            "toggle_url": address(self._request, **change),
            "selected": selected,
        }


def narrowed(request: Any) -> FilterArguments:
    """The conditions of the request on articles, as SQL."""
    clauses: list[str] = []
    parameters: dict[str, str] = {}
    descriptions: list[str] = []
    for number, (kind, value) in enumerate(chosen(request)):
        clauses.append(_ONE.replace("#", str(number)))
        parameters |= {f"kind_{number}": kind, f"value_{number}": value}
        descriptions.append(f'{KINDS[kind].en.lower()} is "{value}"')
    return FilterArguments(clauses, parameters, descriptions)


def chosen(request: Any) -> list[tuple[str, str]]:
    """The kinds and values by which the request narrows the list down."""
    return [(kind, value) for kind in KINDS for value in request.args.getlist(f"_{kind}")]


def address(request: Any, *, add: tuple[str, str] | None = None, remove: tuple[str, str] | None = None) -> str:
    """The address of the same list with one condition more or fewer, from its first page on."""
    pairs = [
        pair
        for pair in parse_qsl(request.query_string, keep_blank_values=True)
        if pair[0] not in _OF_ONE_PAGE and pair not in (add, remove)
    ]
    if add:
        pairs.append(add)
    return f"{request.path}?{urlencode(pairs)}" if pairs else str(request.path)
