"""The measures of a dataset before it is published, compared with the `[checks]` of its portals' profiles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crawler.records.profile import Bounds, Check, Checks
from exports import columns
from exports.columns import Table
from exports.formats.base import Writer
from exports.record_rows import Record, Row, text_of

#: Counts by portal and table.
Counts = dict[str, dict[str, int]]


class Finding(NamedTuple):
    """A number outside its bounds; `example` says where, for checks that count what is wrong."""

    portal: str
    check: str
    found: float
    expected: str
    fatal: bool
    example: str | None

    def __str__(self) -> str:
        example = f" ({self.example})" if self.example else ""
        return f"{self.portal}: {self.check}: found {_shown(self.found)}{example}, expected {self.expected}"


class Measures(Writer):
    """Measures a dataset while its records pass; writes no file."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: Rows of the tables that are made of all articles together: they belong to no portal.
        self.derived: Counter[str] = Counter()
        self._filled: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._wrong: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._number: Counter[tuple[str, str]] = Counter()
        self._ids: set[str] = set()
        #: The articles with observations that have not been seen yet.
        self._observed: set[str] = set()
        #: References to articles that have not been seen yet: by id, the (portal, description) of each reference.
        self._named: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.parser_versions: set[str] = set()
        self.pipeline_versions: set[str] = set()

    def write(self, record: Record) -> None:
        """Measure an article."""
        portal, key = record["portal"], record["id"]
        if key in self._ids:
            self._note(portal, "duplicate_ids", key)
        self._ids.add(key)
        self._observed.discard(key)
        counts = self.counts[portal]
        counts["articles"] += 1
        for table in columns.PARTS:
            counts[table.name] += len(record[table.name])
        filled = self._filled[portal]
        for name, value in record.items():
            if value is not None and value != [] and value != b"[]":
                filled[name] += 1
        if record["near_duplicate_of"] is not None:
            self._named[record["near_duplicate_of"]].append((portal, f"near_duplicate_of of {key}"))
        if record["parser_version"]:
            self.parser_versions.add(record["parser_version"])
        if record["pipeline_version"]:
            self.pipeline_versions.add(record["pipeline_version"])
        self._measure_spans(record, counts)

    def add(self, table: Table, row: Row) -> None:
        """Measure a row of a table that does not come with the articles."""
        if table in columns.DERIVED:
            self.derived[table.name] += 1
            return
        portal = str(row[0]).partition(":")[0]
        self.counts[portal][table.name] += 1
        if table is columns.OBSERVATIONS and row[0] not in self._ids:
            self._observed.add(row[0])

    def close(self) -> None:
        """Note every named article that the dataset does not have."""
        for key in sorted(self._observed):
            portal = key.partition(":")[0]
            self._note(portal, "unresolved_keys", f"observation of {key}: no article {key}")
        for key, places in self._named.items():
            if key not in self._ids:
                for portal, place in places:
                    self._note(portal, "unresolved_keys", f"{place}: no article {key}")

    def values(self, portal: str, previous: Mapping[str, int] | None) -> dict[str, float]:
        """The numbers of a portal by the names of their checks; `previous` are the last version's counts."""
        counts, filled = self.counts[portal], self._filled[portal]
        articles = counts["articles"]
        values: dict[str, float] = {f"count.{table.name}": counts[table.name] for table in columns.OF_PORTALS}
        values |= {
            f"share.{column.name}": filled[column.name] / articles if articles else 0.0
            for column in columns.ARTICLES.columns
        }
        if previous and previous.get("articles"):
            values["growth"] = articles / previous["articles"]
        return values | {name: self._number[portal, name] for name in _COUNTED}

    def findings(self, portal: str, checks: Checks, previous: Mapping[str, int] | None) -> list[Finding]:
        """The numbers of a portal that are outside the bounds of its profile, the fatal ones first."""
        values = self.values(portal, previous)
        found = [
            Finding(portal, name, values[name], expected, fatal, next(iter(self._wrong[portal, name]), None))
            for name, check in _named(checks)
            if name in values
            for expected, fatal in _broken(values[name], check)
        ]
        return sorted(found, key=lambda finding: not finding.fatal)

    def _measure_spans(self, record: Record, counts: Counter[str]) -> None:
        portal = record["portal"]
        for name in ("entities", "documents"):
            for span in record[name]:
                text = text_of(record, span["field"], span["paragraph"])
                if span["start"] < 0 or text[span["start"] : span["end"]] != span["text"]:
                    self._note(portal, "wrong_offsets", f"{name} of {record['id']}: {span['text']!r}")
        sentences = record.sentences
        counts["sentences"] += len(sentences)
        for number, sentence in enumerate(sentences):
            text = text_of(record, sentence["field"], sentence["paragraph"])
            counts["tokens"] += len(sentence["tokens"])
            counts["words"] += len(sentence["words"])
            if not 0 <= sentence["start"] < sentence["end"] <= len(text) or any(
                text[word["start"] : word["end"]] != word["text"] or word["start"] < 0
                for name in ("tokens", "words")
                for word in sentence[name]
            ):
                self._note(portal, "wrong_offsets", f"sentence {number} of {record['id']}")

    def _note(self, portal: str, check: str, example: str) -> None:
        self._number[portal, check] += 1
        if self._number[portal, check] == 1:
            self._wrong[portal, check].append(example)


_COUNTED = ("duplicate_ids", "unresolved_keys", "wrong_offsets")


def _named(checks: Checks) -> Iterator[tuple[str, Check]]:
    for table, check in checks.count.items():
        yield f"count.{table}", check
    for field, check in checks.share.items():
        yield f"share.{field}", check
    yield "growth", checks.growth
    for name in _COUNTED:
        yield name, getattr(checks, name)


def _broken(value: float, check: Check) -> list[tuple[str, bool]]:
    """What a check expected instead of the value, and whether that is fatal: one finding at most."""
    fatal = _outside(value, check)
    if fatal is not None:
        return [(fatal, True)]
    warned = _outside(value, check.warn)
    return [(warned, False)] if warned is not None else []


def _outside(value: float, bounds: Bounds) -> str | None:
    if bounds.min is not None and value < bounds.min:
        return f"at least {_shown(bounds.min)}"
    if bounds.max is not None and value > bounds.max:
        return f"at most {_shown(bounds.max)}"
    return None


def _shown(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:.4g}"
