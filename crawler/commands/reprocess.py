"""`vnportal reprocess`: rebuild the store's records from the archive, with today's parser and stages, offline."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from crawler import portals
from crawler.archive.adopt import adopt
from crawler.commands.holding import holding
from crawler.commands.pending import annotate_pending, mark_repeats, read_pending
from crawler.commands.stopping import StoppedError, stoppable
from crawler.crawling import reading_processes
from crawler.rebuilding.reprocess import Rebuild
from crawler.rebuilding.shared_reading import SharedReading
from crawler.records.errors import StoreError, UsageError, VnportalError, hint
from crawler.records.logs import tell
from crawler.records.profile import Portal
from crawler.store import lock, schema, shards
from crawler.store.archives import File, Ledger
from crawler.store.rebuild import copied, replace
from crawler.store.sealing import forget_broken_annotations
from crawler.store.store import Store
from pipelines.annotate_articles import annotators
from pipelines.workers import Workers

#: The copy that is rebuilt, and, where there is no store, an empty one to rebuild it from.
_COPY, _NOTHING = "store.sqlite.rebuilding", "store.sqlite.nothing"
#: Bytes of archives that one process has read before a second one would have started.
_SMALL = 2_000_000
#: Pages for each reader that wait before a further one is worth its start.
_BACKLOG = 4
#: Unreadable places that are named one by one.
_MOST_NAMED = 10


class Outcome(NamedTuple):
    """What a rebuild has come to: articles by what became of them, answers by what they are, what was unreadable."""

    articles: Counter[str]
    answers: Counter[str]
    unreadable: list[str]


class _Shard(NamedTuple):
    """A portal whose store is rebuilt, with its shard, store and archive, and the processes that read its pages; with
    `shared` other workers read some of them.
    """

    profile: Portal
    folder: Path
    store: Path
    archive: Path
    readers: Workers
    shared: SharedReading | None


def run(data: Path, since: date | None, globs: Sequence[str] = (), *, annotate: bool) -> int:
    """Rebuild the records of the portals that any of the globs matches, or of all, from the answers in their archives.

    Answers since the day count, or all. Each store changes in one transaction, at the end: a process that is killed
    before has changed nothing. Afterwards texts that changed are annotated, unless told otherwise, and near duplicates
    marked. A store of a schema that this release does not know is kept beside the new one, which is made from the
    archive alone. A portal that cannot be rebuilt does not keep the others, unless it is the only one.

    Returns the exit status: 0, or 1 when a portal could not be rebuilt or part of an archive could not be read; what
    came from there has stayed as it was.

    Raises:
        UsageError: a glob matches no portal; `since` without a store.
        ProfileError: a portal has no profile, or a wrong one.
        LockHeldError: another run works on the portal.
        StoreError: there is neither store nor archive, or the data directory cannot be used.
        WorkersError: no worker process can be started.
    """
    names = shards.matching(globs, shards.names(data))
    if not names:
        raise StoreError(f"{data}: no store and no archive: crawl first (`{hint('crawl PORTAL', data)}`)")
    console = Console(stderr=True)
    whole, errors, done = Outcome(Counter(), Counter(), []), [], []
    count = reader_count(names, data, os.cpu_count() or 1)
    with stoppable(), readers_of(count) as readers:
        for name in names:
            try:
                profile, outcome = rebuild(name, data, since, console, readers)
            except StoppedError:
                raise
            except VnportalError as error:
                if len(names) == 1:
                    raise
                errors.append(str(error))
                continue
            done.append(profile)
            whole.articles.update(outcome.articles)
            whole.answers.update(outcome.answers)
            whole.unreadable.extend(outcome.unreadable)
        readers.close()
        if done:
            errors += _finish(done, data, annotate=annotate)
    for line in errors:
        tell(f"vnportal: {line}")
    _say(whole, shards.archive(data, names[0]) if len(names) == 1 else data)
    return 1 if errors or whole.unreadable else 0


def reader_count(names: Sequence[str], data: Path, most: int) -> int:
    """How many processes are to read the answers of portals: `most` where the archives are large, else one."""
    length = sum(file.stat().st_size for name in names for file in shards.archive(data, name).glob("*.warc.gz"))
    return most if length > _SMALL else 1


def readers_of(count: int) -> Workers:
    """So many processes that read the answers of one portal after the other."""
    return reading_processes.readers(count, backlog=_BACKLOG)


def rebuild(
    name: str, data: Path, since: date | None, console: Console, readers: Workers, shared: SharedReading | None = None
) -> tuple[Portal, Outcome]:
    """Rebuild the store of a portal from its archive, without the language work; raises what `run` does.

    `readers` are those of `readers_of`. With `shared` other workers read some of the answers.
    """
    profile = portals.load(name, data=data)
    folder, store = shards.folder(data, name), shards.store(data, name)
    shard = _Shard(profile, folder, store, shards.archive(data, name), readers, shared)
    return profile, _rebuilt(shard, since, console)


def _finish(profiles: list[Portal], data: Path, *, annotate: bool) -> list[str]:
    """Do what follows the rebuilding; returns why a portal was left out."""
    with holding(profiles, data) as (held, refused):
        for one in held:
            one.store.files.forget_broken()
        read_pending(held)
        if annotate:
            with annotators(os.cpu_count() or 1) as workers:
                annotate_pending(held, workers)
            mark_repeats(data, held)
    return [str(error) for error in refused.values()]


def _rebuilt(shard: _Shard, since: date | None, console: Console) -> Outcome:
    """Rebuild a store from what it knows and its archive has."""
    foreign = schema.is_foreign(schema.version_of(shard.store))
    lost = foreign or not shard.store.exists()
    if lost and not any(shard.archive.glob("*.warc.gz")):
        raise StoreError(f"{shard.archive}: no archive to rebuild the store from: restore it from a backup")
    if lost and since is not None:
        told = f"--since: {shard.store} is not there, so nothing is known of the days before: leave --since away"
        raise UsageError(told)
    with lock.hold(shard.folder):
        _clear(shard.folder)
        try:
            return _replaced(shard, shard.folder / _NOTHING if lost else shard.store, since, console)
        finally:
            _clear(shard.folder)


def _replaced(shard: _Shard, old: Path, since: date | None, console: Console) -> Outcome:
    """Replace a store by what the store at `old` knows and the archive has."""
    outcome = Outcome(Counter(), Counter(), [])
    copy_at = shard.folder / _COPY
    with Store(old) as store, copied(store, copy_at) as copy:
        outcome.unreadable.extend(adopt(Ledger(copy), shard.archive, shard.profile.name))
        files = Ledger(copy).files(shard.profile.name)
        with shard.readers.beside() as submit, _progress(files, since, console) as advance:
            rebuild = Rebuild(copy, shard.archive, shard.profile, submit, since, shard.shared)
            outcome.articles.update(rebuild.run(advance))
            outcome.answers.update(rebuild.answers)
            outcome.unreadable.extend(rebuild.unreadable)
    if old != shard.store:
        schema.set_aside(shard.store)
    with Store(copy_at) as copy, Store(shard.store) as target:
        forget_broken_annotations(copy)
        replace(target, copy)
    return outcome


def _clear(folder: Path) -> None:
    """Remove the copies, also those that a killed process left."""
    for name in (_COPY, _NOTHING):
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                (folder / f"{name}{suffix}").unlink()


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


def _say(outcome: Outcome, place: Path) -> None:
    articles = outcome.articles
    typer.echo(
        f"{articles['articles']} articles ({articles['added']} new, {articles['changed']} changed,"
        f" {articles['dropped']} dropped) from {outcome.answers.total()} answers in {place}"
    )
    for line in outcome.unreadable[:_MOST_NAMED]:
        typer.echo(f"vnportal: {line}", err=True)
    if len(outcome.unreadable) > _MOST_NAMED:
        typer.echo(f"vnportal: and {len(outcome.unreadable) - _MOST_NAMED} more", err=True)
