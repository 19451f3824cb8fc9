"""Write the pages of the site in several processes: each opens the dataset itself, and does a batch at a time."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from crawler.records import processes
from exports.browse.catalog import Catalog
from exports.browse.reader import Name, Reader
from exports.site.file_names import Places
from exports.site.page_set import Page, article_pages, front_pages, month_pages, name_pages, opened
from exports.site.search_files import write_facets, write_names, write_suggested
from exports.site.write_pages import write_pages

#: Articles or names of a batch.
_BATCH = 100


class Job(NamedTuple):
    """What a process writes: the front pages and months, or those of articles or of names with these numbers.

    `file` is the dataset's `browse.sqlite`, `folder` that of the site, `files` are the data files beside it, each with
    its bytes.
    """

    file: Path
    folder: Path
    title: str
    files: tuple[tuple[str, int], ...]
    kind: Literal["front", "articles", "names"] = "front"
    start: int = 0


class _Dataset(NamedTuple):
    reader: Reader
    names: list[Name]
    ids: list[str]
    places: Places


def write_all(job: Job) -> tuple[int, int]:
    """Write all pages, of the dataset and folder of `job`; returns how many articles and how many files."""
    dataset = _dataset(job.file)
    jobs = [job]
    jobs += [job._replace(kind="articles", start=start) for start in range(0, len(dataset.ids), _BATCH)]
    jobs += [job._replace(kind="names", start=start) for start in range(0, len(dataset.names), _BATCH)]
    with processes.pool(os.cpu_count() or 1) as pool:
        return len(dataset.ids), sum(pool.map(_write, jobs))


def _write(job: Job) -> int:
    dataset = _dataset(job.file)
    if job.kind == "front":
        write_names(job.folder, dataset.names, dataset.places)
        write_suggested(job.folder, dataset.names, dataset.places)
        write_facets(job.folder, dataset.names, dataset.reader.catalog)
    return write_pages(job.folder, _pages(job, dataset), dataset.places, job.title)


def _pages(job: Job, dataset: _Dataset) -> Iterator[Page]:
    reader, names, ids, places = dataset
    if job.kind == "articles":
        yield from article_pages(reader, enumerate(ids[job.start : job.start + _BATCH], job.start), places)
    elif job.kind == "names":
        yield from name_pages(reader, names[job.start : job.start + _BATCH], places)
    else:
        yield from front_pages(reader, places, names, job.files)
        yield from month_pages(reader, places)


@cache
def _dataset(file: Path) -> _Dataset:
    connection = opened(file)
    reader = Reader(connection, Catalog(connection))
    names = reader.every_name()
    months = reader.catalog.months(reader.catalog.everything)
    places = Places({(name.kind, name.key): name.articles for name in names}, months)
    return _Dataset(reader, names, reader.ids(), places)
