"""Codes of units in the lists of the General Statistics Office of Vietnam."""

from functools import lru_cache

from pipelines.tables import rows


def statistics_code(code: str) -> str | None:
    """The office's code of a unit, by ours; `None` where the table has none.

    >>> statistics_code("01/thixasontay"), statistics_code("15@2025"), statistics_code("79/quan9@2021")
    ('269', '15', None)
    """
    if "/" not in code:
        bare = code.removesuffix("@2025")
        return bare if bare.isdigit() else None
    return _codes().get(code)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found = {}
    for beginning, listed in rows("units/statistics_codes"):
        parts = listed.split()
        found.update({f"{beginning}/{last}": code for last, code in zip(parts[::2], parts[1::2], strict=True)})
    return found
