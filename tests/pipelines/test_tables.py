import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from pipelines import tables

FILES = sorted(tables.FOLDER.glob("*/*.t*"))


def cells(path: Path) -> list[list[str]]:
    name = f"{path.parent.name}/{path.stem}"
    return tables.rows(name) if path.suffix == ".tsv" else [entry.split("\t") for entry in tables.entries(name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_is_composed_and_without_stray_blanks(path: Path) -> None:
    found = [cell for row in cells(path) for cell in row]
    assert found
    assert [cell for cell in found if cell != unicodedata.normalize("NFC", " ".join(cell.split()))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_holds_no_entry_twice(path: Path) -> None:
    counts = Counter(tuple(row) if path.suffix == ".tsv" else row[0] for row in cells(path))
    assert [entry for entry, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_says_what_belongs_there(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and len(first) > 20
