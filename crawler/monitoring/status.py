"""The state for `vnportal status`: nights, runs and portals, as the store has them."""

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from crawler.records import clock
from crawler.records.errors import hint
from crawler.store import alerts, nights, shards
from crawler.store.collection import Collection
from crawler.store.opening import IN_MEMORY
from crawler.store.runs import RunRecord
from crawler.store.store import Store

#: Nights, and runs of a portal, that are shown.
_SHOWN = 5

#: How grave something is that needs attention: the words of `vnportal status --check`.
Severity = Literal["critical", "warning"]
#: Monitors whose alerts say that no crawl works.
_CRITICAL = frozenset({"run", "stale"})


def latest_nights(collection: Collection) -> list[dict[str, Any]]:
    """The latest nights, the newest first."""
    return [
        {
            "night_id": night.night_id,
            "status": night.status,
            "portals": night.portals,
            "started_at": night.started_at,
            "finished_at": night.finished_at,
            "errors": list(night.outcome.get("errors", [])),
        }
        for night in nights.latest(collection, _SHOWN)
    ]


def state(data: Path, portal: str) -> dict[str, Any]:
    """What is known of a portal; counts are 0 and runs `None` before its first crawl.

    Raises:
        StoreError: its store cannot be read.
    """
    path = shards.store(data, portal)
    there = path.is_file()
    with Store(path if there else IN_MEMORY, read_only=there) as store:
        return {**_of_store(store, portal), "archive_bytes": _archive_bytes(data, portal)}


def _of_store(store: Store, portal: str) -> dict[str, Any]:
    runs = store.runs.latest(portal, _SHOWN)
    good = store.runs.latest(portal, 1, "finished", live=True)
    return {
        "portal": portal,
        **store.articles.counts(portal, clock.now())._asdict(),
        "last_good_run": _run(store, good[0]) if good else None,
        "runs": [_run(store, run) for run in runs],
        "archive_lost": [
            text for run in reversed(runs) for text in store.problems.messages(run.run_id, "archive_lost")
        ],
        "alerts": [
            {"monitor": alert.monitor, "message": alert.message, "since": alert.since}
            for alert in alerts.opened(store, portal).values()
        ],
    }


def _run(store: Store, run: RunRecord) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "status": run.status,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "articles": run.stats.get("articles", {}),
        "problems": sum(run.stats.get("problems", {}).values()),
        "incomplete": len(run.stats.get("incomplete", [])),
        "missed": run.stats.get("missed", []),
        "failure": store.problems.failure(run.run_id) if run.status == "failed" else None,
    }


def attention(
    state: Mapping[str, Any], published: bool, data: Path, stale_days: Mapping[str, int | None]
) -> list[dict[str, Any]]:
    """What needs attention, with the remedy, the gravest first of each portal.

    Args:
        state: the state as far as it is known: `now`, `running`, `nights` and `portals`.
        published: there is a dataset.
        data: the data directory.
        stale_days: by portal, the days without a crawl that came to its end after which that is wrong.
    """
    found: list[dict[str, Any]] = []

    def note(portal: str | None, kind: str, message: str, severity: Severity = "critical") -> None:
        found.append({"portal": portal, "kind": kind, "severity": severity, "message": message})

    running = state["running"] is not None
    for night in state["nights"][:1]:
        for error in night["errors"] if night["status"] == "failed" else ():
            note(None, "night", f"the last night failed: {error}")
        if night["status"] == "interrupted" or (night["status"] == "running" and not running):
            message = "the last night was interrupted: the next `vnportal nightly` goes on where it stopped"
            note(None, "night", message, "warning")
    for one in state["portals"]:
        last = one["runs"][0] if one["runs"] else None
        watched = {alert["monitor"] for alert in one["alerts"]}
        if last is not None and last["status"] == "failed" and "run" not in watched:
            note(one["portal"], "run", f"the last crawl failed: {last['failure'] or 'see its problems'}")
        if last is not None and (last["status"] == "interrupted" or (last["status"] == "running" and not running)):
            message = "the last crawl was interrupted: the same command goes on where it stopped"
            note(one["portal"], "run", message, "warning")
        days = _days_since_good(one, state["now"])
        if state["nights"] and "stale" not in watched and days >= (stale_days.get(one["portal"]) or math.inf):
            message = f"no crawl came to its end for {days} days: see whether the nights run at all"
            note(one["portal"], "stale", message)
        for alert in one["alerts"]:
            severity: Severity = "critical" if alert["monitor"] in _CRITICAL else "warning"
            note(one["portal"], "alert", f"{alert['message']} (since {alert['since']})", severity)
        for message in one["archive_lost"]:
            note(one["portal"], "archive", f"{message}: restore the file from a backup if there is one")
        if one["annotations_failed"]:
            message = f"{one['annotations_failed']} articles could not be annotated: the next crawl tries again"
            note(one["portal"], "annotation", message, "warning")
    if not published and any(one["articles"] for one in state["portals"]):
        note(None, "dataset", f"nothing is published yet: `{hint('publish', data)}`", "warning")
    return found


def _days_since_good(one: Mapping[str, Any], now: str) -> int:
    """Whole days since the portal's last crawl that came to its end; since the oldest that is shown if none did."""
    runs = [one["last_good_run"]] if one["last_good_run"] is not None else one["runs"][-1:]
    moments = [datetime.fromisoformat(run["finished_at"] or run["started_at"]) for run in runs]
    return max(((datetime.fromisoformat(now) - moment).days for moment in moments), default=0)


def _archive_bytes(data: Path, portal: str) -> int:
    """Bytes of the portal's WARC files."""
    return sum(path.stat().st_size for path in shards.archive(data, portal).glob("*.warc.gz"))
