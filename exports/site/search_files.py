"""The search index of the site, made by pagefind from the Vietnamese pages of the articles."""

import subprocess
from pathlib import Path

import pagefind_bin

from crawler.records.errors import ExportError

#: What stands in an article's page and is not its text.
_NO_TEXT = ".meta, .byline, .note, .files, details, table, figure, ul, h2"


def write_index(folder: Path) -> None:
    """Make the index of the pages in a folder, and put it there: `pagefind/`.

    Raises:
        ExportError: pagefind failed.
    """
    command = [pagefind_bin.get_executable(), "--site", str(folder), "--glob", "article/**/*.html"]
    command += ["--exclude-selectors", _NO_TEXT, "--force-language", "vi", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 - a program of ours
    if done.returncode:
        raise ExportError(f"{folder}: pagefind made no search index: {done.stderr.strip() or done.returncode}")
    # A user interface that the pages do not use.
    for file in (folder / "pagefind").glob("pagefind-*"):
        if file.suffix in {".js", ".css"} and file.stem != "pagefind-worker":
            file.unlink()
