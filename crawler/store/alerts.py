"""Alerts: what monitors found wrong, from when it was first seen until it is right again."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from crawler.records import clock
from crawler.store.store import Store


class Finding(NamedTuple):
    """What a monitor found: `ok`, or what was seen instead of what is usual, and what to do about it."""

    portal: str
    monitor: str
    ok: bool
    seen: str
    usual: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.monitor}: {self.seen}; usual: {self.usual}; {self.remedy}"


class Alert(NamedTuple):
    """An alert; times are UTC, `until` is `None` while it is open."""

    portal: str
    monitor: str
    message: str
    since: str
    until: str | None


class Change(NamedTuple):
    """An alert that was opened ("failure") or closed ("recovery"); `text` is one line."""

    kind: Literal["failure", "recovery"]
    portal: str
    monitor: str
    text: str


def opened(store: Store, portal: str | None = None) -> dict[str, Alert]:
    """The open alerts by monitor: those of a portal, or by `PORTAL: MONITOR` those of all."""
    rows = store.database.rows(
        "SELECT portal, monitor, message, since, until FROM alerts WHERE until IS NULL"
        " AND (:portal IS NULL OR portal = :portal) ORDER BY portal, since, seq",
        {"portal": portal},
    )
    alerts = [Alert(*row) for row in rows]
    return {alert.monitor if portal is not None else f"{alert.portal}: {alert.monitor}": alert for alert in alerts}


def update(store: Store, portal: str, findings: Iterable[Finding]) -> list[Change]:
    """Open an alert for each finding that is wrong, close those that are right again, in one transaction.

    An open alert whose monitor found nothing stays as it is; the message of one that stays wrong is brought up to date.
    Returns what changed, in the order of the findings.
    """
    changes: list[Change] = []
    now = clock.stamp()
    with store.database.transaction() as connection:
        known = opened(store, portal)
        for finding in findings:
            alert = known.pop(finding.monitor, None)
            if alert is None and not finding.ok:
                connection.execute(
                    "INSERT INTO alerts (portal, monitor, message, since) VALUES (?, ?, ?, ?)",
                    (portal, finding.monitor, str(finding), now),
                )
                changes.append(Change("failure", portal, finding.monitor, str(finding)))
            elif alert is not None and finding.ok:
                connection.execute(
                    "UPDATE alerts SET until = ? WHERE portal = ? AND monitor = ? AND until IS NULL",
                    (now, portal, alert.monitor),
                )
                text = f"right again since {now}, was wrong since {alert.since}: {finding.seen}"
                changes.append(Change("recovery", portal, finding.monitor, text))
            elif alert is not None:
                connection.execute(
                    "UPDATE alerts SET message = ? WHERE portal = ? AND monitor = ? AND until IS NULL",
                    (str(finding), portal, alert.monitor),
                )
    return changes
