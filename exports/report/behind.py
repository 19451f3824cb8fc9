"""The articles behind the marks of a chart: where a mark leads.

A mark leads to a list in the report itself, which opens below the chart without a script: the newest articles, each at
its address on the portal or, where the report knows one, in `vnportal browse`.
"""

import json
import sqlite3
from html import escape
from itertools import groupby
from typing import Any

from exports.phrases import Phrase, counted, dated
from exports.report.edition import Edition
from exports.report.figures import QUERIES, text
from exports.report.wording import WORDS, both

#: Articles that a list shows.
_MOST = 5
_WEB = ("http://", "https://")


class Behind:
    """The lists of one figure: `link` gives the address for a mark, and notes that its list is wanted."""

    def __init__(self, figure: str, kind: str | None, edition: Edition) -> None:
        self._figure, self._kind, self._edition = figure, kind, edition
        self._wanted: dict[str, dict[str, str]] = {}

    def link(self, words: str, language: str, *key: Any) -> str | None:
        """Where a mark that says `words` leads, by the parts of its key; `None` where no articles are behind it."""
        if self._kind is None:
            return None
        joined = "|".join(map(str, key))
        self._wanted.setdefault(joined, {})[language] = words
        return f"#{self._figure}.{[*self._wanted].index(joined) + 1}"

    def lists(self, store: sqlite3.Connection) -> str:
        """The lists that marks lead to, each under what its mark says; a list is shown when it is gone to."""
        if not self._wanted:
            return ""
        hits = text(f"behind/{self._kind}")
        query = (QUERIES / "behind.sql").read_text(encoding="utf-8").replace("{hits}", hits)
        rows = store.execute(query, {"keys": json.dumps([*self._wanted]), "most": _MOST})
        found = {key: [tuple(row) for row in group] for key, group in groupby(rows, lambda row: row[0])}
        return "".join(
            self._list(place, both(Phrase(**words)), found.get(key, []))
            for place, (key, words) in enumerate(self._wanted.items(), 1)
        )

    def _list(self, place: int, heading: str, rows: list[tuple[Any, ...]]) -> str:
        total = rows[0][1] if rows else 0
        items = "".join(f"<li>{self._article(*row[2:])}</li>" for row in rows)
        rest = total - len(rows)
        more = f"<p>{both(WORDS['behind_more'].filled(count=counted(rest)))}</p>" if rest else ""
        return (
            f'<section class="list" id="{self._figure}.{place}" tabindex="-1"><h4>{heading}</h4><ul>{items}</ul>{more}'
            f'<p><a href="#{self._figure}">{both(WORDS["close"])}</a></p></section>\n'
        )

    def _article(self, day: str | None, title: str | None, url: str, key: str) -> str:
        words = escape(title) if title else both(WORDS["untitled"])
        moment = f"<time>{both(dated(day))}</time> " if day else ""
        address = self._edition.article(key) if self._edition.article else url
        if not address.lower().startswith(_WEB):
            return f"{moment}{words} ({escape(key)})"
        return f'{moment}<a href="{escape(address)}" rel="noreferrer">{words}</a>'
