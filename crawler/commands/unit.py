"""One task of the fleet, in a process of its own: the work on some portals, from their locks to what came of it.

`python -m crawler.commands.unit WORK` loads what that kind of work needs, and reads the task as JSON in a line of its
standard input. It prints JSON: a line with an `event` when a portal is through the larger part of its work, and in its
last line what it has `found`. It dies when that input closes: a worker that dies leaves nobody behind who holds a
portal. Whatever it works on survives that, and the same task goes on where it stopped.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
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
from pipelines.annotate_articles import annotators

if TYPE_CHECKING:  # Scrapy and the parser take most of a second to load: only the work that needs them loads them
    from crawler.crawling.summary import Summary


class Task(NamedTuple):
    """What is to be done.

    `work` is "nights", "annotate" or "reprocess"; or "partition" where articles of a portal are annotated that another
    task has given out, and "gather" where they are taken in. `processes` read and annotate. `moments` are those of the
    published versions (ISO 8601), `turn` is that of the verifying; `delay` and `seconds` are those of a night's crawl.
    `shards` is the storage that shards are checked out of, `None` where they stay here; `owner` names the fleet there.
    A portal with many articles to annotate gives them out in partitions of so many as `share` says, 0 for none;
    `partition` is the number of one.
    """

    work: str
    portals: list[str]
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
    partition: int = 0


#: What became of each portal, by its name: `state` ("done", "failed", or "elsewhere" where another run holds it),
#: `failure` in one line, `articles` by outcome, `changes` of its alerts, and how many `partitions` are given out.
Found = dict[str, dict[str, Any]]


def run(task: Task) -> Found:
    """Do the task; whatever goes wrong with a portal does not keep the others."""
    data, console = Path(task.data), Console(stderr=True)
    found: Found = {
        name: {"state": "done", "failure": None, "articles": {}, "changes": [], "partitions": 0}
        for name in task.portals
    }
    try:
        if task.work == "partition":
            _annotate_partition(task)
            return found
        with borrowed(task.shards, task.owner, task.portals, data, partial(_fail, found)) as names:
            _work(names, task, found, console)
    except Exception as error:  # whatever it is, the fleet is told
        for name in task.portals:
            _fail(found, name, error)
    return found


def _work(names: Sequence[str], task: Task, found: Found, console: Console) -> None:
    """Do the task for portals whose shards are here; what was done before an error is kept."""
    data = Path(task.data)
    try:
        choose_segmenter(task.segmenter, data)
        profiles = _ready(names, task, found, console)
        with ExitStack() as stack:
            held = _held(profiles, data, found, stack)
            if held and task.work == "nights":
                _crawl(held, task, found, console)
            elif held and task.work == "gather":
                _gather(held, task, found)
            elif held:
                _annotate(held, task, found)
    except Exception as error:  # whatever it is, the fleet is told, and what stands in the shards is checked in
        for name in names:
            _fail(found, name, error)


def _ready(names: Sequence[str], task: Task, found: Found, console: Console) -> list[Portal]:
    """The profiles of the portals that can be worked on, whose stores are rebuilt if that is the task."""
    if task.work == "reprocess":
        from crawler.commands import reprocess
    data = Path(task.data)
    ready = []
    for name in names:
        try:
            if task.work == "reprocess":
                profile, outcome = reprocess.rebuild(name, data, None, console, task.processes)
                found[name]["articles"] = dict(outcome.articles)
                if outcome.unreadable:
                    found[name] |= {"state": "failed", "failure": outcome.unreadable[0]}
            else:
                profile = portals.load(name, data=data)
        except VnportalError as error:
            _fail(found, name, error)
            continue
        ready.append(profile)
    return ready


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


def _annotate(held: list[Held], task: Task, found: Found) -> None:
    """Annotate what waits, portal by portal. Portals with much of it give it out."""
    data = Path(task.data)
    read_pending(held, processes=task.processes)
    if not task.annotate:
        return
    with annotators(task.processes) as workers:
        for shard in held:
            one = found[shard.profile.name]
            if task.share:
                one["partitions"] = Partitions(shard.profile, data, task.shards).give_out(shard, task.share)
            if not one["partitions"]:
                one["articles"]["annotated"], _ = annotate_pending([shard], workers)
                _print({"event": {"portals": [shard.profile.name], "articles": one["articles"]}})


def _annotate_partition(task: Task) -> None:
    data, (name,) = Path(task.data), task.portals
    choose_segmenter(task.segmenter, data)
    with annotators(task.processes) as workers:
        Partitions(portals.load(name, data=data), data, task.shards).annotate(task.partition, workers)


def _gather(held: list[Held], task: Task, found: Found) -> None:
    """Take in what other workers have annotated."""
    for shard in held:
        taken = Partitions(shard.profile, Path(task.data), task.shards).take_in(shard)
        found[shard.profile.name]["articles"]["annotated"] = taken["annotated"]


def _fail(found: Found, name: str, error: Exception) -> None:
    if found[name]["state"] == "done":
        state = "elsewhere" if isinstance(error, LockHeldError) else "failed"
        found[name] |= {"state": state, "failure": in_one_line(error)}


def _die_with_parent() -> None:
    """Kill this process when its standard input closes: who started it is dead."""

    def watch_input() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch_input, daemon=True).start()


def main() -> None:
    """Do the task of the standard input; its kind of work is told before, so that what that needs can be loaded."""
    if sys.argv[1:] == ["reprocess"]:
        import crawler.commands.reprocess
    elif sys.argv[1:] == ["nights"]:
        import crawler.commands.running  # noqa: F401
    line = sys.stdin.readline()
    if not line:  # the worker died before it had said what to do
        return
    task = Task(**json.loads(line))
    _die_with_parent()
    _print({"found": run(task)})


def _print(said: dict[str, Any]) -> None:
    print(json.dumps(said, ensure_ascii=False), flush=True)  # noqa: T201 - for the worker


if __name__ == "__main__":
    main()
