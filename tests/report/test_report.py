"""The report's text: its numbers, its queries, and what hostile words do to it."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from crawler.store.store import Store
from exports.report import charts, report
from exports.report.figures import QUERIES, SECTIONS, Figure
from tests.report.stores import HOSTILE, example

FIGURES = [figure for section in SECTIONS for figure in section.figures]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with Store(example(tmp_path_factory.mktemp("kho")), read_only=True) as store, store.reading() as reading:
        yield reading


@pytest.fixture(scope="module")
def page(connection: sqlite3.Connection) -> str:
    return report(connection)


def rows(connection: sqlite3.Connection, key: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute((QUERIES / f"{key}.sql").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_table_is_what_the_query_below_it_gives(
    connection: sqlite3.Connection, page: str, figure: Figure
) -> None:
    element = html.fromstring(page).get_element_by_id(figure.key)
    query = element.xpath(".//pre")[0].text_content()
    cursor = connection.execute(query)
    assert len(cursor.description) == len(figure.columns)
    found = [[cell.text_content() for cell in row.xpath("td")] for row in element.xpath(".//tbody/tr")]
    assert found == [[shown(value) for value in row] for row in cursor.fetchall()]
    assert found


def shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int | float) else str(value)


def test_every_query_file_belongs_to_a_figure() -> None:
    assert sorted(path.stem for path in QUERIES.glob("*.sql")) == sorted(figure.key for figure in FIGURES)


def test_counts_are_right(connection: sqlite3.Connection) -> None:
    assert [row[:2] for row in rows(connection, "overview")] == [("thu", 32), ("xa", 8)]
    assert sum(count for _, count in rows(connection, "months")) == 40
    assert rows(connection, "categories")[0] == ("Tin tức", 40)
    assert sum(printed + inferred for _, printed, inferred in rows(connection, "hours")) == 40
    assert sum(inferred for _, _, inferred in rows(connection, "hours")) == 10
    assert sum(count for _, count in rows(connection, "views")) == 40
    assert rows(connection, "people")[0] == ("Lê Văn An", 40, 40)
    assert ("Lê Văn An", "Trần Thị Bình", 20) in rows(connection, "together")
    assert rows(connection, "documents") == [("Luật Thư viện", 40, 40)]
    assert {row[3] for row in rows(connection, "coverage")} == {13, 14}
    assert rows(connection, "reposts")[0][1] == 2
    assert rows(connection, "problems") == [("parse: missing_lead", 5, 5)]
    assert [row[1:7] for row in rows(connection, "runs")] == [(84, 90, 2.5, 61.3, 40, 0)]


def test_charts_are_drawn_with_text_alternatives(page: str) -> None:
    tree = html.fromstring(page)
    for figure in FIGURES:
        drawings = tree.get_element_by_id(figure.key).xpath(".//*[local-name()='svg']")
        assert len(drawings) == (1 if figure.draw else 0)
        for drawing in drawings:
            title = tree.get_element_by_id(drawing.get("aria-labelledby"))
            summary = tree.get_element_by_id(drawing.get("aria-describedby"))
            assert figure.title.vi in title.text_content() and figure.title.en in title.text_content()
            assert len(summary.text_content()) > 20
            assert drawing.xpath(".//*[local-name()='rect']")


def test_words_of_articles_stay_text(page: str) -> None:
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)
    assert page.count("<script") == page.count("</script>") == 1
    assert "<img" not in page


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//@src | //link | //iframe | //object | //base | //@onerror | //@onload | //@style")
    assert all(target.startswith("#") for target in tree.xpath("//@href"))
    assert not re.search(r"url\((?!#)|@import", page.split("<style>")[1].split("</style>")[0])


def test_all_words_of_the_report_are_in_both_languages(page: str) -> None:
    tree = html.fromstring(page)
    assert len(tree.xpath('//*[@lang="vi"][not(self::html)]')) == len(tree.xpath('//*[@lang="en"]')) > 50


def test_the_same_store_makes_the_same_text(connection: sqlite3.Connection, page: str) -> None:
    assert report(connection) == page


def test_a_store_without_annotations_or_dates_has_a_report_all_the_same(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        assert "Chưa có dữ liệu" in report(store.database.connection)


def test_months_without_articles_have_a_place_in_the_chart() -> None:
    chart = charts.months([("2024-11", 3), ("2025-02", 1)])
    assert [f"{month}</text>" in chart.marks for month in ("11/24", "12/24", "01/25", "02/25")] == [True] * 4
    assert "4 tháng" in chart.summary.vi


def test_a_mistaken_year_does_not_spoil_the_chart() -> None:
    chart = charts.months([("0202-06", 1), ("2025-02", 1)])
    assert len(chart.marks) < 100_000


def test_inferred_hours_are_told_by_a_pattern_and_not_by_colour_alone() -> None:
    assert "url(#hatch)" in charts.hours([(7, 3, 2)]).marks
    assert charts.hours([(7, 3, 0)]).marks.count("url(#hatch)") == 1  # in the legend


def vnportal(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "report", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    example(tmp_path, 12)
    before = {path.name for path in tmp_path.iterdir()}
    result = vnportal("--data", str(tmp_path), "--out", str(tmp_path / "ra" / "bao-cao.html"))
    assert (result.returncode, result.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["bao-cao.html"]
    # Reading a store in WAL mode leaves SQLite's own two files beside it.
    after = {path.name for path in tmp_path.iterdir()}
    assert after - before - {"store.sqlite-shm", "store.sqlite-wal"} == {"ra"}


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    missing = vnportal("--data", str(tmp_path))
    assert missing.returncode == 1 and "crawl first" in missing.stderr and "Traceback" not in missing.stderr
    Store(tmp_path / "store.sqlite").close()
    empty = vnportal("--data", str(tmp_path))
    assert empty.returncode == 1 and "no articles yet" in empty.stderr
    folder = vnportal("--data", str(tmp_path), "--out", str(tmp_path))
    assert folder.returncode == 2


def test_runs_that_recorded_no_sizes_have_a_dash(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        run = store.runs.start("thu", {}).run_id
        store.runs.finish(run, "failed", json.loads('{"pages": 7}'))
        assert [row[1:5] for row in rows(store.database.connection, "runs")] == [(7, None, None, None)]
