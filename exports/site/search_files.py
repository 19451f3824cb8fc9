"""The search index of the site, made by pagefind from the Vietnamese pages of the articles."""

import json
import subprocess
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pagefind_bin

from crawler.records.errors import ExportError
from exports.browse.reader import Name
from exports.site.file_names import Places

#: What stands in an article's page and is not its text.
_NO_TEXT = ".meta, .byline, .note, .files, details, table, figure, ul, h2"


def tokens(names: Iterable[Name]) -> str:
    """Words that stand for names, as the index holds them: one for each, which no text has."""
    return " ".join(sorted({f"zq{name.number}" for name in names}))


def write_names(folder: Path, names: Iterable[Name], places: Places) -> None:
    """Write the names of each kind, which searches for names read: `names/KIND.json`.

    A name is a list: how it is written, its word in the index, the page that it leads to, and its articles. The
    commonest come first. `names` stand kind by kind.
    """
    (folder / "names").mkdir(exist_ok=True)
    for kind, group in groupby(names, attrgetter("kind")):
        rows = [
            [name.name, tokens([name]), places.place(name.subject, name.key) if name.subject else None, name.articles]
            for name in group
        ]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        (folder / "names" / f"{kind}.json").write_text(text, encoding="utf-8")


def write_index(folder: Path) -> None:
    """Make the index of the pages in a folder, and put it there: `pagefind/`.

    Raises:
        ExportError: pagefind failed.
    """
    command = [pagefind_bin.get_executable(), "--site", str(folder), "--glob", "article/**/*.html"]
    command += ["--exclude-selectors", _NO_TEXT, "--force-language", "vi", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 - a program of ours
    if done.returncode:
        raise ExportError(f"{folder}: pagefind made no search index: {done.stderr.strip() or done.returncode}")
    # A user interface that the pages do not use.
    for file in (folder / "pagefind").glob("pagefind-*"):
        if file.suffix in {".js", ".css"} and file.stem != "pagefind-worker":
            file.unlink()
