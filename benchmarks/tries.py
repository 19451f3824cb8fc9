"""Tries that are tests: what was done to the program, how many tests do it, and how many held.

`python -m benchmarks.reliability` prints them behind its crawls. Each try is a file of tests, or some tests of one; a
test that needs what the machine does not have (root, strace) is skipped, and counted as such.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree

#: What is tried, and the tests that do it: a path below `tests`, and the words that `pytest -k` selects by.
TRIES = (
    ("bodies that break off, endless headers, failed connections, strange addresses", "crawl/test_network.py", ""),
    ("pages that cost too much, a process that dies or cannot start", "crawl/test_reading.py", "not night"),
    ("SIGTERM while a page is read or a text annotated without end", "crawl/test_stopping.py", ""),
    ("certificates: unknown root, other name, missing intermediate, proxy", "crawl/test_certificates.py", ""),
    ("portals without end: limits on articles, bytes, disk", "crawl/test_limits.py", ""),
    ("menus and listings made to cost time", "pages/test_hostile_listings.py", ""),
    ("mutilated and random pages", "pages/test_article_robustness.py", ""),
    ("hostile content, followed to the report, under a guard of the system", "reliability/test_hostile.py", ""),
    ("full, read-only and failing disks (EIO, ENOSPC), damaged stores", "reliability/test_storage.py", ""),
    ("the order of writes before a power cut", "reliability/test_syncs.py", ""),
    ("a process killed at each step of publishing", "exports/test_atomic.py", ""),
    ("workers: killed, stopped, out of memory; planted modules; secrets", "pipelines/language/test_workers.py", ""),
    ("archives torn at any byte", "archive/test_tails.py", ""),
    ("damage to store, archive and versions is found by `verify`", "archive/test_verify.py", ""),
    ("clocks: set back, and in 2099", "store/test_schedule.py exports/test_publish.py", "clock"),
    ("browse: functions, memory, time, requests from other sites", "browse/test_command.py", ""),
    ("archives of others: cut, changed, packed as a whole, bombs, of an old form", "imports/test_damage.py", ""),
    ("files of articles: encrypted, too large, too long, bombs, of another type", "attachments", "not scan"),
    ("portals that never end, or grow without reason, night after night", "monitors/test_monitors.py", "end or grow"),
)  # fmt: skip
#: Tries that take minutes.
LONG = (
    ("a night that dies at a step, and is run again", "nightly/test_killed.py", ""),
    ("steps of a night that fail, or that a signal ends", "nightly/test_upset.py", ""),
    ("an archive read again, with parts missing", "archive/test_reprocess.py", ""),
)


class Held(NamedTuple):
    """What a try came to: tests by outcome (`passed`, `failed`, `skipped`), and the seconds that it took."""

    outcomes: Counter[str]
    seconds: float


def run(files: str, words: str) -> Held:
    """Run the tests of a try."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        line = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            f"--junitxml={report}",
            *(f"tests/{file}" for file in files.split()),
        ]
        began = time.monotonic()
        subprocess.run([*line, *(["-k", words] if words else [])], capture_output=True)
        seconds = time.monotonic() - began
        cases = list(ElementTree.parse(report).iter("testcase"))
    return Held(Counter(map(_outcome, cases)), seconds)


def _outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def rows(only: str, *, long: bool) -> Iterator[str]:
    """A row of the table for each try whose name has `only` in it."""
    yield "| what is tried | tests | held | skipped | seconds |"
    yield "| --- | --- | --- | --- | --- |"
    wanted = [one for one in (*TRIES, *(LONG if long else ())) if only in one[0]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (name, *_), held in zip(wanted, pool.map(lambda one: run(*one[1:]), wanted), strict=True):
            counts = held.outcomes
            yield (
                f"| {name} | {counts.total() - counts['skipped']} | {counts['passed']} | {counts['skipped']}"
                f" | {held.seconds:.0f} |"
            )
