"""The report as its readers see it, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from crawler.store.store import Store
from exports.report import charts, report
from exports.report.figures import SECTIONS
from tests.browser import Recorded
from tests.report.stores import HOSTILE, example

CHARTS = sum(figure.draw is not None for section in SECTIONS for figure in section.figures)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bao-cao")
    with Store(example(folder), read_only=True) as store:
        (folder / "report.html").write_text(report(store.database.connection), encoding="utf-8")
    return folder / "report.html"


def seen(page: Page, text: str) -> bool:
    return page.get_by_text(text, exact=True).first.is_visible()


def test_loads_without_an_error_and_without_a_request(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    assert page.title().startswith("Báo cáo dữ liệu")
    assert browser_page.errors == []
    assert browser_page.requests == [file.as_uri()]


def test_all_charts_are_there_and_have_names(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    assert page.locator("figure svg").count() == CHARTS
    assert page.get_by_role("img", name="Số bài theo tháng / Articles by month").is_visible()
    boxes = [drawing.bounding_box() for drawing in page.locator("figure svg").all()]
    assert all(box and box["width"] > 300 and box["height"] > 20 for box in boxes)


def test_labels_stay_within_their_charts(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    outside = page.evaluate(
        """() => [...document.querySelectorAll("svg text")].filter(text => {
             const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal;
             const right = box.x + box.width, bottom = box.y + box.height;
             return box.width && (box.x < -1 || right > view.width + 1 || bottom > view.height + 1);
           }).map(text => text.textContent)"""
    )
    assert outside == []


def test_large_numbers_do_not_run_into_each_other(browser_page: Recorded, tmp_path: Path) -> None:
    large = [
        charts.hours([(hour, 12_345, 678) for hour in range(24)]),
        charts.view_bins([(low, 123_456) for low in (0, 50, 100, 200)]),
        charts.grid([(f"Mục {row}", str(2000 + column), 12_345) for row in range(3) for column in range(24)]),
        charts.months([(f"{year}-{month:02}", 9_999) for year in range(2005, 2025) for month in range(1, 13)]),
    ]
    drawn = "".join(f'<svg viewBox="0 0 {charts.WIDTH} {chart.height}">{chart.marks}</svg>' for chart in large)
    (tmp_path / "charts.html").write_text(f"<meta charset=utf-8>{drawn}", encoding="utf-8")
    page = browser_page.open(tmp_path / "charts.html")
    overlapping = page.evaluate(
        """() => [...document.querySelectorAll("svg")].flatMap(svg => {
             const boxes = [...svg.querySelectorAll("text:not([lang='en'])")].map(text => text.getBBox());
             return boxes.filter((one, place) => boxes.some((other, later) => later > place &&
               one.x < other.x + other.width && other.x < one.x + one.width &&
               one.y < other.y + other.height - 4 && other.y < one.y + one.height - 4));
           }).length"""
    )
    assert overlapping == 0


def test_the_switch_changes_the_language_and_back(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    assert seen(page, "Giờ đăng bài") and not seen(page, "Hours of publication")
    page.get_by_role("button", name="English").click()
    assert seen(page, "Hours of publication") and not seen(page, "Giờ đăng bài")
    assert seen(page, "As printed")  # inside a chart
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Tiếng Việt").click()
    assert seen(page, "Giờ đăng bài")


def test_without_script_the_page_is_vietnamese(browser_page: Recorded, file: Path) -> None:
    browser = browser_page.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        assert seen(page, "Giờ đăng bài") and not seen(page, "Hours of publication")
        assert not page.locator(".languages").is_visible()
    finally:
        context.close()


def test_a_script_in_a_title_stays_text(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.locator("#most-viewed details.data summary").click()
    assert HOSTILE in page.locator("#most-viewed table").inner_text()
    assert page.title().startswith("Báo cáo dữ liệu")
    assert browser_page.outside == [] and browser_page.errors == []


def test_an_injected_script_would_not_run(browser_page: Recorded, file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    text = file.read_text(encoding="utf-8")
    broken.write_text(text.replace("<main>", f"<main>{HOSTILE}", 1), encoding="utf-8")
    page = browser_page.open(broken)
    assert page.title().startswith("Báo cáo dữ liệu")
    assert browser_page.errors  # the policy refused it


def test_paper_shows_what_the_reader_has_opened_and_no_buttons(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.locator("#months details.data summary").click()
    page.emulate_media(media="print")
    assert page.locator("#months details.data table").is_visible()
    assert page.locator("#months svg").is_visible()
    assert not page.locator("#hours details.data").is_visible()
    assert not page.locator(".languages").is_visible()


def test_a_narrow_screen_scrolls_charts_and_not_the_page(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.set_viewport_size({"width": 380, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
