"""The nightly runs of a data directory: when each began and ended, and the outcome of its steps."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from crawler.records import clock
from crawler.store.collection import Collection

Status = Literal["done", "failed", "interrupted"]


class Night(NamedTuple):
    """A nightly run; `status` is "running" until it has ended, `outcome` is that of its steps."""

    night_id: str
    portals: list[str]
    status: str
    started_at: str
    finished_at: str | None
    outcome: dict[str, Any]


def begin(collection: Collection, portals: Sequence[str], outcome: Mapping[str, Any] | None = None) -> str:
    """Begin a night and return its id.

    The caller holds the locks of the portals, so another night of one of them that still counts as running has died.
    `outcome` holds what the night takes over from earlier nights.
    """
    moment = clock.now()
    name = f"night-{moment:%Y%m%dT%H%M%SZ}"
    with collection.database.transaction() as connection:
        connection.execute(
            "UPDATE nights SET status = 'interrupted' WHERE status = 'running' AND EXISTS (SELECT 1 FROM"
            " json_each(nights.portals) WHERE value IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(portals)),),
        )
        same = connection.execute("SELECT count(*) FROM nights WHERE night_id GLOB ?", (f"{name}*",)).fetchone()[0]
        night_id = f"{name}-{same + 1}" if same else name
        connection.execute(
            "INSERT INTO nights (night_id, portals, status, started_at) VALUES (?, ?, 'running', ?)",
            (night_id, json.dumps(list(portals)), clock.stamp(moment)),
        )
        note(collection, night_id, outcome or {})
    return night_id


def note(collection: Collection, night_id: str, outcome: Mapping[str, Any]) -> None:
    """Save the outcome of the steps so far."""
    collection.database.write(
        "UPDATE nights SET outcome = ? WHERE night_id = ?", (json.dumps(dict(outcome), ensure_ascii=False), night_id)
    )


def end(collection: Collection, night_id: str, status: Status, outcome: Mapping[str, Any]) -> None:
    """End a night."""
    with collection.database.transaction():
        note(collection, night_id, outcome)
        collection.database.write(
            "UPDATE nights SET status = ?, finished_at = ? WHERE night_id = ?", (status, clock.stamp(), night_id)
        )


def latest(collection: Collection, count: int = 1) -> list[Night]:
    """The latest nights, running ones among them, the newest first."""
    rows = collection.database.rows("SELECT * FROM nights ORDER BY rowid DESC LIMIT ?", (count,))
    return [
        Night(**{**dict(row), "portals": json.loads(row["portals"]), "outcome": json.loads(row["outcome"])})
        for row in rows
    ]


#: Every change of what a portal gives to a dataset changes the result of one of these queries.
_STATE = (
    "SELECT count(*), sum(version), max(last_seen_at), count(gone_at), max(gone_at), min(last_seen_at) FROM articles",
    "SELECT count(*), max(annotated_at), min(annotated_at) FROM annotations WHERE state = 'done'",
    "SELECT count(*) FROM article_categories",
    "SELECT count(*), max(observed_at) FROM observations",
)
_DUPLICATES = "SELECT count(near_duplicate_of), max(near_duplicate_of) FROM fingerprints"


def state(collection: Collection, *more: str) -> str:
    """A checksum of `more` and of all that a dataset is made of. It stays the same while nothing changes."""
    found: list[object] = [tuple(row) for row in collection.database.rows(_DUPLICATES)]
    for portal in collection.names:
        with collection.store(portal).reading() as connection:
            found += [(portal, *connection.execute(query).fetchone()) for query in _STATE]
    return hashlib.sha256(json.dumps([found, more]).encode()).hexdigest()
