"""The form of a word table: UTF-8, one entry per line, `#` begins a comment, tabs part the cells of a `.tsv`."""

from pathlib import Path


def entries(path: Path) -> list[str]:
    """The entries of a table, in order, without comments and empty lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def rows(path: Path) -> list[list[str]]:
    """The rows of a table with several cells, in order."""
    return [entry.split("\t") for entry in entries(path)]
