"""`vnportal nightly`: one night with nobody watching, from the lock to the one line that says what it came to.

crawl → annotate → checks → publish → report → retention → verify → notify. Each step keeps what the ones before
it finished, so that a night that ends anywhere, also by `kill -9`, is taken up by the next one.
"""

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from crawler import portals
from crawler.archive.retention import retire
from crawler.commands import verify
from crawler.commands.holding import Held, holding
from crawler.commands.pending import annotate_pending, read_pending
from crawler.commands.profiles import named, served_at
from crawler.commands.report import write as write_report
from crawler.commands.running import nightly_arguments, run_crawls, run_settings
from crawler.commands.spreading import mark_with
from crawler.commands.stopping import StoppedError, stoppable
from crawler.crawling.live import OUT_OF_TIME, LiveRun
from crawler.monitoring import messages, notify, ping
from crawler.monitoring.watching import watch
from crawler.pages.parser_version import PARSER_VERSION
from crawler.records import clock
from crawler.records.errors import UsageError, VnportalError, hint, in_one_line
from crawler.records.logs import in_json, tell
from crawler.records.profile import Portal
from crawler.records.release import SOFTWARE
from crawler.store import lock, nights
from crawler.store.alerts import Change, opened, update
from crawler.store.collection import Collection
from crawler.store.maintenance import tidy
from exports.publish import versions
from exports.publish.publish import Published, publish
from pipelines.annotate_articles import annotators
from pipelines.derive_tables import derivers
from pipelines.stages import pipeline_version

#: Of the time of a night, the share kept for what follows the crawl while no night has told how long that takes.
_KEPT_AT_FIRST = 0.1
#: How much longer than last time it may take, and the share of the night that it may ask for at the most.
_LONGER, _KEPT_AT_MOST = 1.5, 0.5
#: What a night's outcome takes over from the night before, until the night changes it: which version was published from
#: which state of the store, from which state the report was made, how many seconds it took from the crawl to the end,
#: whether the last night that ended had failed, the changes of alerts that nobody was told of yet, and how many nights
#: have verified their part.
_PUBLISHED, _REPORTED, _AFTER_CRAWL, _FAILING, _UNTOLD, _VERIFIED = (
    "published",
    "reported",
    "after_crawl_seconds",
    "failing",
    "untold",
    "verified",
)
_CARRIED = (_PUBLISHED, _REPORTED, _AFTER_CRAWL, _FAILING, _UNTOLD, _VERIFIED)


@dataclass(frozen=True, slots=True)
class NightlyOptions:
    """What the command line asked for; `seconds` is the time of the whole night, `None` without end."""

    portals: tuple[str, ...]
    data: Path
    seconds: float | None = None
    base_url: str | None = None
    delay: float | None = None


@dataclass(slots=True)
class _Night:
    """A night under way, and what it has come to."""

    options: NightlyOptions
    shards: list[Held]
    collection: Collection
    console: Console
    night_id: str
    outcome: dict[str, Any]
    began: float = field(default_factory=time.monotonic)
    errors: list[str] = field(default_factory=list)
    #: The exit status of a night that is not done.
    exit_status: int = 1
    #: The version that `latest` points to after the night's publishing; `None` when it did not come to that.
    dataset: str | None = None

    @property
    def deadline(self) -> float | None:
        """When the night's time is up, in seconds of `time.monotonic`."""
        return None if self.options.seconds is None else self.began + self.options.seconds

    @contextmanager
    def guarded(self, what: str) -> Iterator[None]:
        """Whatever goes wrong in a step is noted, and the steps that do not need it go on; only being told to stop ends
        them all.
        """
        try:
            yield
        except StoppedError:
            raise
        except Exception as error:
            self.errors.append(f"{what}: {in_one_line(error)}")


def run(options: NightlyOptions) -> int:
    """Run a night; returns the exit status: 0 done; 1 something failed, or SIGTERM stopped the night; 130
    Ctrl-C did.

    A portal that fails does not keep the others from being published. When no portal could be crawled, language work
    cannot be done or a check fails, nothing is published. What fails after that (report, retention) takes nothing back.
    The status is 1 in all these cases.

    Raises:
        UsageError: no portal, or one base URL for several; notifications or the clock are set to what cannot be.
        ProfileError: there is no such portal, or its profile is wrong.
        LockHeldError: other runs work on all of these portals.
        StoreError: the data directory cannot be used.
        StoppedError: SIGTERM or SIGINT came before the first step or after the last.
    """
    profiles = _profiles(options)
    notify.check_config(os.environ)
    ping.check_config(os.environ)
    in_json(os.environ)
    clock.now()
    console, output = Console(stderr=True), Console(soft_wrap=True, highlight=False, markup=False)
    with (
        stoppable(),
        holding(profiles, options.data) as (held, refused),
        Collection(options.data) as collection,
    ):
        before = nights.latest(collection)
        known = {name: before[0].outcome[name] for name in _CARRIED if name in before[0].outcome} if before else {}
        night_id = nights.begin(collection, [shard.profile.name for shard in held], known)
        night = _Night(options, held, collection, console, night_id, outcome=known)
        night.errors += [f"{name}: {error}" for name, error in refused.items()]
        failed_before = known.get(_FAILING, False)
        status = _watched(night)
        with night.guarded("notification"):
            _tell(night, status, failed_before)
        for error in dict.fromkeys(night.errors):
            tell(f"vnportal: {error}")
        output.print(_line(night, status))
    return 0 if status == "done" else night.exit_status


def _profiles(options: NightlyOptions) -> list[Portal]:
    profiles = [portals.load(name, data=options.data) for name in named(options.portals, options.data)]
    if not options.portals:
        profiles = [profile for profile in profiles if profile.nightly]
    if not profiles:
        raise UsageError("no portal has nightly = true in its profile: name one with --portal")
    return served_at(options.base_url, profiles)


def _watched(night: _Night) -> nights.Status:
    """Go through the steps, and keep what became of them whatever happens."""
    status: nights.Status = "failed"
    try:
        with stoppable():
            status = _steps(night)
    except StoppedError as error:
        status = "interrupted"
        night.exit_status = error.exit_status
        night.errors.append(str(error))
    except Exception as error:
        night.errors.append(in_one_line(error))
    night.errors[:] = dict.fromkeys(night.errors)  # each step meets the same full disk
    night.outcome |= {"errors": night.errors, _FAILING: status != "done"}
    try:
        nights.end(night.collection, night.night_id, status, night.outcome)
    except StoppedError:
        raise
    except Exception as error:
        # A disk that is full must not hide what was wrong in the first place.
        night.errors.append(in_one_line(error))
        status = "failed" if status == "done" else status
    return status


def _steps(night: _Night) -> nights.Status:
    crawled = _crawl_and_annotate(night)
    night.outcome["crawl_seconds"] = round(time.monotonic() - night.began, 3)
    if not crawled:
        raise VnportalError("nothing was published: no portal could be crawled: see the errors of each")
    if not night.collection.count() and any(run.reason == OUT_OF_TIME for run in crawled):
        raise VnportalError("nothing was published: the time was up before any article was read: raise --max-time")
    with lock.hold(night.options.data, wait=True):
        mark_with(night.collection, os.cpu_count() or 1)
    state = _state(night)
    published = _publish(night, state)
    report = night.options.data / "report.html"
    if night.outcome.get(_REPORTED) != state or not report.is_file():
        with night.guarded("no new report, the dataset stands"):
            write_report(night.options.data, report)
            night.outcome[_REPORTED] = state
    moments = versions.moments(night.options.data / "datasets")
    for profile, store, archive in night.shards:
        with night.guarded(f"{profile.name}: retention of the archive"):
            retired = retire(store, profile, archive, moments, clock.now())
            night.outcome.setdefault("archives_removed", []).extend(retired.removed)
        with night.guarded(f"{profile.name}: upkeep of the store"):
            tidy(store)
    with night.guarded("verify"):
        _verify(night)
    if published is not None:
        night.outcome[_AFTER_CRAWL] = round(time.monotonic() - night.began - night.outcome["crawl_seconds"], 3)
    return "failed" if night.errors else "done"


def _crawl_and_annotate(night: _Night) -> list[LiveRun]:
    """The runs of the portals that could be crawled.

    Raises:
        StoppedError: the process was told to stop.
        WorkersError: no worker process can be started.
    """
    options = night.options
    kept = _kept(options.seconds, night.outcome.get(_AFTER_CRAWL))
    seconds = None if options.seconds is None else options.seconds - kept
    workers = annotators(os.cpu_count() or 1)
    try:
        crawls = run_crawls(
            night.shards,
            nightly_arguments,
            run_settings(options.data, delay=options.delay, seconds=seconds),
            workers,
            night.console,
        )
        runs, unbegun = crawls.runs, crawls.errors
        night.errors += [f"{name}: {in_one_line(error)}" for name, error in unbegun.items()]
        night.errors += [f"{run.portal.name}: {run.failure}" for run in runs if run.failure is not None]
        night.outcome["portals"] = {run.portal.name: _came_to(run) for run in runs}
        _heed(runs, crawls.signal)
        _judge(night)
        until = None if night.deadline is None else night.deadline - kept
        read_pending(night.shards, until=until)
        done, failed = annotate_pending(night.shards, workers, until=until)
        night.outcome["annotated_later"] = {"done": done, "failed": failed}
    finally:
        workers.close()
    return [run for run in runs if run.failure is None or run.closing_failed]


def _judge(night: _Night) -> None:
    """Let the monitors judge each portal."""
    for shard in night.shards:
        with night.guarded(f"{shard.profile.name}: monitors"):
            _alert(night, shard, partial(watch, shard.store, shard.profile))


def _verify(night: _Night) -> None:
    """Verify a part of what stands on the disk, unless the night's time is up."""
    if night.deadline is not None and time.monotonic() >= night.deadline:
        return
    turn = night.outcome.get(_VERIFIED, 0)
    for shard, finding in zip(night.shards, verify.of_night(night.shards, night.options.data, turn), strict=True):
        _alert(night, shard, partial(update, shard.store, finding.portal, [finding]))
    night.outcome[_VERIFIED] = turn + 1


def _alert(night: _Night, shard: Held, judged: Callable[[], list[Change]]) -> None:
    """Open and close alerts of a portal. What changed is kept until it has been told, also should the night die."""
    untold = night.outcome.setdefault(_UNTOLD, [])
    with shard.store.transaction():
        changes = judged()
        # Noted before the alerts are committed: should the night die in between, they are judged and told again.
        nights.note(night.collection, night.night_id, {**night.outcome, _UNTOLD: [*untold, *changes]})
    untold += changes


def _kept(seconds: float | None, took: float | None) -> float:
    """Of the night's seconds, those that the crawl must leave for what follows it."""
    if seconds is None:
        return 0.0
    wanted = seconds * _KEPT_AT_FIRST if took is None else took * _LONGER
    return min(wanted, seconds * _KEPT_AT_MOST)


def _heed(runs: Sequence[LiveRun], number: int) -> None:
    """Stop when a crawl was told to: Scrapy has its own handlers while it runs.

    Raises:
        StoppedError: SIGTERM or SIGINT ended a crawl.
    """
    if any(run.interrupted and run.failure is None and run.reason != OUT_OF_TIME for run in runs):
        raise StoppedError(
            "stopped in the middle of the crawl; what is finished is kept: run it again to go on", number
        )


def _came_to(run: LiveRun) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "articles": dict(run.summary.articles) if run.summary else {},
        "incomplete": len(run.summary.incomplete) if run.summary else 0,
        "out_of_time": run.reason == OUT_OF_TIME,
        "failure": run.failure,
    }


def _state(night: _Night) -> str:
    profiles = [shard.profile.model_dump_json(exclude={"base_url", "aliases"}) for shard in night.shards]
    return nights.state(night.collection, SOFTWARE, PARSER_VERSION, pipeline_version(), *profiles)


def _publish(night: _Night, state: str) -> Published | None:
    """Publish, unless nothing has changed since the last time.

    Raises:
        CheckError: a check failed; the latest version stays.
    """
    datasets = night.options.data / "datasets"
    current = versions.latest(datasets)
    if current is not None and night.outcome.get(_PUBLISHED) == {"version": current.name, "state": state}:
        night.dataset = current.name
        return None
    published = publish(night.collection, datasets, partial(portals.load, data=night.options.data), derivers)
    night.dataset = published.version.name
    night.outcome[_PUBLISHED] = {"version": night.dataset, "state": state}
    night.errors += published.kept
    night.outcome["warnings"] = [str(finding) for finding in published.warnings]
    return published if published.new else None


def _tell(night: _Night, status: nights.Status, failed_before: bool) -> None:
    """Notify those who asked for it; what cannot be delivered is an error line, not a failure of the night."""
    events = messages.of_night(
        socket.gethostname(),
        str(night.options.data),
        _line(night, status),
        night.errors,
        [Change(*one) for one in night.outcome.get(_UNTOLD, [])],
        recovered=status == "done" and failed_before,
    )
    undelivered = notify.notify(events, os.environ)
    night.errors += undelivered
    if status == "done" and (unasked := ping.ping(os.environ)):
        night.errors.append(unasked)
    if night.outcome.pop(_UNTOLD, None) or undelivered:
        with suppress(VnportalError):
            nights.note(night.collection, night.night_id, night.outcome)


def _line(night: _Night, status: nights.Status) -> str:
    """The night in one line."""
    found: Counter[str] = Counter()
    for one in night.outcome.get("portals", {}).values():
        found.update({name: count for name, count in one["articles"].items() if name != "known"})
    counted = ", ".join(f"{count} {name}" for name, count in sorted(found.items())) or "nothing new"
    parts = [f"{night.night_id}: {status}: {counted}"]
    late = [name for name, one in night.outcome.get("portals", {}).items() if one["out_of_time"]]
    if late:
        parts.append(f"time was up for {', '.join(late)}, which go on next night")
    parts.append(f"dataset {night.dataset}" if night.dataset else "no dataset published")
    with night.guarded("alerts"):
        alerts = sum(len(opened(shard.store, shard.profile.name)) for shard in night.shards)
        parts += (
            [f"{alerts} alert{'s' if alerts > 1 else ''} open, see {hint('status', night.options.data)}"]
            if alerts
            else []
        )
    parts.append(f"{time.monotonic() - night.began:.0f} s")
    return "; ".join(parts)
