"""A version of several portals and years, read as one table by what analysts use, and by the rules of Spark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dask.dataframe
import datasets
import duckdb
import pandas as pd
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from exports import columns

from .published import files, published, save, sound

PLACES = [("hadong", 4, 2020), ("sontay", 1, 2019), ("sontay", 2, 2020), ("sontay", 3, None)]


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("readers") / "data"
    for portal, number, year in PLACES:
        moment = f"{year}-06-25T19:26:00+07:00" if year else None
        save(data, [sound(number, id=f"{portal}:{number}", portal=portal, published_at=moment)])
    return published(data).version.path


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path))


READERS: dict[str, Callable[[Path], Any]] = {
    "pandas": pd.read_parquet,
    "DuckDB": lambda folder: duckdb.sql(f"FROM '{folder}/**/*.parquet'").df(),
    "pyarrow": lambda folder: pyarrow.dataset.dataset(folder, partitioning="hive").to_table().to_pandas(),
    "datasets": lambda folder: datasets.load_dataset(str(folder.parent), folder.name, split="train").to_pandas(),
    "Dask": lambda folder: dask.dataframe.read_parquet(folder).compute(scheduler="sync"),
}


@pytest.mark.parametrize("reader", READERS)
def test_readers_of_folders_have_all_parts_as_one_table(version: Path, reader: str) -> None:
    ids = sorted(f"{portal}:{number}" for portal, number, _ in PLACES)
    for table in ("articles", "entities", "visits", "observations"):
        assert sorted(READERS[reader](version / table)["id"]) == ids
    if reader != "datasets":  # it reads the files that the card names, and not what their folders are called
        found = READERS[reader](version / "articles")
        portals, years = found["portal"].astype(str), found["year"].astype(int)
        assert {*zip(portals, years, found["id"], strict=True)} == {
            (portal, year or 0, f"{portal}:{number}") for portal, number, year in PLACES
        }


def test_paths_keep_to_the_rules_of_spark(version: Path) -> None:
    for table in (*columns.TABLES, columns.VISITS):
        found = files(version, "parquet", table.name)
        assert found
        inside = [path.relative_to(version / table.name).parts[:-1] for path in found]
        folders = {tuple(part.partition("=")[0] for part in parts) for parts in inside}
        assert len(folders) == 1, "all files of a table lie as deep, in folders of the same columns"
        assert all(path.suffix == ".parquet" and path.name[0] not in "._" for path in found)
        schemas = [pq.read_schema(path) for path in found]
        assert all(schema.equals(schemas[0], check_metadata=True) for schema in schemas)
        assert not {*folders.pop()} & {*schemas[0].names}, "a column that the path tells is not in the file"
