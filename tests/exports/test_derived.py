"""The tables that are made of all articles together, as an analyst finds them."""

import re
from pathlib import Path

import pandas as pd
import pytest

import exports
from crawler.records.article import Article, Entity, to_dict
from exports.write import write
from pipelines.derive_tables import derivers

from ..store.samples import article


def about(number: int, *named: tuple[str, str, str, str | None]) -> Article:
    entities = [Entity(text, label, "title", None, 0, 1, canonical, code) for text, label, canonical, code in named]
    return article(number, entities=entities)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> exports.Tables:
    folder: Path = tmp_path_factory.mktemp("derived")
    articles = [
        about(
            1,
            ("UBND thị xã", "ORG", "Ủy ban nhân dân thị xã Sơn Tây", "01/thixasontay"),
            ("Sơn Tây", "LOC", "thị xã Sơn Tây", "01/thixasontay"),
            ("Thị ủy", "ORG", "Thị ủy Sơn Tây", "01/thixasontay"),
            ("Sở Y tế", "ORG", "Sở Y tế", "01"),
            ("Sở TT&TT", "ORG", "Sở Thông tin và Truyền thông thành phố Hà Nội", "01"),
        ),
        about(
            2,
            ("Sở Y tế Hà Nội", "ORG", "Sở Y tế thành phố Hà Nội", "01"),
            ("Bộ Y tế", "ORG", "Bộ Y tế", None),
            ("UBND phường Sơn Tây", "ORG", "Ủy ban nhân dân phường Sơn Tây", "01/phuongsontay@2025"),
            ("UBND tỉnh Yên Bái", "ORG", "Ủy ban nhân dân tỉnh Yên Bái", "15"),
            ("Nhật Tân", "LOC", "Nhật Tân", None),
        ),
    ]
    write(map(to_dict, articles), folder, ["csv", "jsonl"], derivers=derivers())
    return exports.load(folder)


def row(frame: pd.DataFrame, column: str, value: str) -> pd.Series:
    (found,) = [row for _, row in frame.iterrows() if row[column] == value]
    return found


def test_a_unit_has_name_level_parent_days_and_the_offices_code(tables: exports.Tables) -> None:
    town = row(tables.units, "unit_code", "01/thixasontay")
    assert (town["name"], town["level"], town["parent_code"]) == ("thị xã Sơn Tây", "district", "01")
    assert (town["statistics_code"], str(town["until"].date())) == ("269", "2025-07-01")
    assert town["since"] is pd.NaT
    assert (town["mentions"], town["articles"]) == (3, 1)
    ward = row(tables.units, "unit_code", "01/phuongsontay@2025")
    assert (str(ward["since"].date()), ward["statistics_code"]) == ("2025-07-01", "09574")
    assert "01/thixasontay" in ward["predecessors"].split()


def test_every_unit_that_is_referred_to_has_a_row(tables: exports.Tables) -> None:
    units = tables.units
    codes = set(units["unit_code"])
    assert len(codes) == len(units)
    assert set(units["parent_code"].dropna()) <= codes
    named = units[units["mentions"] > 0]
    for column in ("successors", "predecessors"):
        assert {code for listed in named[column].dropna() for code in listed.split()} <= codes
    assert set(tables.entities["unit_code"].dropna()) <= codes


def test_names_of_one_body_are_one_row(tables: exports.Tables) -> None:
    department = row(tables.bodies, "body_id", "Sở Y tế [01]")
    assert (department["name"], department["level"]) == ("Sở Y tế thành phố Hà Nội", "province")
    assert (department["mentions"], department["articles"]) == (2, 2)
    ministry = row(tables.bodies, "body_id", "Bộ Y tế")
    assert ministry["unit_code"] is pd.NA


def test_bodies_are_joined_across_the_reform(tables: exports.Tables) -> None:
    town = row(tables.bodies, "body_id", "Ủy ban nhân dân [01/thixasontay]")
    ward = row(tables.bodies, "body_id", "Ủy ban nhân dân [01/phuongsontay@2025]")
    assert ward["body_id"] in town["successors"].split("; ")
    assert town["body_id"] in ward["predecessors"].split("; ")
    party = row(tables.bodies, "body_id", "Thị ủy [01/thixasontay]")
    assert "Đảng ủy [01/phuongsontay@2025]" in party["successors"].split("; ")
    assert row(tables.bodies, "body_id", "Ủy ban nhân dân [15]")["successors"] == "Ủy ban nhân dân [15@2025]"
    merged = row(tables.bodies, "body_id", "Sở Thông tin và Truyền thông [01]")
    assert (merged["successors"], str(merged["until"].date())) == ("Sở Khoa học và Công nghệ [01]", "2025-03-01")


def test_every_body_that_is_referred_to_by_a_named_one_has_a_row_and_a_unit(tables: exports.Tables) -> None:
    bodies = tables.bodies
    named = bodies[bodies["mentions"] > 0]
    listed = [body for column in ("successors", "predecessors") for cell in named[column].dropna()
              for body in re.split("; ", cell)]  # fmt: skip
    assert set(listed) <= set(bodies["body_id"])
    assert set(named["unit_code"].dropna()) <= set(tables.units["unit_code"])


def test_without_articles_the_tables_are_empty(tmp_path: Path) -> None:
    write([], tmp_path, ["csv"], derivers=derivers())
    assert exports.load(tmp_path).units.empty
    assert exports.load(tmp_path).bodies.empty


def test_every_name_of_a_body_leads_to_its_row(tables: exports.Tables) -> None:
    found = tables.entities[tables.entities["label"] == "ORG"].merge(
        tables.body_names, left_on=["canonical", "unit_code"], right_on=["name", "unit_code"]
    )
    named = tables.bodies[tables.bodies["mentions"] > 0].set_index("body_id")["mentions"]
    assert found.groupby("body_id").size().to_dict() == named.to_dict()
