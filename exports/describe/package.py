"""`datapackage.json`: the version as a Data Package (https://datapackage.org), made from `exports.columns`.

The CSV files are tables with types and keys; of the other files it has size and checksum.
"""

import json
from typing import Any

from exports import columns
from exports.columns import Column, Table
from exports.describe.about import About, described_files
from exports.formats import of_file

_TYPES = {"text": "string", "integer": "integer", "boolean": "boolean", "moment": "datetime", "day": "date"}


def package(about: About) -> str:
    """The descriptor, JSON."""
    tables = {f"{table.name}.csv": table for table in columns.CSV}
    resources = [
        _table(about, name, tables[name]) if name in tables else _file(about, name) for name in described_files(about)
    ]
    descriptor = {
        "profile": "data-package",
        "name": f"vnportal-{'-'.join(portal.name for portal in about.portals)}".replace("_", "-"),
        "title": about.title,
        "description": about.summary,
        "version": about.version,
        "created": about.moment,
        "sources": [{"title": portal.title, "path": portal.base_url} for portal in about.portals],
        "resources": resources,
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _file(about: About, name: str) -> dict[str, Any]:
    file = about.files[name]
    return {
        "name": name.lower().replace(".", "-").replace("/", "-"),
        "type": "file",
        "path": name,
        "format": name.rpartition(".")[2],
        "mediatype": of_file(name).MEDIA_TYPE,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }


def _table(about: About, name: str, table: Table) -> dict[str, Any]:
    return _file(about, name) | {
        "name": table.name,
        "type": "table",
        "description": f"One row is {table.row}",
        "encoding": "utf-8",
        "dialect": {"csv": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'}},
        "schema": {"fields": [_field(column) for column in table.flat], "missingValues": [""]} | _keys(table),
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.meaning,
        "example": column.example,
    }
    if column.type == "moment":
        field["format"] = "%Y-%m-%dT%H:%M:%S%z"
    if column.required:
        field["constraints"] = {"required": True}
    return field


def _keys(table: Table) -> dict[str, Any]:
    if table is columns.ARTICLES:
        own = {"fields": "near_duplicate_of", "reference": {"resource": "", "fields": "id"}}
        return {"primaryKey": "id", "foreignKeys": [own]}
    if table is columns.MISSING_ARTICLES:
        return {"primaryKey": "id"}
    if "id" not in {column.name for column in table.flat}:
        return {}
    return {"foreignKeys": [{"fields": "id", "reference": {"resource": "articles", "fields": "id"}}]}
