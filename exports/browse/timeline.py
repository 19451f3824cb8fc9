"""Articles by month, ready to be drawn: whole years of columns, and what stands below them."""

from typing import NamedTuple

#: Years that have a name below the columns; of more, every second, third, … has one.
_NAMED = 8


class Column(NamedTuple):
    """A month: its place from the left, its articles, and the height of its column in per cent of the highest."""

    place: int
    month: str
    articles: int
    height: float


class Year(NamedTuple):
    """A year below the columns; `shown` says whether there is room for its name."""

    year: str
    articles: int
    shown: bool


class Timeline(NamedTuple):
    """Every month from January of the first year to December of the last; `most` is the highest count."""

    columns: list[Column]
    years: list[Year]
    most: int


def timeline(months: dict[str, int]) -> Timeline | None:
    """The timeline of counts by month; `None` where nothing is dated.

    >>> drawn = timeline({"2020-06": 3, "2021-01": 6})
    >>> len(drawn.columns), drawn.columns[5], drawn.years[1]
    (24, Column(place=5, month='2020-06', articles=3, height=50.0), Year(year='2021', articles=6, shown=True))
    """
    if not months:
        return None
    most = max(months.values())
    span = range(int(min(months)[:4]), int(max(months)[:4]) + 1)
    every = (len(span) - 1) // _NAMED + 1
    keys = [f"{year:04}-{month:02}" for year in span for month in range(1, 13)]
    return Timeline(
        [Column(place, key, months.get(key, 0), _height(months.get(key, 0), most)) for place, key in enumerate(keys)],
        [
            Year(
                f"{year:04}",
                sum(months.get(key, 0) for key in keys if key[:4] == f"{year:04}"),
                (year - span[0]) % every == 0,
            )
            for year in span
        ],
        most,
    )


def _height(articles: int, most: int) -> float:
    return round(100 * articles / most, 1)
