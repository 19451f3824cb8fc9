"""The facts about a version of a dataset that the files beside it describe."""

from collections.abc import Mapping
from typing import NamedTuple

from crawler.records.profile import Portal
from exports import columns


class File(NamedTuple):
    """A file of a version."""

    bytes: int
    sha256: str


class About(NamedTuple):
    """A version; `counts` are rows by portal and table, `derived` rows by table, `moment` is ISO 8601 in UTC."""

    version: str
    moment: str
    portals: tuple[Portal, ...]
    counts: dict[str, dict[str, int]]
    derived: dict[str, int]
    parser_versions: tuple[str, ...]
    pipeline_versions: tuple[str, ...]
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
        return (
            f"{rows['articles']} news articles of Vietnamese government portals ("
            f"{', '.join(portal.title for portal in self.portals)}), with {rows['sentences']} sentences, "
            f"{rows['tokens']} words with parts of speech, {rows['entities']} mentions of persons, organisations and "
            f"places, and {rows['documents']} references to official documents, found by machine. "
            f"As the portals were on {self.moment}."
        )


def described_files(about: About) -> list[str]:
    """The names of the files that hold data: CSV first, as the tables' order is; no copies for Excel."""
    order = [f"{table.name}.csv" for table in columns.CSV]
    known = [name for name in about.files if "/" not in name]
    return sorted(known, key=lambda name: (order.index(name) if name in order else len(order), name))


def by_portal(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The counts of every portal, sorted, in the order of the tables."""
    return {
        portal: {table.name: counts[portal].get(table.name, 0) for table in columns.OF_PORTALS}
        for portal in sorted(counts)
    }
