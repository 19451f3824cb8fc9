"""`vnportal nightly`: one night with nobody watching, from the lock to the one line that says what it came to.

crawl → annotate → checks → publish → report → retention → notify. Each step keeps what the ones before it finished,
so that a night that ends anywhere, also by `kill -9`, is taken up by the next one.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from crawler import clock, lock, nights, notify, portal
from crawler.alerts import Change, opened
from crawler.archive_retention import retire
from crawler.commands.report import write as write_report
from crawler.commands.running import annotate_pending, run_crawls, run_settings
from crawler.errors import UsageError, VnportalError
from crawler.monitors import watch
from crawler.notify import Event
from crawler.portal import Portal
from crawler.spiders.portal import OUT_OF_TIME, PortalSpider
from crawler.stopping import StoppedError, stoppable
from crawler.store import Store
from crawler.upkeep import tidy
from crawler.workplace import SOFTWARE, Arguments
from exports import versions
from exports.publish import Published, publish
from pipelines.mark_near_duplicates import mark_near_duplicates
from pipelines.stages import PIPELINE_VERSION
from pipelines.workers import Workers

#: Of the time of a night, the share kept for what follows the crawl while no night has told how long that takes.
_KEPT_AT_FIRST = 0.1
#: How much longer than last time it may take, and the share of the night that it may ask for at the most.
_LONGER, _KEPT_AT_MOST = 1.5, 0.5
#: In a night's outcome, what was last published, that night or an earlier one, from which state of the store.
_CARRIED = "published"


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
    profiles: list[Portal]
    store: Store
    console: Console
    night_id: str
    began: float = field(default_factory=time.monotonic)
    outcome: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    #: The version that `latest` points to after the night's publishing; `None` when it did not come to that.
    dataset: str | None = None

    @property
    def alerts(self) -> int:
        """How many alerts are open."""
        return sum(len(opened(self.store, profile.name)) for profile in self.profiles)

    @property
    def deadline(self) -> float | None:
        """When the night's time is up, in seconds of `time.monotonic`."""
        return None if self.options.seconds is None else self.began + self.options.seconds


def run(options: NightlyOptions) -> int:
    """Run a night; returns the exit status: 0 done; 1 a crawl or a check failed, or the night was stopped.

    A portal that fails does not keep the others from being published; the status is 1 all the same. When no portal
    could be crawled, or a check fails, nothing is published.

    Raises:
        UsageError: no portal, or one base URL for several.
        ProfileError: there is no such portal, or its profile is wrong.
        LockHeldError: another run works on the data directory.
        StoreError: the data directory cannot be used.
    """
    profiles = _profiles(options)
    notify.check_config(os.environ)
    console, output = Console(stderr=True), Console(soft_wrap=True, highlight=False, markup=False)
    with lock.hold(options.data), Store(options.data / "store.sqlite") as store:
        before = nights.latest(store)
        night_id = nights.begin(store, [profile.name for profile in profiles])
        known = before[0].outcome if before else {}
        night = _Night(options, profiles, store, console, night_id, outcome={_CARRIED: known.get(_CARRIED)})
        status = _watched(night, known)
        _tell(night, status, before[0].status if before else None)
        for error in night.errors:
            console.print(f"vnportal: {error}", markup=False, highlight=False, soft_wrap=True)
        output.print(_line(night, status))
    return 0 if status == "done" else 1


def _profiles(options: NightlyOptions) -> list[Portal]:
    names = options.portals or tuple(name for name in portal.names() if portal.load(name).nightly)
    profiles = [portal.load(name) for name in dict.fromkeys(names)]
    if not profiles:
        raise UsageError("no portal has nightly = true in its profile: name one with --portal")
    if options.base_url is None:
        return profiles
    if len(profiles) > 1:
        raise UsageError("--base-url: one address cannot be several portals: name one with --portal")
    return [profiles[0].at(options.base_url)]


def _watched(night: _Night, before: Mapping[str, Any]) -> nights.Status:
    """Go through the steps, and keep what became of them whatever happens."""
    status: nights.Status = "failed"
    try:
        with stoppable():
            status = _steps(night, before)
    except StoppedError as error:
        status = "interrupted"
        night.errors.append(str(error))
    except VnportalError as error:
        night.errors.append(str(error))
    finally:
        night.outcome["errors"] = night.errors
        # A disk that is full must not hide what was wrong in the first place.
        with suppress(VnportalError):
            nights.end(night.store, night.night_id, status, night.outcome)
    return status


def _steps(night: _Night, before: Mapping[str, Any]) -> nights.Status:
    crawled = _crawl_and_annotate(night, before)
    night.outcome["crawl_seconds"] = round(time.monotonic() - night.began, 3)
    if not crawled:
        raise VnportalError("nothing was published: no portal could be crawled: see the errors of each")
    mark_near_duplicates(night.store)
    published = _publish(night)
    if published is not None or not (night.options.data / "report.html").is_file():
        write_report(night.options.data, night.options.data / "report.html")
    for profile in night.profiles:
        retired = retire(night.store, profile, night.options.data, clock.now())
        night.outcome.setdefault("archives_removed", []).extend(retired.removed)
    tidy(night.store)
    night.outcome["after_crawl_seconds"] = round(time.monotonic() - night.began - night.outcome["crawl_seconds"], 3)
    return "failed" if night.errors else "done"


def _crawl_and_annotate(night: _Night, before: Mapping[str, Any]) -> list[PortalSpider]:
    """The spiders of the portals that could be crawled.

    Raises:
        StoppedError: the process was told to stop.
    """
    options = night.options
    kept = _kept(options.seconds, before.get("after_crawl_seconds"))
    seconds = None if options.seconds is None else options.seconds - kept
    workers = Workers(os.cpu_count() or 1)
    try:
        spiders = run_crawls(
            night.profiles,
            lambda profile: Arguments(profile.base_url, incremental=True),
            run_settings(options.data, delay=options.delay, seconds=seconds),
            night.store,
            workers,
            night.console,
        )
        night.outcome["portals"] = {spider.name: _came_to(spider) for spider in spiders}
        nights.note(night.store, night.night_id, night.outcome)
        night.errors += [f"{spider.name}: {spider.failure}" for spider in spiders if spider.failure is not None]
        _heed(spiders)
        for profile in night.profiles:
            night.changes += watch(night.store, profile)
        until = None if night.deadline is None else night.deadline - kept
        done, failed = annotate_pending(night.profiles, night.store, workers, until=until)
        night.outcome["annotated_later"] = {"done": done, "failed": failed}
    finally:
        workers.close()
    return [spider for spider in spiders if spider.failure is None]


def _kept(seconds: float | None, took: float | None) -> float:
    """Of the night's seconds, those that the crawl must leave for what follows it."""
    if seconds is None:
        return 0.0
    wanted = seconds * _KEPT_AT_FIRST if took is None else took * _LONGER
    return min(wanted, seconds * _KEPT_AT_MOST)


def _heed(spiders: Sequence[PortalSpider]) -> None:
    """Stop when a crawl was told to: Scrapy has its own handlers while it runs.

    Raises:
        StoppedError: SIGTERM or SIGINT ended a crawl.
    """
    if any(spider.interrupted and spider.failure is None and spider.reason != OUT_OF_TIME for spider in spiders):
        raise StoppedError("stopped in the middle of the crawl; what is finished is kept: run it again to go on")


def _came_to(spider: PortalSpider) -> dict[str, Any]:
    return {
        "run_id": spider.run_id,
        "articles": dict(spider.summary.articles) if spider.summary else {},
        "incomplete": len(spider.summary.incomplete) if spider.summary else 0,
        "out_of_time": spider.reason == OUT_OF_TIME,
        "failure": spider.failure,
    }


def _publish(night: _Night) -> Published | None:
    """Publish, unless nothing has changed since the last time.

    Raises:
        CheckError: a check failed; the latest version stays.
    """
    datasets = night.options.data / "datasets"
    profiles = [profile.model_dump_json(exclude={"base_url", "aliases"}) for profile in night.profiles]
    state = nights.state(night.store, SOFTWARE, PIPELINE_VERSION, *profiles)
    current = versions.latest(datasets) if datasets.is_dir() else None
    if current is not None and night.outcome[_CARRIED] == {"version": current.name, "state": state}:
        night.dataset = current.name
        return None
    published = publish(night.store, datasets)
    night.dataset = published.version.name
    night.outcome[_CARRIED] = {"version": night.dataset, "state": state}
    night.outcome["warnings"] = [str(finding) for finding in published.warnings]
    return published if published.new else None


def _tell(night: _Night, status: nights.Status, before: str | None) -> None:
    """Notify those who asked for it; what cannot be delivered is an error line, not a failure of the night."""
    events = [Event("failure", f"vnportal: {night.night_id} {status}", "\n".join(night.errors))] if night.errors else []
    events += [
        Event(change.kind, f"vnportal: {change.portal}: {change.monitor}", change.text) for change in night.changes
    ]
    if not night.errors and before == "failed":
        events.append(Event("recovery", f"vnportal: {night.night_id} {status}", "The night before had failed."))
    events.append(Event("digest", f"vnportal: {night.night_id} {status}", _line(night, status)))
    undelivered = notify.notify(events, os.environ)
    if undelivered:
        night.errors += undelivered
        with suppress(VnportalError):
            nights.note(night.store, night.night_id, night.outcome)


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
    if night.alerts:
        parts.append(f"{night.alerts} alerts open, see vnportal status")
    parts.append(f"{time.monotonic() - night.began:.0f} s")
    return "; ".join(parts)
