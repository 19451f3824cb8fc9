"""The table of units: what the reform of 1 July 2025 did, and that no code is ambiguous."""

import re

import pytest

from pipelines.units import REFORM, Unit, load_units, unit_names


def only(units: list[Unit]) -> Unit:
    assert len(units) == 1, units
    return units[0]


def test_counts_agree_with_the_reform() -> None:
    units = list(load_units())
    before = [unit for unit in units if unit.exists_on("2025-06-30")]
    after = [unit for unit in units if unit.exists_on(REFORM)]
    assert sum(unit.level == "province" for unit in before) == 63
    assert sum(unit.level == "province" for unit in after) == 34
    assert sum(unit.level == "district" for unit in before) == 696
    assert not any(unit.level == "district" for unit in after)
    assert sum(unit.level == "commune" for unit in before) == 10_035
    assert sum(unit.level == "commune" for unit in after) == 3_321


def test_a_district_names_the_communes_that_took_its_place() -> None:
    town = only(load_units().official("thị xã Sơn Tây"))
    successors = {load_units()[code].name for code in town.successors}
    assert (town.level, town.until) == ("district", REFORM)
    assert successors == {"phường Sơn Tây", "phường Tùng Thiện", "xã Đoài Phương"}


def test_a_divided_commune_names_its_principal_successor_first() -> None:
    commune = next(unit for unit in load_units().official("xã Thanh Mỹ") if unit.district == "thị xã Sơn Tây")
    assert [load_units()[code].name for code in commune.successors] == ["phường Tùng Thiện", "phường Sơn Tây"]


def test_an_unchanged_province_stands_once_and_without_dates() -> None:
    unit = only(load_units().official("thành phố Hà Nội"))
    assert (unit.code, unit.since, unit.until, unit.successors) == ("01", None, None, ())


def test_a_merged_province_is_another_unit_though_it_keeps_the_name() -> None:
    former, current = sorted(load_units().official("tỉnh Lào Cai"), key=lambda unit: unit.since or "")
    assert (former.code, former.until, former.successors) == ("10", REFORM, ("15@2025",))
    assert (current.code, current.since) == ("15@2025", REFORM)
    assert only(load_units().official("tỉnh Yên Bái")).code == "15"


def test_an_unchanged_commune_lies_in_its_former_district_and_in_todays_province() -> None:
    unit = next(unit for unit in load_units().official("xã Lai Hòa") if unit.until is None)
    assert unit.district == "thị xã Vĩnh Châu"
    assert {load_units()[code].name for code in unit.within} >= {"thị xã Vĩnh Châu", "thành phố Cần Thơ"}


def test_a_unit_that_ended_before_the_reform_knows_its_last_day_and_its_successor() -> None:
    unit = only(load_units().official("quận 9"))
    assert unit.exists_on("2020-12-31")
    assert not unit.exists_on("2021-01-01")
    assert [load_units()[code].name for code in unit.successors] == ["thành phố Thủ Đức"]


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("TX. Sơn Tây", "thị xã Sơn Tây"),
        ("tỉnh Đắc Lắc", "tỉnh Đắk Lắk"),
        ("tỉnh Bà Rịa – Vũng Tàu", "tỉnh Bà Rịa - Vũng Tàu"),
        ("TP.HCM", "thành phố Hồ Chí Minh"),
        ("TPHCM", "thành phố Hồ Chí Minh"),
        ("Tp Thanh Hoá", "thành phố Thanh Hóa"),
        ("Q.01", "quận 1"),
        ("Q1", "quận 1"),
        ("huyện Mĩ Đức", "huyện Mỹ Đức"),
        ("TP  Huế", "thành phố Huế"),
    ],
)
def test_spellings_and_short_forms_find_the_official_unit(written: str, official: str) -> None:
    assert {unit.name for unit in load_units().official(written)} == {official}


def test_names_that_differ_only_by_tone_stay_apart() -> None:
    assert {unit.name for unit in load_units().named("Phú Thạnh")}.isdisjoint({"xã Phú Thành"})


def test_every_successor_and_parent_is_in_the_table() -> None:
    units = load_units()
    for unit in units:
        for code in (*unit.successors, *unit.within):
            assert units[code].code == code


def test_codes_and_names_are_well_formed() -> None:
    for unit in load_units():
        assert re.fullmatch(r"(\d\d|[a-z]+)(/[^\s/@]+){0,2}(@\d{4})?", unit.code)
        assert unit.name == f"{unit.type} {unit.bare_name}"
        assert unit.bare_name == unit.bare_name.strip()


def test_names_are_listed_once_with_type_and_level() -> None:
    names = list(unit_names())
    assert len(names) == len(set(names))
    assert {
        ("Viên Sơn", "phường", "commune"),
        ("Sơn Tây", "thị xã", "district"),
        ("Sài Gòn", "thành phố", "province"),
    } <= set(names)
