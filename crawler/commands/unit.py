"""One task of the fleet, in a process of its own: the work on some portals, from their locks to what came of it.

`python -m crawler.commands.unit TASK` gets ready for tasks such as TASK, which is JSON, and reads them with their
portals in lines of its standard input. It prints JSON: a line with an `event` for each news of a portal, and a last one
with what it has `found`. Where that line says `stays`, the process keeps its models loaded, and reads another task. It
dies when its input closes: a worker that dies leaves nobody behind who holds a portal. Whatever it works on survives
that, and the same task goes on where it stopped.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console

from crawler import portals
from crawler.commands.borrowing import PATIENCE, borrowed
from crawler.commands.holding import Held, holding
from crawler.commands.models import choose_segmenter
from crawler.commands.partitions import Partitions
from crawler.commands.pending import annotate_pending, read_pending
from crawler.records import clock
from crawler.records.errors import LockHeldError, VnportalError, in_one_line
from crawler.records.profile import Portal
from crawler.store.alerts import update
from crawler.store.maintenance import tidy
from crawler.store.partition_files import PartitionFiles
from pipelines.annotate_articles import annotators
from pipelines.language import rdr
from pipelines.workers import Workers

if TYPE_CHECKING:  # Scrapy and the parser take most of a second to load: only the work that needs them loads them
    from crawler.crawling.summary import Summary


#: Seconds without a task after which a process ends that was kept for another one.
_IDLE = 60.0


class Task(NamedTuple):
    """What is to be done. A process that gets ready for tasks is told one without portals.

    `work` is "nights", "annotate" or "reprocess". `processes` read and annotate. `moments` are those of the
    published versions (ISO 8601), `turn` is that of the verifying; `delay` and `seconds` are those of a night's crawl.
    `shards` is the storage that shards are checked out of, `None` where they stay here. `owner` names the fleet in its
    leases; it is empty where all workers are on this machine.
    A portal with many articles to read or annotate gives them out in partitions of so many as `share` says, 0 for none.
    `partition` is the number of one that another task has given out, if that alone is to be done. `kind` says whether
    it holds "pages" or "texts".
    """

    work: str
    data: str
    processes: int
    annotate: bool
    segmenter: str
    delay: float | None
    seconds: float | None
    moments: list[str]
    turn: int
    shards: str | None
    owner: str
    share: int
    portals: list[str] = []  # noqa: RUF012 - nobody changes it
    partition: int | None = None
    kind: str = ""


#: What became of each portal, by its name: `state` ("done", "failed", or "elsewhere" where another run holds it),
#: `failure` in one line, `articles` by outcome, and `changes` of its alerts.
Found = dict[str, dict[str, Any]]


class Kept:
    """Processes that annotate and that read pages, kept from task to task: it takes seconds to load what they need."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Any, Workers]] = {}

    def annotators(self, count: int) -> Workers:
        """So many processes that annotate, with the segmenter that was chosen last."""
        return self._of("annotators", (count, rdr.chosen()), partial(annotators, count))

    def readers(self, count: int) -> Workers:
        """So many processes that read the pages of archives."""
        from crawler.commands import reprocess

        return self._of("readers", count, partial(reprocess.readers_of, count))

    def _of(self, kind: str, wanted: object, make: Callable[[], Workers]) -> Workers:
        made, workers = self._made.get(kind, (None, None))
        if workers is None or made != wanted:
            if workers is not None:
                workers.close()
            workers = make()
            self._made[kind] = wanted, workers
        return workers

    def close(self) -> None:
        """End them."""
        for _, workers in self._made.values():
            workers.close()
        self._made.clear()


def run(task: Task, kept: Kept) -> Found:
    """Do the task; whatever goes wrong with a portal does not keep the others."""
    data, console = Path(task.data), Console(stderr=True)
    found: Found = {name: {"state": "done", "failure": None, "articles": {}, "changes": []} for name in task.portals}
    try:
        if task.partition is not None:
            _do_partition(task, task.partition, kept)
            return found
        with borrowed(task.shards, task.owner, task.portals, data, partial(_fail, found)) as names:
            _work(names, task, found, console, kept)
    except Exception as error:  # whatever it is, the fleet is told
        for name in task.portals:
            _fail(found, name, error)
    return found


def _work(names: Sequence[str], task: Task, found: Found, console: Console, kept: Kept) -> None:
    """Do the task for portals whose shards are here; what was done before an error is kept."""
    data = Path(task.data)
    try:
        choose_segmenter(task.segmenter, data)
        profiles = _ready(names, task, found, console, kept)
        with ExitStack() as stack:
            held = _held(profiles, data, found, stack)
            if held and task.work == "nights":
                _crawl(held, task, found, console)
            elif held:
                _annotate(held, task, found, kept)
    except Exception as error:  # whatever it is, the fleet is told, and what stands in the shards is checked in
        for name in names:
            _fail(found, name, error)


def _ready(names: Sequence[str], task: Task, found: Found, console: Console, kept: Kept) -> list[Portal]:
    """The profiles of the portals that can be worked on, whose stores are rebuilt if that is the task."""
    ready = []
    for name in names:
        try:
            if task.work == "reprocess":
                ready.append(_rebuilt(name, task, found, console, kept))
            else:
                ready.append(portals.load(name, data=Path(task.data)))
        except VnportalError as error:
            _fail(found, name, error)
    return ready


def _rebuilt(name: str, task: Task, found: Found, console: Console, kept: Kept) -> Portal:
    """Rebuild the store of a portal; returns its profile."""
    from crawler.commands import reprocess
    from crawler.rebuilding import shared_reading

    data, shared = Path(task.data), None
    readers = kept.readers(task.processes)
    with ExitStack() as stack:
        if task.share:
            files = PartitionFiles(name, data, task.shards, shared_reading.KIND)
            tell = partial(_tell_of_partitions, name, "pages")
            shared = stack.enter_context(closing(shared_reading.SharedReading(files, task.share, tell)))
        profile, outcome = reprocess.rebuild(name, data, None, console, readers, shared)
    found[name]["articles"] = dict(outcome.articles)
    if outcome.unreadable:
        found[name] |= {"state": "failed", "failure": outcome.unreadable[0]}
    return profile


def _held(profiles: list[Portal], data: Path, found: Found, stack: ExitStack) -> list[Held]:
    """The shards of the portals, locked and open, but for those that others hold."""
    end = time.monotonic() + PATIENCE
    held: list[Held] = []
    while profiles:
        try:
            got, refused = stack.enter_context(holding(profiles, data))
        except VnportalError as every:
            got, refused = [], {profile.name: every for profile in profiles}
        held += got
        late = time.monotonic() >= end
        for name, error in refused.items():
            if late or not isinstance(error, LockHeldError):
                _fail(found, name, error)
        profiles = [one for one in profiles if one.name in refused and found[one.name]["state"] == "done"]
        if profiles:
            time.sleep(0.1)
    return held


def _crawl(held: list[Held], task: Task, found: Found, console: Console) -> None:
    """A night of the portals, up to what stands in their shards."""
    from crawler.commands.running import nightly_arguments, run_crawls, run_settings

    workers = annotators(task.processes) if task.annotate else None
    data = Path(task.data)
    settings = run_settings(data, delay=task.delay, seconds=task.seconds)
    try:
        crawls = run_crawls(
            held, nightly_arguments, settings, workers, console, processes=task.processes, ended=_tell_of
        )
        for name, error in crawls.errors.items():
            _fail(found, name, error)
        for one in crawls.runs:
            found[one.portal.name]["articles"] = dict(one.summary.articles) if one.summary else {}
            if one.failure is not None:
                _fail(found, one.portal.name, VnportalError(one.failure))
        read_pending(held, processes=task.processes)
        if workers is not None:
            annotate_pending(held, workers)
    finally:
        if workers is not None:
            workers.close()
    _finish_night(held, task, found)


def _finish_night(held: list[Held], task: Task, found: Found) -> None:
    """What follows the crawls: monitors, verifying, retention, tidying."""
    from crawler.archive.retention import retire
    from crawler.commands import verify
    from crawler.monitoring.watching import watch

    data = Path(task.data)
    moments = [datetime.fromisoformat(moment) for moment in task.moments]
    for shard in held:
        name = shard.profile.name
        try:
            changes = watch(shard.store, shard.profile)
            changes += update(shard.store, name, [verify.of_shard(shard, data, task.turn)])
            found[name]["changes"] = changes
            retire(shard.store, shard.profile, shard.archive, moments, clock.now())
            tidy(shard.store)
        except VnportalError as error:
            _fail(found, name, error)


def _tell_of(name: str, summary: "Summary") -> None:
    _print({"event": {"portals": [name], "articles": dict(summary.articles)}})


def _annotate(held: list[Held], task: Task, found: Found, kept: Kept) -> None:
    """Annotate what waits, portal by portal. Of portals with much of it other workers are told."""
    read_pending(held, processes=task.processes)
    if not task.annotate:
        return
    workers = kept.annotators(_annotators(task))
    for shard in held:
        name = shard.profile.name
        partitions = Partitions(shard.profile, Path(task.data), task.shards)
        count = partitions.give_out(shard, task.share)
        if count:
            _tell_of_partitions(name, "texts", count)
            done = partitions.work_off(shard, count, workers)["annotated"]
        else:
            done, _ = annotate_pending([shard], workers)
        found[name]["articles"]["annotated"] = done
        _print({"event": {"portals": [name], "articles": found[name]["articles"]}})


def _annotators(task: Task) -> int:
    return 1 if task.share else task.processes  # where others help, each of them has a core


def _tell_of_partitions(name: str, kind: str, count: int) -> None:
    _print({"event": {"portals": [name], "partitions": count, "kind": kind}})


def _do_partition(task: Task, number: int, kept: Kept) -> None:
    data, (name,) = Path(task.data), task.portals
    profile = portals.load(name, data=data)
    if task.kind == "pages":
        from crawler.rebuilding import shared_reading

        files = PartitionFiles(name, data, task.shards, shared_reading.KIND)
        shared_reading.read_partition(files, number, profile, kept.readers(task.processes))
        return
    choose_segmenter(task.segmenter, data)
    Partitions(profile, data, task.shards).annotate(number, kept.annotators(task.processes))


def _fail(found: Found, name: str, error: Exception) -> None:
    if found[name]["state"] == "done":
        state = "elsewhere" if isinstance(error, LockHeldError) else "failed"
        found[name] |= {"state": state, "failure": in_one_line(error)}


def _tasks() -> Iterator[Task]:
    """The tasks of the standard input, until it closes or none comes for a while.

    If it closes while a task is done, this process is killed: who started it is dead.
    """
    lines: SimpleQueue[str] = SimpleQueue()
    done = 0

    def read() -> None:
        asked = 0
        for line in sys.stdin:
            asked += 1
            lines.put(line)
        if asked > done:
            os.kill(os.getpid(), signal.SIGKILL)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    with suppress(Empty):
        while line := lines.get(timeout=_IDLE if done else None):
            yield Task(**json.loads(line))
            done += 1


def _get_ready(task: Task, kept: Kept) -> None:
    """Load what tasks of a kind need, and have the first of their processes start."""
    if task.work == "reprocess":
        kept.readers(task.processes).begin()
    elif task.work == "nights":
        import crawler.commands.running  # noqa: F401
    elif task.work == "annotate" and task.annotate:
        with suppress(VnportalError):  # the task tells it
            choose_segmenter(task.segmenter, Path(task.data))
            kept.annotators(_annotators(task)).begin()


def main() -> None:
    """Do the tasks of the standard input; what they have in common is told before."""
    about = Task(**json.loads(sys.argv[1]))
    # A crawl leaves a reactor behind that runs once.
    stays = about.work != "nights"
    with closing(Kept()) as kept:
        _get_ready(about, kept)
        for task in _tasks():
            _print({"found": run(task, kept), "stays": stays})
            if not stays:
                return


def _print(said: dict[str, Any]) -> None:
    print(json.dumps(said, ensure_ascii=False), flush=True)  # noqa: T201 - for the worker


if __name__ == "__main__":
    main()
