"""`datapackage.json`: the version as a Data Package (https://datapackage.org), made from `exports.columns`.

The CSV files are tables with types and keys, each of one file or more; of the other files it has the size.
"""

import json
from typing import Any

from exports import columns
from exports.columns import Column, Table
from exports.describe.about import About
from exports.formats import PUBLISHED, named

_TYPES = {"text": "string", "integer": "integer", "boolean": "boolean", "moment": "datetime", "day": "date"}


def package(about: About) -> str:
    """The descriptor, JSON."""
    groups = [(form, table, about.files_of(form, table).paths) for form in PUBLISHED for table in about.tables]
    resources = [
        _table(about, paths, table) if form == "csv" else _files(about, form, table, paths)
        for form, table, paths in groups
        if paths
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


def _files(about: About, form: str, table: Table, paths: list[str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": f"{table.name}-{form}".replace("_", "-"),
        "type": "file",
        "path": paths,
        "format": form,
        "mediatype": named(form).MEDIA_TYPE,
    }
    # Of several files the specification knows no size.
    return described if len(paths) > 1 else described | {"path": paths[0], "bytes": about.files[paths[0]].bytes}


def _table(about: About, paths: list[str], table: Table) -> dict[str, Any]:
    return _files(about, "csv", table, paths) | {
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
    if table.name == columns.ARTICLES.name:
        own = {"fields": "near_duplicate_of", "reference": {"resource": "", "fields": "id"}}
        return {"primaryKey": "id", "foreignKeys": [own]}
    if table is columns.MISSING_ARTICLES:
        return {"primaryKey": "id"}
    if "id" not in {column.name for column in table.flat}:
        return {}
    return {"foreignKeys": [{"fields": "id", "reference": {"resource": "articles", "fields": "id"}}]}
