"""The portal's counts of views of an article as a line, ready to be drawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

#: The size of the drawing in its own units.
WIDTH, HEIGHT = 600, 120


class Point(NamedTuple):
    """A count at a moment, and its place in the drawing."""

    x: float
    y: float
    moment: str
    views: int


class Line(NamedTuple):
    """The counts in the order of their moments; `most` is the highest."""

    points: list[Point]
    most: int


def view_line(readings: Iterable[tuple[str, int]]) -> Line | None:
    """The line through counts and their moments (ISO 8601 with offsets); `None` for fewer than two moments.

    >>> line = view_line([("2026-11-24T09:00:00+07:00", 100), ("2026-11-26T09:00:00+07:00", 200)])
    >>> [(point.x, point.y) for point in line.points]
    [(0.0, 60.0), (600.0, 0.0)]
    """
    counted = sorted((datetime.fromisoformat(moment).timestamp(), moment, views) for moment, views in readings)
    if len({seconds for seconds, _, _ in counted}) < 2:
        return None
    first, last = counted[0][0], counted[-1][0]
    most = max(views for _, _, views in counted)
    return Line(
        [
            Point(
                round(WIDTH * (seconds - first) / (last - first), 1),
                round(HEIGHT * (1 - views / max(most, 1)), 1),
                moment,
                views,
            )
            for seconds, moment, views in counted
        ],
        most,
    )
