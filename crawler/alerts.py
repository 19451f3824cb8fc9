"""Alerts: what monitors found wrong, from when it was first seen until it is right again."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from crawler import clock
from crawler.store import Store

if TYPE_CHECKING:
    from crawler.monitors import Finding


class Alert(NamedTuple):
    """An alert; times are UTC, `until` is `None` while it is open."""

    portal: str
    monitor: str
    message: str
    since: str
    until: str | None


class Changes(NamedTuple):
    """What a run's findings changed: alerts opened and closed by them, and those that stay open."""

    opened: list[Alert]
    closed: list[Alert]
    still: list[Alert]


def opened(store: Store, portal: str | None = None) -> dict[str, Alert]:
    """The open alerts by monitor: those of a portal, or by `PORTAL: MONITOR` those of all."""
    rows = store.connection.execute(
        "SELECT portal, monitor, message, since, until FROM alerts WHERE until IS NULL"
        " AND (:portal IS NULL OR portal = :portal) ORDER BY portal, since, seq",
        {"portal": portal},
    ).fetchall()
    alerts = [Alert(*row) for row in rows]
    return {alert.monitor if portal is not None else f"{alert.portal}: {alert.monitor}": alert for alert in alerts}


def update(store: Store, portal: str, findings: Iterable["Finding"]) -> Changes:
    """Open an alert for each finding that is wrong, close those that are right again, in one transaction.

    An open alert whose monitor found nothing stays as it is; the message of one that stays wrong is brought up to date.
    """
    changes = Changes([], [], [])
    now = clock.stamp(clock.now())
    with store.transaction() as connection:
        known = opened(store, portal)
        for finding in findings:
            alert = known.pop(finding.monitor, None)
            if alert is None and not finding.ok:
                alert = Alert(portal, finding.monitor, str(finding), now, None)
                connection.execute(
                    "INSERT INTO alerts (portal, monitor, message, since) VALUES (?, ?, ?, ?)", alert[:4]
                )
                changes.opened.append(alert)
            elif alert is not None and finding.ok:
                connection.execute(
                    "UPDATE alerts SET until = ? WHERE portal = ? AND monitor = ? AND until IS NULL",
                    (now, portal, alert.monitor),
                )
                changes.closed.append(alert._replace(until=now))
            elif alert is not None:
                connection.execute(
                    "UPDATE alerts SET message = ? WHERE portal = ? AND monitor = ? AND until IS NULL",
                    (str(finding), portal, alert.monitor),
                )
                changes.still.append(alert._replace(message=str(finding)))
        changes.still.extend(known.values())
    return changes
