"""Read the tables of Vietnamese words beside this module: UTF-8, one entry per line, `#` begins a comment."""

from pathlib import Path

FOLDER = Path(__file__).parent


def entries(name: str) -> frozenset[str]:
    """The entries of the table `name`."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
