"""The versions of a dataset, in one folder: `datasets/<version>/`, and what points to the latest one.

- A version is a folder named after the moment up to which its store knew the portals, in UTC (`20261124T023637Z`; a
  second one of the same moment ends in `-2`). It appears by one rename and never changes. `version.json` in it says
  what it is.
- `latest` is a relative symbolic link to a version, replaced by one rename. On file systems without symbolic links it
  is a text file that holds the version's name; `latest()` reads both.
- `versions.json` lists all versions, the oldest first. It is made from their `version.json` and can be made anew.
- Names with a dot in front are unfinished, made for browsing, or being removed: the next publication cleans them away
  where they are no longer needed.
"""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from crawler.records import clock
from crawler.records.disk import sync
from crawler.records.errors import ExportError

LATEST = "latest"
INDEX = "versions.json"
MANIFEST = "version.json"

#: Where the next version grows: in the same file system.
BUILDING = ".building"

#: How the folder begins that holds what `vnportal browse` has made of a version (see `exports.publish.browsable`).
BROWSED = ".browse-"

_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
_REMOVED = ".removed-"
_NEXT = ".next-"


class Version(NamedTuple):
    """A version that is there; `manifest` is its `version.json`."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name, that of its folder."""
        return self.path.name


def latest(datasets: Path) -> Version | None:
    """The version that `latest` points to, `None` when nothing is published yet.

    Raises:
        ExportError: it points to what is no version.
    """
    pointer = datasets / LATEST
    if pointer.is_symlink():
        name = str(pointer.readlink())
    elif pointer.is_file():
        name = pointer.read_text(encoding="utf-8").strip()
    else:
        return None
    found = _version(datasets / name) if _NAME.fullmatch(name) else None
    if found is None:
        raise ExportError(
            f"{pointer}: points to {name!r}, which is no version: point it to one of those beside it, or remove it"
        )
    return found


def versions(datasets: Path) -> list[Version]:
    """All versions, the oldest first; none where nothing was published yet."""
    paths = list(datasets.iterdir()) if datasets.is_dir() else []
    found = [_version(path) for path in paths if _NAME.fullmatch(path.name)]
    return sorted((version for version in found if version is not None), key=lambda version: _order(version.name))


def is_name(name: str) -> bool:
    """Whether a name in the folder is that of a version."""
    return _NAME.fullmatch(name) is not None


def moments(datasets: Path) -> list[datetime]:
    """The moment of each version, the oldest first: up to then it knows the portals."""
    return [datetime.fromisoformat(version.manifest["time"]) for version in versions(datasets)]


def candidates(moment: str) -> list[str]:
    """The names that a version of that moment may have, in the order in which they are tried."""
    return [moment, *(f"{moment}-{number}" for number in range(2, 1000))]


def advance(datasets: Path, name: str) -> None:
    """Let `latest` point to a version, and bring `versions.json` up to date."""
    unfinished = datasets / f"{_NEXT}{LATEST}"
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.symlink_to(name, target_is_directory=True)
    except OSError:
        # No symbolic links on this file system; should it be full instead, writing the text fails likewise.
        _write(unfinished, f"{name}\n")
    unfinished.replace(datasets / LATEST)
    sync(datasets)
    write_index(datasets)


def write_index(datasets: Path) -> None:
    """Make `versions.json` from the versions that are there."""
    current = latest(datasets)
    index = {"latest": current.name if current else None, "versions": [v.manifest for v in versions(datasets)]}
    unfinished = datasets / f"{_NEXT}{INDEX}"
    _write(unfinished, json.dumps(index, ensure_ascii=False, indent=2) + "\n")
    unfinished.replace(datasets / INDEX)
    sync(datasets)


def retain(datasets: Path, keep: int) -> tuple[list[str], list[str]]:
    """Remove all but the newest `keep` versions. The latest always stays; versions from the future go first, as they
    were published by a clock that was wrong.

    Returns:
        The names of the versions removed, and a line for each that cannot be removed.
    """
    current = latest(datasets)
    now = f"{clock.now():%Y%m%dT%H%M%SZ}"
    by_age = sorted(versions(datasets), key=lambda version: version.name <= now)
    removed, kept = [], []
    for version in by_age[:-keep]:
        if current is not None and version.name == current.name:
            continue
        try:
            # Moved away first: a version that is half removed must not look like one.
            version.path.rename(datasets / f"{_REMOVED}{version.name}")
        except OSError as error:
            kept.append(_irremovable(version.path, error))
        else:
            removed.append(version.name)
    return removed, kept + _remove_rests(datasets)


def clean(datasets: Path) -> None:
    """Remove what a killed publication left, but for old versions that cannot be removed."""
    if (datasets / BUILDING).is_dir():
        shutil.rmtree(datasets / BUILDING)
    _remove_rests(datasets)
    for path in datasets.glob(f"{_NEXT}*"):
        path.unlink()


def _remove_rests(datasets: Path) -> list[str]:
    """Remove the versions that were moved away, and what was made of versions that are no more.

    Returns a line for each that cannot be removed.
    """
    kept = []
    made = [path for path in datasets.glob(f"{BROWSED}*") if not (datasets / path.name.removeprefix(BROWSED)).is_dir()]
    for path in sorted([*datasets.glob(f"{_REMOVED}*"), *made]):
        try:
            shutil.rmtree(path)
        except OSError as error:
            kept.append(_irremovable(path, error))
    return kept


def _irremovable(path: Path, error: OSError) -> str:
    return f"{path}: an old version that cannot be removed: {error.strerror}: remove it, or mend its owner and rights"


def _version(path: Path) -> Version | None:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise ExportError(
            f"{path / MANIFEST}: cannot be read ({error}): restore it, or move the version away"
        ) from None
    return Version(path, manifest)


def _order(name: str) -> tuple[str, int]:
    moment, _, number = name.partition("-")
    return moment, int(number or 1)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    sync(path)
