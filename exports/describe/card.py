"""`README.md` of a version: a dataset card, with the YAML header that Hugging Face reads.

The header names the Parquet file of every table, and the features with their types, from `exports.columns`.
"""

import json
from typing import Any

from exports import columns
from exports.columns import Column
from exports.describe.about import About, totals
from exports.describe.croissant import citation
from exports.formats import of_file
from exports.formats.parquet import columns_of

_TYPES = {
    "text": "string",
    "integer": "int64",
    "boolean": "bool",
    "moment": f"timestamp[us, tz={columns.ZONE}]",
    "day": "date32",
}
#: Upper bounds of the hub's size categories.
_SIZES = [(1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")]

_TEXT = """\
# {title}

{summary}

Version `{version}`; parser {parsers}, language stages {pipelines}. A version never changes: `SHA256SUMS` proves it
(`sha256sum -c SHA256SUMS`). What is new against the version before stands in `delta.jsonl`.

## Load it

```python
import pandas as pd

articles = pd.read_parquet("articles.parquet")
entities = pd.read_parquet("entities.parquet").merge(articles[["id", "published_at"]], on="id")
```

```sql
-- DuckDB
SELECT label, canonical, count(*) FROM 'entities.parquet' GROUP BY ALL ORDER BY 3 DESC LIMIT 10;
```

```r
articles <- read.csv("articles.csv", encoding = "UTF-8", na.strings = "")
```

```python
import datasets

articles = datasets.load_dataset("FOLDER", "articles", split="train")
```

With `vnportal` installed, `vnportal browse --data FOLDER` opens it in your browser: facets, full-text search, articles
with names marked.

A spreadsheet opens the files in `excel/`; it shows no more than 32,767 characters of a cell.

## Files

{files}

`DATA_DICTIONARY.md` explains every column. `datapackage.json` (Frictionless) and `croissant.json` (Croissant) say the
same to programs.

## Rows

{rows}

## How it was collected

`vnportal` reads the portals' own navigation and listings, obeys robots.txt, and fetches each article page once, gently,
and later again to see what has changed. Title, lead, paragraphs, captions and dates are found by where they stand on
the page. Sentences, words, parts of speech, entities and references to documents are found by machine: nobody has
corrected them. The page of every version of an article is kept in a WARC archive: `warc_file` and `warc_offset` say
where.

Portals:

{portals}

## Known limits

- It holds what the portals showed when they were read: what was taken down before is missing, and `gone_at` tells what
  was taken down since. `problems` has what was dropped or repaired in an article.
- Some portals print a 12-hour clock without AM or PM: `published_time_inferred` marks a time that uploads or the text
  decided. Where only the day is known, `published_precision` is "day": such articles tell nothing of hours.
- The count of visits is the portal's own; the visits of the crawler are in it.
- Machine annotation errs. A wrong link of a name is worse than none, so doubtful ones are marked `ambiguous`.
- Pictures and files are named, not downloaded: an article that is only a scanned file has no text.
- `near_duplicate_of` names the earliest of texts that are nearly equal; notices that differ in numbers are none.

## Licence

The texts are the portals', and their rights stay with them; no licence is given for them here. Whoever passes them on
sees to what the law of their country allows, and names the source (`url`). The software is under the Apache License
2.0.

## Personal data

News names people: officials in their office, and private persons, victims and accused among them, as the portals named
them. Nothing was added from elsewhere, but here names can be searched and counted. Data protection law applies
(in Viet Nam Law 91/2025/QH15 on personal data protection). Do not use the data to profile private persons, honour what
a portal has corrected or taken down (`version`, `gone_at`), and replace names where a study does not need them.

## Citation

> {citation}
"""


def card(about: About) -> str:
    """The dataset card, Markdown with its header."""
    text = _TEXT.format(
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
    tables = [table for table in columns.TABLES if f"{table.name}.parquet" in about.files]
    languages = sorted({portal.language for portal in about.portals} | {"vi"}, reverse=True)
    articles = totals(about.counts)["articles"]
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
            {"config_name": table.name, "data_files": f"{table.name}.parquet"}
            | ({"default": True} if table is columns.ARTICLES else {})
            for table in tables
        ],
        "dataset_info": [
            {"config_name": table.name, "features": [_feature(column) for column in columns_of(table)]}
            for table in tables
        ],
    }


def _feature(column: Column) -> dict[str, str]:
    if column.type == "list":
        return {"name": column.name, "list": "string"}
    return {"name": column.name, "dtype": _TYPES[column.type]}


def _files(about: About) -> str:
    lines = ["| file | bytes | what it is |", "| --- | ---: | --- |"]
    for name, file in about.files.items():
        title = of_file(name).TITLE + (", with a byte order mark" if "/" in name else "")
        lines.append(f"| `{name}` | {file.bytes} | {title} |")
    return "\n".join(lines)


def _rows(about: About) -> str:
    portals = list(about.counts)
    lines = [f"| table | {' | '.join(portals)} | one row is |", f"| --- |{' ---: |' * len(portals)} --- |"]
    for table in columns.TABLES:
        cells = [str(about.counts[portal][table.name]) for portal in portals]
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
