"""`vnportal reprocess`: rebuild the store's records from the archive, with today's parser and stages, offline."""

import os
import sqlite3
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
from crawler.commands.running import annotate_pending
from crawler.commands.stopping import stoppable
from crawler.rebuilding.previous import attached
from crawler.rebuilding.reprocess import Rebuild
from crawler.records.errors import StoreError, UsageError, hint
from crawler.records.profile import Portal
from crawler.store import lock
from crawler.store.archives import File, Ledger
from crawler.store.store import Store
from pipelines.mark_near_duplicates import mark_near_duplicates
from pipelines.workers import Workers

#: The copy that is rebuilt, and, where there is no store, an empty one to rebuild it from.
_COPY, _NOTHING = "store.sqlite.rebuilding", "store.sqlite.nothing"
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
    texts that changed are annotated, unless told otherwise, and near duplicates marked. Returns the exit status: 0, or
    1 when part of the archive could not be read; what came from there has stayed as it was.

    Raises:
        UsageError: `since` without a store.
        ProfileError: a portal of the archive has no profile, or a wrong one.
        LockHeldError: another run works on the data directory.
        StoreError: there is neither store nor archive, or the data directory cannot be used.
    """
    console = Console(stderr=True)
    folder, path = data / "archive", data / "store.sqlite"
    if not path.exists() and not any(folder.glob("*.warc.gz")):
        raise StoreError(f"{data}: no store and no archive: crawl first (`{hint('crawl PORTAL', data)}`)")
    if not path.exists() and since is not None:
        raise UsageError(f"--since: {path} is not there, so nothing is known of the days before: leave --since away")
    with stoppable(), lock.hold(data):
        _clear(data)
        outcome = _rebuilt(data, since, console)
        profiles = [portals.load(name) for name in _portals(path)]
        with Store(path) as store:
            if annotate:
                with Workers(os.cpu_count() or 1) as workers:
                    annotate_pending(profiles, store, workers)
                mark_near_duplicates(store)
    _say(outcome, data)
    return 1 if outcome.unreadable else 0


def _rebuilt(data: Path, since: date | None, console: Console) -> Outcome:
    folder, path = data / "archive", data / "store.sqlite"
    old = path if path.exists() else data / _NOTHING
    outcome = Outcome(Counter(), Counter(), [])
    try:
        with Store(old) as store, _copied(store, data / _COPY) as copy:
            outcome.unreadable.extend(adopt(Ledger(copy), folder))
            files = Ledger(copy).files()
            profiles = [portals.load(name) for name in sorted({file.portal for file in files})]
            with _progress(files, since, console) as advance, attached(copy, old):
                for profile in profiles:
                    _rebuild(copy, folder, profile, since, advance, outcome)
            with Store(path) as target:
                _replace(copy, target)
    finally:
        _clear(data)
    return outcome


def _rebuild(
    copy: Store, folder: Path, profile: Portal, since: date | None, advance: Callable[[int], None], outcome: Outcome
) -> None:
    rebuild = Rebuild(copy, folder, profile, since)
    outcome.articles.update(rebuild.run(advance))
    outcome.answers.update(rebuild.answers)
    outcome.unreadable.extend(rebuild.unreadable)


@contextmanager
def _copied(store: Store, path: Path) -> Iterator[Store]:
    """A copy of the store to work on. Should the machine fail it is thrown away: no write waits for the disk."""
    with _explained(path):
        target = sqlite3.connect(path)
        try:
            store.connection.backup(target)
        finally:
            target.close()
    with Store(path) as copy:
        copy.connection.execute("PRAGMA synchronous = OFF")
        yield copy


def _replace(copy: Store, target: Store) -> None:
    """Make the store what its copy is, in one transaction; who reads it meanwhile is not disturbed."""
    with _explained(target.path):
        copy.connection.backup(target.connection)
        target.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}: free space, mend the folder's rights, or end other users") from error


def _clear(data: Path) -> None:
    """Remove the copies, also those that a killed process left."""
    for name in (_COPY, _NOTHING):
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                (data / f"{name}{suffix}").unlink()


def _portals(path: Path) -> list[str]:
    with Store(path, read_only=True) as store:
        return [row[0] for row in store.connection.execute("SELECT DISTINCT portal FROM articles ORDER BY portal")]


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
