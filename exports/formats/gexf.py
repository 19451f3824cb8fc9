"""GEXF 1.3 (https://gexf.net): the network of people whom articles name together, for Gephi, networkx and igraph."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from exports import columns
from exports.atomic import FileSet
from exports.columns import Table
from exports.formats.base import Format
from exports.record_rows import Record, Row
from exports.shape import WHOLE, Shape

NAME = "cooccurrence.gexf"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <meta>
    <creator>vnportal</creator>
    <description>People whom articles name together; the weight of an edge is the number of the articles</description>
  </meta>
  <graph defaultedgetype="undirected">
"""
_ATTRIBUTES = '    <attributes class="{}">\n{}    </attributes>\n'
_ATTRIBUTE = '      <attribute id="{0}" title="{0}" type="{1}"/>\n'
_TYPES = {"text": "string", "integer": "long", "boolean": "boolean", "day": "string", "moment": "string"}


class Files(Format):
    """Writes people as nodes and pairs as edges, with the columns of both tables as attributes."""

    TITLE = "network of people, GEXF 1.3"
    MEDIA_TYPE = "application/gexf+xml"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        self._file = files.open(NAME)
        self._file.write(_HEAD)
        for kind, name in (("node", "people"), ("edge", "cooccurrence")):
            described = "".join(_ATTRIBUTE.format(column.name, _TYPES[column.type]) for column in _attributes(name))
            self._file.write(_ATTRIBUTES.format(kind, described))
        self._file.write("    <nodes>\n")
        self._edges = 0

    def write(self, record: Record) -> None:
        """Articles are no part of the network."""

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Write people as nodes, or pairs as edges. People come before pairs."""
        for row in rows:
            values = dict(zip([column.name for column in table.flat], row, strict=True))
            if table.name == "people":
                self._element("node", {"id": values["person_id"], "label": values["name"]}, "people", values)
            elif table.name == "cooccurrence":
                if not self._edges:
                    self._begin_edges()
                ends = {"id": str(self._edges), "source": values["person_id"], "target": values["other_id"]}
                self._element("edge", ends | {"weight": str(values["articles"])}, "cooccurrence", values)
                self._edges += 1

    def close(self) -> None:
        """Finish the file."""
        if not self._edges:
            self._begin_edges()
        self._file.write("    </edges>\n  </graph>\n</gexf>\n")

    @classmethod
    def place(cls, table: Table) -> str | None:
        """People and pairs."""
        return f"`{NAME}`" if table.name in {"people", "cooccurrence"} else None

    def _begin_edges(self) -> None:
        self._file.write("    </nodes>\n    <edges>\n")

    def _element(self, tag: str, attributes: dict[str, str], table: str, values: dict[str, Any]) -> None:
        said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self._file.write(f"      <{tag}{said}><attvalues>")
        for column in _attributes(table):
            value = values[column.name]
            if value is not None:
                self._file.write(f"<attvalue for={quoteattr(column.name)} value={quoteattr(str(value))}/>")
        self._file.write(f"</attvalues></{tag}>\n")


def _attributes(table: str) -> list[columns.Column]:
    """The columns of a table that are no part of the network itself."""
    return [column for column in columns.TABLE[table].columns if column.name not in {"person_id", "other_id", "name"}]
