"""Counting and finding articles by numbers: the arrays of `browse.sqlite` in memory.

A set of articles is an array of booleans, a member for each article in the order of `articles.rowid` (`Articles`).
A millisecond counts the names of 50,000 articles, where SQL needs most of a second.
"""

import sqlite3
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from exports.formats.name_index import DTYPE

Articles = NDArray[np.bool_]


class Catalog:
    """What is in `browse.sqlite`, held in memory: some 10 bytes for each name of an article. Threads may share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        found: dict[str, list[bytes]] = {}
        for name, numbers in connection.execute("SELECT name, numbers FROM arrays ORDER BY name, chunk"):
            found.setdefault(name, []).append(numbers)
        arrays = {name: np.frombuffer(b"".join(parts), DTYPE) for name, parts in found.items()}
        self.day, self.views, self.place = arrays["day"], arrays["views"], arrays["place"]
        self._articles, self._names = arrays["facet_articles"] - 1, arrays["facet_names"]
        spans = connection.execute("SELECT kind, min(rowid), max(rowid) FROM names GROUP BY kind")
        self._spans = {kind: (first, last) for kind, first, last in spans}

    @property
    def everything(self) -> Articles:
        """All articles."""
        return np.ones(len(self.day), bool)

    def named(self, numbers: Iterable[int]) -> Articles:
        """The articles that have any of the names."""
        chosen = list(numbers)
        found = np.zeros(len(self.day), bool)
        hits = self._names == chosen[0] if len(chosen) == 1 else np.isin(self._names, chosen)
        found[self._articles[hits]] = True
        return found

    def of_rows(self, rows: NDArray[np.float64]) -> Articles:
        """The articles with these `rowid`."""
        found = np.zeros(len(self.day), bool)
        found[rows.astype(int) - 1] = True
        return found

    def in_month(self, month: str) -> Articles:
        """The articles of a month (`2020-06`); none for what is no month."""
        digits = month.replace("-", "")
        found: Articles = self.day // 100 == (int(digits) if len(digits) == 6 and digits.isdecimal() else -1)
        return found

    def in_years(self, first: int, last: int) -> Articles:
        """The articles of these years, both among them."""
        years = self.day // 10_000
        found: Articles = (years >= first) & (years <= last)
        return found

    def counts(self, articles: Articles) -> NDArray[np.int64]:
        """Of every name, by its number, how many of these articles have it."""
        names = self._names if articles.all() else self._names[articles[self._articles]]
        return np.bincount(names, minlength=max((last for _, last in self._spans.values()), default=0) + 1)

    def most(self, counts: NDArray[np.int64], kind: str, most: int) -> dict[int, int]:
        """The names of a kind that most articles have, the commonest first, each by its number with its count."""
        if kind not in self._spans:
            return {}
        first, last = self._spans[kind]
        own = counts[first : last + 1]
        # Names with equal counts keep the order of the table: what more of all articles have comes first.
        named = np.flatnonzero(own)
        order = named[np.argsort(-own[named], kind="stable")[:most]]
        return {first + int(index): int(own[index]) for index in order}

    def months(self, articles: Articles) -> dict[str, int]:
        """How many of the articles are of each month, the first month first; months without any are left out."""
        days = self.day[articles]
        found, counts = np.unique(days[days > 0] // 100, return_counts=True)
        return {f"{month // 100:04}-{month % 100:02}": int(count) for month, count in zip(found, counts, strict=True)}

    def span(self, articles: Articles) -> tuple[str, str] | None:
        """The first and the last day of the articles; `None` where no day is known."""
        days = self.day[articles]
        days = days[days > 0]
        return (iso(int(days.min())), iso(int(days.max()))) if len(days) else None

    def newest(self, articles: Articles) -> NDArray[np.int64]:
        """The `rowid` of the articles, the newest first; those without a day come last."""
        rows = np.flatnonzero(articles)
        return rows[np.argsort(self.place[rows])] + 1

    def most_viewed(self, articles: Articles, most: int) -> list[int]:
        """The `rowid` of the articles with the highest counts of visits, the highest first."""
        rows = np.flatnonzero(articles & (self.views >= 0))
        return [int(row) + 1 for row in rows[np.argsort(-self.views[rows], kind="stable")[:most]]]


def iso(day: int) -> str:
    """A day of the array `day` as ISO 8601.

    >>> iso(20200625)
    '2020-06-25'
    """
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"
