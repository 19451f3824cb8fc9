"""A version while it grows: its parts, linked from the version before or written anew."""

import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from crawler.records.storage import Folder
from exports.atomic import FileSet
from exports.parts import PARTIALS, File, Kind, Part, folder_of

#: Where the files of a part grow, inside the version.
_SCRATCH = ".part"
#: JSON is packed at this level: the higher ones take three times as long for a tenth less.
_LEVEL = 3
#: Characters of a file's name: so much of its SHA-256.
_NAME = 16
#: The file of an articles' part that the tables of all articles together are made of.
PARTIAL = "partial.json"


class Made(NamedTuple):
    """What was written into a part: rows by table, and what was measured."""

    rows: dict[str, int]
    measures: dict[str, Any]


class Building:
    """The parts of a version that grows in `folder`; `before` is the version before, with its parts."""

    def __init__(self, folder: Path, before: Path | None, known: Iterable[Part]) -> None:
        self.folder = folder
        self.parts: list[Part] = []
        self._before = before
        self._known = {(part.kind, part.portal, part.key): part for part in known}
        self._files = {path for part in self._known.values() for path in part.files}
        self._folders: set[str] = set()

    def part(self, kind: Kind, portal: str, year: int, key: str, write: Callable[[FileSet], Made]) -> Part:
        """Add a part: that of the version before if it has one of this key, else what `write` writes."""
        known = self._known.get((kind, portal, key))
        if known is not None:
            self.parts.append(known)
            return known
        part = self._written(kind, portal, year, key, write)
        self.parts.append(part)
        return part

    def has_same(self, kind: Kind) -> bool:
        """Whether the parts of a kind are those of the version before, all and no others."""
        known = [part.key for part in self._known.values() if part.kind == kind]
        return known == [part.key for part in self.parts if part.kind == kind]

    def keep(self, kinds: Container[Kind]) -> list[Part]:
        """Add all parts of some kinds of the version before; returns them."""
        kept = [part for part in self._known.values() if part.kind in kinds]
        self.parts += kept
        return kept

    def place(self, part: Part) -> Folder:
        """Where the files of a part are to be read."""
        return Folder(str(self._before if self._is_shared(part) else self.folder))

    def finish(self) -> None:
        """Nothing follows: leave nothing but the parts."""
        with suppress(FileNotFoundError):  # every part was there already
            (self.folder / _SCRATCH).rmdir()

    def link_shared(self) -> None:
        """Add the files of the parts that the version before has."""
        for part in filter(self._is_shared, self.parts):
            for path in part.files:
                self._link(path)

    def _is_shared(self, part: Part) -> bool:
        return self._known.get((part.kind, part.portal, part.key)) is part

    def _written(self, kind: Kind, portal: str, year: int, key: str, write: Callable[[FileSet], Made]) -> Part:
        scratch = self.folder / _SCRATCH
        scratch.mkdir(exist_ok=True)  # one for all parts: on some file systems it takes long to remove a folder
        files = FileSet(scratch)
        try:
            made = write(files)
        finally:
            files.close()
        place = "/".join(filter(None, (portal and f"portal={portal}", _year(kind, year))))
        kept = {}
        for path in sorted(scratch.iterdir()):
            table, _, form = path.name.partition(".")
            if made.rows.get(table, 0) or (path.name == PARTIAL and made.rows.get("articles")) or kind == "empty":
                name, file = self._settle(path, table, form, place)
                kept[name] = file
            else:
                path.unlink()
        return Part(kind, portal, year, key, made.rows, kept, made.measures)

    def _settle(self, path: Path, table: str, form: str, place: str) -> tuple[str, File]:
        """Give a file its name; where the version before has the same, they share it."""
        if form in {"jsonl", "json"}:
            path.write_bytes(gzip.compress(path.read_bytes(), _LEVEL, mtime=0))
            packed = ".gz"
        else:
            packed = ""
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        begin = f"{PARTIALS}/" if path.name == PARTIAL else folder_of(form, table)
        name = f"{begin}{place}{'/' if place else ''}{sha256[:_NAME]}.{form}{packed}"
        file = File(path.stat().st_size, sha256)
        if name in self._files:
            self._link(name)
            path.unlink()
        else:
            self._prepare(name)
            path.replace(self.folder / name)
        return name, file

    def _link(self, name: str) -> None:
        assert self._before is not None  # who knows files has a version before
        self._prepare(name)
        try:
            os.link(f"{self._before}/{name}", f"{self.folder}/{name}")
        except FileExistsError:
            pass  # two parts have the same rows of a table
        except OSError:
            # This file system has no hard links, or no more of this file.
            shutil.copyfile(self._before / name, self.folder / name)

    def _prepare(self, name: str) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            if folder:
                self._prepare(folder)
            with suppress(FileExistsError):
                os.mkdir(f"{self.folder}/{folder}")  # noqa: PTH102 - half the time of a path's, for thousands of folders
            self._folders.add(folder)


def _year(kind: Kind, year: int) -> str:
    return f"year={year}" if kind in {"articles", "resolved", "observations"} else ""
