"""`vnportal reprocess`: rebuild the store's records from the archive, with today's parser and stages, offline."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from crawler import portals
from crawler.archive.adopt import adopt
from crawler.commands.running import annotate_pending, read_pending
from crawler.commands.stopping import stoppable
from crawler.crawling import reading
from crawler.rebuilding.reprocess import Rebuild
from crawler.records.errors import StoreError, UsageError, hint
from crawler.store import lock, schema
from crawler.store.archives import File, Ledger
from crawler.store.rebuild import copied, replace
from crawler.store.sealing import forget_broken_annotations
from crawler.store.store import Store
from pipelines.annotate_articles import annotators
from pipelines.mark_near_duplicates import mark_near_duplicates

#: The copy that is rebuilt, and, where there is no store, an empty one to rebuild it from.
_COPY, _NOTHING = "store.sqlite.rebuilding", "store.sqlite.nothing"
#: Bytes of an archive that one process has read before a second one would have started.
_SMALL = 2_000_000
#: Unreadable places that are named one by one.
_MOST_NAMED = 10


class Outcome(NamedTuple):
    """What a rebuild has come to: articles by what became of them, answers by what they are, what was unreadable."""

    articles: Counter[str]
    answers: Counter[str]
    unreadable: list[str]


def run(data: Path, since: date | None, *, annotate: bool) -> int:
    """Rebuild the records of all portals from the answers in the archive since the day, or from all.

    The store changes in one transaction, at the end: a process that is killed before has changed nothing. Afterwards
    texts that changed are annotated, unless told otherwise, and near duplicates marked. A store of a schema that this
    release does not know is kept beside the new one, which is made from the archive alone.

    Returns the exit status: 0, or 1 when part of the archive could not be read; what came from there has stayed as it
    was.

    Raises:
        UsageError: `since` without a store.
        ProfileError: a portal of the archive has no profile, or a wrong one.
        LockHeldError: another run works on the data directory.
        StoreError: there is neither store nor archive, or the data directory cannot be used.
        WorkersError: no worker process can be started.
    """
    console = Console(stderr=True)
    folder, path = data / "archive", data / "store.sqlite"
    foreign = schema.is_foreign(schema.version_of(path))
    if (foreign or not path.exists()) and not any(folder.glob("*.warc.gz")):
        if foreign:
            raise StoreError(f"{folder}: no archive to rebuild the store from: restore it from a backup")
        raise StoreError(f"{data}: no store and no archive: crawl first (`{hint('crawl PORTAL', data)}`)")
    if since is not None and (foreign or not path.exists()):
        raise UsageError(f"--since: {path} is not there, so nothing is known of the days before: leave --since away")
    with stoppable(), lock.hold(data):
        _clear(data)
        try:
            outcome = _rebuilt(data, data / _NOTHING if foreign or not path.exists() else path, since, console)
        finally:
            _clear(data)
        with Store(path) as store:
            profiles = [portals.load(name, data=data) for name in store.articles.portals()]
            store.files.forget_broken()
            read_pending(profiles, store, folder)
            if annotate:
                with annotators(os.cpu_count() or 1) as workers:
                    annotate_pending(profiles, store, workers)
                mark_near_duplicates(store)
    _say(outcome, data)
    return 1 if outcome.unreadable else 0


def _rebuilt(data: Path, old: Path, since: date | None, console: Console) -> Outcome:
    """Rebuild the store from what the store at `old` knows and the archive has."""
    folder, path = data / "archive", data / "store.sqlite"
    outcome = Outcome(Counter(), Counter(), [])
    with Store(old) as store, copied(store, data / _COPY) as copy:
        outcome.unreadable.extend(adopt(Ledger(copy), folder))
        files = Ledger(copy).files()
        profiles = [portals.load(name, data=data) for name in sorted({file.portal for file in files})]
        length = sum(file.length for file in files)
        readers = reading.readers(os.cpu_count() or 1 if length > _SMALL else 1)
        with readers, readers.beside() as submit, _progress(files, since, console) as advance:
            for profile in profiles:
                rebuild = Rebuild(copy, folder, profile, submit, since)
                outcome.articles.update(rebuild.run(advance))
                outcome.answers.update(rebuild.answers)
                outcome.unreadable.extend(rebuild.unreadable)
    if old != path:
        schema.set_aside(path)
    with Store(data / _COPY) as copy, Store(path) as target:
        forget_broken_annotations(copy)
        replace(target, copy)
    return outcome


def _clear(data: Path) -> None:
    """Remove the copies, also those that a killed process left."""
    for name in (_COPY, _NOTHING):
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                (data / f"{name}{suffix}").unlink()


@contextmanager
def _progress(files: list[File], since: date | None, console: Console) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal: bytes of the archive that were read."""
    if not console.is_terminal:
        yield lambda _: None
        return
    wanted = [file for file in files if since is None or (file.last_fetched_at or "") >= since.isoformat()]
    columns = (TextColumn("reprocess"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reprocess", total=sum(file.length for file in wanted if file.removed_at is None))
        yield lambda count: bar.advance(task, count)


def _say(outcome: Outcome, data: Path) -> None:
    articles = outcome.articles
    typer.echo(
        f"{articles['articles']} articles ({articles['added']} new, {articles['changed']} changed,"
        f" {articles['dropped']} dropped) from {outcome.answers.total()} answers in {data / 'archive'}"
    )
    for line in outcome.unreadable[:_MOST_NAMED]:
        typer.echo(f"vnportal: {line}", err=True)
    if len(outcome.unreadable) > _MOST_NAMED:
        typer.echo(f"vnportal: and {len(outcome.unreadable) - _MOST_NAMED} more", err=True)
