"""The database of a version that `vnportal browse` opens: made from its parts when it is first asked for.

It holds all articles in one file, which each new article would change: no two versions could share it. So none has
it. The one of a version of `DATA/datasets` stands beside it until the version goes.
"""

import shutil
import tempfile
from pathlib import Path

from crawler.records.errors import ExportError
from crawler.records.storage import Folder
from exports.dataset import Dataset
from exports.formats import sqlite
from exports.gather import gather
from exports.publish.versions import BROWSED, INDEX, MANIFEST


def browsable(version: Path) -> Path:
    """The file for a version, made where it is not there yet; outside of a folder of versions it is a temporary one.

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
    return _made(version, Path(tempfile.mkdtemp(prefix="vnportal-browse-")))


def _made(version: Path, folder: Path) -> Path:
    gather(Dataset(Folder(str(version))), folder, ["sqlite"])
    shutil.copyfile(version / MANIFEST, folder / MANIFEST)
    return folder / sqlite.NAME
