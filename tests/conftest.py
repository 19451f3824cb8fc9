"""Fixtures and settings for tests in any folder."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browser, browser_page

__all__ = ["browser", "browser_page"]

#: Files whose tests take longest, 15 s and more of processor time, the longest first. They begin first, so that in the
#: end no process waits long for another one.
_LONG = (
    "fleet/test_fleet", "demo/test_whole_path", "browse/test_command", "reliability/test_storage", "site/test_site",
    "report/test_in_browser", "crawl/test_nights", "crawl/test_command", "crawl/test_unknown_platforms",
    "browse/test_in_browser", "exports/test_publish", "demo/test_second_nights", "demo/test_platforms",
    "archive/test_reprocess", "pages/test_article_robustness", "crawl/test_incremental", "nightly/test_upset",
    "nightly/test_nightly", "probe/test_browser", "nightly/test_killed", "exports/test_parts",
    "imports/test_web_archives", "crawl/test_network", "pages/test_hostile_listings", "pages/test_article_cms",
)  # fmt: skip

# An example may take any time: on a machine under load, no deadline tells a fault.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")

# Whoever starts the suite in the background may have it ignore interrupts; what the tests start would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Every process that a test starts would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

#: A file system in memory, and the bytes that must be free there: all tests together take half a gigabyte.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30

# A crawl waits for the disk again and again; on a machine whose disk is busy, for most of the time that it takes.
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # `tempfile` reads the variable again


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for servers and for seconds that a portal asks for."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; `make test` has them begin in this order."""
    places = {f"tests/{name}.py": place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(_LONG)))
