"""The table of administrative units, built from the succession data that underthesea installs.

Source: `underthesea/address/data/mapping.json` of underthesea 9.5, itself made from the package vietnamadminunits
1.0.4: the units of June 2025 and those since 1 July 2025, commune by commune. Districts are known through their
communes; a few units that ended earlier come from `abolished.tsv`, missing display names from `nameless.tsv`.

Codes: a province has its code of the General Statistics Office ("01"). The source has none for districts and
communes, and none are invented: theirs are paths of the source's own keys, "01/thixasontay" for a district and
"01/thixasontay/phuongvienson" for a commune. Units that exist only since the reform end in "@2025"
("01/phuongsontay@2025", "15@2025" for today's Lào Cai: the office gave it the code of the former Yên Bái).
A unit that the reform left as it was stands in the table once, with its former code and no dates.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pipelines.tables import rows
from pipelines.units.unit_names import LEVELS, fold, spelled_out

Level = Literal["province", "district", "commune"]

#: First day of the present units, ISO 8601.
REFORM = "2025-07-01"

_Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit.

    `name` carries the type word in lower case ("phường Viên Sơn"), `bare_name` none. `province` and `district` are
    names of the units it lay or lies in. `since` is its first day, `until` the first day without it (ISO 8601);
    `None` means no known bound. `successors` are codes of what took its place, the principal one first;
    `within` the codes of every unit it has belonged to.
    """

    code: str
    name: str
    bare_name: str
    type: str
    level: Level
    province: str | None
    district: str | None
    since: str | None = None
    until: str | None = None
    successors: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    def exists_on(self, day: str) -> bool:
        """Whether the unit exists on a day (ISO 8601 date)."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Units:
    """All units, found by code or by name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code = {unit.code: unit for unit in units}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self:
            self._by_name[fold(unit.bare_name)].append(unit)
        for alias, official, levels in rows("units/aliases"):
            found = [unit for unit in self._by_name[fold(official)] if unit.level in levels.split()]
            self._by_name[fold(alias)].extend(found)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str | None) -> Unit | None:
        """The unit of a code; `None` if there is none."""
        return self._by_code.get(code) if code else None

    def __getitem__(self, code: str) -> Unit:
        return self._by_code[code]

    def named(self, bare_name: str, type: str | None = None) -> list[Unit]:
        """The units of that bare name, in any of its spellings; only those of `type` if one is given."""
        found = self._by_name.get(fold(bare_name), [])
        return [unit for unit in found if type is None or unit.type == type]

    def official(self, name: str) -> list[Unit]:
        """The units that a name with or without its type word ("TX. Sơn Tây", "Hà Nội") can mean."""
        type_word, bare_name = spelled_out(name)
        return self.named(bare_name, type_word)


@lru_cache(maxsize=1)
def load_units() -> Units:
    """The table of units, read once per process (about 0.3 s)."""
    package = find_spec("underthesea")  # importing it would take longer than reading the table
    assert package is not None
    assert package.origin is not None  # it is installed, as a folder
    source = Path(package.origin).with_name("address") / "data" / "mapping.json"
    data: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    names = dict(rows("units/nameless"))
    provinces, current_codes = _provinces(data)
    former_codes = {key: entry["code"] for key, entry in data["old_province_names"].items()}
    units = {unit.code: unit for unit in provinces}
    records: list[_Record] = data["ward_mapping"]
    successor_codes = _add_current_communes(units, records, current_codes, former_codes, names)
    _add_former_units(units, records, former_codes, successor_codes, names)
    _with_abolished(units)
    return Units(units.values())


def _add_current_communes(
    units: dict[str, Unit],
    records: list[_Record],
    current_codes: dict[str, str],
    former_codes: dict[str, str],
    names: dict[str, str],
) -> dict[tuple[str, str], str]:
    """Add the communes that exist since the reform; returns the code of each by the source's keys.

    A commune that the reform left as it was has its former code, and is added with the former ones.
    """
    sources: dict[tuple[str, str], list[_Record]] = defaultdict(list)
    for record in records:
        sources[record["new_province_key"], record["new_ward_key"]].append(record)

    successor_codes: dict[tuple[str, str], str] = {}
    for (province_key, key), parts in sources.items():
        province = units[current_codes[province_key]]
        if len(parts) == 1 and parts[0]["mapping_type"] == "unchanged":
            successor_codes[province_key, key] = _former_code(former_codes, parts[0])
            continue
        code = f"{province.code.removesuffix('@2025')}/{key}@2025"
        successor_codes[province_key, key] = code
        name = parts[0]["new_ward"] or names[f"{province_key}/{key}"]
        units[code] = _unit(code, name, "commune", province.name, None, since=REFORM, within=(province.code,))
    return successor_codes


def _add_former_units(
    units: dict[str, Unit],
    records: list[_Record],
    former_codes: dict[str, str],
    successor_codes: dict[tuple[str, str], str],
    names: dict[str, str],
) -> None:
    """Add the districts and communes of June 2025, each with what took its place."""
    communes: dict[str, list[_Record]] = defaultdict(list)
    districts: dict[str, list[_Record]] = defaultdict(list)
    for record in records:
        code = _former_code(former_codes, record)
        districts[code.rpartition("/")[0] if record["old_ward_key"] else code].append(record)
        if record["old_ward_key"]:
            communes[code].append(record)

    for code, parts in districts.items():
        province = units[code.partition("/")[0]]
        following = _successors([part for part in parts if part.get("is_default", True)], successor_codes)
        units[code] = _unit(
            code,
            parts[0]["old_district"],
            "district",
            province.name,
            None,
            until=REFORM,
            successors=following,
            within=(province.code, *province.successors),
        )
    for code, parts in communes.items():
        district = units[code.rpartition("/")[0]]
        province_key, district_key, key = (parts[0][f"old_{part}_key"] for part in ("province", "district", "ward"))
        name = parts[0]["old_ward"] or names[f"{province_key}/{district_key}/{key}"]
        following = _successors(sorted(parts, key=lambda part: not part.get("is_default", True)), successor_codes)
        lasts = following == (code,)
        units[code] = _unit(
            code,
            name,
            "commune",
            district.province,
            district.name,
            until=None if lasts else REFORM,
            successors=() if lasts else following,
            within=(district.code, *district.within),
        )


def unit_names() -> Iterator[tuple[str, str, Level]]:
    """Every (bare name, type word, level) of the table once, aliases included."""
    seen: set[tuple[str, str, Level]] = set()
    units = load_units()
    aliases = (
        (alias, unit)
        for alias, official, levels in rows("units/aliases")
        for unit in units.named(official)
        if unit.level in levels.split()
    )
    for bare_name, unit in (*((unit.bare_name, unit) for unit in units), *aliases):
        entry = (bare_name, unit.type, unit.level)
        if entry not in seen:
            seen.add(entry)
            yield entry


def _provinces(data: dict[str, Any]) -> tuple[list[Unit], dict[str, str]]:
    """Former and current provinces, and the codes of the current ones by their keys."""
    parts: dict[str, list[str]] = defaultdict(list)
    for former, current in data["province_mapping"].items():
        parts[current].append(former)
    codes = {
        key: entry["code"] if parts[key] == [key] else f"{entry['code']}@2025"
        for key, entry in data["province_names"].items()
    }
    former_units = []
    for key, entry in data["old_province_names"].items():
        successor = codes[data["province_mapping"][key]]
        lasts = successor == entry["code"]
        former_units.append(
            _unit(
                entry["code"],
                entry["name"],
                "province",
                None,
                None,
                until=None if lasts else REFORM,
                successors=() if lasts else (successor,),
            )
        )
    current_units = [
        _unit(code, data["province_names"][key]["name"], "province", None, None, since=REFORM)
        for key, code in codes.items()
        if code.endswith("@2025")
    ]
    return former_units + current_units, codes


def _former_code(province_codes: dict[str, str], record: _Record) -> str:
    parts = (province_codes[record["old_province_key"]], record["old_district_key"], record["old_ward_key"])
    return "/".join(part for part in parts if part)


def _successors(records: Iterable[_Record], codes: dict[tuple[str, str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes[record["new_province_key"], record["new_ward_key"]] for record in records))


def _unit(
    code: str,
    name: str,
    level: Level,
    province: str | None,
    district: str | None,
    *,
    since: str | None = None,
    until: str | None = None,
    successors: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
) -> Unit:
    type_word, bare_name = spelled_out(name)
    assert type_word in LEVELS, f"{name}: a unit's name begins with its type"
    return Unit(
        code,
        f"{type_word} {bare_name}",
        bare_name,
        type_word,
        level,
        province,
        district,
        since,
        until,
        successors,
        tuple(dict.fromkeys(within)),
    )


def _with_abolished(units: dict[str, Unit]) -> None:
    """Add the units of `abolished.tsv`, and the first days of those that took their place."""
    for name, parent_code, until, successors, beginning in rows("units/abolished"):
        parent = units.get(parent_code)
        level: Level = "province" if parent is None else "district" if parent.level == "province" else "commune"
        code = f"{'' if parent is None else parent.code.partition('@')[0] + '/'}{_key(name)}@{until[:4]}"
        units[code] = _unit(
            code,
            name,
            level,
            None if parent is None else parent.province or parent.name,
            parent.name if parent is not None and level == "commune" else None,
            until=until,
            successors=tuple(successors.split()),
            within=() if parent is None else (parent.code, *parent.within),
        )
        for successor in beginning.split() if beginning != "-" else ():
            units[successor] = replace(units[successor], since=until)


def _key(name: str) -> str:
    """A name in the form of the source's keys: lower case, without diacritics and blanks."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace(" ", ""))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
