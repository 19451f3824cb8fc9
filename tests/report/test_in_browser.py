"""The report as its readers see it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from crawler.store.collection import Collection
from exports.report import report
from exports.report.charts import CHARTS
from exports.report.drawing import NARROW, WIDE, Frame
from pipelines.derive_tables import derivers
from tests.browser import PATIENCE, Recorded, faults
from tests.report.stores import HOSTILE, busy, example


def written(folder: Path) -> Path:
    """The report on a data directory, in it."""
    with Collection(folder, read_only=True) as collection, collection.reading() as reading:
        (folder / "report.html").write_text(report(reading, derivers()), encoding="utf-8")
    return folder / "report.html"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(example(tmp_path_factory.mktemp("bao-cao")))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with findings."""
    return written(busy(tmp_path_factory.mktemp("bao-cao")))


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def seen(page: Page, text: str) -> bool:
    return any(found.is_visible() for found in page.get_by_text(text, exact=True).all())


@pytest.mark.parametrize("language", ["Tiếng Việt", "English"])
def test_it_is_in_order_on_a_page_and_a_phone_by_day_and_by_night(
    browser_page: Recorded, found: Path, language: str
) -> None:
    page = browser_page.open(found)
    assert page.title() == "Báo cáo dữ liệu tin tức"
    assert browser_page.requests == [found.as_uri()]
    assert page.locator("h1").count() == 1
    drawn = page.locator("figure:not(.finding) svg:visible")
    for width, look in ((1280, "wide"), (390, "narrow")):
        page.set_viewport_size({"width": width, "height": 900})
        assert {box.get_attribute("class") for box in drawn.all()} == {look}
    page.get_by_label(language).check()
    assert faults(page, colours=False) == []  # what is open below holds all that is seen now
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert faults(page) == []
    assert browser_page.errors == []


def test_labels_stay_within_their_charts_and_apart(browser_page: Recorded, found: Path) -> None:
    page = browser_page.open(found)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        outside = page.evaluate(
            """() => [...document.querySelectorAll("svg")].filter(svg => svg.checkVisibility()).flatMap(svg =>
                 [...svg.querySelectorAll("text")].filter(text => {
                   const box = text.getBBox(), view = svg.viewBox.baseVal;
                   return box.x < -1 || box.x + box.width > view.width + 1 || box.y + box.height > view.height + 1;
                 }).map(text => text.textContent))"""
        )
        assert outside == []
        assert page.evaluate(OVERLAPPING) == 0


OVERLAPPING = """() => [...document.querySelectorAll("svg")].filter(svg => svg.checkVisibility()).flatMap(svg => {
  const boxes = [...svg.querySelectorAll("text")].map(text => text.getBBox());
  return boxes.filter((one, place) => boxes.some((other, later) => later > place &&
    one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y < other.y + other.height - 4 && other.y < one.y + one.height - 4));
}).length"""


def test_large_numbers_do_not_run_into_each_other(browser_page: Recorded, tmp_path: Path) -> None:
    years = range(2005, 2025)
    series = ", ".join(f"{year}: 9999" for year in years)
    rows = {
        "heat": [(day, hour, 12_345, 678) for day in range(1, 8) for hour in range(24)],
        "multiples": [(f"Mục {row}", str(year), 12_345) for row in range(12) for year in years],
        "months": [(f"{year}-{month:02}", 9_999) for year in years for month in range(1, 13)],
        "named": [("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI VÀ CÁC ĐƠN VỊ", 12_345_678, 1, series)] * 3,
        "viewed": [("Bài dài " * 30, 1_234_567_890, "thu:1", "2024-05-06")] * 3,
        "coverage": [(str(year), field, 100, 9) for year in years for field in ("title", "lead", "sentences")],
        "succession": [("a", "Xã có tên dài " * 4, 1_234_567, "b@2025", "Phường có tên dài " * 4, 7_654_321)],
    }
    drawn = ""
    for width in (WIDE, NARROW):
        for name, given in rows.items():
            chart = CHARTS[name](given, Frame(width, 0, lambda *_: None))
            drawn += f'<svg viewBox="0 0 {width} {chart.height}" width="{width}" font-size="13">{chart.marks}</svg>'
    style = "<style>svg { font-family: 'DejaVu Sans' }</style>"
    (tmp_path / "charts.html").write_text(f"<meta charset=utf-8>{style}{drawn}", encoding="utf-8")
    page = browser_page.open(tmp_path / "charts.html")
    assert page.evaluate(OVERLAPPING) == 0


def test_the_switch_changes_the_language_and_back(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    assert seen(page, "Giờ và thứ đăng bài") and not seen(page, "Hours and weekdays of publication")
    page.get_by_label("English").check()
    assert seen(page, "Hours and weekdays of publication") and not seen(page, "Giờ và thứ đăng bài")
    assert seen(page, "Mon")  # inside a chart
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "Report on the collected news"
    page.get_by_label("Tiếng Việt").check()
    assert seen(page, "Giờ và thứ đăng bài") and not seen(page, "Mon")


def test_nothing_of_the_other_language_is_seen(browser_page: Recorded, found: Path) -> None:
    page = browser_page.open(found)
    for summary in page.locator("details.data > summary:visible").all():
        summary.click()
    vietnamese = page.locator("main").inner_text()
    assert "Articles" not in vietnamese and "Monday" not in vietnamese
    page.get_by_label("English").check()
    english = page.locator("main").inner_text()
    assert "Số bài" not in english and "thứ Hai" not in english and "Bảng số liệu" not in english


def test_without_a_script_the_switch_works_and_marks_open_their_articles(without_script: Page, file: Path) -> None:
    page = without_script
    page.goto(file.as_uri())
    assert seen(page, "Giờ và thứ đăng bài")
    assert not page.locator(".saves").first.is_visible() and not page.locator(".brush").is_visible()
    listed = page.locator('[id="people.1"]')
    assert not listed.is_visible()
    page.locator('#people svg:visible a[href="#people.1"]').click()
    assert listed.is_visible() and "và 35 bài nữa" in listed.inner_text()
    listed.get_by_text("Đóng").click()
    assert not listed.is_visible()
    page.get_by_label("English").check(force=True)
    assert seen(page, "Hours and weekdays of publication") and not seen(page, "Giờ và thứ đăng bài")


def test_marks_are_reached_by_keyboard(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.locator("#people h3 a").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('figure').id") == "people"
    page.keyboard.press("Enter")
    assert page.locator('[id="people.1"]').is_visible()


def test_a_mark_says_its_numbers_under_the_pointer(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    mark = page.locator('#people svg:visible a[href="#people.1"]')
    mark.hover()
    assert page.locator("#tip").inner_text() == "Lê Văn An: 40 bài"
    assert mark.get_attribute("aria-label") == "Lê Văn An: 40 bài"
    page.locator("#people h3").hover()
    assert not page.locator("#tip").is_visible()


def test_the_brush_shows_the_chosen_months_in_the_whole_width(browser_page: Recorded, found: Path) -> None:
    page = browser_page.open(found)
    bars = page.locator("#months svg:visible .zoomed .mark")
    before = bars.last.bounding_box()
    page.get_by_label("Từ tháng").fill("24")
    assert page.locator(".brush output").inner_text() == "1/2025 – 12/2025"
    visible = [bar for bar in bars.all() if bar.is_visible()]
    assert len(visible) == 12
    after = visible[0].bounding_box()
    assert before and after and after["width"] > 2 * before["width"]


def test_what_is_seen_can_be_saved(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    saved = {}
    for kind in ("SVG", "PNG", "CSV"):
        with page.expect_download() as download:
            page.locator("#people .saves").get_by_text(kind, exact=True).click()
        assert download.value.suggested_filename == f"people.{kind.lower()}"
        saved[kind] = download.value.path().read_bytes()
    assert saved["SVG"].startswith(b"<svg") and "Lê Văn An".encode() in saved["SVG"] and b"--mark" in saved["SVG"]
    assert saved["PNG"].startswith(b"\x89PNG")
    lines = saved["CSV"].decode("utf-8-sig").splitlines()
    assert lines[0] == "Tên,Số bài,Số lần,Số bài theo thời gian"
    assert lines[1] == 'Lê Văn An,40,40,"2023: 14, 2024: 13, 2025: 13"'
    assert browser_page.errors == []


def test_a_script_in_a_title_stays_text(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.locator("#most-viewed details.data summary").click()
    assert HOSTILE in page.locator("#most-viewed table").inner_text()
    assert page.title() == "Báo cáo dữ liệu tin tức"
    assert browser_page.outside == [] and browser_page.errors == []


def test_an_injected_script_would_not_run(browser_page: Recorded, file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    text = file.read_text(encoding="utf-8")
    broken.write_text(text.replace("<main>", f"<main>{HOSTILE}", 1), encoding="utf-8")
    page = browser_page.open(broken)
    assert page.title() == "Báo cáo dữ liệu tin tức"
    assert browser_page.errors  # the policy refused it


def test_paper_shows_what_the_reader_has_opened_and_no_buttons(browser_page: Recorded, file: Path) -> None:
    page = browser_page.open(file)
    page.locator("#months details.data summary").click()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("#months details.data table").is_visible()
    assert page.locator("#months svg.wide:visible").count() == 1
    assert not page.locator("#hours details.data").is_visible()
    assert not page.locator(".languages").is_visible() and not page.locator(".saves").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('#people')).breakInside") == "avoid"
