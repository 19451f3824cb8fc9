"""Make the archive files agree with the lengths that the store committed, before a run writes.

- A killed process leaves bytes that no transaction committed. They are moved to `archive/aside/`, never thrown away.
- A power cut can take bytes that a transaction committed. The damaged end of the file is moved there, too, and the run
  goes on in a new file.

Both are noted as problems of the run.
"""

import shutil
from itertools import count
from pathlib import Path
from typing import NamedTuple

from crawler.archive.adopt import adopt
from crawler.archive.files import file_name, number_of, whole
from crawler.records.article import Problem
from crawler.records.disk import sync
from crawler.records.errors import StoreError
from crawler.store.archives import File, Ledger

ASIDE = "aside"
STAGE = "archive"


class Place(NamedTuple):
    """Where a run goes on writing: the number of its file, and the length of it that is committed."""

    number: int
    length: int


def tidy(folder: Path, ledger: Ledger, portal: str, run_id: str) -> tuple[Place, list[Problem]]:
    """Repair the files of a portal; returns where its run writes, and the problems that were found.

    Raises:
        StoreError: the folder cannot be read or written.
    """
    try:
        return _tidied(folder, ledger, portal, run_id)
    except OSError as error:
        raise StoreError(
            f"{error.filename or folder}: {error.strerror}: free space, or mend the folder's rights"
        ) from None


def _tidied(folder: Path, ledger: Ledger, portal: str, run_id: str) -> tuple[Place, list[Problem]]:
    if not ledger.files(portal):
        adopt(ledger, folder, portal=portal, without_run=run_id)
    files = [file for file in ledger.files(portal) if file.removed_at is None]
    problems: list[Problem] = []
    for file in files:
        problems += _checked(folder, ledger, file)
    own = {file.file for file in files if file.run_id == run_id}
    for path in _of_run(folder, run_id):
        if path.name not in own:
            problems += _set_aside(path, 0)
            path.unlink()
    return _place(ledger, portal, run_id), problems


def _checked(folder: Path, ledger: Ledger, file: File) -> list[Problem]:
    """Cut a file to its committed length. A shorter file is closed: the run goes on in the next one."""
    path = folder / file.file
    size = path.stat().st_size if path.exists() else 0
    if size > file.length:
        return _set_aside(path, file.length)
    if size == file.length:
        return []
    lost = Problem(
        STAGE,
        "archive_lost",
        f"{path}: {size} bytes, but {file.length} were written: the disk has lost the rest, as a power cut can;"
        " the records of what was in it stay",
    )
    kept = whole(path) if size else 0
    aside = _set_aside(path, kept) if size > kept else []
    ledger.shortened(file.file, kept)
    # The store has offsets in what was lost: no other record may come to stand there.
    number = number_of(file.file)
    if number is not None:
        ledger.begun(file_name(file.run_id, number + 1), file.portal, file.run_id)
    return [lost, *aside]


def _place(ledger: Ledger, portal: str, run_id: str) -> Place:
    """The run's last file, if nothing else of the portal was archived after it; else the run's next file."""
    files = ledger.files(portal)
    own = [file for file in files if file.run_id == run_id]
    if not own:
        return Place(0, 0)
    last = max(own, key=lambda file: file.file)
    number = number_of(last.file) or 0
    if last != files[-1] or last.removed_at is not None:
        return Place(number + 1, 0)
    return Place(number, last.length)


def _of_run(folder: Path, run_id: str) -> list[Path]:
    return [path for path in sorted(folder.glob(f"{run_id}-*")) if path.name[len(run_id) + 1 :][:5].isdigit()]


def _set_aside(path: Path, length: int) -> list[Problem]:
    """Move the bytes behind `length` into a file of their own."""
    size = path.stat().st_size
    if size <= length:
        return []
    folder = path.parent / ASIDE
    folder.mkdir(exist_ok=True)
    target = _free(folder, f"{path.name}.{length}")
    with path.open("r+b") as source, target.open("xb") as copy:
        source.seek(length)
        shutil.copyfileobj(source, copy)
        copy.flush()
        for one in (target, folder, folder.parent):  # the copy has its name before the original loses its end
            sync(one)
        source.truncate(length)
    message = (
        f"{path}: {size - length} bytes that an interrupted process had not finished: moved to {ASIDE}/{target.name}"
    )
    return [Problem(STAGE, "archive_tail", message)]


def _free(folder: Path, name: str) -> Path:
    """A name that no file in the folder has."""
    names = (f"{name}-{number}" if number else name for number in count())
    return next(path for one in names if not (path := folder / one).exists())
