"""The figures of the report: for each its words, its query, and the chart that draws the rows of the query.

`figures.toml` has the words. The queries are files in `queries/`, over the tables of `crawler/store/schema.sql`; they
need nothing but SQLite 3.35. The report shows below each chart the text of the query that was run.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from exports.report.charts import CHARTS, Chart, Rows
from exports.report.wording import Phrase

QUERIES = Path(__file__).parent / "queries"
_FIGURES = Path(__file__).with_name("figures.toml")


class Figure(NamedTuple):
    """A chart with its table and query.

    `key` is the anchor of the figure and names its query. `draw` makes the chart; it is `None` for a table that stands
    alone. See `figures.toml` for the other fields.
    """

    key: str
    title: Phrase
    note: Phrase
    columns: tuple[Phrase, ...]
    draw: Callable[[Rows], Chart] | None

    @property
    def query(self) -> str:
        """The query's text."""
        return (QUERIES / f"{self.key}.sql").read_text(encoding="utf-8").rstrip()


class Section(NamedTuple):
    """Figures under one heading."""

    title: Phrase
    figures: tuple[Figure, ...]


def _section(entry: Mapping[str, Any]) -> Section:
    return Section(Phrase(**entry["title"]), tuple(map(_figure, entry["figure"])))


def _figure(entry: Mapping[str, Any]) -> Figure:
    columns = tuple(Phrase(**column) for column in entry["columns"])
    chart = CHARTS[entry["chart"]] if "chart" in entry else None
    return Figure(entry["key"], Phrase(**entry["title"]), Phrase(**entry["note"]), columns, chart)


SECTIONS = tuple(map(_section, tomllib.loads(_FIGURES.read_text(encoding="utf-8"))["section"]))
