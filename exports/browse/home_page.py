"""What the first page shows: the collection in numbers, over time, and what it speaks of lately."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from exports.browse.catalog import Articles, Catalog
from exports.browse.reader import SUBJECTS, Hit, Name, Reader

#: Articles in a list, and names of a kind.
ARTICLES, NAMES = 6, 8
#: The season is the shortest of these spans, in days before the newest article, with so many articles; else all.
SEASONS, ENOUGH = (92, 366), 30


class Season(NamedTuple):
    """The time of which the page names people, bodies, units and documents: its first and last day."""

    first: str
    last: str
    articles: int
    names: dict[str, list[Name]]


class Home(NamedTuple):
    """The first page; `counts` has the articles, and the names of each kind that have pages."""

    counts: dict[str, int]
    days: tuple[str, str] | None
    months: dict[str, int]
    newest: list[Hit]
    most_viewed: list[Hit]
    season: Season | None


def home(reader: Reader) -> Home:
    """The first page."""
    catalog = reader.catalog
    everything = catalog.everything
    pages = {row["kind"]: row["found"] for row in reader.all(
        "SELECT kind, count(*) AS found FROM names WHERE page GROUP BY kind")}  # fmt: skip
    return Home(
        counts={"article": len(everything)} | {kind: pages.get(kind, 0) for kind in SUBJECTS},
        days=catalog.span(everything),
        months=catalog.months(everything),
        newest=reader.hits(catalog.newest(everything)[:ARTICLES]),
        most_viewed=reader.hits(catalog.most_viewed(everything, ARTICLES)),
        season=_season(reader),
    )


def _season(reader: Reader) -> Season | None:
    catalog = reader.catalog
    span = catalog.span(catalog.everything)
    if span is None:
        return None
    articles = _recent(catalog, span[1])
    first, last = catalog.span(articles) or span
    counts = catalog.counts(articles)
    found = {kind: [name for name in reader.most(counts, kind, NAMES) if name.subject] for kind in SUBJECTS}
    return Season(first, last, int(articles.sum()), {kind: names for kind, names in found.items() if names})


def _recent(catalog: Catalog, last: str) -> Articles:
    for days in SEASONS:
        first = date.fromisoformat(last) - timedelta(days)
        articles: Articles = catalog.day > int(f"{first:%Y%m%d}")
        if articles.sum() >= ENOUGH:
            return articles
    return np.array(catalog.day > 0)
