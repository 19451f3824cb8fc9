"""The tables of names and head nouns: read once per process, searched syllable by syllable.

They are the tables of "entities" (`pipelines.tables`): one entry per line, a tab before its kind where it has one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from babel import Locale

from pipelines import tables
from pipelines.language.syllables import phrase, piece, spelled
from pipelines.units import Unit, load_units

_END = 0  # no syllable is a number object


_NOTHING: Mapping[str, tuple[int, str]] = {}


class Trie:
    """Phrases of several tables, found together in one walk."""

    def __init__(self) -> None:
        self._root: dict[Any, Any] = {}

    def add(self, words: Sequence[str], table: str, value: str = "") -> None:
        """Enter a phrase; a second value of the same table replaces the first."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault(_END, {})[table] = value

    def empty(self) -> bool:
        """Whether no phrase was entered."""
        return not self._root

    def everywhere(self, words: Sequence[str]) -> list[Mapping[str, tuple[int, str]]]:
        """What `at` finds at each of the words."""
        root = self._root
        return [self.at(words, i) if words[i] in root else _NOTHING for i in range(len(words))]

    def at(self, words: Sequence[str], start: int) -> Mapping[str, tuple[int, str]]:
        """The longest phrase of each table that begins at `start`: its end and its value."""
        node = self._root.get(words[start]) if start < len(words) else None
        if node is None:  # guard: time
            return _NOTHING
        found: dict[str, tuple[int, str]] = {}
        end = start + 1
        while node is not None:
            tables = node.get(_END)
            if tables is not None:
                for table, value in tables.items():
                    found[table] = (end, value)
            if end == len(words):
                break
            node = node.get(words[end])
            end += 1
        return found


def entries(name: str) -> Iterable[tuple[str, str]]:
    """The entries of the table `name` with their kinds ("" where the table has none)."""
    for line in tables.entries(f"entities/{name}"):
        entry, _, kind = line.partition("\t")
        yield entry, kind


@cache
def words_of(name: str) -> dict[str, str]:
    """A table of single syllables or short names with their kinds, as they are written."""
    return {piece(entry).form if " " not in entry else entry: kind for entry, kind in entries(name)}


@cache
def _word_sets() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split(", ")) for name, words, _ in tables.rows("entities/word_sets")}


@cache
def word_set(name: str) -> frozenset[str]:
    """A small set of words or phrases of the table `word_sets`."""
    return _word_sets()[name]


#: Tables whose case is free; the value of an entry is its kind.
_CASELESS = (
    "bodies_standing",
    "bodies_of_units",
    "bodies_named",
    "bodies_by_trade",
    "common_nouns",
    "body_places_tied",
    "fields",
    "fields_verbal",
    "place_heads",
    "place_numbered",
    "levels",
    "place_modifiers",
    "named_things",
    "titles",
    "enders",
)
_AS_WRITTEN = ("bodies_known", "places_known", "not_entities", "foreign_people")


@cache
def caseless() -> Trie:
    """Head nouns, fields, titles: found whatever their case."""
    trie = Trie()
    for name in _CASELESS:
        for entry, kind in entries(name):
            trie.add(phrase(entry), name, kind)
    return trie


@cache
def trade_stops() -> Trie:
    """Words that no trade of a firm holds: apart from the other tables, for they are too common to look at each."""
    trie = Trie()
    for entry, kind in entries("trade_stops"):
        trie.add(phrase(entry), "trade_stops", kind)
    return trie


@cache
def as_written() -> Trie:
    """Names known as such, found as they are written; "units" are the names of units of several syllables."""
    trie = Trie()
    ranks = ("commune", "district", "province")  # of several units with one name the highest counts
    for unit in sorted(filter(_is_told, load_units()), key=lambda unit: ranks.index(unit.level)):
        trie.add(spelled(unit.bare_name), "units", unit.level)
    for table in _AS_WRITTEN:
        for entry, _ in entries(table):
            trie.add(spelled(entry), table)
    for code, name in Locale("vi").territories.items():
        if len(code) == 2 and code not in _NO_COUNTRIES and "," not in name:  # guard: a table, built once
            trie.add(spelled(name.partition(" (")[0]), "places_known", "country")
    return trie


def _is_told(unit: Unit) -> bool:
    """Whether the bare name of a unit tells it: that of a commune or district of one syllable does not."""
    return unit.level == "province" or " " in unit.bare_name  # guard: a table, built once


@cache
def names_in_any_case() -> Trie:
    """Names in lower case, for headings in capitals: the table "communes", and all others as "names"."""
    trie = Trie()
    for unit in filter(_is_told, load_units()):
        trie.add(phrase(unit.bare_name), "communes" if unit.level == "commune" else "names")
    for table in ("places_known", "bodies_known", "foreign_people"):
        for entry, _ in entries(table):
            trie.add(phrase(entry), "names")
    return trie


#: Codes of CLDR's territories that are no places: bodies (European Union, euro zone, United Nations) and test data.
_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
