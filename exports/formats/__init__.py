"""The formats of a dataset. A format is a module with a class `Files` (see `exports.formats.base`), named here."""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.formats.base import Format

#: The modules. `--format` takes these names, and the names of a format's files end in them.
NAMES = ("csv", "jsonl", "parquet", "conllu", "sqlite", "gexf")
#: Those of a published version. The others hold a dataset in one file, which each new article would change.
PUBLISHED = ("parquet", "csv", "jsonl")
#: Those of which an export may leave out columns.
SHAPED = ("csv", "jsonl", "parquet")
#: The formats of an export that asks for none.
USUAL = ("csv", "jsonl")


def named(name: str) -> "type[Format]":
    """The format of that name. Its module is loaded now and not before: Parquet takes a third of a second."""
    files: type[Format] = import_module(f"{__name__}.{name}").Files
    return files


def listed(names: Iterable[str], last: str) -> str:
    """Names of formats in a sentence; `last` stands before the last one.

    >>> listed(["csv", "jsonl", "parquet"], "or"), listed(["csv"], "or")
    ('csv, jsonl or parquet', 'csv')
    """
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end
