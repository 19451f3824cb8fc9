"""A set of files that appears together or not at all."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from crawler.errors import ExportError, LockHeldError

#: Where files grow, inside the folder in which they will stand: a rename within a file system is atomic.
UNFINISHED = ".unfinished"


class FileSet:
    """Files being written into `folder`; use `file_set`, which puts them in place at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unfinished = folder / UNFINISHED
        self._files: dict[str, TextIO] = {}

    def open(self, name: str, *, encoding: str = "utf-8") -> TextIO:
        """A new file that will be `folder/name`; line ends are written as they are given."""
        file = (self._unfinished / name).open("x", encoding=encoding, newline="")
        self._files[name] = file
        return file

    def _begin(self) -> None:
        # What a killed export left behind.
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir()

    def _finish(self) -> None:
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        # Every file is whole on the disk before the first old one is replaced.
        for name in self._files:
            (self._unfinished / name).replace(self.folder / name)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _clear(self) -> None:
        for file in self._files.values():
            # On a full disk closing fails like the writing before it, which is what gets reported.
            with suppress(OSError):
                file.close()
        shutil.rmtree(self._unfinished, ignore_errors=True)


@contextmanager
def file_set(folder: Path) -> Iterator[FileSet]:
    """Write files into `folder`, which is made if it is not there.

    When the block ends well they replace those of the same names, one after the other, at once; when it fails, or the
    process is killed, the previous files are as they were. What a killed process leaves behind, the next one removes.

    Raises:
        LockHeldError: another process is writing into the folder.
        ExportError: the folder cannot be written, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _held(folder):
            files = FileSet(folder)
            files._begin()
            try:
                yield files
                files._finish()
            finally:
                files._clear()
    except OSError as error:
        where = error.filename or folder
        raise ExportError(
            f"{where}: cannot be written: {error.strerror}: free space, mend its rights, or choose another --out"
        ) from error


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """A lock on the folder itself: it leaves no file behind, and dies with the process."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(f"{folder}: another export is writing there: wait until it ends") from None
        yield
    finally:
        os.close(descriptor)
