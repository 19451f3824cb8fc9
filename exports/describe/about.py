"""The facts about a version of a dataset that the files beside it describe."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from crawler.records.profile import Portal
from exports import columns
from exports.columns import Table
from exports.parts import File, folder_of
from exports.selection import Selection
from exports.shape import text_shape


class Group(NamedTuple):
    """The files of a table in a format: a pattern that fits all of them and no others, and their paths."""

    pattern: str
    paths: list[str]


@dataclass(frozen=True)
class About:
    """A version; `counts` are rows by portal and table, `derived` rows by table, `moment` is ISO 8601 in UTC."""

    version: str
    moment: str
    portals: tuple[Portal, ...]
    counts: dict[str, dict[str, int]]
    derived: dict[str, int]
    parser_versions: tuple[str, ...]
    pipeline_versions: tuple[str, ...]
    selection: Selection
    files: dict[str, File]

    @property
    def title(self) -> str:
        """The title of the version, in one line."""
        return f"News of {', '.join(portal.title for portal in self.portals)}"

    @property
    def totals(self) -> dict[str, int]:
        """The rows of every table."""
        sums = {
            table.name: sum(found.get(table.name, 0) for found in self.counts.values()) for table in columns.OF_PORTALS
        }
        return sums | {table.name: self.derived.get(table.name, 0) for table in columns.DERIVED}

    @property
    def summary(self) -> str:
        """A summary of the version, in one paragraph."""
        rows = self.totals
        partly = f" This is {self.selection.told}." if self.selection.told else ""
        return (
            f"{rows['articles']} news articles of Vietnamese government portals ("
            f"{', '.join(portal.title for portal in self.portals)}), with {rows['sentences']} sentences, "
            f"{rows['tokens']} words with parts of speech, {rows['entities']} mentions of persons, organisations and "
            f"places, and {rows['documents']} references to official documents, found by machine. "
            f"As the portals were on {self.moment}.{partly}"
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the version."""
        shape = self.selection.shape
        has_visits = any(column.volatile for column in shape.articles.columns)
        return (*text_shape(shape).tables, *shape.apart, *((columns.VISITS,) if has_visits else ()))

    def files_of(self, form: str, table: Table) -> Group:
        """The files of a table in a format; none of a format that does not hold the table apart."""
        begin = folder_of(form, table.name)
        paths = self._by_folder[begin]
        depth = max((path.count("/") for path in paths), default=0) - begin.count("/")
        return Group(f"{begin}{'*/' * depth}*.{form}{'.gz' if form == 'jsonl' else ''}", paths)

    @cached_property
    def _by_folder(self) -> defaultdict[str, list[str]]:
        """The paths of the files by the folder of their table."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.files:
            first, second, *_ = path.split("/")
            found[f"{first}/"].append(path)
            found[f"{first}/{second}/"].append(path)
        return found


def by_portal(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The counts of every portal, sorted, in the order of the tables."""
    return {
        portal: {table.name: counts[portal].get(table.name, 0) for table in columns.OF_PORTALS}
        for portal in sorted(counts)
    }
