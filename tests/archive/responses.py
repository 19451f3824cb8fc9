"""The responses of an archive file."""

from collections.abc import Iterator
from pathlib import Path

from crawler.archive.files import Gap, records
from crawler.archive.warc import Stored
from crawler.records.errors import StoreError


def responses(path: Path) -> Iterator[tuple[int, Stored]]:
    """Every response of a file with its offset, in the order of writing.

    Raises:
        StoreError: the file is broken; raised after the last whole response in front of the damage was given.
    """
    for found in records(path):
        if isinstance(found, Gap):
            raise StoreError(f"{path}: broken at byte {found.offset}: the records before it are whole")
        if isinstance(found.content, Stored):
            yield found.offset, found.content
