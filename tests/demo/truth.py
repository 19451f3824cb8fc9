"""Compares extracted records with the truth of the demonstration portal."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.demo.addresses import article_path
from crawler.demo.model import DemoArticle
from crawler.demo.site import Site


def by_truth(site: Site, records: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The records by the index of the article that they are of; fails when one is of none or two are of the same."""
    found: dict[int, dict[str, Any]] = {}
    for record in records:
        index = site.index_of(int(record["id"].removeprefix("demo:")))
        assert index is not None, record["id"]
        assert index not in found, record["id"]
        found[index] = record
    return found


def differences(article: DemoArticle, record: Mapping[str, Any], *, visits: int = 0) -> dict[str, tuple[Any, Any]]:
    """The fields in which a record differs from the truth, as (truth, record); `visits` were counted before it."""
    truth: dict[str, Any] = {
        "title": article.title,
        "lead": article.lead,
        "paragraphs": [_cells(text) for text in article.paragraphs],
        "author": article.author,
        "source": article.source,
        "published_at": f"{article.published.isoformat()}+07:00",
        "published_time_inferred": article.time_inferred,
        "view_count": None if article.view_count is None else article.view_count + visits,
        "categories": sorted(section.name for section in article.sections),
        "images": [(picture.path, picture.caption) for picture in article.pictures],
        "attachments": [(file.path, file.title) for file in article.files],
        "links": [(anchor.path, anchor.text) for anchor in article.anchors],
    }
    path = article_path(urlsplit(record["url"]).path)
    seen = {
        **{name: record[name] for name in truth},
        "paragraphs": [_cells(text) for text in record["paragraphs"]],
        "categories": sorted(record["categories"]),
        "images": [(_local(image["url"]), image["caption"]) for image in record["images"]],
        "attachments": [(_local(file["url"]), file["title"]) for file in record["attachments"]],
        "links": [(_local(link["url"]), link["text"]) for link in record["links"]],
        "category": any((record["category"] or "").lower() == section.name.lower() for section in article.sections),
        "url": path is not None and path.article_id == article.id,
    }
    truth |= {"category": True, "url": True}
    return {name: (truth[name], seen[name]) for name in truth if truth[name] != seen[name]}


def _cells(text: str) -> str:
    """A paragraph without what may separate the cells of a table's row."""
    return re.sub(r"\s*[|\t]\s*|\s+", " ", text)


def _local(url: str) -> str:
    """The address as the page wrote it: without the server's own host."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="").geturl() if parts.hostname == "127.0.0.1" else url
