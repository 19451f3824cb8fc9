"""The text of scans: tesseract with Vietnamese, as a process of its own."""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from io import StringIO

from pipelines.file_texts.pages import Page
from pipelines.file_texts.pdf import DPI

_LANGUAGE = "vie"
#: Seconds of one page. On one core a full page takes 3 to 10 seconds.
_SECONDS = 120
#: A word of which tesseract is less sure than this, in percent, is dirt or a stamp's rim.
_LEAST_CONFIDENCE = 15
_WORD_LEVEL = "5"


@cache
def is_installed() -> bool:
    """Whether tesseract and its Vietnamese model are installed."""
    if shutil.which("tesseract") is None:
        return False
    said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=60, check=False)  # noqa: S607 - on the path
    return _LANGUAGE in said.stdout.split()


def recognised(picture: bytes, page: Page) -> Page:
    """The page with the text that is recognised in its picture: PGM, JPEG, PNG or TIFF."""
    if not is_installed():
        return Page(page.number, None, "ocr_missing", member=page.member)
    command = ["tesseract", "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3", "--dpi", str(DPI), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - named above
            command,
            input=picture,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            # The pool has a process for every core already.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return Page(page.number, None, "ocr_failed", member=page.member)
    text, confidence = _text(
        csv.DictReader(StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    return Page(page.number, text, "ocr", confidence, page.member)


def _text(rows: Iterable[dict[str, str]]) -> tuple[str | None, int | None]:
    """The paragraphs of a page, and how sure tesseract is of them, weighed by their letters."""
    paragraphs: dict[tuple[str, str], list[str]] = {}
    sure = letters = 0.0
    for row in rows:
        word = (row.get("text") or "").strip()
        if row.get("level") != _WORD_LEVEL or not word or float(row["conf"]) < _LEAST_CONFIDENCE:
            continue
        paragraphs.setdefault((row["block_num"], row["par_num"]), []).append(word)
        sure += float(row["conf"]) * len(word)
        letters += len(word)
    if not letters:
        return None, None
    return "\n".join(" ".join(words) for words in paragraphs.values()), round(sure / letters)
