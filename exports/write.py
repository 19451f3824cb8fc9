"""Write a dataset: articles in, a set of files out."""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.records.derived import Deriver
from crawler.store.snapshot import MissingArticle, Observation
from exports import columns, garbage, record_rows
from exports.atomic import file_set
from exports.describe.dictionary import dictionary
from exports.formats import USUAL, named
from exports.formats.base import Writer, add_rows
from exports.selection import EVERYTHING, Selection


def write(
    articles: Iterable[dict[str, Any]],
    folder: Path,
    formats: Iterable[str] = USUAL,
    *,
    observations: Iterable[Observation] = (),
    missing: Iterable[MissingArticle] = (),
    derivers: Sequence[Deriver] = (),
    excel: bool = False,
    selection: Selection = EVERYTHING,
) -> int:
    """Write the articles into `folder`; returns how many.

    The same articles in the same order make the same bytes. Memory does not grow with their number, but
    for what derivers keep. The files replace
    those of an earlier export together, when all are whole (see `exports.atomic`).

    Args:
        articles: in the form of `crawler.records.article.to_dict`, or with JSON (`bytes`) for `sentences`, as
            `Store.snapshot.records` gives them.
        folder: made if it is not there.
        formats: names out of `exports.formats.NAMES`.
        observations: readings of counts of visits, as `Store.snapshot.observations` gives them.
        missing: articles that archives lack, as `Store.snapshot.missing_articles` gives them.
        derivers: they make the tables of all articles together, which are empty without them.
        excel: begin CSV files with a byte order mark, without which Excel misreads Vietnamese.
        selection: which of the articles, their columns and the tables; the tables of all articles are of these.

    Raises:
        ExportError: the folder cannot be written.
        LockHeldError: another process is writing into it.
    """
    with garbage.looked_for_rarely(), file_set(folder) as files:
        files.open("DATA_DICTIONARY.md").write(dictionary(selection.shape))
        with closing([named(name)(files, excel=excel, shape=selection.shape) for name in formats]) as writers:
            return pour(articles, observations, writers, derivers, missing, selection)


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


def pour(
    articles: Iterable[dict[str, Any]],
    observations: Iterable[Observation],
    writers: list[Writer],
    derivers: Sequence[Deriver] = (),
    missing: Iterable[MissingArticle] = (),
    selection: Selection = EVERYTHING,
) -> int:
    """Pass everything through the writers, one article at a time; returns how many articles there were."""
    shape = selection.shape
    tables = {table.name for table in shape.apart}
    names = [column.name for column in shape.articles.columns]
    # A crawl may go on meanwhile. Observations read first belong to articles that are there when those are read.
    if columns.OBSERVATIONS.name in tables and not selection.is_partial:
        add_rows(writers, columns.OBSERVATIONS, map(record_rows.observation, observations))
    if columns.MISSING_ARTICLES.name in tables and not selection.is_partial:
        add_rows(writers, columns.MISSING_ARTICLES, map(record_rows.missing_article, missing))
    ids = set()
    count = 0
    for article in filter(selection.has, articles):
        record = record_rows.record(article)
        kept = record if selection.is_everything else record.of(names)
        for writer in writers:
            writer.write(kept)
        for deriver in derivers:
            deriver.see(record)
        count += 1
        if selection.is_partial:
            ids.add(record["id"])
    if columns.OBSERVATIONS.name in tables and selection.is_partial:
        of_articles = (record_rows.observation(found) for found in observations if found.article_id in ids)
        add_rows(writers, columns.OBSERVATIONS, of_articles)
    add_derived(writers, derivers, tables)
    return count


def add_derived(writers: list[Writer], derivers: Sequence[Deriver], tables: Container[str]) -> None:
    """Write the tables of all articles together that derivers made of the articles they saw; `tables` names those that
    are wanted.
    """
    for deriver in derivers:
        for name, found_rows in deriver.tables():
            if name in tables:
                add_rows(writers, columns.TABLE[name], record_rows.derived(columns.TABLE[name], found_rows))
