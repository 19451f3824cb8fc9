"""Which archive files are removed: those beyond the age or the size that the profile's `[archive]` allows.

The oldest file is removed first. A file stays until two published versions have its articles, and while a run may still
write it. The articles of a removed file stay in the store; a later parser can no longer read them again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crawler.records.errors import StoreError
from crawler.records.profile import Portal
from crawler.store.archives import File, Ledger
from crawler.store.store import Store

#: Published versions that must have a file's articles before it is removed.
_VERSIONS = 2


class Retired(NamedTuple):
    """The removed files, the surplus files that stay with their reasons, and the bytes that were freed."""

    removed: list[str]
    kept_back: list[tuple[str, str]]
    bytes: int


def retire(store: Store, portal: Portal, folder: Path, published: Sequence[datetime], now: datetime) -> Retired:
    """Remove the archive files of a portal that its profile keeps no longer.

    `folder` is the archive's. `published` has the moment of each published version: up to then it knows the portals.
    The caller holds the lock on the data directory.

    Raises:
        StoreError: a file cannot be removed.
    """
    ledger = Ledger(store)
    files = ledger.files(portal.name)
    for file in files:
        # The row is marked first: killed in between, the file goes now.
        if file.removed_at is not None:
            _remove(folder / file.file)
    files = [file for file in files if file.removed_at is None]
    removed: list[str] = []
    kept_back: list[tuple[str, str]] = []
    freed = 0
    for file in _surplus(files, portal, now):
        reason = _reason_to_keep(store, file, files, published, now)
        if reason is not None:
            kept_back.append((file.file, reason))
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


def _reason_to_keep(
    store: Store, file: File, files: list[File], published: Sequence[datetime], now: datetime
) -> str | None:
    """The reason to keep a surplus file, `None` when it may be removed."""
    assert file.last_fetched_at is not None
    fetched = datetime.fromisoformat(file.last_fetched_at)
    times = sum(fetched <= moment <= now for moment in published)  # later ones are of a clock that was wrong
    if times < _VERSIONS:
        return f"its articles are in {times} published versions, not yet in {_VERSIONS}"
    run = store.runs.get(file.run_id)
    if run is not None and run.status in {"running", "interrupted"} and file == files[-1]:
        return "its run is not finished and may still write it"
    return None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed: {error.strerror}: mend the folder's rights") from None
