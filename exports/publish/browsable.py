"""The database of a version that `vnportal browse` opens: made from its parts when it is first asked for.

It holds all articles in one file, which each new article would change: no two versions could share it. So none has
it. The one of a version of `DATA/datasets` stands beside it until the version goes.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from crawler.records.derived import Deriver
from crawler.records.errors import ExportError
from crawler.records.storage import Folder
from exports.dataset import Dataset
from exports.formats import sqlite
from exports.gather import gather
from exports.parts import parts_of
from exports.publish.versions import BROWSED, INDEX, MANIFEST
from exports.selection import Selection, Wanted


def browsable(version: Path, scratch: Path) -> Path:
    """The file for a version, made where it is not there yet: beside the versions, or else in `scratch`.

    `scratch` serves a version outside of a folder of versions, and one whose folder may only be read.

    Raises:
        LockHeldError: another process is making it.
    """
    version = version.resolve()
    if (version.parent / INDEX).is_file():
        folder = version.parent / f"{BROWSED}{version.name}"
        if (folder / sqlite.NAME).is_file() and sqlite.is_browsable(folder / sqlite.NAME):
            return folder / sqlite.NAME
        try:
            return _made(version, folder)
        except ExportError:
            pass  # the folder may be read by everybody, and be written by the night alone
    return _made(version, scratch)


def portals_of(version: Path) -> list[str]:
    """The portals whose articles a version has, sorted."""
    return sorted({part.portal for part in parts_of(version) if part.kind == "articles" and part.portal})


def gather_portals(
    version: Path, portals: Sequence[str], folder: Path, formats: Sequence[str], derivers: Sequence[Deriver]
) -> Path:
    """Write the articles of some portals of a version into `folder`, as a dataset of their own; returns the file that
    `vnportal browse` opens.

    The tables of all articles together are made anew by `derivers`, of these articles.

    Raises:
        ExportError: the folder cannot be written.
    """
    selection = Selection(Wanted(portals=tuple(portals)))
    gather(Dataset(Folder(str(version)), selection), folder, [*formats, "sqlite"], derivers=derivers)
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    counts = {name: count for name, count in manifest["portals"].items() if name in portals}
    about = {"version": manifest["version"], "selection": selection.told, "portals": counts}
    (folder / MANIFEST).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return folder / sqlite.NAME


def _made(version: Path, folder: Path) -> Path:
    gather(Dataset(Folder(str(version))), folder, ["sqlite"])
    shutil.copyfile(version / MANIFEST, folder / MANIFEST)
    return folder / sqlite.NAME
