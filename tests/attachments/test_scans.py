"""The texts of scans, as far as a program that recognises them is installed."""

from io import BytesIO

import pytest

from pipelines.file_texts import scans
from pipelines.file_texts.pages import Page
from pipelines.file_texts.read_file import read_file, recognise
from tests.attachments import documents
from tests.attachments.documents import FIRST, ORDER, SECOND

needs_tesseract = pytest.mark.skipif(
    not scans.is_installed(), reason="tesseract with Vietnamese is not installed (Debian: tesseract-ocr-vie)"
)


def errors(found: str | None, expected: str) -> float:
    """The share of characters that are wrong, missing or too many (edit distance)."""
    shown = " ".join((found or "").split())
    before = list(range(len(shown) + 1))
    for row, letter in enumerate(expected, 1):
        line = [row]
        for column, other in enumerate(shown, 1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != other)))
        before = line
    return before[-1] / len(expected)


@needs_tesseract
@pytest.mark.parametrize("dpi, stamp, most", [(300, True, 0.01), (150, False, 0.03)])
def test_a_scan_is_recognised(dpi: int, stamp: bool, most: float) -> None:
    content = documents.scan(documents.picture([ORDER], dpi, stamp=stamp, lines=9), dpi=dpi)
    found = read_file(content)
    assert (found.scans, found.pages) == ([0], [Page(1, None)])
    page = recognise(content, found.pages[0])
    assert errors(page.text, ORDER) <= most
    assert page.method == "ocr" and page.confidence is not None and page.confidence > 80


@needs_tesseract
def test_a_picture_in_an_archive_is_recognised() -> None:
    written = BytesIO()
    documents.picture(["Thị xã Sơn Tây"], 200, lines=3).save(written, "PNG")
    content = documents.packed({"scan.png": written.getvalue()})
    found = read_file(content)
    assert recognise(content, found.pages[found.scans[0]]).text == "Thị xã Sơn Tây"


def test_only_pages_without_a_text_layer_are_scans() -> None:
    pytest.importorskip("fpdf")
    from fpdf import FPDF

    document = FPDF()
    document.add_font("text", fname=documents.font())
    document.set_font("text", size=8)
    blank = documents.picture([], 50)
    for text in (
        "Người ký: Ủy ban nhân dân thị xã. Thời gian ký: 12.03.2024 08:30:15 +07:00",
        f"{ORDER} {FIRST} {SECOND}",
    ):
        document.add_page()
        document.image(blank, 0, 0, 210, 297)
        document.multi_cell(180, 5, text)
    found = read_file(bytes(document.output()))
    assert [page.text for page in found.pages] == [None, f"{ORDER} {FIRST} {SECOND}"]
    assert found.scans == [0]


def test_without_a_program_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "is_installed", lambda: False)
    content = documents.scan(documents.picture([], 50, lines=3))
    assert recognise(content, Page(1, None)) == Page(1, None, "ocr_missing")
