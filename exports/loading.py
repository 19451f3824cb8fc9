"""Load a dataset into pandas, with proper types."""

from __future__ import annotations  # pandas is imported where it is needed: the crawl does without

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.records.storage import Folder
from exports import columns
from exports.dataset import Dataset
from exports.formats.csv import header, uncell
from exports.parts import LEDGER
from exports.record_rows import rows
from exports.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    import pandas as pd


class Tables(NamedTuple):
    """The tables of a dataset; `DATA_DICTIONARY.md` beside the files explains their columns."""

    articles: pd.DataFrame
    categories: pd.DataFrame
    images: pd.DataFrame
    attachments: pd.DataFrame
    attachment_texts: pd.DataFrame
    links: pd.DataFrame
    entities: pd.DataFrame
    documents: pd.DataFrame
    official_documents: pd.DataFrame
    offices: pd.DataFrame
    earlier_versions: pd.DataFrame
    observations: pd.DataFrame
    missing_articles: pd.DataFrame
    problems: pd.DataFrame
    units: pd.DataFrame
    bodies: pd.DataFrame
    people: pd.DataFrame
    positions: pd.DataFrame
    cooccurrence: pd.DataFrame
    appearances: pd.DataFrame
    body_names: pd.DataFrame


def load(folder: str | Path, *, sentences: bool = True, selection: Selection = EVERYTHING) -> Tables:
    """The tables of the dataset in `folder`: a published version, or single files (`articles.jsonl` or, where only
    those are, the CSV files).

    Texts are `string`, integers `Int64`, both with `<NA>` where a value is missing; moments are `datetime64` in
    Asia/Ho_Chi_Minh, days `datetime64` without a time zone; `published_time_inferred` is `bool`. The lists of an
    article are Python lists, of texts or of dicts.

    Args:
        folder: a version that `vnportal publish` has made, or what `vnportal export` has written. A version may be in
            object storage (`s3://bucket/folder`, with fsspec).
        sentences: false leaves the column `sentences` empty (`None`): words take most of the memory, some
            250 kB for an article of 500 words. CSV files have no sentences at all.
        selection: which articles and columns: `Selection(Wanted(portals=("sontay",), since="2024-01-01"))`. Of a
            version only the parts are read that may have them. Tables that are left out have no rows; those of all
            articles together (`columns.DERIVED`) stay as they are.

    Raises:
        FileNotFoundError: there is neither `parts.json` nor `articles.jsonl` nor `articles.csv`.
        ValueError: a file is not of this form.

    >>> from tempfile import TemporaryDirectory
    >>> from crawler.records.article import Article, to_dict
    >>> from exports.write import write
    >>> article = Article(
    ...     id="sontay:1", portal="sontay", url="https://sontay.hanoi.gov.vn/tin/-/view_content/1-mua.html",
    ...     title="Mưa lớn", categories=["Tin tức"], published_at="2020-06-25T19:26:00+07:00",
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     count = write([to_dict(article)], Path(folder))
    ...     tables = load(folder)
    >>> tables.articles.loc[0, "title"], tables.articles.loc[0, "categories"]
    ('Mưa lớn', ['Tin tức'])
    >>> tables.articles["published_at"].dt.hour.tolist()
    [19]
    """
    place = Folder(str(folder))
    if place.has(LEDGER):
        version = Dataset(place, selection)
        records = [_without(record, sentences) for record in version.records()]
        apart = {table.name: list(version.rows(table)) for table in selection.shape.apart}
    else:
        records = list(filter(selection.has, _from_files(Path(folder), sentences=sentences)))
        wanted = {record["id"] for record in records} if selection.is_partial else None
        apart = {table.name: _apart(Path(folder), table, wanted) for table in selection.shape.apart}
    frames = {
        # A dataset may have been made without the column.
        table.name: _frame(
            table, [record for record in records if table in selection.shape.nested and table.name in record]
        )
        for table in columns.PARTS
    }
    frames |= {table.name: _flat(table, apart.get(table.name, [])) for table in columns.APART}
    names = [column.name for column in selection.shape.articles.columns]
    articles = {name: [record.get(name) for record in records] for name in names}
    return Tables(articles=_typed(selection.shape.articles, articles), **frames)


def _from_files(folder: Path, *, sentences: bool) -> list[dict[str, Any]]:
    if (folder / "articles.jsonl").is_file():
        return _from_json_lines(folder / "articles.jsonl", sentences=sentences)
    if (folder / "articles.csv").is_file():
        return _from_csv(folder)
    raise FileNotFoundError(f"{folder}: neither articles.jsonl nor articles.csv: run `vnportal export` first")


def _without(record: dict[str, Any], sentences: bool) -> dict[str, Any]:
    return record if sentences else record | {"sentences": None}


def _flat(table: columns.Table, found: list[dict[str, Any]]) -> pd.DataFrame:
    names = [column.name for column in table.flat]
    return _typed(table, {name: [row[name] for row in found] for name in names})


def _apart(folder: Path, table: columns.Table, wanted: set[str] | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if (folder / f"{table.name}.jsonl").is_file():
        found = _from_json_lines(folder / f"{table.name}.jsonl")
    elif (folder / f"{table.name}.csv").is_file():
        found = _rows(folder, table)
    of_articles = wanted is not None and any(column.name == "id" for column in table.outer)
    return [row for row in found if row["id"] in (wanted or ())] if of_articles else found


def _from_json_lines(path: Path, *, sentences: bool = True) -> list[dict[str, Any]]:
    records = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error}): export again") from None
            if not sentences:
                record["sentences"] = None
            records.append(record)
    return records


def _from_csv(folder: Path) -> list[dict[str, Any]]:
    parts = {table.name: _parts(folder, table) for table in columns.PARTS}
    records = _rows(folder, columns.ARTICLES)
    for record in records:
        record |= {name: members.get(record["id"], []) for name, members in parts.items()}
        record["paragraphs"] = record["body"].split("\n\n") if record["body"] else []
        record["sentences"] = None
    return records


def _parts(folder: Path, table: columns.Table) -> dict[str, list[Any]]:
    members = defaultdict(list)
    if (folder / f"{table.name}.csv").is_file():
        for row in _rows(folder, table):
            key = row.pop("id")
            members[key].append(row[table.member] if table.member else row)
    return members


def _rows(folder: Path, table: columns.Table) -> list[dict[str, Any]]:
    """The rows of a CSV file as they stand in JSON Lines."""
    path = folder / f"{table.name}.csv"
    types = {column.name: column.type for column in table.flat}
    # A body may be longer than the csv module's default limit for a cell, 128 kB.
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != header(table):
            raise ValueError(f"{path}: its columns are not those of this release: export again")
        return [{name: _value(text, types[name]) for name, text in row.items()} for row in reader]


def _value(text: str, kind: columns.Type | str) -> Any:
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return text == "true"
    return uncell(text)


def _frame(table: columns.Table, records: list[dict[str, Any]]) -> pd.DataFrame:
    names = header(table)
    found = [row for record in records for row in rows(table, record)]
    values = list(zip(*found, strict=True)) if found else [()] * len(names)
    return _typed(table, dict(zip(names, map(list, values), strict=True)))


def _typed(table: columns.Table, values: dict[str, list[Any]]) -> pd.DataFrame:
    import pandas as pd

    types = {column.name: column.type for column in table.outer + table.columns}
    return pd.DataFrame({name: _series(found, types[name]) for name, found in values.items()})


def _series(values: list[Any], kind: columns.Type | str) -> pd.Series[Any]:
    import pandas as pd

    if kind in {"moment", "day"}:
        # The unit is fixed: pandas would choose it by the values, and another one for a column without any.
        times = pd.to_datetime(pd.Series(values, dtype="str"), format="ISO8601", utc=kind == "moment").dt.as_unit("us")
        return times.dt.tz_convert(columns.ZONE) if kind == "moment" else times
    dtypes = {"text": "string", "integer": "Int64", "boolean": "bool", "list": "object"}
    return pd.Series(values, dtype=dtypes[kind])
