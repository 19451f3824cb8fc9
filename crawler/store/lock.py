"""One run at a time on a folder: on a shard, or on what belongs to no single portal.

The lock is advisory and dies with its process.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from crawler.records import clock
from crawler.records.errors import LockHeldError, StoreError

#: Seconds; `holder` is done in a thousandth of it.
_MOMENT = 0.1
_NAME = "lock"
_TEXT = re.compile(r"process (\d+), since (\S+)")


class Holder(NamedTuple):
    """The holder of the lock, as its file names it."""

    process: int | None
    since: str | None


def holder(folder: Path) -> Holder | None:
    """The process that holds the lock of the folder now, `None` when none does. Writes nothing."""
    try:
        with (folder / _NAME).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found = _TEXT.match(file.read())
                return Holder(int(found[1]), found[2]) if found else Holder(None, None)
    except OSError:  # no such file, or a file system without locks, where nothing can be held
        return None
    return None


@contextmanager
def hold(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of the folder, which is created if it is not there, until the block ends.

    The lock is `flock` on the file `lock` in it: the kernel drops it when the process ends, however it ends, so the
    file that stays behind means nothing. Its text (process, since when) is for whoever finds it held. With `wait`,
    another holder is waited for.

    Raises:
        LockHeldError: another process holds it, unless it is waited for. The error comes at once.
        StoreError: the directory cannot be made or written.
    """
    path = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not truncated on opening: the text is the holder's until the lock is ours.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be used as data directory: {error.strerror}: "
            "choose a folder that you may write to with --data"
        ) from None
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # `holder` takes it for a moment to see whether it is free: that must not cost anybody a night.
                time.sleep(_MOMENT)
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(
                f"{folder}: in use by another run ({file.read().strip() or 'of unknown process'}): "
                "wait until it ends, or choose another folder with --data"
            ) from None
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be locked: {error.strerror}: choose a folder on another file system with --data"
            ) from None
        file.truncate()
        file.write(f"process {os.getpid()}, since {clock.stamp()}\n")
        file.flush()
        yield
