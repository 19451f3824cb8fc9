"""`croissant.json`: the version in Croissant 1.0 (https://docs.mlcommons.org/croissant), from `exports.columns`.

Its records are those of the Parquet files. `croissant_context.json` is the context that the specification prescribes.
"""

import json
from pathlib import Path
from typing import Any

from exports import columns
from exports.columns import Column, Table
from exports.describe.about import About
from exports.formats.parquet import in_file

_TYPES = {
    "text": "sc:Text",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "moment": "sc:DateTime",
    "day": "sc:Date",
    "list": "sc:Text",
}
_CONTEXT = Path(__file__).with_name("croissant_context.json")


def croissant(about: About) -> str:
    """The description, JSON-LD."""
    tables = about.tables
    description = {
        "@context": json.loads(_CONTEXT.read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"vnportal_{'_'.join(portal.name for portal in about.portals)}",
        "description": about.summary,
        "url": about.portals[0].base_url,
        "inLanguage": sorted({portal.language for portal in about.portals}),
        # Croissant wants semantic versions; a dataset's are moments, and no version takes back another.
        "version": _semantic(about.version),
        "datePublished": about.moment,
        "license": "README.md",
        "citeAs": citation(about),
        "creator": [{"@type": "sc:Organization", "name": portal.title} for portal in about.portals],
        "distribution": [_files(about, table) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


def citation(about: About) -> str:
    """How the version is cited."""
    return f"vnportal: {about.title}. Version {about.version}, {about.moment[:10]}."


def _semantic(version: str) -> str:
    """`20261124T023637Z-2` as `20261124.23637.2`: numbers without leading zeros."""
    moment, _, number = version.partition("-")
    day, _, time = moment.rstrip("Z").partition("T")
    return f"{int(day or 0)}.{int(time or 0)}.{int(number or 1)}"


def _files(about: About, table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        # Not the registered media type: the one that Croissant's readers know.
        "encodingFormat": "application/x-parquet",
        "includes": about.files_of("parquet", table).pattern,
    }


def _records(table: Table) -> dict[str, Any]:
    records: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"One record is {table.row}",
        "field": [_field(table, column) for column in in_file(table)],
    }
    if table.name == columns.ARTICLES.name:
        records["key"] = {"@id": "articles/id"}
    return records


def _field(table: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.meaning,
        "dataType": _TYPES[column.type],
        "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }
    if column.type == "list":
        field["repeated"] = True
    if column.name == "id" and table.name not in (columns.ARTICLES.name, columns.MISSING_ARTICLES.name):
        field["references"] = {"field": {"@id": "articles/id"}}
    return field
