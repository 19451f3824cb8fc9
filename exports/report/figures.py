"""The figures of the report: for each its words, its query, and the chart that draws the rows of the query.

`figures.toml` has the words. The queries are files in `queries/`, over the tables of `crawler/store/schema.sql` and
those of `queries/tables.sql`; they need nothing but SQLite 3.35. The report shows below each chart what was run.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from exports.phrases import Phrase
from exports.report.charts import CHARTS
from exports.report.drawing import Chart, Frame, Rows

QUERIES = Path(__file__).parent / "queries"
_FIGURES = Path(__file__).with_name("figures.toml")


class Column(NamedTuple):
    """A column of a figure's table: its heading, and how its values are written (see `figures.toml`)."""

    title: Phrase
    kind: str


class Figure(NamedTuple):
    """A chart with its table and query.

    `key` is the anchor of the figure and names its query. `draw` makes the chart; it is `None` for a table that stands
    alone. `behind` names the query of the articles behind a mark. See `figures.toml` for the other fields.
    """

    key: str
    title: Phrase
    note: Phrase
    columns: tuple[Column, ...]
    draw: Callable[[Rows, Frame], Chart] | None
    behind: str | None

    @property
    def query(self) -> str:
        """The query's text."""
        return text(self.key)


class Section(NamedTuple):
    """Figures under one heading."""

    title: Phrase
    figures: tuple[Figure, ...]


def text(key: str) -> str:
    """The text of a query, without the tables that it reads."""
    return (QUERIES / f"{key}.sql").read_text(encoding="utf-8").rstrip()


def tables() -> dict[str, str]:
    """The statement that makes each table of `queries/tables.sql`, by the table's name."""
    found = {}
    for statement in re.split(r";\n", f"{text('tables')}\n"):
        if name := re.search(r"CREATE TEMP TABLE IF NOT EXISTS (\w+)", statement):
            found[name[1]] = statement.split("\n\n")[-1] + ";"  # a blank line ends what is said of all
    return found


def whole(query: str) -> str:
    """A query behind the tables that it reads: as it can be given to `sqlite3`."""
    needed: list[str] = []
    for name, statement in reversed(tables().items()):
        if any(re.search(rf"\b{name}\b", text) for text in (query, *needed)):
            needed.insert(0, statement)
    return "\n\n".join([*needed, query])


def column(entry: Mapping[str, str]) -> Column:
    """A column as the table of figures has it."""
    return Column(Phrase(entry["vi"], entry["en"]), entry.get("kind", ""))


def _section(entry: Mapping[str, Any]) -> Section:
    return Section(Phrase(**entry["title"]), tuple(map(_figure, entry["figure"])))


def _figure(entry: Mapping[str, Any]) -> Figure:
    return Figure(
        entry["key"],
        Phrase(**entry["title"]),
        Phrase(**entry["note"]),
        tuple(map(column, entry["columns"])),
        CHARTS[entry["chart"]] if "chart" in entry else None,
        entry.get("behind"),
    )


SECTIONS = tuple(map(_section, tomllib.loads(_FIGURES.read_text(encoding="utf-8"))["section"]))
