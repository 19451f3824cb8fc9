"""Write a dataset: articles in, a set of files out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.store.snapshot import Observation
from exports import record_rows
from exports.atomic import file_set
from exports.describe.dictionary import dictionary
from exports.formats import USUAL, named
from exports.formats.base import Writer


def write(
    articles: Iterable[dict[str, Any]],
    folder: Path,
    formats: Iterable[str] = USUAL,
    *,
    observations: Iterable[Observation] = (),
    excel: bool = False,
) -> int:
    """Write the articles into `folder`; returns how many.

    The same articles in the same order make the same bytes. Memory does not grow with their number. The files replace
    those of an earlier export together, when all are whole (see `exports.atomic`).

    Args:
        articles: in the form of `crawler.records.article.to_dict`, or with JSON (`bytes`) for `sentences`, as
            `Store.snapshot.records` gives them.
        folder: made if it is not there.
        formats: names out of `exports.formats.NAMES`.
        observations: readings of counts of visits, as `Store.snapshot.observations` gives them.
        excel: begin CSV files with a byte order mark, without which Excel misreads Vietnamese.

    Raises:
        ExportError: the folder cannot be written.
        LockHeldError: another process is writing into it.
    """
    with file_set(folder) as files:
        files.open("DATA_DICTIONARY.md").write(dictionary())
        with closing([named(name)(files, excel=excel) for name in formats]) as writers:
            return pour(articles, observations, writers)


@contextmanager
def closing(writers: list[Writer]) -> Iterator[list[Writer]]:
    """Close the writers when the block ends well, abandon them when it does not."""
    try:
        yield writers
        for writer in writers:
            writer.close()
    finally:
        for writer in writers:
            writer.abandon()


def pour(articles: Iterable[dict[str, Any]], observations: Iterable[Observation], writers: list[Writer]) -> int:
    """Pass everything through the writers, one article at a time; returns how many articles there were."""
    # A crawl may go on meanwhile. Observations read first belong to articles that are there when those are read.
    for found in observations:
        row = record_rows.observation(found)
        for writer in writers:
            writer.observe(row)
    count = 0
    for article in articles:
        record = record_rows.record(article)
        for writer in writers:
            writer.write(record)
        count += 1
    return count
