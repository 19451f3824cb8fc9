"""Reads the tables of sentences."""

from pathlib import Path

SEPARATOR = "‖"


def cases(name: str) -> list[tuple[str, list[str]]]:
    """Each text of the table with the sentences it holds."""
    found = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentences = [part.strip() for part in line.split(SEPARATOR)]
            found.append((line.replace(f"{SEPARATOR} ", "").replace(SEPARATOR, ""), sentences))
    return found
