"""The state of things for `vnportal status`: nights, runs and portals, as the store has them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crawler.records import clock
from crawler.records.errors import hint
from crawler.store import alerts, nights
from crawler.store.store import Store

#: Nights, and runs of a portal, that are shown.
_SHOWN = 5

_COUNTS = """
SELECT
    count(*) AS articles,
    count(gone_at) AS gone,
    coalesce(sum(due_at <= :now AND gone_at IS NULL), 0) AS due,
    (SELECT count(*) FROM annotations AS n JOIN articles AS b ON b.article_id = n.article_id AND b.version = n.version
     WHERE b.portal = :portal AND n.state = 'pending') AS annotations_waiting,
    (SELECT count(*) FROM annotations AS n JOIN articles AS b ON b.article_id = n.article_id AND b.version = n.version
     WHERE b.portal = :portal AND n.state = 'failed') AS annotations_failed
FROM articles WHERE portal = :portal
"""
#: What the latest runs found missing from the archive.
_LOST = """
SELECT message FROM problems WHERE portal = :portal AND kind = 'archive_lost'
    AND run_id IN (SELECT run_id FROM runs WHERE portal = :portal ORDER BY rowid DESC LIMIT :most)
ORDER BY seq
"""


def portals(store: Store) -> list[str]:
    """The portals that the store knows, sorted."""
    rows = store.connection.execute("SELECT portal FROM runs UNION SELECT portal FROM articles ORDER BY portal")
    return [row[0] for row in rows]


def latest_nights(store: Store) -> list[dict[str, Any]]:
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
        for night in nights.latest(store, _SHOWN)
    ]


def state(store: Store, portal: str) -> dict[str, Any]:
    """What is known of a portal; counts are 0 and runs `None` before its first crawl."""
    rows = store.connection.execute
    counts = dict(rows(_COUNTS, {"portal": portal, "now": clock.stamp(clock.now())}).fetchone())
    runs = rows("SELECT * FROM runs WHERE portal = ? ORDER BY rowid DESC LIMIT ?", (portal, _SHOWN)).fetchall()
    good = rows(
        "SELECT * FROM runs WHERE portal = ? AND status = 'finished' ORDER BY rowid DESC LIMIT 1", (portal,)
    ).fetchone()
    return {
        "portal": portal,
        **counts,
        "last_good_run": _run(store, good) if good is not None else None,
        "runs": [_run(store, row) for row in runs],
        "archive_lost": [row[0] for row in rows(_LOST, {"portal": portal, "most": _SHOWN})],
        "alerts": [
            {"monitor": alert.monitor, "message": alert.message, "since": alert.since}
            for alert in alerts.opened(store, portal).values()
        ],
    }


def _run(store: Store, row: Any) -> dict[str, Any]:
    stats = json.loads(row["stats"])
    failure = store.connection.execute(
        "SELECT message FROM problems WHERE run_id = ? AND stage = 'crawl' ORDER BY seq DESC LIMIT 1", (row["run_id"],)
    ).fetchone()
    return {
        "run_id": row["run_id"],
        "status": row["status"],
        "started_at": row["started_at"],
        "finished_at": row["finished_at"],
        "articles": stats.get("articles", {}),
        "problems": sum(stats.get("problems", {}).values()),
        "incomplete": len(stats.get("incomplete", [])),
        "failure": failure["message"] if failure is not None and row["status"] == "failed" else None,
    }


def attention(
    running: bool, latest: Sequence[dict[str, Any]], states: Sequence[dict[str, Any]], published: bool, data: Path
) -> list[dict[str, Any]]:
    """What needs attention, with the remedy, the gravest first; `running` while a run works."""
    found = []

    def note(portal: str | None, kind: str, message: str) -> None:
        found.append({"portal": portal, "kind": kind, "message": message})

    for night in latest[:1]:
        for error in night["errors"] if night["status"] == "failed" else ():
            note(None, "night", f"the last night failed: {error}")
        if night["status"] == "interrupted" or (night["status"] == "running" and not running):
            note(None, "night", "the last night was interrupted: the next `vnportal nightly` goes on where it stopped")
    for one in states:
        last = one["runs"][0] if one["runs"] else None
        watched = {alert["monitor"] for alert in one["alerts"]}
        if last is not None and last["status"] == "failed" and "run" not in watched:
            note(one["portal"], "run", f"the last crawl failed: {last['failure'] or 'see its problems'}")
        if last is not None and (last["status"] == "interrupted" or (last["status"] == "running" and not running)):
            note(one["portal"], "run", "the last crawl was interrupted: the same command goes on where it stopped")
        for alert in one["alerts"]:
            note(one["portal"], "alert", f"{alert['message']} (since {alert['since']})")
        for message in one["archive_lost"]:
            note(one["portal"], "archive", f"{message}: restore the file from a backup if there is one")
        if one["annotations_failed"]:
            message = f"{one['annotations_failed']} articles could not be annotated: the next crawl tries again"
            note(one["portal"], "annotation", message)
    if not published and any(one["articles"] for one in states):
        note(None, "dataset", f"nothing is published yet: `{hint('publish', data)}`")
    return found


def archive_bytes(data: Path, portal: str) -> int:
    """Bytes of the portal's WARC files."""
    # A portal's name holds no hyphen.
    return sum(path.stat().st_size for path in (data / "archive").glob(f"{portal}-*.warc.gz"))
