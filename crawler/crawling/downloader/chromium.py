"""The system's chromium, as the probe and crawls start it."""

import os
import shutil
from importlib.util import find_spec

from crawler.records.errors import UsageError

#: Names under which systems install it.
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


def binary(wanted_by: str) -> str:
    """Where chromium is installed; an error says that `wanted_by` needs it.

    Raises:
        UsageError: playwright or a chromium is not installed.
    """
    if find_spec("playwright") is None:
        raise UsageError(f"{wanted_by}: playwright is not installed: pip install 'vnportal[browser]'")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise UsageError(f"{wanted_by}: no chromium is installed: apt install chromium")
    return found


def arguments() -> list[str]:
    """Its options. The sandbox refuses to run as root, as containers do."""
    return [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else list(_ARGUMENTS)
