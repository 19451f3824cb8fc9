"""Fixtures and settings for tests in any folder."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

from tests.browser import browser, browser_page

__all__ = ["browser", "browser_page"]

# An example may take any time: on a machine under load, no deadline tells a fault.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")

# Every process that a test starts would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

#: A file system in memory, and the bytes that must be free there: all tests together take half a gigabyte.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30

# A crawl waits for the disk again and again; on a machine whose disk is busy, for most of the time that it takes.
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # `tempfile` reads the variable again
