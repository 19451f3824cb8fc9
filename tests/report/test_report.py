"""The report's text: its numbers, its queries, and what hostile words do to it."""

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

from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.phrases import LANGUAGES, PROBLEMS
from exports.report import Edition, report
from exports.report.charts import CHARTS
from exports.report.dataset_tables import add_tables
from exports.report.drawing import NARROW, WIDE, Frame
from exports.report.figures import QUERIES, SECTIONS, Figure
from exports.report.findings import KEYS
from pipelines.derive_tables import derivers
from tests import forked
from tests.docs import messages
from tests.report.stores import HOSTILE, HOSTILE_NAME, example, namesakes
from tests.shards import new_store

FIGURES = [figure for section in SECTIONS for figure in section.figures]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = example(tmp_path_factory.mktemp("kho"))
    with Collection(folder, read_only=True) as collection, collection.reading() as reading:
        yield reading


@pytest.fixture(scope="module")
def page(connection: sqlite3.Connection) -> str:
    return report(connection, derivers())


def asked(connection: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query as the page shows it: the tables that it reads are made first."""
    add_tables(connection, derivers())
    *making, last = re.split(r";\n", query)
    for statement in making:
        connection.execute(statement)
    return [tuple(row) for row in connection.execute(last)]


def shown(page: str, key: str) -> str:
    return str(html.fromstring(page).get_element_by_id(key).xpath('.//details[@class="query"]//code')[0].text_content())


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_table_is_what_the_query_below_it_gives(
    connection: sqlite3.Connection, page: str, figure: Figure
) -> None:
    rows = asked(connection, shown(page, figure.key))
    element = html.fromstring(page).get_element_by_id(figure.key)
    found = [
        [cell.get("data-value", cell.text_content()) for cell in line.xpath("td")]
        for line in element.xpath(".//tbody/tr")
    ]
    assert found == [["" if value is None else str(value) for value in row] for row in rows]
    # The store names no unit that has a successor.
    assert found or figure.key == "succession"
    assert all(len(row) == len(figure.columns) for row in rows)


def test_every_query_file_belongs_to_a_figure_or_a_finding() -> None:
    used = {figure.key for figure in FIGURES} | {"tables", "numbers", "behind"}
    assert {path.stem for path in QUERIES.glob("*.sql")} == used
    assert {path.stem for path in QUERIES.glob("findings/*.sql")} == set(KEYS)
    assert {path.stem for path in QUERIES.glob("behind/*.sql")} == {figure.behind for figure in FIGURES} - {None}


def test_counts_are_right(connection: sqlite3.Connection, page: str) -> None:
    def rows(key: str) -> list[tuple[Any, ...]]:
        return asked(connection, shown(page, key))

    assert [row[:2] for row in rows("overview")] == [("thu", 32), ("xa", 8)]
    assert sum(count for _, count in rows("months")) == 40
    assert sum(count for category, _, count in rows("categories") if category == "Tin tức") == 40
    assert sum(count for _, _, count, _ in rows("hours")) == 40
    assert sum(inferred for *_, inferred in rows("hours")) == 10
    assert rows("people")[0] == ("Lê Văn An", 40, 40, "2023: 14, 2024: 13, 2025: 13")
    assert ("Lê Văn An", "Trần Thị Bình", 20, 40, 20) in rows("together")
    assert rows("documents") == [("Luật Thư viện", None, 40, 40)]
    assert {row[3] for row in rows("coverage")} == {13, 14}
    assert rows("problems") == [("parse", "missing_lead", 5, 5)]


def test_people_of_one_name_are_those_of_the_dataset(tmp_path: Path) -> None:
    with Collection(namesakes(tmp_path)) as collection, collection.reading() as reading:
        page = report(reading, derivers())
        rows = asked(reading, shown(page, "people"))
    assert [row[:2] for row in rows] == [
        ("Lê Văn An (Ủy ban nhân dân xã Kim Sơn)", 4),
        ("Lê Văn An (Sở Y tế thành phố Hà Nội)", 2),
    ]
    assert "Lê Văn An (Sở Y tế thành phố Hà Nội): 2 bài" in page


def test_charts_are_drawn_for_page_and_phone_in_both_languages(page: str) -> None:
    tree = html.fromstring(page)
    for figure in FIGURES:
        drawings = tree.get_element_by_id(figure.key).xpath(".//*[local-name()='svg']")
        assert len(drawings) == (4 if figure.draw and figure.key != "succession" else 0)
        for drawing in drawings:
            place = LANGUAGES.index(drawing.xpath("ancestor::div[@lang][1]/@lang")[0])
            assert drawing.get("aria-label").startswith(f"{figure.title[place]}. ")
            assert len(drawing.get("aria-label")) > len(figure.title[place]) + 10
            assert drawing.xpath(".//*[local-name()='rect' or local-name()='path']")


def test_a_mark_leads_to_its_articles_on_the_portal(page: str) -> None:
    tree = html.fromstring(page)
    links = tree.xpath("//*[local-name()='svg']//a/@href")
    assert links and all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} == set(tree.xpath('//section[@class="list"]/@id'))
    person = tree.get_element_by_id("people.1")
    assert person.xpath(".//h4/span[@lang='vi']")[0].text_content() == "Lê Văn An: 40 bài"
    assert len(person.xpath(".//li/a")) == 5
    assert "và 35 bài nữa" in person.text_content()
    assert person.xpath(".//li/a/@href")[0] == "https://thu.example/-/view_content/23-a.html"


def test_articles_are_linked_to_browse_where_it_is_named(connection: sqlite3.Connection) -> None:
    tree = html.fromstring(report(connection, derivers(), Edition(article=lambda key: f"http://127.0.0.1:8001/{key}")))
    person = tree.get_element_by_id("people.1")
    assert person.xpath(".//li/a/@href")[0] == "http://127.0.0.1:8001/thu:23"


def test_the_first_screen_says_what_when_which_version_and_how_much(connection: sqlite3.Connection) -> None:
    about = Edition({"thu": "Thư viện", "xa": "Xã"}, version="20261124T020000Z", before="2026-11-20T00:00:00+00:00")
    tree = html.fromstring(report(connection, derivers(), about))
    header = tree.xpath("//header")[0].text_content()
    for words in ("Thư viện · Xã", "từ 5/1/2023 đến 5/12/2025", "phiên bản 20261124T020000Z", "24/11/2026"):
        assert words in header
    numbers = tree.xpath('//dl[@class="numbers"]/div')
    assert [number.xpath("string(dt/span[@lang='vi'])") for number in numbers] == [
        "bài viết",
        "từ",
        "người",
        "cơ quan, tổ chức",
        "văn bản được viện dẫn",
    ]
    assert [number.xpath("string(dd[1])") for number in numbers] == ["40", "0", "3", "1", "1"]
    changes = [number.xpath("string(dd[2]/span[@lang='vi'])") for number in numbers]
    assert changes[0] == "+40 từ phiên bản 20/11/2026" and changes[1] == "như phiên bản 20/11/2026"
    later = html.fromstring(report(connection, derivers(), about._replace(before="2026-11-25T00:00:00+00:00")))
    assert later.xpath("string(//dl/div/dd[2]/span[@lang='en'])") == "as in the version of 25 Nov 2026"


def test_words_of_articles_stay_text(page: str) -> None:
    for words in (HOSTILE, HOSTILE_NAME):
        assert words not in page
        assert words in unescape(page)
    assert page.count("<script") == page.count("</script>") == 1
    assert "<img" not in page


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//@src | //link | //iframe | //object | //base | //@onerror | //@onload | //@style")
    outside = [link for link in tree.xpath("//a") if not link.get("href").startswith("#")]
    assert {link.getparent().tag for link in outside} == {"li"}
    assert all(link.get("rel") == "noreferrer" for link in outside)
    for style in tree.xpath("//style"):
        assert not re.search(r"url\(|@import", style.text_content())


def test_all_words_of_the_report_are_in_both_languages(page: str) -> None:
    tree = html.fromstring(page)
    assert len(tree.xpath('//*[@lang="vi"][not(self::html)]')) == len(tree.xpath('//*[@lang="en"]')) > 50


def test_every_kind_of_problem_has_a_name_in_both_languages() -> None:
    assert messages.kinds() - PROBLEMS.keys() == set()


def test_the_same_store_makes_the_same_text(connection: sqlite3.Connection, page: str) -> None:
    assert report(connection, derivers()) == page


def test_a_store_without_annotations_or_dates_has_a_report_all_the_same(tmp_path: Path) -> None:
    Store(new_store(tmp_path, "thu")).close()
    with Collection(tmp_path) as collection, collection.reading() as empty:
        text = report(empty, derivers())
    assert "Chưa có dữ liệu" in text and "Chưa đủ bài" in text


def frame(width: int = WIDE) -> Frame:
    return Frame(width, 0, lambda *_: None)


def test_months_without_articles_have_a_place_in_the_chart() -> None:
    chart = CHARTS["months"]([("2024-11", 3), ("2025-02", 1)], frame())
    assert [f">{month}</text>" in chart.marks for month in ("11/2024", "12/2024", "1/2025", "2/2025")] == [True] * 4


def test_a_mistaken_year_does_not_spoil_the_chart() -> None:
    for width in (WIDE, NARROW):
        assert len(CHARTS["months"]([("0202-06", 1), ("2025-02", 1)], frame(width)).marks) < 100_000


def test_the_first_of_july_2025_is_marked() -> None:
    months = [(f"2025-{month:02}", month) for month in range(1, 13)]
    assert "1/7/2025: Bỏ cấp huyện" in CHARTS["months"](months, frame()).marks
    assert "Bỏ cấp huyện" not in CHARTS["months"](months[:6], frame()).marks


def test_thirty_people_stand_in_rows_of_their_own_with_those_they_are_named_with_near() -> None:
    people = [f"Người {number:02}" for number in range(30)]
    rows = [(people[place], people[(place * 7 + 1) % 30], 3, 10, 10) for place in range(30)]
    chart = CHARTS["arcs"]([row for row in rows if row[0] != row[1]], frame())
    heights = re.findall(r'<circle cx="290" cy="([\d.]+)"', chart.marks)
    assert len(set(heights)) == 30
    assert chart == CHARTS["arcs"]([row for row in rows if row[0] != row[1]], frame())
    chain = [("A", "C", 9, 9, 9), ("C", "B", 9, 9, 9), ("B", "D", 1, 9, 9)]
    assert re.findall(r">([A-D])</text>", CHARTS["arcs"](chain, frame()).marks) in (list("ACBD"), list("DBCA"))


def test_units_lead_to_those_that_took_their_place() -> None:
    rows = [("01/a", "xã A", 12, "01/b@2025", "xã B", 0), ("01/a", "xã A", 12, "01/c@2025", "xã C", 3)]
    chart = CHARTS["succession"](rows, frame())
    assert chart.summary == "1 đơn vị cũ và 2 đơn vị tiếp nối; nhiều nhất: xã A, 12 bài."
    widths = [float(width) for width in re.findall(r'class="band" stroke-width="([\d.]+)"', chart.marks)]
    assert len(widths) == 2 and widths[0] > widths[1]


def vnportal(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "report", *arguments]
    return forked.run(command)


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    example(tmp_path, 12)
    before = {path.name for path in tmp_path.iterdir()}
    out = tmp_path / "ra" / "bao-cao.html"
    result = vnportal("--data", str(tmp_path), "--out", str(out), "--browse", "http://127.0.0.1:8001/")
    assert (result.returncode, result.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["bao-cao.html"]
    assert '"http://127.0.0.1:8001/browse/articles/thu~3A11"' in out.read_text(encoding="utf-8")
    # Reading a file in WAL mode leaves SQLite's own two files beside it.
    after = {path.name for path in tmp_path.iterdir()}
    assert after - before - {"collection.sqlite-shm", "collection.sqlite-wal"} == {"ra"}


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    missing = vnportal("--data", str(tmp_path))
    assert missing.returncode == 1 and "crawl first" in missing.stderr and "Traceback" not in missing.stderr
    Store(new_store(tmp_path, "thu")).close()
    empty = vnportal("--data", str(tmp_path))
    assert empty.returncode == 1 and "no articles yet" in empty.stderr
    folder = vnportal("--data", str(tmp_path), "--out", str(tmp_path))
    assert folder.returncode == 2
    address = vnportal("--data", str(tmp_path), "--browse", "javascript:alert(1)")
    assert address.returncode == 2 and "--browse javascript:alert(1): no address" in address.stderr
