"""The clock that every package asks for the time.

The environment variable VNPORTAL_NOW (ISO 8601 with its offset) stops the clock at that moment. Simulated nights and
comparisons byte for byte need a fixed time. Durations are never measured with this clock.
"""

import os
from datetime import UTC, datetime

from crawler.records.errors import UsageError

VARIABLE = "VNPORTAL_NOW"


def now() -> datetime:
    """This moment, in UTC.

    Raises:
        UsageError: VNPORTAL_NOW is set to what is no moment with an offset.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise UsageError(f'{VARIABLE} = "{value}": expected a moment such as 2026-11-24T02:00:00+00:00, or unset it')
    return moment.astimezone(UTC)


def stamp(moment: datetime | None = None) -> str:
    """A moment, or this one, as the store writes the moments of its own: UTC, to the second.

    >>> stamp(datetime.fromisoformat("2026-11-24T09:00:00+07:00"))
    '2026-11-24T02:00:00+00:00'
    """
    return (moment or now()).astimezone(UTC).isoformat(timespec="seconds")
