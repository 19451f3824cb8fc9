"""`README.md` of a version: a dataset card, with the YAML header that Hugging Face reads.

The header names the Parquet file of every table, and the features with their types, from `exports.columns`. The text is
`card.md`.
"""

import json
from pathlib import Path
from typing import Any

from exports import columns
from exports.columns import Column
from exports.describe.about import About
from exports.describe.croissant import citation
from exports.formats import PUBLISHED, named
from exports.formats.parquet import in_file

_TYPES = {
    "text": "string",
    "integer": "int64",
    "boolean": "bool",
    "moment": f"timestamp[us, tz={columns.ZONE}]",
    "day": "date32",
}
#: Upper bounds of the hub's size categories.
_SIZES = [(1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")]
_TEXT = Path(__file__).with_name("card.md")


def card(about: About) -> str:
    """The dataset card, Markdown with its header."""
    text = _TEXT.read_text(encoding="utf-8").format(
        title=about.title,
        summary=about.summary,
        version=about.version,
        parsers=_listed(about.parser_versions),
        pipelines=_listed(about.pipeline_versions),
        files=_files(about),
        rows=_rows(about),
        portals="\n".join(f"- `{portal.name}`: {portal.title}, <{portal.base_url}>" for portal in about.portals),
        citation=citation(about),
    )
    return "---\n" + "\n".join(_yaml(_header(about))) + "\n---\n\n" + text


def _header(about: About) -> dict[str, Any]:
    # The hub's loader takes a file without rows for a fault.
    tables = [table for table in about.tables if about.totals[table.name]]
    languages = sorted({portal.language for portal in about.portals} | {"vi"}, reverse=True)
    articles = about.totals["articles"]
    return {
        "pretty_name": about.title,
        "language": languages,
        "multilinguality": "monolingual" if len(languages) == 1 else "multilingual",
        "size_categories": [next((name for bound, name in _SIZES if articles < bound), "1M<n<10M")],
        "task_categories": ["token-classification", "text-classification"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "license": "other",
        "license_name": "rights-of-the-portals",
        "license_link": "README.md",
        "tags": ["news", "government", "vietnamese"],
        "configs": [
            {"config_name": table.name, "data_files": about.files_of("parquet", table).pattern}
            | ({"default": True} if table.name == columns.ARTICLES.name else {})
            for table in tables
        ],
        "dataset_info": [
            {"config_name": table.name, "features": [_feature(column) for column in in_file(table)]} for table in tables
        ],
    }


def _feature(column: Column) -> dict[str, str]:
    if column.type == "list":
        return {"name": column.name, "list": "string"}
    return {"name": column.name, "dtype": _TYPES[column.type]}


def _files(about: About) -> str:
    lines = ["| files | how many | bytes | what they are |", "| --- | ---: | ---: | --- |"]
    for form in PUBLISHED:
        for table in about.tables:
            group = about.files_of(form, table)
            if group.paths:
                size = sum(about.files[path].bytes for path in group.paths)
                lines.append(f"| `{group.pattern}` | {len(group.paths)} | {size} | {table.name}, {named(form).TITLE} |")
    return "\n".join(lines)


def _rows(about: About) -> str:
    portals = list(about.counts)
    lines = [
        f"| table | {' | '.join(portals)} | in all | one row is |",
        f"| --- |{' ---: |' * len(portals)} ---: | --- |",
    ]
    for table in about.tables:
        # A table that is made of all articles together has no rows of one portal.
        cells = [str(about.counts[portal].get(table.name, "")) for portal in portals] + [str(about.totals[table.name])]
        lines.append(f"| {table.name} | {' | '.join(cells)} | {table.row} |")
    return "\n".join(lines)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def _yaml(value: Any, indent: str = "") -> list[str]:
    """Block YAML of nested dicts and lists; scalars are JSON, which is YAML, too."""
    lines = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list):
                lines += [f"{indent}{key}:", *_yaml(inner, indent)]
            else:
                lines.append(f"{indent}{key}: {json.dumps(inner, ensure_ascii=False)}")
    else:
        for member in value:
            inner_lines = _yaml(member, indent + "  ") if isinstance(member, dict) else [json.dumps(member)]
            lines += [f"{indent}- {inner_lines[0].strip()}", *inner_lines[1:]]
    return lines
