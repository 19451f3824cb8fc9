"""A column and a format are added in the few files that docs/contributing.md names: shown on a copy of the packages."""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from .published import files, parquet

ROOT = Path(__file__).parent.parent.parent
_FIELD = """    location: Annotated[str | None, Column("Where the news is from", "Sơn Tây", few=True)] = None
"""
_FORMAT = '''"""`articles.titles`: a title a line."""

from exports.atomic import FileSet
from exports.formats.base import Format
from exports.record_rows import Record
from exports.shape import WHOLE, Shape


class Files(Format):
    """Writes titles."""

    TITLE = "titles, one a line"
    MEDIA_TYPE = "text/plain"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        self._file = files.open("articles.titles")

    def write(self, record: Record) -> None:
        """Write a title."""
        self._file.write(f"{record['title']}\\n")
'''
_SAVE = """
from pathlib import Path
from tests.exports.published import save, sound
save(Path("data"), [sound(7, **{fields})])
"""
_PUBLISH = """
from pathlib import Path
from tests.exports.published import published
print(published(Path("data")).version.path)
"""


class Copy:
    """The packages copied to a folder, and commands run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("crawler", "exports", "pipelines", "tests/exports", "tests/store"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("__init__.py", "shards.py"):
            shutil.copy(ROOT / "tests" / name, folder / "tests")

    def insert(self, path: str, before: str, text: str) -> None:
        """Add text before what a file has in one place."""
        file = self.folder / path
        content = file.read_text(encoding="utf-8")
        assert content.count(before) == 1, f"{path}: {before!r}"
        file.write_text(content.replace(before, text + before), encoding="utf-8")

    def python(self, code: str, *arguments: str) -> str:
        """What a program prints that finds the copied packages."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def vnportal(self, *arguments: str) -> str:
        """What a command prints."""
        return self.python("from crawler.cli import main; main()", *arguments)

    def published(self, **fields: str) -> Path:
        """A version with one article that has these fields."""
        self.python(_SAVE.replace("{fields}", repr(fields)))
        return self.folder / self.python(_PUBLISH)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_column_is_a_field_of_the_record_and_a_column_of_the_store(copy: Copy) -> None:
    copy.insert("crawler/records/article.py", "    images: Annotated[", _FIELD)
    copy.insert("crawler/store/schema.sql", "    images TEXT NOT NULL,\n", "    location TEXT,\n")
    version = copy.published(location="Đường Lâm")

    (table,) = files(version, "csv", "articles")
    assert pd.read_csv(table)["location"].tolist() == ["Đường Lâm"]
    (lines,) = files(version, "jsonl", "articles")
    assert json.loads(gzip.decompress(lines.read_bytes()))["location"] == "Đường Lâm"
    articles = parquet(version, "articles")
    assert articles["location"].to_pylist() == ["Đường Lâm"]
    assert articles.schema.field("location").metadata[b"description"] == b"Where the news is from"
    copy.vnportal("export", "--data", "data", "--out", "out", "--format", "sqlite")
    with sqlite3.connect(f"file:{copy.folder}/out/browse.sqlite?mode=ro", uri=True) as connection:
        assert connection.execute("SELECT location FROM articles").fetchall() == [("Đường Lâm",)]
    connection.close()
    line = '| `location` | text | Where the news is from | `"Sơn Tây"` |'
    assert line in (version / "DATA_DICTIONARY.md").read_text(encoding="utf-8").splitlines()
    assert '- name: "location"\n' in (version / "README.md").read_text(encoding="utf-8")
    croissant = json.loads((version / "croissant.json").read_text(encoding="utf-8"))
    fields = {field["@id"]: field for records in croissant["recordSet"] for field in records["field"]}
    assert fields["articles/location"]["description"] == "Where the news is from"
    package = json.loads((version / "datapackage.json").read_text(encoding="utf-8"))
    (table,) = [resource for resource in package["resources"] if resource["name"] == "articles"]
    assert "location" in [field["name"] for field in table["schema"]["fields"]]
    loaded = "import exports, sys; print(exports.load(sys.argv[1]).articles['location'].tolist())"
    assert copy.python(loaded, str(version)) == "['Đường Lâm']"


def test_a_format_is_a_module_and_its_name_in_the_list(copy: Copy) -> None:
    (copy.folder / "exports/formats/titles.py").write_text(_FORMAT, encoding="utf-8")
    copy.insert("exports/formats/__init__.py", '"conllu", "sqlite"', '"titles", ')
    copy.insert("exports/formats/__init__.py", '"csv", "jsonl")\n#: Those of which', '"titles", ')
    version = copy.published(title="Mưa lớn ở thị xã")

    (titles,) = files(version, "titles", "articles")
    assert titles.read_text(encoding="utf-8") == "Mưa lớn ở thị xã\n"
    assert "titles, one a line |" in (version / "README.md").read_text(encoding="utf-8")
    package = json.loads((version / "datapackage.json").read_text(encoding="utf-8"))
    (file,) = [resource for resource in package["resources"] if resource["name"] == "articles-titles"]
    assert (file["format"], file["mediatype"]) == ("titles", "text/plain")
    copy.vnportal("export", "--data", "data", "--out", "out", "--format", "titles")
    assert (copy.folder / "out/articles.titles").is_file()
    assert "titles, conllu, sqlite or gexf" in copy.vnportal("export", "--help").replace("\n", " ")
