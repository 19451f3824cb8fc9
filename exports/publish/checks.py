"""The measures of a dataset before it is published, compared with the `[checks]` of its portals' profiles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crawler.records.profile import Bounds, Check, Checks
from exports import columns
from exports.record_rows import Record, text_of

#: The columns that do not change with every visit: those that do are measured apart.
_STABLE = [column.name for column in columns.ARTICLES.columns if not column.volatile]


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


class Measures:
    """What is measured of a dataset: article by article, and part by part."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: Rows of the tables that are made of all articles together: they belong to no portal.
        self.derived: Counter[str] = Counter()
        self.parser_versions: set[str] = set()
        self.pipeline_versions: set[str] = set()
        self._filled: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: By portal and check, how often something is wrong, and where first.
        self._number: Counter[tuple[str, str]] = Counter()
        self._wrong: dict[tuple[str, str], str] = {}

    def see(self, record: Record) -> None:
        """Measure an article."""
        portal = record["portal"]
        counts = self.counts[portal]
        counts["articles"] += 1
        for table in columns.PARTS:
            counts[table.name] += len(record[table.name])
        self.fill(portal, record.of(_STABLE))
        if record["parser_version"]:
            self.parser_versions.add(record["parser_version"])
        if record["pipeline_version"]:
            self.pipeline_versions.add(record["pipeline_version"])
        self._measure_spans(record, counts)

    def fill(self, portal: str, values: Mapping[str, Any]) -> None:
        """Count the columns of an article that have a value."""
        filled = self._filled[portal]
        for name, value in values.items():
            if value is not None and value != [] and value != b"[]":
                filled[name] += 1

    def note(self, portal: str, check: str, example: str, number: int = 1) -> None:
        """Something is wrong; the first example is kept."""
        self._number[portal, check] += number
        self._wrong.setdefault((portal, check), example)

    def of(self, portal: str) -> dict[str, Any]:
        """What was measured of a portal, for `add`."""
        return {
            "counts": dict(self.counts[portal]),
            "filled": dict(self._filled[portal]),
            "wrong": [[key[1], self._number[key], where] for key, where in self._wrong.items() if key[0] == portal],
            "parser_versions": sorted(self.parser_versions),
            "pipeline_versions": sorted(self.pipeline_versions),
        }

    def add(self, portal: str, measured: Mapping[str, Any]) -> None:
        """Add what was measured of a part of a portal."""
        self.counts[portal].update(measured.get("counts", {}))
        self._filled[portal].update(measured.get("filled", {}))
        for check, number, example in measured.get("wrong", ()):
            self.note(portal, check, example, number)
        self.parser_versions.update(measured.get("parser_versions", ()))
        self.pipeline_versions.update(measured.get("pipeline_versions", ()))

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
        return values | {name: self._number[portal, name] for name in WRONG}

    def findings(self, portal: str, checks: Checks, previous: Mapping[str, int] | None) -> list[Finding]:
        """The numbers of a portal that are outside the bounds of its profile, the fatal ones first."""
        values = self.values(portal, previous)
        found = [
            Finding(portal, name, values[name], expected, fatal, self._wrong.get((portal, name)))
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
                    self.note(portal, "wrong_offsets", f"{name} of {record['id']}: {span['text']!r}")
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
                self.note(portal, "wrong_offsets", f"sentence {number} of {record['id']}")


#: The checks that count what is wrong.
WRONG = ("duplicate_ids", "unresolved_keys", "wrong_offsets")


def _named(checks: Checks) -> Iterator[tuple[str, Check]]:
    for table, check in checks.count.items():
        yield f"count.{table}", check
    for field, check in checks.share.items():
        yield f"share.{field}", check
    yield "growth", checks.growth
    for name in WRONG:
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
