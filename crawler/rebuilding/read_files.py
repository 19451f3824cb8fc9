"""Read the texts of archived files, in worker processes under limits: no file can hold the others up."""

import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from crawler.archive import files
from crawler.crawling.file_outcome import STAGE
from crawler.records.article import Problem
from crawler.records.errors import StoreError
from crawler.store.attached_files import Unread
from crawler.store.store import Store
from pipelines.file_texts import scans
from pipelines.file_texts.pages import READER_VERSION, Fault, Page, Reading
from pipelines.file_texts.read_file import read_file, recognise
from pipelines.worker import Failure
from pipelines.workers import Workers

#: What reading a file, or recognising one page, may take: seconds of processor time, seconds by the clock, bytes of
#: memory of its process. A page of text takes some hundredths of a second, a scan 5 to 15 seconds.
PROCESSOR_SECONDS, CLOCK_SECONDS, MEMORY_BYTES = 120.0, 240.0, 3 << 30
#: Scanned pages of a file that are recognised.
MOST_SCANS = 500

_Scan = tuple[bytes, Page]


def file_readers(count: int) -> Workers:
    """So many processes that read files."""
    return Workers(count, prepare=_limited, time_limit=CLOCK_SECONDS, processor_limit=PROCESSOR_SECONDS, tries=1)


def read_files(store: Store, folder: Path, portal: str | None, count: int, until: float | None = None) -> Counter[str]:
    """Read the files of a portal, or of all, whose text is not read yet; `folder` is the archive's.

    The texts of a file are saved as a whole: killed in between, the same call goes on with that file. `count` processes
    are used. `until`, of `time.monotonic`, is when no further file is begun. Returns how many files there are by what
    became of them.

    Raises:
        WorkersError: no worker process can be started.
    """
    done: Counter[str] = Counter()
    waiting = store.files.unread(portal, READER_VERSION, recognises=True)
    if waiting and not scans.is_installed():  # asked only where there are files: it starts a process
        waiting = store.files.unread(portal, READER_VERSION, recognises=False)
    if not waiting:
        return done
    with file_readers(count) as workers:
        for unread in waiting:
            if until is not None and time.monotonic() >= until:
                break
            try:
                content = files.read(folder, unread.file, unread.offset).body
            except StoreError as error:
                _note(store, unread, Fault("file_unavailable", str(error)))
                continue
            reading = _read(workers, content)
            done[reading.status] += 1
            with store.transaction():
                rows = [(page.member, page.number, page.text, page.method, page.confidence) for page in reading.pages]
                store.files.save_texts(unread.sha256, READER_VERSION, reading.status, rows)
                for fault in reading.faults:
                    _note(store, unread, fault)
    return done


def _read(workers: Workers, content: bytes) -> Reading:
    (found,) = workers.map(read_file, [content], size=_nothing, most=1)
    if isinstance(found, Failure):
        return Reading("too_costly", faults=[Fault("file_too_costly", found.message)])
    if not found.scans:
        return found
    pages = list(found.pages)
    faults = list(found.faults)
    if not scans.is_installed():
        for index in found.scans:
            pages[index] = replace(pages[index], method="ocr_missing")
        message = f"{len(found.scans)} scanned pages: install tesseract with its Vietnamese model, then crawl again"
        return replace(found, status="partly_read", pages=pages, faults=[*faults, Fault("ocr_missing", message)])
    chosen = found.scans[:MOST_SCANS]
    recognised = workers.map(_recognised, ((content, pages[index]) for index in chosen), size=_nothing, most=1)
    for index, page in zip(chosen, recognised, strict=True):
        pages[index] = page if isinstance(page, Page) else replace(pages[index], method="ocr_failed")
    for index in found.scans[MOST_SCANS:]:
        pages[index] = replace(pages[index], method="ocr_failed")
    left = sum(page.method == "ocr_failed" for page in pages)
    if left:
        faults.append(Fault("ocr_failed", f"{left} of {len(found.scans)} scanned pages were not recognised"))
    return replace(found, status="partly_read" if faults else "read", pages=list(_saying(pages)), faults=faults)


def _saying(pages: list[Page]) -> Iterator[Page]:
    """The pages without those whose picture shows no text."""
    return (page for page in pages if page.text is not None or page.method != "ocr")


def _recognised(scan: _Scan) -> Page:
    return recognise(*scan)


def _nothing(_: object) -> int:
    """The characters of a file, which say nothing of the time that it takes."""
    return 0


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _note(store: Store, unread: Unread, fault: Fault) -> None:
    store.problems.add(unread.run_id, unread.portal, Problem(STAGE, fault.kind, fault.message, unread.url))
