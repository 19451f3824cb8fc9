"""A store whose articles pass the checks, and versions published from it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler import portals
from crawler.records.article import Article, DocumentReference
from crawler.records.profile import Checks, Datasets, Portal
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.publish.publish import Published, publish
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
    for article in articles:
        with Store(new_store(data, article.portal)) as store:
            article.fetched_at = article.observed_at = NIGHTS[night]
            store.articles.save(article)
            fetch_files(store, article)
            store.annotations.save(article)
            with store.transaction() as connection:
                # Annotated in the same night, not now: versions are named after the latest moment in the store.
                connection.execute("UPDATE annotations SET annotated_at = ?", (NIGHTS[night],))


def published(data: Path, *, keep: int = 14, **checks: Any) -> Published:
    """Publish the store; a profile with these checks."""

    def profile(name: str) -> Portal:
        changed = {"name": name, "checks": Checks(**checks), "datasets": Datasets(keep=keep)}
        return portals.load("sontay").model_copy(update=changed)

    with Collection(data) as collection:
        return publish(collection, data / "datasets", profile, derivers())


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
