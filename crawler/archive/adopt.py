"""Enter archive files that the store does not know: all of them after the store was lost."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from crawler.archive import files
from crawler.archive.files import Gap, Record
from crawler.archive.warc import Info, Stored
from crawler.records import clock
from crawler.store.archives import File, Ledger

_DAWN = datetime.min.replace(tzinfo=UTC)


class _Described(NamedTuple):
    """A file's row, and the moment of its first record."""

    begun: datetime
    file: File


def adopt(ledger: Ledger, folder: Path, portal: str, *, without_run: str | None = None) -> list[str]:
    """Enter the unknown files of a portal. All files are then in the order of their first records.

    `without_run` is a run whose files are left out. Returns a line for each file that cannot be entered.

    Raises:
        StoreError: a file cannot be read.
    """
    known = {file.file: file for file in ledger.files()}
    strange = []
    found: list[_Described] = []
    for path in sorted(folder.glob("*.warc.gz")):
        if path.name in known or path.name.startswith(f"{without_run}-"):
            continue
        described = _described(path)
        if described is None:
            strange.append(f"{path}: no archive file of vnportal, or its first record is damaged: not read")
        elif described.file.portal != portal:
            strange.append(
                f"{path}: of the portal {described.file.portal}: not read: move it to the archive of that one"
            )
        else:
            found.append(described)
    if found:
        everything = found + [_Described(_begun(folder, file), file) for file in known.values()]
        # The sort is stable: known files that were begun at one moment keep their order.
        everything.sort(key=lambda one: one.begun)
        ledger.enter([one.file for one in everything])
    return strange


def _described(path: Path) -> _Described | None:
    """The row of a file, made from its records; `None` when they do not name portal and run."""
    info: Info | None = None
    last: datetime | None = None
    length = path.stat().st_size
    for found in files.records(path):
        if isinstance(found, Gap):
            # What a killed process left unfinished at the end was never saved.
            length = found.offset if found.end == length else length
        elif isinstance(found.content, Info):
            info = info or found.content
        elif isinstance(found.content, Stored):
            last = found.content.fetched_at
    if info is None or not {"isPartOf", "run_id"} <= info.fields.keys():
        return None
    stamp = clock.stamp(last) if last is not None else None
    return _Described(info.moment, File(path.name, info.fields["isPartOf"], info.fields["run_id"], length, stamp, None))


def _begun(folder: Path, file: File) -> datetime:
    path = folder / file.file
    first = next(iter(files.records(path)), None) if path.exists() else None
    if isinstance(first, Record) and isinstance(first.content, Info):
        return first.content.moment
    return datetime.fromisoformat(file.last_fetched_at) if file.last_fetched_at else _DAWN
