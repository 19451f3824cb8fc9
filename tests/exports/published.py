"""A store whose articles pass the checks, and versions published from it."""

import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawler import portals
from crawler.records.article import Article, DocumentReference
from crawler.records.profile import Checks, Datasets, Portal
from crawler.records.storage import Folder
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.parts import lines as part_lines
from exports.parts import parts_of
from exports.publish.publish import Published, publish
from exports.selection import EVERYTHING, Selection
from pipelines.derive_tables import derivers

from ..shards import new_store
from ..store.samples import fetch_files, full_article

#: Moments from which the versions' names come.
NIGHTS = [f"2026-11-{day:02}T02:00:00+00:00" for day in range(1, 29)]
NAMES = [f"202611{day:02}T020000Z" for day in range(1, 29)]


def sound(number: int, **fields: Any) -> Article:
    """An article whose offsets cut out their texts."""
    article = full_article(number)
    article.documents = [
        DocumentReference("Kế hoạch", "15/KH-UBND", "2020-06-01", None, "Mưa lớn", "title", None, 0, 7)
    ]
    for name, value in fields.items():
        setattr(article, name, value)
    return article


def save(data: Path, articles: Iterable[Article], night: int = 0) -> None:
    """Save articles with their annotation, as if that night had fetched them."""
    for portal, group in groupby(articles, key=lambda article: article.portal):
        with Store(new_store(data, portal)) as store:
            saved = []
            for article in group:
                saved.append(article.id)
                article.fetched_at = article.observed_at = NIGHTS[night]
                store.articles.save(article)
                fetch_files(store, article)
                store.annotations.save(article)
            with store.transaction() as connection:
                # Annotated in the same night, not now: versions are named after the latest moment in the store.
                connection.executemany(
                    "UPDATE annotations SET annotated_at = ? WHERE article_id = ?",
                    [(NIGHTS[night], key) for key in saved],
                )


def published(data: Path, *, keep: int = 14, selection: Selection = EVERYTHING, **checks: Any) -> Published:
    """Publish the store; a profile with these checks."""

    def profile(name: str) -> Portal:
        changed = {"name": name, "checks": Checks(**checks), "datasets": Datasets(keep=keep)}
        return portals.load("sontay").model_copy(update=changed)

    with Collection(data) as collection:
        return publish(collection, data / "datasets", profile, derivers, selection=selection)


def parquet(version: Path, table: str) -> pa.Table:
    """A table of a version as its files have it, without the columns that their paths tell."""
    found = pq.read_table(version / table)
    return found.drop_columns([name for name in ("portal", "year") if name in found.column_names])


def files(version: Path, form: str, table: str) -> list[Path]:
    """The files of a table of a version in a format."""
    folder = version / table if form == "parquet" else version / form / table
    return sorted(path for path in folder.rglob("*") if path.is_file())


def records(version: Path, table: str = "articles") -> list[dict[str, Any]]:
    """The lines of a table of a version, in the order of the dataset."""
    folder = Folder(str(version))
    return [json.loads(line) for part in parts_of(version) for line in part_lines(folder, part, table)]


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_whole(version: Path) -> None:
    """The version has all the files of its checksums, unharmed, and no others."""
    sums = dict(
        reversed(line.split("  ", 1)) for line in (version / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {name: hashlib.sha256(content).hexdigest() for name, content in contents(version).items()}
    del found["SHA256SUMS"]
    assert found == sums
