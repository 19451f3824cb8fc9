"""Files that are written as a whole or not at all."""

import ctypes
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from crawler.records.disk import sync
from crawler.records.errors import ExportError, LockHeldError

#: Where files grow, inside the folder in which they will stand: a rename within a file system is atomic.
UNFINISHED = ".unfinished"
#: For renameat2(2): paths are those of the process (AT_FDCWD), and the two change places (RENAME_EXCHANGE).
_HERE, _EXCHANGE = -100, 2


class FileSet:
    """New files in `folder`, which is there and holds none of their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self._open: list[TextIO] = []

    def open(self, name: str, *, encoding: str = "utf-8") -> TextIO:
        """A new file; line ends are written as they are given."""
        file = self.path(name).open("x", encoding=encoding, newline="")
        self._open.append(file)
        return file

    def path(self, name: str) -> Path:
        """Where a new file is to be, for a library that opens it itself and closes it before `sync`."""
        self.names.append(name)
        return self.folder / name

    def sync(self) -> None:
        """Close the files; when it returns they are whole on the disk."""
        for file in self._open:
            file.close()
        for name in self.names:
            sync(self.folder / name)
        for folder in {(self.folder / name).parent for name in self.names} | {self.folder}:
            sync(folder)

    def close(self) -> None:
        """Close what is open, after a failure."""
        for file in self._open:
            # On a full disk closing fails like the writing before it, which is what gets reported.
            with suppress(OSError):
                file.close()


@contextmanager
def file_set(folder: Path) -> Iterator[FileSet]:
    """Write files into `folder`, which is made if it is not there.

    When the block ends well, the new files replace the previous ones of the same names. When it fails or the process is
    killed, the previous files stay as they were. The next call removes what a killed process left behind.

    Raises:
        LockHeldError: another process is writing into the folder.
        ExportError: the folder cannot be written, or the disk is full.
    """
    with explained(folder, "choose another --out"):
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder):
            unfinished = folder / UNFINISHED
            # What a killed export left behind.
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            files = FileSet(unfinished)
            try:
                yield files
                # Every file is whole on the disk before the first old one is replaced.
                files.sync()
                for name in files.names:
                    (unfinished / name).replace(folder / name)
                sync(folder)
            finally:
                files.close()
                shutil.rmtree(unfinished, ignore_errors=True)


def replace(path: Path, text: str) -> None:
    """Write a file. Readers see the previous content or the new one, never a part."""
    # The name has another ending than the file: a reader of all files with that ending skips it.
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    unfinished.write_text(text, encoding="utf-8")
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)


def exchange(new: Path, old: Path) -> None:
    """Put the folder `new` where `old` stands, and `old`, if it is there, where `new` stood.

    On Linux this is one step, and `old` is never missing; elsewhere it is missing for a moment.
    """
    if not old.exists():
        new.rename(old)
        return
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None and rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0:
        return
    aside = old.with_name(f"{old.name}{UNFINISHED}")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


@contextmanager
def explained(folder: Path, remedy: str) -> Iterator[None]:
    """Turn an error of the system or of SQLite while writing into `folder` into an `ExportError` with a remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ExportError(f"{folder}: cannot be written: {error}: free space, mend its rights, or {remedy}") from error
    except OSError as error:
        where = error.filename or folder
        raise ExportError(
            f"{where}: cannot be written: {error.strerror or error}: free space, mend its rights, or {remedy}"
        ) from error


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """A lock on the folder itself: it leaves no file behind, and dies with the process.

    Raises:
        LockHeldError: another process has it.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(f"{folder}: another export is writing there: wait until it ends") from None
        yield
    finally:
        os.close(descriptor)
