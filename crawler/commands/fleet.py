"""`vnportal fleet`: the work on many portals, given to workers on this machine or on others, and then a publication."""

import os
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.console import Console

from crawler import portals
from crawler.commands.borrowing import gathered
from crawler.commands.profiles import named
from crawler.fleet import cluster
from crawler.fleet.depot import Depot
from crawler.fleet.groups import Group, groups, single
from crawler.fleet.table import Progress
from crawler.fleet.work import Found
from crawler.monitoring import messages, notify
from crawler.records.errors import UsageError, VnportalError, hint, in_one_line
from crawler.records.logs import tell
from crawler.records.profile import Portal
from crawler.store import lock, nights, shards
from crawler.store.alerts import Change
from crawler.store.collection import Collection
from exports.publish import versions

WORKS = ("nights", "annotate", "reprocess", "publish")
#: Articles of a partition that another worker reads or annotates: up to some seconds of work.
PARTITION = 100
#: The module beside this one that the processes of workers run. It is not imported: it loads all that a crawl needs.
_UNIT = f"{__package__}.unit"
#: What a night takes over from the one before it: how many have verified their part.
_VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """What the command line asked for; `scheduler` is the address of a Dask scheduler, `None` for a cluster here.

    `shards` is the storage that shards are checked out of, and in again; `None` where they stay in the data directory.
    """

    globs: tuple[str, ...]
    data: Path
    work: str = "nights"
    scheduler: str | None = None
    workers: int | None = None
    seconds: float | None = None
    delay: float | None = None
    annotate: bool = True
    publish: bool = True
    segmenter: str = "underthesea"
    shards: str | None = None


def run(options: FleetOptions) -> int:
    """Let workers do the work on the portals, and publish; returns the exit status: 0 all done, 1 something failed.

    A portal that fails, or that another run works on, does not keep the others. A worker that dies is replaced, and its
    portals go on where they stopped.

    Raises:
        UsageError: an option is wrong, no portal is meant, or Dask is not installed.
        ProfileError: a profile is wrong.
        StoreError: the data directory cannot be used.
        VnportalError: the scheduler cannot be reached.
    """
    if options.work not in WORKS:
        raise UsageError(f"--work {options.work}: expected one of {', '.join(WORKS)}")
    owner = f"{socket.gethostname()}-{uuid4().hex[:8]}" if options.shards or options.scheduler else ""
    depot = Depot(options.shards, owner) if options.shards else None
    profiles = _profiles(options, depot)
    notify.check_config(os.environ)
    count = options.workers or os.cpu_count() or 1
    began, progress = time.monotonic(), Progress([profile.name for profile in profiles], Console(stderr=True))
    with Collection(options.data) as collection:
        night_id, turn = _begin(collection, profiles)
        found: Found = {}
        if options.work != "publish":
            dealt = _dealt(options, profiles, count)
            # On this machine a worker without a group leaves its core to those that have one.
            processes = 1 if options.scheduler else max(1, count // len(dealt))
            helped = options.scheduler is not None or len(dealt) > 1
            task = _task(options, processes, turn, depot) | {"owner": owner, "share": PARTITION if helped else 0}
            with progress:
                found = cluster.run(dealt, _UNIT, task, options.scheduler, count, progress)
    errors = [f"{name}: {one['failure']}" for name, one in sorted(found.items()) if one["failure"]]
    if depot is not None and options.publish:
        errors += gathered(depot, options.data)
    dataset = _published(options, errors) if options.publish else None
    line = _line(night_id, found, errors, dataset, time.monotonic() - began)
    changes = [Change(*change) for one in found.values() for change in one["changes"]]
    with Collection(options.data) as collection:
        nights.end(collection, night_id, "failed" if errors else "done", {"errors": errors, _VERIFIED: turn + 1})
    events = messages.of_night(socket.gethostname(), str(options.data), line, errors, changes, recovered=False)
    for error in [*errors, *notify.notify(events, os.environ)]:
        tell(f"vnportal: {error}")
    Console(soft_wrap=True, highlight=False, markup=False).print(line)
    return 1 if errors else 0


def _profiles(options: FleetOptions, depot: Depot | None) -> list[Portal]:
    """The profiles of the portals: those that are named, else those of nights, or those that have a shard."""
    names = named(options.globs, options.data)
    stored = depot.portals() if depot is not None else []
    if options.work != "nights":
        names = sorted({*shards.names(options.data), *stored} & set(names))
    profiles = [portals.load(name, data=options.data) for name in names]
    if options.work == "nights" and not options.globs:
        profiles = [profile for profile in profiles if profile.nightly]
    if not profiles:
        first = hint("crawl PORTAL", options.data)
        raise UsageError(f"no portal to work on: name one with --portal, or `{first}` first")
    return profiles


def _dealt(options: FleetOptions, profiles: Sequence[Portal], count: int) -> list[Group]:
    """The portals in groups, for so many workers."""
    if options.work == "nights":
        return groups(profiles, count)
    return single({profile.name: _size(options.data, profile) for profile in profiles})


def _size(data: Path, profile: Portal) -> int:
    """Bytes of a portal's shard; 0 where it is not here."""
    folder = shards.folder(data, profile.name)
    return sum((folder / name).stat().st_size for name in shards.contents(data, profile.name))


def _begin(collection: Collection, profiles: Sequence[Portal]) -> tuple[str, int]:
    """Begin a night; returns its id, and its turn to verify."""
    before = nights.latest(collection)
    turn = int(before[0].outcome.get(_VERIFIED, 0)) if before else 0
    return nights.begin(collection, [profile.name for profile in profiles], {_VERIFIED: turn}), turn


def _task(options: FleetOptions, processes: int, turn: int, depot: Depot | None) -> dict[str, Any]:
    datasets = options.data / "datasets"
    return {
        "work": options.work,
        "data": str(options.data.absolute()),
        "processes": processes,
        "annotate": options.annotate,
        "segmenter": options.segmenter,
        "delay": options.delay,
        "seconds": options.seconds,
        "moments": [moment.isoformat() for moment in versions.moments(datasets)],
        "turn": turn,
        "shards": depot.folder.address if depot is not None else None,
    }


def _published(options: FleetOptions, errors: list[str]) -> str | None:
    """Mark near duplicates, and publish; the name of the version."""
    # Their libraries take half a second, in which the workers can begin.
    from crawler.commands.spreading import mark_with
    from exports.publish.publish import publish
    from pipelines.derive_tables import derivers

    try:
        with Collection(options.data) as collection:
            collection.sync()
            collection.require_articles()
            with lock.hold(options.data, wait=True):
                mark_with(collection, options.workers or os.cpu_count() or 1)
            profile = partial(portals.load, data=options.data)
            done = publish(collection, options.data / "datasets", profile, derivers)
    except VnportalError as error:
        errors.append(in_one_line(error))
        return None
    errors += done.kept
    return done.version.name


def _line(night_id: str, found: Found, errors: list[str], dataset: str | None, seconds: float) -> str:
    """The work in one line."""
    states = Counter(one["state"] for one in found.values())
    articles: Counter[str] = Counter()
    for one in found.values():
        articles.update({name: count for name, count in one["articles"].items() if name != "known"})
    words = {"done": "done", "failed": "failed", "elsewhere": "worked on elsewhere"}
    counted = ", ".join(f"{states[state]} {word}" for state, word in words.items() if states[state])
    parts = [f"{night_id}: {'failed' if errors else 'done'}: portals: {counted or 'none asked'}"]
    parts.append(", ".join(f"{count} {name}" for name, count in sorted(articles.items())) or "nothing new")
    parts.append(f"dataset {dataset}" if dataset else "no dataset published")
    return "; ".join([*parts, f"{seconds:.0f} s"])
