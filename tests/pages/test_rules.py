"""The tables of named rules by which the parser reads a page."""

import re
from functools import partial
from importlib import import_module

import pytest

from benchmarks.page_rules import PACKAGE, READ_AT, TABLES, print_tables
from crawler import portals
from crawler.pages.article.parse import article
from crawler.pages.page.label_sets import any_of, one_of
from crawler.pages.page.rules import Rule, decide
from pipelines.tables import rows
from tests.pages.themes import Theme

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")


def test_the_first_rule_that_holds_decides() -> None:
    rules = [
        Rule[int, str]("small", "below ten", lambda number: number < 10, "", 0),
        Rule[int, str]("even", "even", lambda number: number % 2 == 0, "", 0),
    ]
    assert [decide(rules, number, "other") for number in (4, 12, 13)] == ["small", "even", "other"]


@pytest.mark.parametrize("module, name", TABLES, ids=lambda part: part)
def test_every_rule_has_a_name_of_its_own_and_a_reason(module: str, name: str) -> None:
    table = getattr(import_module(f"{PACKAGE}.{module}"), name)
    names = [rule.name for rule in table]
    assert len(set(names)) == len(names)
    assert [rule.name for rule in table if not rule.reason.endswith(".")] == []


def test_the_benchmark_counts_the_pages_that_need_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [Theme(seed).article() for seed in range(3)]
    print_tables([partial(article, html.encode(), truth.url, PORTAL, read_at=READ_AT) for html, truth in pages], 1)
    printed = capsys.readouterr().out.splitlines()
    rows_of_tables = sum(len(getattr(import_module(f"{PACKAGE}.{module}"), name)) for module, name in TABLES)
    assert len(printed) == 1 + rows_of_tables
    assert "title_evidence.FOR 'said elsewhere': 1 pages" in printed


def test_labels_match_whole_and_the_longest_first() -> None:
    pattern = re.compile(one_of(["ngày", "ngày đăng", "đăng", "đăng tải"]))
    assert [pattern.match(text)[0] for text in ("ngày đăng tin", "ngày mai", "đăng \n tải", "đăng")] == [  # type: ignore[index]
        "ngày đăng",
        "ngày",
        "đăng \n tải",
        "đăng",
    ]


def test_every_set_of_labels_has_entries_of_its_own() -> None:
    for name, entries, meaning in rows("pages/label_sets"):
        listed = entries.split(", ")
        assert len(set(listed)) == len(listed), name
        assert meaning, name
        assert any_of(name)
