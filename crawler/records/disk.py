"""What is written: that it is on the disk, and who may read it."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Return when a file's content, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_from_others() -> None:
    """From now on, what this process writes is for the user and the group, not for everybody else."""
    os.umask(os.umask(0o077) | 0o007)
