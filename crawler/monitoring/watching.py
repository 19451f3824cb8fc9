"""Whether a crawl was usual for its portal: the monitors judge a run, and alerts keep what they found wrong.

A monitor that cannot judge (too few articles, a run that broke off) finds nothing, so an open alert stays open.
"""

from datetime import date, datetime

from crawler.monitoring.monitors import MONITORS
from crawler.monitoring.monitors.history import Past, past
from crawler.monitoring.monitors.monitor import Case, Usual
from crawler.records.profile import Portal
from crawler.store import alerts
from crawler.store.alerts import Change, Finding
from crawler.store.store import Store


def check(store: Store, profile: Portal, run_id: str) -> list[Finding]:
    """What every monitor that can judge the run finds, whether right or wrong.

    The run is over, and `profile` is the one it crawled by. The store is only read.

    Raises:
        KeyError: there is no such run of the portal.
    """
    limits = Usual.of(profile)
    run, good, unended = past(store, profile.name, run_id, limits.usual_runs)
    if limits.since is not None:
        good = [one for one in good if _day(one.started_at, profile) >= limits.since]
    opened = alerts.opened(store, profile.name)

    def before(monitor: str) -> list[Past]:
        # Runs during an open alert do not count as usual, unless the profile says that the portal changed.
        since = opened[monitor].since if monitor in opened else None
        if since is None or (limits.since is not None and _day(since, profile) <= limits.since):
            return good
        return [one for one in good if (one.finished_at or one.started_at) < since]

    case = Case(profile, limits, run, before, store, unended)
    judging = [monitor for monitor in MONITORS if monitor.always or run.status == "finished"]
    return [finding for monitor in judging for finding in monitor.of(profile).judge(case)]


def watch(store: Store, profile: Portal) -> list[Change]:
    """Judge the portal's latest run, and open and close alerts accordingly; returns what changed.

    Raises:
        StoreError: the store cannot be written.
    """
    last = store.runs.latest(profile.name, 1, live=True)
    return alerts.update(store, profile.name, check(store, profile, last[0].run_id)) if last else []


def _day(moment: str, profile: Portal) -> date:
    return datetime.fromisoformat(moment).astimezone(profile.zone).date()
