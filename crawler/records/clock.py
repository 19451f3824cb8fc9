"""What time it is: the one clock that everything in this package asks.

The environment variable VNPORTAL_NOW (ISO 8601 with its offset) stops the clock at that moment: simulated nights and
comparisons byte for byte need to know what time it is. How long something takes is measured elsewhere, never here.
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
    said = os.environ.get(VARIABLE)
    if not said:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise UsageError(f'{VARIABLE} = "{said}": expected a moment such as 2026-11-24T02:00:00+00:00, or unset it')
    return moment.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """A moment in the form in which the store keeps and compares moments of its own: UTC, to the second.

    >>> stamp(datetime.fromisoformat("2026-11-24T09:00:00+07:00"))
    '2026-11-24T02:00:00+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="seconds")
