"""Which archive files go: those beyond the age or the size that the profile's `[archive]` allows, the oldest first.

None goes before its articles are in two published versions, and none that a run may still write. What came from a file
that went stays in the store; only reading it again with a later parser is no longer possible.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crawler.records.errors import StoreError, hint
from crawler.records.profile import Portal
from crawler.store.archives import File, Ledger
from crawler.store.store import Store

#: Published versions that must have a file's articles before it goes.
_VERSIONS = 2
_INDEX = Path("datasets", "versions.json")


class Retired(NamedTuple):
    """Files that were removed, files that should go and why they stay, and the bytes that were freed."""

    removed: list[str]
    kept_back: list[tuple[str, str]]
    bytes: int


def retire(store: Store, portal: Portal, data: Path, now: datetime) -> Retired:
    """Remove the archive files of a portal that its profile keeps no longer.

    The caller holds the lock on the data directory.

    Raises:
        StoreError: a file cannot be removed, or `datasets/versions.json` cannot be read.
    """
    ledger = Ledger(store)
    folder = data / "archive"
    files = ledger.files(portal.name)
    for file in files:
        # The row is marked first: killed in between, the file goes now.
        if file.removed_at is not None:
            _remove(folder / file.file)
    files = [file for file in files if file.removed_at is None]
    published = _published(data)
    removed: list[str] = []
    kept_back: list[tuple[str, str]] = []
    freed = 0
    for file in _surplus(files, portal, now):
        why = _why_not(store, file, files, published)
        if why is not None:
            kept_back.append((file.file, why))
            continue
        ledger.removed(file.file, now)
        _remove(folder / file.file)
        removed.append(file.file)
        freed += file.length
    return Retired(removed, kept_back, freed)


def _surplus(files: list[File], portal: Portal, now: datetime) -> list[File]:
    """The files beyond what is to be kept, the oldest first."""
    allowed = portal.archive
    size = sum(file.length for file in files)
    surplus = []
    for file in files:
        if file.last_fetched_at is None:
            continue
        fetched = datetime.fromisoformat(file.last_fetched_at)
        old = allowed.keep_days is not None and fetched < now - timedelta(days=allowed.keep_days)
        if old or (allowed.max_bytes is not None and size > allowed.max_bytes):
            surplus.append(file)
            size -= file.length
    return surplus


def _why_not(store: Store, file: File, files: list[File], published: list[datetime]) -> str | None:
    """Why a file must stay although it is too much, `None` when it may go."""
    assert file.last_fetched_at is not None
    fetched = datetime.fromisoformat(file.last_fetched_at)
    times = sum(moment >= fetched for moment in published)
    if times < _VERSIONS:
        return f"its articles are in {times} published versions, not yet in {_VERSIONS}"
    run = store.runs.get(file.run_id)
    if run is not None and run.status in {"running", "interrupted"} and file == files[-1]:
        return "its run is not finished and may still write it"
    return None


def _published(data: Path) -> list[datetime]:
    """The moments up to which the published versions know the portals."""
    path = data / _INDEX
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        return [datetime.fromisoformat(version["time"]) for version in index["versions"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: cannot be read ({error}): `{hint('publish', data)}` makes it anew") from None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed: {error.strerror}: mend the folder's rights") from None
