"""The leaders of the demonstration portal: invented people who come again, and change office in time."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

#: Wards took the place of the town on this day.
REFORM = date(2025, 7, 1)
_TABLE = Path(__file__).parent / "texts" / "leaders.toml"


def leading(day: date) -> dict[str, str]:
    """The placeholders of two leaders in an article of `day`: name and office of one, a phrase with both of another."""
    one, other = (_leaders()[(day.toordinal() + step) % len(_leaders())] for step in (0, 1))
    return {
        "nguoi": one["name"],
        "chuc_vu": _office(one, day),
        "lanh_dao_khac": f"{other['name']}, {_office(other, day)}",
    }


def _office(leader: Mapping[str, Any], day: date) -> str:
    return str([held["office"] for held in leader["offices"] if held["since"] <= day][-1])


@cache
def _leaders() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(_TABLE.read_text(encoding="utf-8"))["leader"])
