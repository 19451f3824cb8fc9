"""The search index of the site, made by pagefind from the Vietnamese pages of the articles."""

import json
import re
import subprocess
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pagefind_bin

from crawler.records.errors import ExportError
from exports.browse.catalog import Catalog
from exports.browse.labels import KINDS
from exports.browse.reader import Name
from exports.site.file_names import Places

#: Bytes of the file of suggested names.
SUGGESTED = 90_000
#: Kinds of facets of which there are few names.
_ALL_OF = ("category", "year", "author")
#: What stands in an article's page and is not its text.
_NO_TEXT = ".meta, .byline, .note, .files, details, table, figure, ul, h2"


def tokens(names: Iterable[Name]) -> str:
    """Words that stand for names, as the index holds them: one for each, which no text has."""
    return " ".join(sorted({f"zq{name.number}" for name in names}))


def title_words(title: str | None) -> str:
    """The words of a title as the index has them a second time, by which it tells titles from texts.

    >>> title_words("Đảng ủy phường họp")
    'ztĐảng ztủy ztphường zthọp'
    """
    return " ".join(f"zt{word}" for word in re.findall(r"\w+", title or ""))


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
        (folder / "names" / f"{kind}.json").write_text(_json(rows), encoding="utf-8")


def write_suggested(folder: Path, names: Iterable[Name], places: Places) -> None:
    """Write the names that are suggested to whoever types: `names/suggested.json`.

    These are the names with pages that most articles have, as many as `SUGGESTED` bytes hold. A name is a list: how it
    is written, its page, its articles, and what tells it from others.
    """
    rows, size = [], 2
    for name in sorted(names, key=lambda name: -name.articles):
        # A place has the page of its unit, which is there itself.
        if name.subject == name.kind and (page := places.place(name.kind, name.key)):
            row = _json([name.name, page, name.articles, *filter(None, [name.hint])])
            size += len(row.encode()) + 1
            if size > SUGGESTED:
                break
            rows.append(row)
    (folder / "names" / "suggested.json").write_text(f"[{','.join(rows)}]", encoding="utf-8")


def write_facets(folder: Path, names: Iterable[Name], catalog: Catalog) -> None:
    """Write what results are narrowed down by: `names/facets.json`, lists of names by their kinds.

    A name is a list: how it is written, its key or 0 where that is the same, its hint or 0, and the places of its
    articles in the list that begins with the newest, each as its distance from the one before. Of people, bodies,
    places and documents, those of one article are left out: they narrow nothing down.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for name in names:
        if name.kind in found and (name.articles > 1 or name.kind in _ALL_OF):
            steps = np.diff(np.sort(catalog.place[catalog.named([name.number])]), prepend=0).tolist()
            found[name.kind].append([name.name, name.key if name.key != name.name else 0, name.hint or 0, steps])
    (folder / "names" / "facets.json").write_text(_json(found), encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


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
